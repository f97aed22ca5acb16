--- Tables of text: columns as wide as they need, and on a terminal no wider than it is.
---
---     print(tabulate.render({ "NAME", "IMAGE" }, { { "web", "nginx" }, { "db", "postgres" } }))

local host = require "moondock.host"
local text = require "text"

local M = {}

local GAP, NARROW_GAP = 3, 2
local NARROWEST = 6

local function widths_of(titles, rows)
    local widths = {}
    for column, title in ipairs(titles) do
        widths[column] = text.width(title)
        for _, row in ipairs(rows) do widths[column] = math.max(widths[column], text.width(row[column])) end
    end
    return widths
end

-- Narrows the widest of the columns that may be narrowed, until the line fits or none is left.
local function narrow(widths, excess, may_narrow)
    while excess > 0 do
        local widest, second = nil, NARROWEST
        for column, width in ipairs(widths) do
            if may_narrow(column) and width > NARROWEST then
                if not widest or width > widths[widest] then
                    second = widest and widths[widest] or second
                    widest = column
                else
                    second = math.max(second, width)
                end
            end
        end
        if not widest then break end
        local step = math.min(excess, math.max(1, widths[widest] - second))
        widths[widest], excess = widths[widest] - step, excess - step
    end
    return excess
end

-- Makes the columns fit. Returns the gap between them.
local function fit(widths, columns, rigid)
    local total = 0
    for _, width in ipairs(widths) do total = total + width end
    local gaps = #widths - 1
    if total + GAP * gaps <= columns then return GAP end
    local excess = narrow(widths, total + NARROW_GAP * gaps - columns, function(column) return not rigid[column] end)
    narrow(widths, excess, function() return true end)
    return NARROW_GAP
end

local function line(cells, widths, gap)
    local parts = {}
    for column, width in ipairs(widths) do
        local cell = text.truncate(cells[column], width)
        parts[column] = column == #widths and cell or text.pad(cell, width)
    end
    return text.trim_end(table.concat(parts, (" "):rep(gap)))
end

--- Lays out rows under titles.
---@param titles string[]
---@param rows any[][] each value is written with tostring and made harmless; nil is empty
---@param options? {columns: number?, keep: integer[]?} columns: the width to keep to; default: the terminal's, or none
--- when stdout is no terminal. keep: columns that are narrowed last
---@return string lines without a final newline
function M.render(titles, rows, options)
    options = options or {}
    local cells, heads = {}, {}
    -- Titles too may be an engine's: docker top has those of ps.
    for column, title in ipairs(titles) do heads[column] = text.escape(title) end
    for i, row in ipairs(rows) do
        local own = {}
        for column = 1, #titles do own[column] = row[column] == nil and "" or text.escape(tostring(row[column])) end
        cells[i] = own
    end
    local columns = options.columns
    if not columns then
        local terminal = host.terminal()
        columns = terminal.stdout and terminal.columns or math.huge
    end
    local rigid = {}
    for _, column in ipairs(options.keep or {}) do rigid[column] = true end
    local widths = widths_of(heads, cells)
    local gap = fit(widths, columns, rigid)
    local lines = { line(heads, widths, gap) }
    for _, row in ipairs(cells) do lines[#lines + 1] = line(row, widths, gap) end
    return table.concat(lines, "\n")
end

return M
