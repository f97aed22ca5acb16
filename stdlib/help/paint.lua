--- Text for people at a terminal: colours where the terminal has them, lines no longer than it is wide.
---
---     local paint = require("help.paint").new()
---     print(paint.title("OPTIONS"))

local host = require "moondock.host"
local text = require "text"

local M = {}

local CODES = { title = "1", name = "1;36", faint = "2", code = "32", warning = "33", good = "32", bad = "31",
    value = "36" }

--- Tells whether a stream may carry colours.
---@param stream? "stdout"|"stderr" default stdout
---@return boolean
function M.has_colour(stream)
    if not host.terminal()[stream or "stdout"] or host.options and host.options.plain then return false end
    local no_colour = os.getenv("NO_COLOR")
    return (no_colour == nil or no_colour == "") and os.getenv("TERM") ~= "dumb"
end

--- Makes a set of painters: `title name faint code warning good bad value`, each a function of a string.
---@param stream? "stdout"|"stderr"
---@return table<string, fun(s: string): string>
function M.new(stream)
    local has_colour = M.has_colour(stream)
    local painters = {}
    for name, code in pairs(CODES) do
        painters[name] = function(s)
            if not has_colour or s == "" then return s end
            return ("\27[%sm%s\27[0m"):format(code, s)
        end
    end
    return painters
end

--- The width that text is wrapped to: the terminal's, at most 100; 100 where there is none.
---@return integer
function M.width()
    local terminal = host.terminal()
    return terminal.stdout and math.max(20, math.min(100, terminal.columns)) or 100
end

--- Breaks text into lines at its blanks.
---@param s string
---@param columns integer
---@return string[] at least one
function M.wrap(s, columns)
    local lines, line = {}, ""
    for word in s:gmatch("%S+") do
        if line == "" then
            line = word
        elseif text.width(line) + 1 + text.width(word) <= columns then
            line = line .. " " .. word
        else
            lines[#lines + 1], line = line, word
        end
    end
    lines[#lines + 1] = line
    return lines
end

return M
