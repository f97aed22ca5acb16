--- A stream whose items are something else than what the engine sends: checked, converted, or cut in another way.
---
---     mapped_stream.new(stream, function(stream) return convert(stream:next_value()) end)
---
--- It reads like the stream itself, has its methods, and closing it closes the stream.

local M = {}

---@class MappedStream
local metatable = { __name = "moondock.stream", is_stream = true, items = {} }

local function close(self)
    if rawget(self, "is_left") then return end
    rawset(self, "is_left", true)
    self.stream:close()
    if self.left then self.left() end
end

--- The `__index` of what stands for a stream, its field `stream`: methods and fields of the stream itself.
function M.member(self, key)
    local stream = rawget(self, "stream")
    local value = stream[key]
    if type(value) ~= "function" then return value end
    return function(first, ...)
        if rawequal(first, self) then first = stream end
        return value(first, ...)
    end
end

metatable.__index = M.member

function metatable.__call(self) return self:next() end

metatable.__close = close

-- Both are errors, as they are of the stream itself.
function metatable.__concat(a, b) return getmetatable(a) == metatable and a.stream .. "" or b.stream .. "" end

function metatable.__len(self) return #self.stream end

--- Wraps a stream.
---@param stream Stream
---@param take fun(stream: Stream): any, any the next item; nil at the end
---@param left? fun() called once, when the stream has ended or was closed
---@param fields? table<string, any> further fields and methods
---@return MappedStream
function M.new(stream, take, left, fields)
    local self = { stream = stream, left = left, close = close, take = take }
    function self.next(it)
        if it.is_left then return nil end
        local ok, first, second = pcall(take, stream)
        if ok and first ~= nil then return first, second end
        close(it)
        if not ok then error(first, 0) end
        return nil
    end
    for name, value in pairs(fields or {}) do self[name] = value end
    return setmetatable(self, metatable)
end

--- What a function returns so that `for item in f() do` works and closes the stream when it is left.
---@param stream MappedStream
function M.iterable(stream)
    return stream, nil, nil, stream
end

return M
