--- The progress that the engine reports of pulls, pushes and loads: shown, handed on, and its errors raised.

local host = require "moondock.host"
local errors = require "moondock.errors"
local mapped_stream = require "docker.mapped_stream"

local M = {}

-- One line for each change of a layer's state; the bytes in between are no news.
local function plain()
    local text = require "text"
    local last = {}
    return function(item)
        if type(item.stream) == "string" then
            -- Output of builds: whole lines, and parts of them.
            host.write_error((item.stream:gsub("[^\n]+", text.escape)))
            return
        end
        if not item.status or item.progressDetail and item.progressDetail.current then return end
        local id = item.id or ""
        if last[id] == item.status then return end
        last[id] = item.status
        local line = item.id and ("%s: %s"):format(item.id, item.status) or item.status
        host.write_error(text.escape(line) .. "\n")
    end
end

--- What a call reports its progress to: the function that was given, or the terminal, or nothing.
---@param given? fun(item: table)
---@return fun(item: table)?
function M.listener(given)
    if given then return given end
    if host.terminal().stderr and not host.options.quiet then return plain() end
    return nil
end

-- An engine's words tell what kind of failure it was; the status of the reply was sent before it failed.
local KINDS = {
    { "unauthorized", "unauthorized" }, { "authentication required", "unauthorized" }, { "denied", "unauthorized" },
    { "no basic auth credentials", "unauthorized" }, { "not found", "not_found" }, { "manifest unknown", "not_found" },
    { "does not exist", "not_found" },
}

local function kind_of(message)
    local lower = message:lower()
    for _, pair in ipairs(KINDS) do
        if lower:find(pair[1], 1, true) then return pair[2] end
    end
    return "api"
end

--- Raises the error that an item reports, if it does.
---@param item table
---@param operation string
---@return table item
function M.check(item, operation)
    local detail = item.errorDetail
    if not item.error and not detail then return item end
    local message = detail and detail.message or item.error
    errors.raise {
        kind = kind_of(message),
        operation = operation,
        message = message,
        code = detail and detail.code,
    }
end

--- Reads progress to its end.
---@param stream Stream
---@param operation string
---@param listener? fun(item: table)
---@param each? fun(item: table)
function M.read(stream, operation, listener, each)
    local _ <close> = stream
    for item in stream do
        M.check(item, operation)
        if listener then listener(item) end
        if each then each(item) end
    end
end

--- Hands progress on as a stream of tables; an error that the engine reports in it is raised there.
---@param stream Stream
---@param operation string
---@return MappedStream ... and what the generic for needs to close it
function M.stream(stream, operation)
    return mapped_stream.iterable(mapped_stream.new(stream, function(source)
        local item = source:next_value()
        return item and M.check(item, operation)
    end))
end

return M
