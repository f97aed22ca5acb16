--- What output can do: redraw lines in place, and colour.
---
---     local output = require "live.output"
---     if output.can_redraw("stderr") then … end
---     output.paint("31", "stopped")     --> red on a terminal, as it is elsewhere

local host = require "moondock.host"

local M = {}

local function options()
    return host.options or {}
end

--- Tells whether lines can be redrawn on stdout or stderr: a terminal that is not dumb, and no `--plain`.
---@param stream "stdout"|"stderr"
---@return boolean
function M.can_redraw(stream)
    if options().plain or os.getenv("TERM") == "dumb" then return false end
    return host.terminal()[stream] == true
end

--- Tells whether output may be coloured: as `can_redraw`, and NO_COLOR is not set.
---@param stream "stdout"|"stderr"
---@return boolean
function M.has_colour(stream)
    return (os.getenv("NO_COLOR") or "") == "" and M.can_redraw(stream)
end

--- Colours text for stdout, where it may be coloured.
---@param code string the numbers of the terminal's style: "1" bold, "7" reversed, "31" red
---@param s string text without styles of its own
---@return string
function M.paint(code, s)
    if not M.has_colour("stdout") then return s end
    return ("\27[%sm%s\27[0m"):format(code, s)
end

-- Six colours that can be read on dark and on light ground.
local COLOURS = { "36", "33", "32", "35", "34", "31" }

--- Gives a name a colour: always the same one.
---@param name string
---@return string code for `paint`
function M.colour_of(name)
    local sum = 5381
    for i = 1, #name do sum = (sum * 33 + name:byte(i)) & 0xffffffff end
    return COLOURS[(sum ~ sum >> 16) % #COLOURS + 1]
end

return M
