--- What is uploaded, from the forms in which people have it.
---
---     body.source("…")                      -- the bytes themselves
---     body.source { file = "image.tar" }    -- a file by its name
---     body.source(io.open("image.tar", "rb"))
---     body.source(function() return next_chunk() end)     -- until it gives nil

local errors = require "moondock.errors"
local options = require "options"

local M = {}

local function read(file, what, name)
    local bytes, problem = file:read("a")
    if bytes then return bytes end
    errors.invalid(("%s: cannot read %s: %s"):format(what, name, problem or "not a file"))
end

local function gather(next_chunk, what)
    local chunks = {}
    while true do
        local chunk = next_chunk()
        if chunk == nil or chunk == "" then return table.concat(chunks) end
        if type(chunk) ~= "string" then
            errors.invalid(("%s: the function must give strings, got %s"):format(what, options.quote(chunk)))
        end
        chunks[#chunks + 1] = chunk
    end
end

--- Makes a request's body of a value.
---@param value string|{file: string}|file*|fun(): string? bytes, a file's name, an open file, or a function that gives
--- the next piece
---@param what string names the call in errors
---@return string source
function M.source(value, what)
    if type(value) == "string" then return value end
    if io.type(value) == "file" then return read(value, what, "the file") end
    if type(value) == "table" and type(rawget(value, "file")) == "string" then
        local file, problem = io.open(value.file, "rb")
        if not file then errors.invalid(("%s: %s"):format(what, problem)) end
        local _ <close> = file
        return read(file, what, options.quote(value.file))
    end
    local metatable = getmetatable(value)
    if type(value) == "function" or type(metatable) == "table" and metatable.__call then return gather(value, what) end
    return errors.invalid(("%s: expected bytes, a file or a function, got %s"):format(what, options.quote(value)),
        '{ file = "image.tar" } names a file')
end

return M
