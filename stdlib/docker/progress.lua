--- The progress that the engine reports of pulls, pushes and loads: shown, handed on, and its errors raised.

local host = require "moondock.host"
local errors = require "moondock.errors"
local mapped_stream = require "docker.mapped_stream"
local shape = require "docker.shape"

local M = {}

-- The output of a build and what a load tells: lines that stay.
local function output_of(item)
    local text, lines = require "text", {}
    for line in (item.stream or ""):gmatch("[^\r\n]+") do lines[#lines + 1] = text.escape(line) end
    return lines
end

-- One line for each change of a layer's state; the bytes in between are no news.
local function plain()
    local text = require "text"
    local last = {}
    return function(item)
        for _, line in ipairs(output_of(item)) do host.write_error(line .. "\n") end
        if not item.status then return end
        local id = item.id or ""
        if last[id] == item.status then return end
        last[id] = item.status
        local line = item.id and ("%s: %s"):format(item.id, item.status) or item.status
        host.write_error(text.escape(line) .. "\n")
    end
end

-- Lines that are redrawn in place, so often in a second as an eye can follow; closing it leaves a summary.
local function bars()
    local transfer = require("docker.transfer").new()
    local region = require("live.region").new(host.write_error)
    local drawn
    local function draw(kind, above)
        local terminal, now = host.terminal(), host.monotonic()
        local o = { columns = terminal.columns, rows = terminal.rows, now = now }
        region:draw(transfer[kind](transfer, o), terminal.columns, above)
        drawn = now
    end
    return setmetatable({}, {
        __call = function(_, item)
            local now = host.monotonic()
            transfer:add(item, now)
            local above = output_of(item)
            if #above > 0 then return draw("lines", above) end
            if not drawn or now - drawn >= 0.08 then draw("lines") end
        end,
        __close = function()
            if drawn then draw("summary") end
        end,
    })
end

--- What a call reports its progress to: the function that was given; bars on a terminal where lines can be redrawn;
--- else plain lines on stderr; nothing with `--quiet` and `--json`.
---@param given? fun(item: table)
---@return fun(item: table)? listener with a `__close` when it has something to end
function M.listener(given)
    if given then return given end
    local session = host.options or {}
    if session.quiet or session.json then return nil end
    return require("live.output").can_redraw("stderr") and bars() or plain()
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
    shape.item(operation, item)
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
    local _ <close> = type(listener) == "table" and listener or nil
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
