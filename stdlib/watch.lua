--- Looking at something again and again, in place.
---
---     watch(docker.containers.list, 2)
---     watch(function() return docker.info().ContainersRunning end)
---
--- On a terminal what the function gives is drawn over what it gave before, and what has changed is marked; q, Escape or
--- Ctrl-C ends it and the last picture stays. Elsewhere the pictures are written one below the other.

local errors = require "moondock.errors"
local output = require "live.output"
local text = require "text"
local view = require "live.view"

local M = {}

local function picture(...)
    local display = require "display"
    local parts = {}
    for i = 1, select("#", ...) do parts[i] = display.render((select(i, ...))) end
    return table.concat(parts, "\n")
end

local function lines_of(s)
    local lines = {}
    for line in (s:gsub("\n$", "") .. "\n"):gmatch("(.-)\n") do lines[#lines + 1] = line end
    return lines
end

--- Marks the words of a line that are not in the line before, word by word.
---@param before? string nil: nothing is marked
---@param now string
---@param paint fun(word: string): string
---@return string
function M.mark(before, now, paint)
    if not before or before == now then return now end
    local old = {}
    for at, word in before:gmatch("()(%S+)") do old[at] = word end
    return (now:gsub("()(%S+)", function(at, word)
        if old[at] ~= word then return paint(word) end
    end))
end

--- Makes the lines of one picture fit: no wider than the terminal and fewer than its rows, the rest counted.
---@param lines string[]
---@param columns integer
---@param rows integer
---@return string[]
function M.fit(lines, columns, rows)
    local room = math.max(1, rows - 1)
    local fitting = {}
    local shown = #lines > room and room - 1 or #lines
    for i = 1, shown do fitting[i] = text.truncate(lines[i], columns) end
    if shown < #lines then fitting[#fitting + 1] = text.truncate(("… +%d"):format(#lines - shown), columns) end
    return fitting
end

--- Shows what a function gives, again and again.
---
---     watch(docker.containers.list, 2)
---@param f fun(): any
---@param seconds? number|string from the end of one call to the next: 2, "500ms"; default 2
function M.watch(f, seconds)
    local metatable = getmetatable(f)
    if type(f) ~= "function" and not (type(metatable) == "table" and metatable.__call) then
        errors.invalid(("watch: expected a function, got %s"):format(require("options").quote(f)),
            "watch(docker.containers.list, 2) calls it every 2 seconds")
    end
    if type(seconds) == "string" then seconds = require("time").seconds(seconds, "watch") end
    if seconds ~= nil and (type(seconds) ~= "number" or not (seconds > 0)) then
        errors.invalid(("watch: expected a number of seconds above 0, got %s"):format(require("options").quote(seconds)))
    end
    seconds = seconds or 2
    if not view.is_possible() then
        while true do
            io.stdout:write(picture(f()), "\n")
            io.stdout:flush()
            require("task").sleep(seconds)
        end
    end
    local before, now
    view.run {
        every = seconds,
        update = function() return { lines = lines_of(picture(f())) } end,
        draw = function(frame, columns, rows)
            if frame ~= now then before, now = now, frame end
            local lines = M.fit(frame.lines, columns, rows)
            local old = before and M.fit(before.lines, columns, rows) or {}
            for i, line in ipairs(lines) do
                lines[i] = M.mark(before and old[i] or "", line, function(word)
                    return before and output.paint("1", word) or word
                end)
            end
            return lines
        end,
        key = function(key) return key == "q" or key == "escape" end,
    }
end

return M
