--- Choosing from lists: methods of every list that the docker modules give, and functions for plain ones.
---
---     docker.containers.list { all = true }:where { status = "exited" }:sort("-name"):select("name", "image_name")
---     docker.images.list():select("tags", "attrs.Size"):csv()
---
--- A field is a name or a path: `status`, `labels.app`, `State.Health.Status`. Every method gives a new list.

local host = require "moondock.host"
local errors = require "moondock.errors"
local options = require "options"

local M = {}

--- The methods, for whoever makes lists.
M.methods = {}

-- An object tells itself which fields it has; in a plain table a field that is not there is nil, and names may hold dots.
local function field(value, path)
    if type(value) ~= "table" then return nil end
    local metatable = getmetatable(value)
    if type(metatable) == "table" and type(metatable.__index) == "function" then
        local name, rest = path:match("^([^.]+)%.(.+)$")
        if not name then return value[path] end
        return field(value[name], rest)
    end
    local direct = value[path]
    if direct ~= nil then return direct end
    for dot in path:gmatch("()%.") do
        local inner = value[path:sub(1, dot - 1)]
        local found = field(inner, path:sub(dot + 1))
        if found ~= nil then return found end
    end
    return nil
end

--- Reads a field of an object or table.
---
---     query.field(c, "labels.app")
---@param value table
---@param path string a name, or names joined by dots
---@return any
function M.field(value, path)
    return field(value, path)
end

local function same(actual, expected)
    if type(expected) == "function" then return expected(actual) end
    if type(expected) ~= "table" then
        if actual == expected or type(actual) ~= "table" then return actual == expected end
        for _, one in ipairs(actual) do
            if one == expected then return true end
        end
        return false
    end
    if options.is_list(expected) and #expected > 0 then
        for _, one in ipairs(expected) do
            if same(actual, one) then return true end
        end
        return false
    end
    if type(actual) ~= "table" then return false end
    for key, part in pairs(expected) do
        if not same(actual[key], part) then return false end
    end
    return true
end

local function reader(who, key)
    if type(key) == "function" then return key end
    if type(key) ~= "string" or key == "" then
        errors.invalid(("%s: expected the name of a field or a function, got %s"):format(who, options.quote(key)))
    end
    return function(item) return field(item, key) end
end

-- The same kind of list with other items: it prints as the first one does.
local function like(list, items)
    return setmetatable(items, getmetatable(list))
end

--- Keeps what fits.
---
---     list:where { status = "running", labels = { app = "x" } }
---     list:where { status = { "exited", "dead" } }          -- any of them
---     docker.images.list():where { tags = "busybox:latest" } -- a list that has it
---     list:where { name = function(name) return name:find("^web") end }
---     list:where(function(c) return #c.name > 8 end)
---@param condition function|table what to tell of an item, or fields and what they must be
---@return table list
function M.methods.where(self, condition)
    local fits = condition
    if type(condition) == "table" then
        fits = function(item)
            for path, expected in pairs(condition) do
                if not same(field(item, path), expected) then return false end
            end
            return true
        end
    elseif type(condition) ~= "function" then
        errors.invalid(("where: expected fields or a function, got %s"):format(options.quote(condition)))
    end
    local kept = {}
    for _, item in ipairs(self) do
        if fits(item) then kept[#kept + 1] = item end
    end
    return like(self, kept)
end

local function before(a, b)
    if a == nil or b == nil then return b == nil and a ~= nil end
    if type(a) == type(b) and (type(a) == "number" or type(a) == "string") then return a < b end
    return tostring(a) < tostring(b)
end

--- Puts the items in order; equal ones keep theirs, and those without the field come last.
---
---     list:sort("name")
---     list:sort("-attrs.Size")                              -- the largest first
---     list:sort(function(c) return c.labels.tier end)
---@param key string|function a field, with "-" before it for the other way round, or what to sort by
---@return table list
function M.methods.sort(self, key)
    local down = type(key) == "string" and key:sub(1, 1) == "-"
    local read = reader("sort", down and key:sub(2) or key)
    local rows = {}
    for i, item in ipairs(self) do rows[i] = { item = item, place = i, value = read(item) } end
    table.sort(rows, function(a, b)
        if a.value == nil or b.value == nil or not down then
            if before(a.value, b.value) then return true end
            if before(b.value, a.value) then return false end
        else
            if before(b.value, a.value) then return true end
            if before(a.value, b.value) then return false end
        end
        return a.place < b.place
    end)
    for i, row in ipairs(rows) do rows[i] = row.item end
    return like(self, rows)
end

--- Makes a list of what a function gives for each item; nil leaves one out.
---
---     list:map(function(c) return c.name end)
---@param f function
---@return table list a plain one
function M.methods.map(self, f)
    local made = {}
    for _, item in ipairs(self) do made[#made + 1] = f(item) end
    return host.array(made)
end

-- ---- Rows: what `select` gives

local rows_metatable = { __name = "rows", is_plain = true }
rows_metatable.__index = M.methods

-- The columns of a list of rows, by the list.
local columns_of = setmetatable({}, { __mode = "k" })

-- What print shows is what the shell shows.
function rows_metatable.__tostring(self) return M.render(self) end

function rows_metatable.__json(self) return host.array(table.move(self, 1, #self, 1, {})) end

--- Keeps some fields, as a table with a column for each.
---
---     docker.containers.list():select("name", "status", "labels.app")
---     list:select("name", { up = function(c) return c.attrs.State.StartedAt end })
---@param ... string|table fields; or names and functions that compute them
---@return table rows each a table by column
function M.methods.select(self, ...)
    local names, readers = {}, {}
    local function add(name, key)
        names[#names + 1], readers[#readers + 1] = name, reader("select", key)
    end
    for i = 1, select("#", ...) do
        local column = select(i, ...)
        if type(column) == "table" then
            local computed = {}
            for name in pairs(column) do computed[#computed + 1] = name end
            table.sort(computed)
            for _, name in ipairs(computed) do add(name, column[name]) end
        else
            add(column, column)
        end
    end
    if #names == 0 then errors.invalid("select: name at least one field", 'list:select("name", "status")') end
    local rows = {}
    for i, item in ipairs(self) do
        local row = {}
        for column, name in ipairs(names) do row[name] = readers[column](item) end
        rows[i] = row
    end
    columns_of[rows] = names
    return setmetatable(rows, rows_metatable)
end

--- Tells whether a value is what `select` gives.
---@param value any
---@return string[]? columns
function M.columns(value)
    if getmetatable(value) ~= rows_metatable then return nil end
    local columns = columns_of[value]
    if columns then return columns end
    -- Filtered or sorted rows have the columns of their first.
    columns = {}
    for name in pairs(value[1] or {}) do columns[#columns + 1] = name end
    table.sort(columns)
    return columns
end

local function cell(value)
    if value == nil then return "" end
    if type(value) == "table" then
        local metatable = getmetatable(value)
        local has_own = type(metatable) == "table" and metatable.__tostring and not rawget(metatable, "is_plain")
        if has_own then return tostring(value) end
        if options.is_list(value) then
            local parts = {}
            for i, part in ipairs(value) do parts[i] = cell(part) end
            return table.concat(parts, " ")
        end
        return host.json_encode(value)
    end
    return tostring(value)
end

--- Lays rows out under the names of their columns.
---@param rows table what `select` gave
---@return string
function M.render(rows)
    local columns = M.columns(rows)
    local titles, lines = {}, {}
    for i, name in ipairs(columns) do titles[i] = name:upper() end
    for i, row in ipairs(rows) do
        local line = {}
        for column, name in ipairs(columns) do line[column] = cell(row[name]) end
        lines[i] = line
    end
    return require("tabulate").render(titles, lines)
end

--- Writes the list as JSON.
---@param pretty? boolean true: with line breaks
---@return string
function M.methods.json(self, pretty)
    return host.json_encode(self, pretty)
end

local function quoted(text)
    if text:find('[",\r\n]') then return '"' .. text:gsub('"', '""') .. '"' end
    return text
end

--- Writes the list as comma-separated values (RFC 4180), with a first line of names.
---
---     docker.containers.list():csv("name", "status")
---@param ... string fields; default: those selected
---@return string
function M.methods.csv(self, ...)
    local rows = self
    if select("#", ...) > 0 then rows = M.methods.select(self, ...) end
    local columns = M.columns(rows)
    if not columns then
        errors.invalid("csv: name the fields", 'list:csv("name", "status"), or list:select(…):csv()')
    end
    local lines, line = {}, {}
    for i, name in ipairs(columns) do line[i] = quoted(name) end
    lines[1] = table.concat(line, ",")
    for _, row in ipairs(rows) do
        line = {}
        for i, name in ipairs(columns) do line[i] = quoted(cell(row[name])) end
        lines[#lines + 1] = table.concat(line, ",")
    end
    return table.concat(lines, "\r\n") .. "\r\n"
end

--- Gives a plain list of tables the methods.
---
---     query.list(docker.api.ContainerList { all = true }):where { State = "exited" }:select("Id", "Image")
---@param items table
---@return table items
function M.list(items)
    return setmetatable(items, rows_metatable)
end

return M
