--- Checks that a reply has the shape that the library relies on, so that an engine that answers something else is told
--- of as such, and not by a mistake somewhere behind.
---
--- A shape is a type (`string`, `number`, `integer`, `boolean`, `table`, or several, `string|number`), `{ list = shape }`,
--- `{ map = shape }` for tables with any names, or the fields that matter: `{ ["Id!"] = "string", Labels = { map = "string" } }`.
--- A name with `!` has to be there; others may be absent. Fields that are not named may be anything.
---
---     shape.check("ContainerList", { { Id = 5 } })     -- raises: the engine's reply of ContainerList does not fit: …

local host = require "moondock.host"
local errors = require "moondock.errors"

local type, next, pairs, mathtype = type, next, pairs, math.type

local M = {}

local function kind(value)
    if value == host.null then return "null" end
    if mathtype(value) == "float" then return "a broken or too large number" end
    if type(value) == "table" then return host.is_array(value) and "a list" or "a table" end
    return "a " .. type(value)
end

-- The parts of a shape, in the form in which they are asked for: made once. A reply has many thousand fields: so types
-- are looked up where the fields are walked, and functions called only where that does not do. What comes from JSON has
-- no metatable that would answer for a field.
--
-- Gives the check, and for types that need no more, the set of them.
local compile

local function one_of(words)
    local takes, names = {}, {}
    for word in words:gmatch("%a+") do takes[word], names[#names + 1] = true, word end
    local expected = table.concat(names, " or ")
    local integer = takes.integer and not takes.number
    return function(value)
        local t = type(value)
        if takes[t] or t == "number" and integer and mathtype(value) == "integer" then return nil end
        return "", value, expected
    end, not integer and takes or nil
end

local function list_of(shape)
    local check, takes = compile(shape)
    takes = takes or {}
    return function(value)
        if type(value) ~= "table" then return "", value, "a list" end
        -- Also a table with names, which is no list at all.
        if value[1] == nil and next(value) ~= nil then return "", value, "a list" end
        for i = 1, #value do
            local item = value[i]
            if not takes[type(item)] then
                local path, found, expected = check(item)
                if path then return ("[%d]%s"):format(i, path), found, expected end
            end
        end
    end
end

local function map_of(shape)
    local check, takes = compile(shape)
    takes = takes or {}
    return function(value)
        if type(value) ~= "table" then return "", value, "a table" end
        for key, item in next, value do
            if type(key) ~= "string" then return "", value, "a table with names" end
            if not takes[type(item)] then
                local path, found, expected = check(item)
                if path then return ("[%q]%s"):format(key, path), found, expected end
            end
        end
    end
end

local function fields_of(shape)
    local names, checks, sets, required = {}, {}, {}, {}
    for name in pairs(shape) do names[#names + 1] = name end
    table.sort(names)
    for i, name in ipairs(names) do
        local takes
        checks[i], takes = compile(shape[name])
        sets[i] = takes or {}
        if name:sub(-1) == "!" then names[i], required[i] = name:sub(1, -2), true end
    end
    return function(value)
        if type(value) ~= "table" then return "", value, "a table" end
        if value[1] ~= nil then return "", value, "a table with names" end
        for i = 1, #names do
            local inner = value[names[i]]
            if inner == nil then
                if required[i] then return "." .. names[i], nil, nil end
            elseif not sets[i][type(inner)] then
                local path, found, expected = checks[i](inner)
                if path then return ("." .. names[i] .. path), found, expected end
            end
        end
    end
end

function compile(shape)
    if type(shape) == "string" then return one_of(shape) end
    if shape.list then return list_of(shape.list) end
    if shape.map then return map_of(shape.map) end
    return fields_of(shape)
end

local function refuse(name, what, path, found, expected)
    local place = path == "" and "it" or path:gsub("^%.", "")
    local problem = expected and ("%s is %s, not %s"):format(place, kind(found), expected) or place .. " is missing"
    errors.raise {
        kind = "api", operation = name, message = ("the engine's %s of %s does not fit: %s"):format(what, name, problem),
        hint = ("is it a Docker Engine that answers? docker.api.%s{…} gives what it sends"):format(name),
    }
end

-- Shapes by operation, compiled when they are first needed; false where there is none.
local replies, items = {}, {}

local function prepared(known, name, shape)
    local check = shape and compile(shape) or false
    known[name] = check
    return check
end

--- Checks a reply of an operation.
---
---     shape.check("ImageHistory", layers)
---@param name string the operation; what the library does not rely on passes
---@param reply any
---@return any reply the same, or an empty list for a list that is null; raises kind `api` when it does not fit
function M.check(name, reply)
    local check = replies[name]
    if check == nil then check = prepared(replies, name, require("docker.shapes")[name]) end
    if not check then return reply end
    -- Go writes an empty list in either way.
    if reply == host.null and require("docker.shapes")[name].list then return host.array {} end
    local path, found, expected = check(reply)
    if path then refuse(name, "reply", path, found, expected) end
    return reply
end

--- Checks one text of a stream.
---
---     shape.item("SystemEvents", stream:next_value())
---@param name string the operation
---@param item any nil, the end of the stream, passes
---@return any item the same; raises kind `api` when it does not fit
function M.item(name, item)
    if item == nil then return nil end
    local check = items[name]
    if check == nil then check = prepared(items, name, require("docker.shapes").items[name]) end
    if check then
        local path, found, expected = check(item)
        if path then refuse(name, "stream", path, found, expected) end
    end
    return item
end

return M
