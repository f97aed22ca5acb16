--- What goes on on the terminal until somebody leaves: something is computed again and again, drawn, and keys are heard.
---
---     view.run {
---         every = 1,
---         update = docker.version,
---         draw = function(version, columns, rows) return { version.Version } end,
---         key = function(key) return key == "q" end,
---     }
---
--- `update` runs beside the keys, so that these are heard while it waits for the engine. However it ends, the terminal
--- is as it was before.

local host = require "moondock.host"
local region = require "live.region"
local task = require "task"

local M = {}

local ALTERNATE, BACK = "\27[?1049h\27[?25l", "\27[?25h\27[?1049l"

--- Tells whether there is a terminal to show something on and to hear keys from.
---@return boolean
function M.is_possible()
    local terminal = host.terminal()
    return terminal.stdin and terminal.stdout and require("live.output").can_redraw("stdout")
end

local function put(bytes)
    io.stdout:write(bytes)
    io.stdout:flush()
end

-- The whole screen, drawn from its top left.
local function screen()
    return {
        draw = function(_, lines)
            local parts = { "\27[H" }
            for i, line in ipairs(lines) do parts[i + 1] = (i > 1 and "\r\n" or "") .. line .. "\27[K" end
            parts[#parts + 1] = "\27[J"
            put(table.concat(parts))
        end,
    }
end

local function hear(terminal, channel)
    local read = require("live.keys").reader()
    while true do
        local bytes, columns = host.terminal_read(terminal)
        if bytes then
            for _, key in ipairs(read(bytes)) do channel:send { key = key } end
        elseif columns then
            channel:send { resized = true }
        else
            return channel:send { key = "ctrl-c" }
        end
    end
end

---@class ViewOptions
---@field update fun(): any what to show; its error ends the view; nil ends it too
---@field draw fun(value: any, columns: integer, rows: integer): string[] the lines; styles are allowed in them
---@field key? fun(key: string, control: table): boolean? true leaves; `control` has `suspend(f)` and `refresh()`
---@field every? number seconds between the end of an update and the next; default 1
---@field full? boolean the whole screen, which is as before afterwards; default: some lines, which stay

--- Shows something until its update gives nothing, `key` gives true, or Ctrl-C.
---@param o ViewOptions
function M.run(o)
    local channel = task.channel(64)
    local listening, terminal, value, known, updater
    local starts = 0
    local target = o.full and screen() or region.new(put)

    local function start_keys()
        terminal = host.terminal_raw()
        local handle = terminal
        listening = task.spawn(function() hear(handle, channel) end)
        listening.seen = true
        put(o.full and ALTERNATE or "\27[?25l")
    end
    local function stop_keys()
        if listening then listening:cancel() end
        if terminal then
            local handle <close> = terminal
            terminal = nil
            put(o.full and BACK or "\27[?25h")
        end
    end
    -- Each start of the updates has a number, because one that was replaced may still have something to say.
    local function update(number)
        while true do
            local ok, result = pcall(o.update)
            if not ok then return channel:send { updates = number, err = result } end
            channel:send { updates = number, value = result, ended = result == nil }
            if result == nil then return end
            task.sleep(o.every or 1)
        end
    end
    local function start_updates()
        if updater then updater:cancel() end
        starts = starts + 1
        updater = task.spawn(update, starts)
        updater.seen = true
    end
    local function draw()
        if not known then return end
        local size = host.terminal()
        target:draw(o.draw(value, size.columns, size.rows), size.columns)
    end

    local _ <close> = setmetatable({}, { __close = function()
        if updater then updater:cancel() end
        stop_keys()
    end })
    local control = { refresh = start_updates }
    --- Gives the terminal back for as long as a function runs.
    function control.suspend(f, ...)
        stop_keys()
        local ok, err = pcall(f, ...)
        start_keys()
        if not ok then error(err, 0) end
    end
    start_keys()
    start_updates()
    if o.full then
        known = true
        draw()
    end
    while true do
        local event = channel:receive()
        if event.updates == nil or event.updates == starts then
            if event.err ~= nil then error(event.err, 0) end
            if event.ended then return end
            if event.key == "ctrl-c" then return end
            if event.key and o.key and o.key(event.key, control) then return end
            if event.value ~= nil then value, known = event.value, true end
            draw()
        end
    end
end

return M
