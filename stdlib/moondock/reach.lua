--- Follows a path such as `docker.containers.get("web")` through live values without running anybody's code: fields are
--- read raw, metatables are looked at and not called, and what a call would give is taken from its documentation.
---
---     local reach = require "moondock.reach"
---     local place = reach.follow { "=docker", ".containers" }
---     reach.members(place, function(name, value, kind) print(name, kind) end)

local signature = require "moondock.signature"

local getmetatable, getinfo, rawget, type, next = debug.getmetatable, debug.getinfo, rawget, type, next

local M = {}

-- As the library itself would bind it, so that the owner does not show among the parameters.
local function bound(owner, f)
    return require("docker.bind").bound(owner, f)
end

-- A field that the library makes on first use (docker.containers) may be made: no user code is in it, and no request.
local function is_ours(metatable)
    local index = rawget(metatable, "__index")
    return type(index) == "function" and getinfo(index, "S").source == "@stdlib/docker/bind.lua"
end

local function is_marked_list(value)
    return type(value) == "table" and require("docker.collection").list_name(value) ~= nil
end

local function class_of(value)
    local metatable = getmetatable(value)
    if type(metatable) ~= "table" then return nil end
    local methods, properties = rawget(metatable, "methods"), rawget(metatable, "properties")
    if type(methods) == "table" and type(properties) == "table" then return metatable end
end

-- The methods of a list that a docker module gave.
local function list_method(key) return rawget(require("query").methods, key) end

local function field(value, key)
    local kind = type(value)
    if kind == "string" then return rawget(string, key) end
    if kind == "table" then
        local found = rawget(value, key)
        if found ~= nil then return found end
    elseif kind ~= "userdata" then
        return nil
    end
    local metatable = getmetatable(value)
    if type(metatable) ~= "table" then return nil end
    local members, lazy = rawget(metatable, "members"), rawget(metatable, "lazy")
    if type(members) == "table" and is_ours(metatable) then
        if rawget(members, key) then return bound(value, rawget(members, key)) end
        local make = type(lazy) == "table" and rawget(lazy, key)
        if not make then return nil end
        local ok, made = pcall(make, value)
        if ok then rawset(value, key, made) end
        return ok and made or nil
    end
    local class = class_of(value)
    if class then
        local method = rawget(class.methods, key)
        if method then return method end
        if key == "attrs" then return rawget(value, "_attrs") end
        for _, name in ipairs { "_attrs", "_summary" } do
            local known = rawget(value, name)
            local found = type(known) == "table" and rawget(known, key)
            if found then return found end
        end
        return nil
    end
    if is_marked_list(value) then return list_method(key) end
    local index = rawget(metatable, "__index")
    if type(index) == "table" and not rawequal(index, value) then return field(index, key) end
end

-- What a call of the function at a place gives, as its documentation says: a place, or nil.
local function result_of(place, argument)
    local f = place.value
    if rawequal(f, require) then
        local module = package.loaded[argument or ""]
        return module ~= nil and { value = module } or nil
    end
    local description = signature.of(f)
    local shape = description and description.returns and description.returns:match("^([%a_][%w_]*)")
    if not shape then return nil end
    if shape == "string" then return { value = "" } end
    if shape == "table" and rawequal(f, list_method(place.name)) then
        -- A list again; `where` and `sort` keep what it is a list of.
        return { is_list = true, class = (place.name == "where" or place.name == "sort") and place.items or nil }
    end
    local is_list = description.returns:find("^[%a_][%w_]*%[%]") ~= nil
    if shape == "Client" then return { value = require "docker" } end
    local class = require("docker.model").classes[shape:lower()]
    return class and { class = class, is_list = is_list } or nil
end

-- The class of a property, as the class's `---@field` lines say.
local function property_of(class, key)
    local _, method = next(class.methods)
    local fields = method and signature.fields(method)
    for _, f in next, class.methods do
        fields = signature.fields(f)
        if next(fields) then break end
    end
    local shape = fields and fields[key] and fields[key].type:match("^([%a_][%w_]*)$")
    local found = shape and require("docker.model").classes[shape:lower()]
    return found and { class = found } or nil
end

local function variable(name)
    local shell = package.loaded["moondock.shell"]
    if shell then
        local variables = shell.variables()
        if variables[name] ~= nil then return variables[name] end
    end
    local value = rawget(_G, name)
    if value ~= nil then return value end
    return require("strict").make(name)
end

--- Follows a path.
---@param steps string[] a mark and a text each: `=variable` `.field` `:method` `#3` `(` or `(argument` for a call
---@return {value: any, class: table?, is_list: boolean?, owner: any, name: string?}? place nil when it is not known;
--- `class` without a value stands for some object of that class, with `is_list` for a list of them
function M.follow(steps)
    local place
    for _, step in ipairs(steps) do
        local mark, text = step:sub(1, 1), step:sub(2)
        local value = place and place.value
        if mark == "=" then
            place = { value = variable(text), name = text }
        elseif mark == "." or mark == ":" then
            local class = place.class or class_of(value)
            local owner = place
            local found
            if owner.is_list then
                found = list_method(text)
            elseif value == nil and class then
                found = rawget(class.methods, text)
            else
                found = field(value, text)
            end
            if found ~= nil then
                place = { value = found }
            else
                place = class and not owner.is_list and property_of(class, text)
            end
            if place then
                place.owner, place.name, place.owner_class = owner.value, text, class
                place.items = owner.is_list and class or nil
            end
        elseif mark == "#" then
            if place.is_list then
                place = place.class and { class = place.class }
            else
                local item = type(value) == "table" and rawget(value, math.tointeger(tonumber(text)))
                place = item and { value = item } or nil
            end
        elseif mark == "(" then
            place = value ~= nil and result_of(place, text) or nil
        else
            -- Some item of a list: the first is as good as any.
            local item = place.is_list and place.class and { class = place.class }
                or type(value) == "table" and rawget(value, 1) ~= nil and { value = rawget(value, 1) }
            place = item or nil
        end
        if not place or place.value == nil and not place.class and not place.is_list then return nil end
    end
    return place
end

-- ---- What a place has

local LIMIT = 5000

local function class_members(class, object, visit)
    local fields = {}
    for _, f in next, class.methods do
        fields = signature.fields(f)
        if next(fields) then break end
    end
    for name, method in next, class.methods do visit(name, method, "method") end
    for name in next, class.properties do visit(name, nil, "field", fields[name] and fields[name].doc) end
    if not object then return end
    for _, known in ipairs { "_attrs", "_summary" } do
        local data = rawget(object, known)
        if type(data) == "table" then
            for name, value in next, data do visit(name, value, "field") end
        end
    end
end

local function list_members(visit)
    for name, method in next, require("query").methods do visit(name, method, "method") end
end

local function walk(value, visit, depth)
    local kind = type(value)
    if kind == "string" then
        for name, f in next, string do visit(name, f, "method") end
        return
    end
    local metatable = getmetatable(value)
    if kind == "table" then
        local class = class_of(value)
        local count = 0
        for name, item in next, value do
            count = count + 1
            if count > LIMIT then break end
            visit(name, item, type(item) == "function" and "function" or "field")
        end
        if class then return class_members(class, value, visit) end
    elseif kind ~= "userdata" then
        return
    end
    if type(metatable) ~= "table" then return end
    if is_marked_list(value) then return list_members(visit) end
    local members, lazy = rawget(metatable, "members"), rawget(metatable, "lazy")
    if type(members) == "table" then
        for name, f in next, members do visit(name, is_ours(metatable) and bound(value, f) or f, "function") end
        for name, f in next, type(lazy) == "table" and lazy or {} do visit(name, f, "module") end
        return
    end
    local index = rawget(metatable, "__index")
    if type(index) == "table" and depth < 8 then walk(index, visit, depth + 1) end
end

--- Visits what a place has: fields, methods, what its class and its metatables give.
---@param place table what `follow` gave
---@param visit fun(name: any, value: any, kind: string, doc: string?) a name may come more than once
function M.members(place, visit)
    if place.is_list then return list_members(visit) end
    if place.value ~= nil then return walk(place.value, visit, 0) end
    class_members(place.class, nil, visit)
end

return M
