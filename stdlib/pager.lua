--- Results that are longer than the screen, shown by a program that scrolls: $PAGER, else less where there is one.
---
---     config.set("pager", false)          -- never
---     config.set("pager", "less -RS")     -- another one
---
--- Only the shell uses it, for what a line gave. Scripts and pipes always get everything.

local host = require "moondock.host"
local text = require "text"

local M = {}

--- Counts the rows that text takes on a terminal, folded lines as many as they take.
---@param s string
---@param columns integer
---@param limit integer counting stops above it
---@return integer
function M.rows(s, columns, limit)
    local rows = 0
    for line in (s:gsub("\n$", "") .. "\n"):gmatch("(.-)\n") do
        local width = text.width((line:gsub("\27%[[%d;]*m", "")))
        rows = rows + math.max(1, (width + columns - 1) // columns)
        if rows > limit then break end
    end
    return rows
end

--- Chooses the program.
---@param setting boolean|string|nil of `config`: false for none, a command, or nil and true for the usual one
---@param variable? string the value of $PAGER
---@return string? command for the shell; nil: none
function M.command(setting, variable)
    if setting == false then return nil end
    local chosen = type(setting) == "string" and setting or variable
    if chosen and (chosen:find("^%s*$") or chosen:find("^%s*cat%s*$")) then return nil end
    -- R: colours; F: not for what fits; X: it stays on the screen; K: Ctrl-C leaves.
    if chosen then return "LESS=${LESS:-RFXK} " .. chosen end
    return "command -v less >/dev/null 2>&1 && exec env LESS=${LESS:-RFXK} less || exec cat"
end

local function setting()
    local ok, value = pcall(function() return require("config").get("pager") end)
    if ok then return value end
    return nil
end

--- Shows text in the pager, when there is a person to scroll and it is longer than the screen.
---@param s string
---@return boolean shown false: it is to be printed
function M.page(s)
    local terminal = host.terminal()
    local session = host.options or {}
    if not session.interactive or session.sandbox or not terminal.stdin then return false end
    if not require("live.output").can_redraw("stdout") then return false end
    if M.rows(s, terminal.columns, terminal.rows) < terminal.rows then return false end
    local command = M.command(setting(), os.getenv("PAGER"))
    if not command then return false end
    io.stdout:flush()
    local pipe = io.popen(command, "w")
    if not pipe then return false end
    -- Whoever leaves before the end wants no more.
    pcall(pipe.write, pipe, s, s:sub(-1) == "\n" and "" or "\n")
    pcall(pipe.close, pipe)
    return true
end

return M
