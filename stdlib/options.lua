--- Checks a table of options against a description of them.
---
--- An option is described by a table `{ name=, type=, default=, doc= }`; further fields belong to whoever uses it.
--- Types can be joined: "string|list".
---
---     local schema = { { name = "tail", type = "integer", default = 10 }, { name = "follow", type = "boolean" } }
---     options.check("logs", schema, { follow = true })     --> { follow = true, tail = 10 }
---     options.check("logs", schema, { folow = true })      --> unknown option 'folow'; did you mean 'follow'?

local host = require "moondock.host"
local errors = require "moondock.errors"

local type, mathtype, tointeger = type, math.type, math.tointeger

local M = {}

--- Shows a value in a message, shortly.
---@param value any
---@return string
function M.quote(value)
    if type(value) == "string" then
        local text = require("text").escape(#value > 40 and value:sub(1, 37) .. "…" or value)
        return ('"%s"'):format(text)
    end
    if type(value) == "number" or type(value) == "boolean" or value == nil then return tostring(value) end
    if value == host.null then return "null" end
    return "a " .. type(value)
end

local function is_list(value)
    if type(value) ~= "table" then return false end
    return rawget(value, 1) ~= nil or next(value) == nil or host.is_array(value)
end

local function is_map(value)
    return type(value) == "table" and (next(value) == nil or rawget(value, 1) == nil) and not host.is_array(value)
end

--- Tells whether a table is a list: it has a first item, is empty, or is marked as an array.
M.is_list = is_list
--- Tells whether a table has names for its fields, or is empty.
M.is_map = is_map

local function is_callable(value)
    if type(value) == "function" then return true end
    local metatable = getmetatable(value)
    return type(metatable) == "table" and metatable.__call ~= nil
end

-- Each gives the checked value, or nil; the second field says what was expected.
local TYPES = {
    any = { function(v) return v end, "anything" },
    string = { function(v) return type(v) == "string" and v or nil end, "a string" },
    boolean = { function(v) if type(v) == "boolean" then return v end end, "true or false" },
    number = { function(v) return type(v) == "number" and v or nil end, "a number" },
    integer = { function(v) return mathtype(v) and tointeger(v) or nil end, "an integer" },
    ["function"] = { function(v) return is_callable(v) and v or nil end, "a function" },
    table = { function(v) return type(v) == "table" and v or nil end, "a table" },
    list = { function(v) return is_list(v) and v or nil end, "a list" },
    map = { function(v) return is_map(v) and v or nil end, "a table with named fields" },
    strings = { function(v)
        if not is_list(v) then return nil end
        for _, item in ipairs(v) do
            if type(item) ~= "string" then return nil end
        end
        return host.array(table.move(v, 1, #v, 1, {}))
    end, "a list of strings" },
}

-- Types whose own reader explains what is wrong.
local READERS = {
    size = function(v, what) return require("units").bytes(v, what) end,
    duration = function(v, what) return require("time").nanoseconds(v, what) end,
    seconds = function(v, what) return require("time").seconds(v, what) end,
    time = function(v, what) return require("time").stamp(v, what) end,
}

-- A message about these tells what they are, not their value.
local SECRET = { auth_config = true, auth_configs = true, password = true }

local function shown(option, value)
    return SECRET[option.name] and "a " .. type(value) or M.quote(value)
end

local function convert(who, option, value)
    local what = ("%s: option '%s'"):format(who, option.name)
    local expected = {}
    for name in option.type:gmatch("[^|]+") do
        local reader = READERS[name]
        if reader then return reader(value, what) end
        local kind = TYPES[name]
        local result = kind[1](value)
        if result ~= nil then return result end
        expected[#expected + 1] = kind[2]
    end
    errors.invalid(("%s: expected %s, got %s"):format(what, table.concat(expected, " or "), shown(option, value)))
end

local function check_choice(who, option, value)
    for _, choice in ipairs(option.choices) do
        if choice == value then return end
    end
    local message = ("%s: option '%s': expected one of %s, got %s")
    errors.invalid(message:format(who, option.name, table.concat(option.choices, ", "), M.quote(value)),
        require("nearest").hint(require("nearest").find(value, option.choices)))
end

-- name -> option, kept beside the schema.
local indexes = setmetatable({}, { __mode = "k" })

--- Indexes a list of options by name.
---@param schema table[]
---@return table<string, table>
function M.index(schema)
    local index = indexes[schema]
    if not index then
        index = {}
        for _, option in ipairs(schema) do
            index[option.name] = option
            if option.alias then index[option.alias] = option end
        end
        indexes[schema] = index
    end
    return index
end

--- Gathers the fields of a request's body that options stand for: each option names its field, and what converts it.
---@param schema table[] what there is; options without such a field are left out
---@param checked table what `check` gave
---@param field? string the option's own field that names the body's; default `body`
---@return table<string, any> body
function M.body(schema, checked, field)
    local body = {}
    for _, option in ipairs(schema) do
        local value, name = checked[option.name], option[field or "body"]
        if value ~= nil and name then body[name] = option.convert and option.convert(value, option.name) or value end
    end
    return body
end

--- Checks options and fills in defaults.
---@param who string the function they are for, as it is written in a message
---@param schema table[] what there is
---@param given table? what was given; json.null means absent
---@return table checked a new table; raises kind `invalid_argument`, naming the nearest option
function M.check(who, schema, given)
    local checked = {}
    local index = M.index(schema)
    if given ~= nil then
        if type(given) ~= "table" then
            errors.invalid(("%s: the options must be a table, got %s"):format(who, M.quote(given)))
        end
        for name, value in pairs(given) do
            local option = index[name]
            if not option then
                local nearest = require "nearest"
                local shown = type(name) == "string" and ("'%s'"):format(name) or M.quote(name)
                errors.invalid(("%s: unknown option %s"):format(who, shown), nearest.hint(nearest.key(name, index)))
            end
            if value ~= host.null then
                value = convert(who, option, value)
                if option.choices then check_choice(who, option, value) end
                checked[option.name] = value
            end
        end
    end
    for _, option in ipairs(schema) do
        if checked[option.name] == nil then checked[option.name] = option.default end
    end
    return checked
end

return M
