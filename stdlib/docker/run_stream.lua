--- The output of `run { stream = true, remove = true }`: a stream that takes its container with it when it is left
--- early.

local mapped_stream = require "docker.mapped_stream"

local M = {}

local metatable = { __name = "moondock.stream", is_stream = true, __index = mapped_stream.member }

function metatable.__call(self)
    local line, source = self.stream()
    if line == nil then rawset(self, "ended", true) end
    return line, source
end

local function leave(self)
    self.stream:close()
    if rawget(self, "ended") or rawget(self, "left") then return end
    rawset(self, "left", true)
    self.remove()
end

metatable.__close = leave

--- Wraps a stream.
---@param stream Stream
---@param remove fun() called when the stream is closed before its end
---@return Stream
function M.new(stream, remove)
    local self = { stream = stream, remove = remove }
    self.close = leave
    function self.read_all()
        self.ended = true
        return stream:read_all()
    end
    return setmetatable(self, metatable)
end

return M
