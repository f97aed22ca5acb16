--- Some lines of a terminal that are drawn again and again in the same place.
---
---     local region = require("live.region").new(function(bytes) io.stdout:write(bytes) end)
---     region:draw({ "one", "two" }, 80)
---     region:draw({ "three" }, 80)       -- in place of both
---
--- Lines must be no wider than the terminal and fewer than its rows. After the window has become narrower the terminal
--- has folded what was drawn; the rows that takes are counted.

local text = require "text"

local M = {}

---@class Region
local Region = {}
Region.__index = Region

--- Makes a region that begins where the cursor is.
---@param write fun(bytes: string)
---@return Region
function M.new(write)
    return setmetatable({ write = write, widths = {} }, Region)
end

--- Removes styles, which take no columns.
---@param line string
---@return string
function M.bare(line)
    return (line:gsub("\27%[[%d;]*m", ""))
end

--- Draws lines in place of the ones before.
---@param lines string[] without newlines
---@param columns integer the width of the terminal now
---@param above? string[] lines that come first and stay, of any width
function Region:draw(lines, columns, above)
    local up = 0
    for _, width in ipairs(self.widths) do up = up + math.max(1, (width + columns - 1) // columns) end
    local parts = { up > 0 and ("\r\27[%dA"):format(up) or "\r" }
    self.widths = {}
    -- Cleared first: behind a line that fills the terminal, clearing would take its last character.
    for _, line in ipairs(above or {}) do parts[#parts + 1] = "\27[K" .. line .. "\r\n" end
    for i, line in ipairs(lines) do
        parts[#parts + 1] = "\27[K" .. line .. "\r\n"
        self.widths[i] = text.width(M.bare(line))
    end
    parts[#parts + 1] = "\27[J"
    self.write(table.concat(parts))
end

return M
