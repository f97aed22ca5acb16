--- How the shell shows what a line gave: lists as tables, objects as cards, streams as they come, the rest readable.
---
---     display.show(docker.containers.list())
---     print(full(docker.info()))

local host = require "moondock.host"
local inspect = require "inspect"
local text = require "text"

local M = {}

-- Text that came from the engine or a container: as it is in a pipe, harmless on a terminal.
local function safe(s, is_error)
    local shows = host.terminal()[is_error and "stderr" or "stdout"]
    return shows and text.clean(s) or s
end

--- Tells whether a value is a stream: of the engine, or one that the library made of such.
---@param value any
---@return boolean
function M.is_stream(value)
    if type(value) == "userdata" then
        local ok, content = pcall(function() return value:content() end)
        return ok and type(content) == "string"
    end
    local metatable = type(value) == "table" and getmetatable(value)
    return type(metatable) == "table" and rawget(metatable, "is_stream") == true
end

-- Prints a stream to its end; leaving it early, by Ctrl-C, closes it.
local function drain(stream)
    local _ <close> = stream
    local present = type(stream) == "table" and stream.present
    if present and require("live.view").is_possible() then return present(stream) end
    if stream:content() == "json" then
        for value in stream do
            local metatable = getmetatable(value)
            local shown = type(metatable) == "table" and metatable.__tostring and tostring(value)
                or require("docker.views.event").line(value)
            print(safe(shown or host.json_encode(value)))
        end
        return
    end
    local err, output, width = io.stderr, require "live.output", 0
    for line, source, origin in stream do
        line = safe(line, source == "stderr")
        -- A stream of many containers tells whose line it is, in a colour that stays the same.
        if origin then
            local name = safe(origin.name)
            width = math.max(width, math.min(text.width(name), 24))
            line = ("%s | %s"):format(output.paint(output.colour_of(name), text.pad(name, width)), line)
        end
        if source == "stderr" then
            io.stdout:flush()
            err:write(line, "\n")
        else
            print(line)
            io.stdout:flush()
        end
    end
end

-- The text of what has a form of its own, or nil.
local function special(value, options)
    if type(value) ~= "table" then return nil end
    local metatable = getmetatable(value)
    local own = type(metatable) == "table" and rawget(metatable, "__display")
    if own then return own(value, options) end
    local loaded = package.loaded
    local columns = loaded.query and loaded.query.columns(value)
    if columns and #columns > 0 then return loaded.query.render(value) end
    local views = loaded["docker.views"]
    -- Only what the docker modules made can have such a form.
    if not views and (loaded["docker.model"] or loaded["docker.collection"] or loaded["docker.engine"]) then
        views = require "docker.views"
    end
    return views and views.describe(value, options) or nil
end

-- A function that was named and not called: what it takes and does.
local function function_text(f)
    local described = require("moondock.signature").of(f)
    if described.is_opaque or described.summary == "" then return inspect.inspect(f, inspect.terminal_options()) end
    return ("function (%s)\n  %s\n  brackets call it; help(_) tells more"):format(
        require("moondock.signature").parameters(described), described.summary)
end

--- Writes one value as the shell would show it.
---@param value any
---@param options? {full: boolean?} full: nothing left out, even on a terminal
---@return string
function M.render(value, options)
    options = options or {}
    if type(value) == "string" then return safe(value) end
    if type(value) == "function" and host.terminal().stdout then return function_text(value) end
    local described = special(value, options)
    if described then return described end
    if type(value) == "table" and M.is_error(value) then return safe(tostring(value)) end
    return inspect.inspect(value, options.full and { width = host.terminal().columns } or inspect.terminal_options())
end

--- Tells whether a value is an error table.
function M.is_error(value)
    return getmetatable(value) == host.error_metatable
end

--- Shows the results of a line of the shell. Nothing is shown for none.
---@param ... any
function M.show(...)
    local count = select("#", ...)
    local first, second, third, fourth = ...
    -- A stream comes with what the generic for needs to close it.
    if M.is_stream(first) and count == 4 and second == nil and third == nil and rawequal(first, fourth) then count = 1 end
    for i = 1, count do
        local value = select(i, ...)
        if M.is_stream(value) then
            drain(value)
        else
            local rendered = M.render(value)
            if not require("pager").page(rendered) then
                io.stdout:write(rendered, rendered:sub(-1) == "\n" and "" or "\n")
            end
        end
    end
    io.stdout:flush()
end

--- Writes a value with nothing left out.
---
---     print(full(docker.version()))
---@param value any
---@return string
function M.full(value)
    return M.render(value, { full = true })
end

return M
