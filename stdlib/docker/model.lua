--- What containers, images and other objects have in common: the engine's own data, and methods on top of it.
---
--- `attrs` is the engine's JSON, untouched, as inspecting the object gives it. An object from a list knows only its
--- summary; the first field that the summary lacks inspects it. Fields of `attrs` can be read directly: `c.State.Pid`.

local errors = require "moondock.errors"
local nearest = require "nearest"

local rawget, rawset, setmetatable = rawget, rawset, setmetatable

local M = {}

--- Every class that was made, by name. Help finds methods here.
---@type table<string, table>
M.classes = {}

---@class Model
---@field id string
---@field short_id string
---@field attrs table the engine's JSON; inspects the object on first use
---@field client table

local function inspect(self, class)
    local attrs = class.inspect(self)
    rawset(self, "_attrs", attrs)
    if attrs.Id then rawset(self, "id", attrs.Id) end
    return attrs
end

local function attributes(self, class)
    return rawget(self, "_attrs") or inspect(self, class)
end

local function unknown(self, class, key, attrs)
    local name = nearest.key(key, class.methods, class.properties, attrs)
    errors.raise {
        kind = "lua",
        message = ("no '%s' in a %s"):format(tostring(key), class.__name),
        hint = nearest.hint(name),
    }
end

--- Makes a class of objects.
---@param class {name: string, methods: table, properties: table, inspect: fun(self: Model): table}
---@return table class a metatable; make objects with `model.new`
function M.class(class)
    local methods, properties = class.methods, class.properties
    class.__name = class.name
    M.classes[class.name] = class

    properties.attrs = properties.attrs or function(self) return attributes(self, class) end
    properties.short_id = properties.short_id or function(self) return self.id:sub(1, 12) end

    --- Fetches the current data; the object itself never refreshes. When that fails, what was known stays.
    ---
    ---     c:reload().status
    ---@return Model self
    methods.reload = methods.reload or function(self)
        inspect(self, class)
        rawset(self, "_summary", nil)
        return self
    end

    function class.__index(self, key)
        local method = methods[key]
        if method then return method end
        local property = properties[key]
        if property then return property(self) end
        local attrs = rawget(self, "_attrs")
        if type(key) == "string" and key:find("^%u") then
            attrs = attrs or attributes(self, class)
            local value = attrs[key]
            if value ~= nil then return value end
        end
        unknown(self, class, key, attrs)
    end

    function class.__eq(a, b)
        return getmetatable(a) == getmetatable(b) and rawget(a, "id") == rawget(b, "id")
    end

    -- Written as JSON, an object is what is known of it.
    function class.__json(self)
        return rawget(self, "_attrs") or rawget(self, "_summary") or attributes(self, class)
    end

    return class
end

--- Makes an object.
---@param class table
---@param client table
---@param id string
---@param summary? table what a list tells of it
---@param attrs? table what inspecting it gave
---@return Model
function M.new(class, client, id, summary, attrs)
    return setmetatable({ client = client, id = id, _summary = summary, _attrs = attrs }, class)
end

--- Writes what an object is in a few words that do a terminal no harm, as names and ids come from the engine.
---
---     model.title("container", "4f66ad9a0b2e", "web")     --> "container web (4f66ad9a0b2e)"
---@param word string
---@param id string
---@param name? string stands before the id
---@return string
function M.title(word, id, name)
    local escape = require("text").escape
    if name then return ("%s %s (%s)"):format(word, escape(name), escape(id)) end
    return ("%s %s"):format(word, escape(id))
end

--- Gives a module what makes objects of its class: `from_summary(client, summary)` of an entry of a list,
--- `from_attrs(client, attrs)` of what inspecting gave, `from_id(client, id)` where only the id is known; and what tells them.
---@param module table
---@param class table
---@param tells string "is_container": the name of the function that tells such objects
function M.constructors(module, class, tells)
    function module.from_summary(client, summary) return M.new(class, client, summary.Id, summary) end
    function module.from_attrs(client, attrs) return M.new(class, client, attrs.Id, nil, attrs) end
    function module.from_id(client, id) return M.new(class, client, id) end
    module[tells] = function(value) return getmetatable(value) == class end
end

--- What is known of an object without asking the engine.
---@param self Model
---@return table? attrs
---@return table? summary
function M.known(self)
    return rawget(self, "_attrs"), rawget(self, "_summary")
end

--- Forgets what is known of an object, so that the next use of a field asks the engine again.
---@param self Model
function M.forget(self)
    rawset(self, "_attrs", nil)
    rawset(self, "_summary", nil)
end

--- The id or name in an argument: a string, an object, or a table with an `Id`.
---@param value any
---@param what string "container", "image": for the message
---@return string
function M.id_of(value, what)
    local id = value
    if type(value) == "table" then id = rawget(value, "id") or rawget(value, "Id") or rawget(value, "ID") end
    if type(id) == "string" and id ~= "" then return id end
    local shown = value == "" and "an empty string" or require("options").quote(value)
    errors.invalid(("%s: expected a name, an id or an object, got %s"):format(what, shown))
end

return M
