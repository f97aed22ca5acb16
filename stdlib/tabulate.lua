--- Tables of text: columns as wide as they need, and on a terminal no wider than it is.
---
---     print(tabulate.render({ "NAME", "IMAGE" }, { { "web", "nginx" }, { "db", "postgres" } }))

local host = require "moondock.host"
local text = require "text"

local M = {}

local GAP, NARROW_GAP = 3, 2
-- Columns that may be narrowed keep so much while others can go, and so much in the end.
local NARROW, NARROWEST = 10, 6

local function widths_of(titles, rows)
    local widths = { count = #titles }
    for column, title in ipairs(titles) do
        widths[column] = text.width(title)
        for _, row in ipairs(rows) do widths[column] = math.max(widths[column], text.width(row[column])) end
    end
    return widths
end

-- Narrows the widest of the columns that are wider than they must be, until the line fits or none is left.
local function narrow(widths, excess, least)
    while excess > 0 do
        local widest, second = nil, 0
        for column = 1, widths.count do
            local width = widths[column]
            if width and width > least(column) then
                if not widest or width > widths[widest] then
                    second = widest and widths[widest] or second
                    widest = column
                else
                    second = math.max(second, width)
                end
            end
        end
        if not widest then break end
        local step = math.min(excess, math.max(1, widths[widest] - math.max(second, least(widest))))
        widths[widest], excess = widths[widest] - step, excess - step
    end
    return excess
end

local function copy(widths)
    local copied = {}
    for key, value in pairs(widths) do copied[key] = value end
    return copied
end

local function excess_of(widths, gap, columns)
    local total, count = 0, 0
    for column = 1, widths.count do
        if widths[column] then total, count = total + widths[column], count + 1 end
    end
    return total + gap * math.max(count - 1, 0) - columns
end

local function is_empty(rows, column)
    for _, row in ipairs(rows) do
        if row[column] ~= "" then return false end
    end
    return true
end

-- Makes the columns fit: lets those go that have nothing to say, narrows those that may be, lets more go, and narrows
-- what is left, the most important last.
-- Returns the gap between them and their widths; columns that go have none.
local function fit(widths, rows, columns, keep, drop, most)
    if excess_of(widths, GAP, columns) <= 0 then return GAP, widths end
    for column, width in pairs(most) do widths[column] = math.min(widths[column], width) end
    local rank = {}
    for i, column in ipairs(keep) do rank[column] = i end
    local order = {}
    for _, column in ipairs(drop) do
        if not is_empty(rows, column) then
            order[#order + 1] = column
        elseif excess_of(widths, GAP, columns) > 0 then
            widths[column] = nil
        end
    end
    if excess_of(widths, GAP, columns) <= 0 then return GAP, widths end
    while true do
        local tried = copy(widths)
        local excess = narrow(tried, excess_of(tried, NARROW_GAP, columns), function(column)
            return rank[column] and math.huge or NARROW
        end)
        if excess <= 0 then return NARROW_GAP, tried end
        if #order == 0 then break end
        widths[table.remove(order, 1)] = nil
    end
    for importance = #keep + 1, 1, -1 do
        local excess = excess_of(widths, NARROW_GAP, columns)
        if excess <= 0 then break end
        narrow(widths, excess, function(column)
            return (rank[column] or #keep + 1) >= importance and NARROWEST or math.huge
        end)
    end
    -- On a terminal of a few columns nothing can be read, but nothing folds either.
    narrow(widths, excess_of(widths, NARROW_GAP, columns), function() return 1 end)
    return NARROW_GAP, widths
end

local function line(cells, widths, gap)
    local parts = {}
    for column, cell in ipairs(cells) do
        local width = widths[column]
        if width then parts[#parts + 1] = text.pad(text.truncate(cell, width), width) end
    end
    return text.trim_end(table.concat(parts, (" "):rep(gap)))
end

--- Lays out rows under titles.
---@param titles string[]
---@param rows any[][] each value is written with tostring and made harmless; nil is empty
---@param options? {columns: number?, keep: integer[]?, drop: integer[]?, most: table<integer, integer>?} columns: the width to keep to; default: the
--- terminal's, or none when stdout is no terminal. keep: columns that are narrowed last, the most important first.
--- drop: columns that are left out where there is no room for all, the first to go first. most: how wide a column may be
--- where there is no room for all
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
    local widths = widths_of(heads, cells)
    local gap
    gap, widths = fit(widths, cells, columns, options.keep or {}, options.drop or {}, options.most or {})
    local lines = { line(heads, widths, gap) }
    for _, row in ipairs(cells) do lines[#lines + 1] = line(row, widths, gap) end
    return table.concat(lines, "\n")
end

return M
