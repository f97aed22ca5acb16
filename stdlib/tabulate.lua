--- Tables of text: columns as wide as they need, and on a terminal no wider than it is.
---
---     print(tabulate.render({ "NAME", "IMAGE" }, { { "web", "nginx" }, { "db", "postgres" } }))

local host = require "moondock.host"
local text = require "text"

local M = {}

local GAP = 3
local NARROWEST = 8

local function widths_of(titles, rows)
    local widths = {}
    for column, title in ipairs(titles) do
        widths[column] = text.width(title)
        for _, row in ipairs(rows) do widths[column] = math.max(widths[column], text.width(row[column])) end
    end
    return widths
end

-- Narrows the widest columns, a cell at a time, until the line fits or nothing can be narrowed.
local function fit(widths, columns)
    local total = GAP * (#widths - 1)
    for _, width in ipairs(widths) do total = total + width end
    while total > columns do
        local widest, second = 1, 0
        for column, width in ipairs(widths) do
            if width > widths[widest] then widest = column end
        end
        for column, width in ipairs(widths) do
            if column ~= widest then second = math.max(second, width) end
        end
        if widths[widest] <= NARROWEST then return end
        local step = math.max(1, math.min(total - columns, widths[widest] - math.max(second, NARROWEST)))
        widths[widest], total = widths[widest] - step, total - step
    end
end

local function line(cells, widths)
    local parts = {}
    for column, width in ipairs(widths) do
        local cell = text.truncate(cells[column], width)
        parts[column] = column == #widths and cell or text.pad(cell, width)
    end
    return (table.concat(parts, (" "):rep(GAP)):gsub("%s+$", ""))
end

--- Lays out rows under titles.
---@param titles string[]
---@param rows any[][] each value is written with tostring and made harmless; nil is empty
---@param columns? integer the width to keep to; default: the terminal's, or none when stdout is no terminal
---@return string lines without a final newline
function M.render(titles, rows, columns)
    local cells = {}
    for i, row in ipairs(rows) do
        local own = {}
        for column = 1, #titles do own[column] = row[column] == nil and "" or text.escape(tostring(row[column])) end
        cells[i] = own
    end
    if not columns then
        local terminal = host.terminal()
        columns = terminal.stdout and terminal.columns or math.huge
    end
    local widths = widths_of(titles, cells)
    fit(widths, columns)
    local lines = { line(titles, widths) }
    for _, row in ipairs(cells) do lines[#lines + 1] = line(row, widths) end
    return table.concat(lines, "\n")
end

return M
