--- Archives that the engine sends: read piece by piece, or written to a file.
---
---     for chunk in docker.images.get("busybox"):save() do out:write(chunk) end
---     docker.images.get("busybox"):save { to = "busybox.tar" }     --> the size of the file

local errors = require "moondock.errors"
local mapped_stream = require "docker.mapped_stream"

local M = {}

--- Options of whatever gives an archive.
M.options = {
    { name = "to", type = "string", doc = "a file to write to; it appears when it is complete" },
    { name = "chunk_size", type = "integer", doc = "bytes in each piece; default: as they arrive" },
}

-- Cuts what arrives into pieces of one size.
local function cutter(size)
    local chunk, at = "", 1
    return function(stream)
        local parts, length = {}, 0
        while length < size do
            if at > #chunk then
                chunk, at = stream:read() or "", 1
                if chunk == "" then break end
            end
            local part = chunk:sub(at, at + size - length - 1)
            parts[#parts + 1], length, at = part, length + #part, at + #part
        end
        return length > 0 and table.concat(parts) or nil
    end
end

local function failed(what, problem)
    errors.raise { kind = "invalid_argument", message = ("%s: %s"):format(what, problem) }
end

-- Writes to a file of another name first, so that a file that is there is always complete.
local function write(stream, path, what, total)
    local _ <close> = stream
    local _, now = require("moondock.host").now()
    local temporary = ("%s.%x.part"):format(path, now)
    local file, problem = io.open(temporary, "wb")
    if not file then failed(what, problem) end
    local unfinished <close> = setmetatable({}, { __close = function()
        if io.type(file) == "file" then file:close() end
        if temporary then os.remove(temporary) end
    end })
    local size = 0
    local meter <close> = require("docker.meter").counting(path, total)
    while true do
        local chunk = stream:read()
        if not chunk then break end
        size = size + #chunk
        meter:add(#chunk)
        local ok, trouble = file:write(chunk)
        if not ok then failed(what, trouble) end
    end
    local closed, trouble = file:close()
    if not closed then failed(what, trouble) end
    local renamed, why = os.rename(temporary, path)
    if not renamed then failed(what, why) end
    temporary = nil
    return size
end

--- Gives an archive in the way that was asked for.
---@param stream Stream
---@param o {to: string?, chunk_size: integer?}
---@param what string names the call in errors
---@param total? integer about how many bytes will come
---@return Stream|integer ... an iterator over strings; with `to` the size of the file in bytes
function M.deliver(stream, o, what, total)
    if o.to then return write(stream, o.to, what, total) end
    local size = o.chunk_size
    if size and size < 1 then
        stream:close()
        errors.invalid(what .. ": option 'chunk_size': expected a number above 0")
    end
    local take = size and cutter(size) or function(s) return (s:read()) end
    return mapped_stream.iterable(mapped_stream.new(stream, take))
end

return M
