--- What `docker.containers` and `docker.images` have in common.
---
--- Their functions are called with a dot or a colon, and calling the collection itself lists it:
--- `docker.containers { all = true }`.

local host = require "moondock.host"
local bind = require "docker.bind"
local errors = require "moondock.errors"
local nearest = require "nearest"
local engine = require "docker.engine"

local M = {}

--- Makes the class of a collection.
---@param name string "containers"
---@param members table<string, function> each gets the client first
---@return fun(client: table): table new
function M.class(name, members)
    local with_client = {}
    for key, f in pairs(members) do
        with_client[key] = function(self, ...) return f(self.client, ...) end
    end
    local metatable = bind.metatable("docker." .. name, with_client)
    function metatable.__call(self, first, ...)
        if rawequal(first, self.client) then return members.list(self.client, ...) end
        return members.list(self.client, first, ...)
    end
    return function(client) return setmetatable({ client = client }, metatable) end
end

-- A list is a plain table of objects; the mark tells the shell what an empty one is a list of.
local list_metatables = {}

--- Marks a list of objects.
---@param name string "containers"
---@param items table
---@return table items
function M.list(name, items)
    local metatable = list_metatables[name]
    if not metatable then
        metatable = {
            __name = "list of " .. name,
            items = name,
            is_plain = true,
            -- Integers that are not there are the usual case: the end of the list.
            __index = function(_, key) return type(key) == "string" and require("query").methods[key] or nil end,
            -- `for c in docker.containers.list() do` is what people try first.
            __call = function()
                local one = name:gsub("s$", "")
                errors.invalid(("a list of %s is no iterator"):format(name:gsub("_", " ")),
                    ("for _, %s in ipairs(list) do … end"):format(one:match("[^_]+$")))
            end,
            -- What print shows is what the shell shows.
            __tostring = function(self)
                local one = name:gsub("s$", "")
                return require("docker.views").describe(self, {}) or require("units").count(#self, one)
            end,
            __json = function(self) return host.array(table.move(self, 1, #self, 1, {})) end,
        }
        list_metatables[name] = metatable
    end
    return setmetatable(items, metatable)
end

--- What a list was marked with.
---@param value any
---@return string? name
function M.list_name(value)
    local metatable = type(value) == "table" and getmetatable(value)
    local name = type(metatable) == "table" and rawget(metatable, "items")
    return name and rawequal(list_metatables[name], metatable) and name or nil
end

--- Turns filters into what the engine takes: every value a list of strings.
---@param filters? table<string, any> { status = "running", label = { "a", "b=1" }, dangling = true }
---@return table<string, string[]>? filters nil when there are none
function M.filters(filters)
    if filters == nil or next(filters) == nil then return nil end
    local converted = {}
    for name, value in pairs(filters) do
        local values = host.array {}
        if type(value) == "table" then
            for i, item in ipairs(value) do values[i] = tostring(item) end
        else
            values[1] = tostring(value)
        end
        converted[name] = values
    end
    return converted
end

--- Inspects every object of a list, eight at a time. What was removed meanwhile is left out.
---@param items Model[]
---@return Model[]
function M.inspected(items)
    local present = require("task").map(items, function(item)
        local ok, err = pcall(item.reload, item)
        if ok then return item end
        if errors.is(err, "not_found") then return false end
        error(err, 0)
    end)
    local kept = {}
    for _, item in ipairs(present) do
        if item then kept[#kept + 1] = item end
    end
    return kept
end

--- Calls an operation that names an object. When there is no such object, the error names the nearest one that exists.
---@param client table
---@param names fun(client: table): string[] the names that exist; one request
---@param pattern string what the engine's message says of such an object
---@param name string
---@param ... any as for `engine.call`
---@return any ... all that `engine.call` gives
function M.call(client, names, pattern, name, ...)
    local results = table.pack(pcall(engine.call, client, ...))
    local ok, result = results[1], results[2]
    if ok then return table.unpack(results, 2, results.n) end
    if errors.is(result, "not_found") and not result.hint and tostring(result.message):find(pattern) then
        local listed, known = pcall(names, client)
        if listed then result.hint = nearest.hint(nearest.find(name, known)) end
    end
    error(result, 0)
end

return M
