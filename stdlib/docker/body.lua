--- Bodies of requests that are not at hand as one string: files, and whatever a function gives piece by piece. They are
--- sent as the engine takes them, in constant memory.
---
---     docker.api.ImageLoad { body = require("docker.body").source { file = "busybox.tar" } }

local host = require "moondock.host"
local errors = require "moondock.errors"
local options = require "options"

local M = {}

local FILE = {
    { name = "file", type = "string", doc = "the path of a file to send" },
}

-- Fills a pipe from an iterator, as a task of its own: the request that empties it runs meanwhile.
local function feed(pipe, what, step, state, control, closing)
    require("task").spawn(function()
        local closed <close> = closing
        local ok, problem = pcall(function()
            while true do
                local piece = step(state, control)
                if piece == nil then return host.body_finish(pipe) end
                control = piece
                if type(piece) ~= "string" then
                    errors.invalid(("%s: pieces must be strings, got %s"):format(what, options.quote(piece)))
                end
                host.body_write(pipe, piece)
            end
        end)
        if ok then return end
        -- What went wrong here keeps its kind: a lost connection to another engine is no mistake in the call.
        if errors.is(problem) then
            host.body_fail(pipe, problem.message, problem.kind)
        else
            host.body_fail(pipe, tostring(problem), "lua")
        end
    end)
end

local function from_iterator(what, ...)
    local pipe = host.body_pipe()
    feed(pipe, what, ...)
    return pipe
end

-- Streams whose pieces are cut in another way are tables.
local function is_stream(value)
    local metatable = type(value) == "table" and getmetatable(value)
    return type(metatable) == "table" and rawget(metatable, "is_stream") == true
end

--- Makes a body.
---
---     body.source("bytes")                         -- a string is itself
---     body.source { file = "image.tar" }           -- a file
---     body.source(io.open("image.tar", "rb"))      -- an open file
---     body.source(c:export())                      -- a stream of another call, of this engine or another
---     body.source(function() return next_piece() end)   -- pieces, nil at the end
---@param value any string, { file = path }, an open file, a stream, or a function that gives strings and then nil
---@param what? string what it is for, in messages
---@return string|userdata body for one request
function M.source(value, what)
    what = what or "body"
    local kind = type(value)
    if kind == "string" then return value end
    if kind == "function" then return from_iterator(what, value) end
    if io.type(value) == "file" then
        return from_iterator(what, function() return value:read(262144) end)
    end
    if kind == "userdata" or is_stream(value) then
        local chunks = value.read
        if chunks then return from_iterator(what, function() return (chunks(value)) end, nil, nil, value) end
        return value
    end
    if kind == "table" and value.file ~= nil then
        return host.body_file(options.check(what, FILE, value).file)
    end
    errors.invalid(("%s: expected bytes, a file, a stream or a function that gives pieces, got %s"):format(what,
        options.quote(value)), 'a file is { file = "PATH" }')
end

return M
