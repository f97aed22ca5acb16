--- What secrets and configs have in common: small pieces of data that the swarm keeps for the tasks of services.

local errors = require "moondock.errors"
local base64 = require "base64"
local api_version = require "docker.api_version"
local cluster = require "docker.cluster"
local collection = require "docker.collection"
local convert = require "docker.convert"
local model = require "docker.model"
local options = require "options"
local spec = require "docker.spec"

local M = {}

local function driver(value, name)
    if type(value) == "string" then return { Name = value } end
    local fields = convert.fields(value, { name = "Name", options = "Options" }, name)
    if fields.Options then fields.Options = convert.string_map(fields.Options) end
    return fields
end

--- Reads what is given as a driver: a name, or `{ name = …, options = {…} }`.
M.driver = driver

--- Makes the class of such objects.
---@param word string "secret" or "config"
---@param operations {list: string, inspect: string, update: string, delete: string}
---@return table class `methods` and `properties` may get more
function M.class(word, operations)
    local methods, properties = {}, {}
    local self_class = { methods = methods, properties = properties, operations = operations }

    local kind = {
        pattern = word .. " .* not found",
        names = function(client)
            local names = {}
            for _, attrs in ipairs(cluster.call(client, operations.list, {})) do names[#names + 1] = attrs.Spec.Name end
            return names
        end,
    }

    function self_class.inspect(client, id)
        return cluster.find(client, kind, id, operations.inspect, { id = id })
    end

    local class = model.class {
        name = word,
        methods = methods,
        properties = properties,
        inspect = function(self) return self_class.inspect(self.client, self.id) end,
    }

    --- The name.
    function properties.name(self) return self.attrs.Spec.Name end

    --- The labels.
    function properties.labels(self) return self.attrs.Spec.Labels or {} end

    --- Which version of it this is; a change names the version that it is based on.
    function properties.version(self) return self.attrs.Version.Index end

    --- Removes it. No service may use it.
    ---
    ---     docker.secrets.create("old-token", "s3cret"):remove()
    function methods:remove()
        cluster.find(self.client, kind, self.id, operations.delete, { id = self.id })
    end

    local UPDATE = { { name = "labels", type = "table", to = "Labels", convert = convert.labels,
    doc = "instead of those that it has" } }

    --- Changes its labels; what it holds cannot be changed.
    ---
    ---     docker.configs.create("motd", "welcome"):update({ labels = { team = "shop" } })
    ---@param given {labels: table}
    function methods:update(given)
        local changes = spec.changes(word .. ":update", UPDATE, given)
        cluster.update(function() return self_class.inspect(self.client, self.id) end, function(attrs, version)
            local fields = { id = self.id, version = version }
            return cluster.find(self.client, kind, self.id, operations.update, fields, spec.apply(attrs.Spec, changes))
        end)
        model.forget(self)
    end

    function class.__tostring(self)
        local attrs = model.known(self)
        return model.title(word, self.short_id, attrs and attrs.Spec.Name)
    end

    function self_class.from_attrs(client, attrs)
        return model.new(class, client, attrs.ID, nil, attrs)
    end

    function self_class.from_id(client, id)
        return model.new(class, client, id)
    end

    function self_class.is(value)
        return getmetatable(value) == class
    end

    return self_class
end

--- Lists them: one request.
function M.list(client, plural, class, given)
    local o = options.check(("docker.%s.list"):format(plural), { { name = "filters", type = "map",
    doc = "which: id, label, name" } }, given)
    local items = {}
    for i, attrs in ipairs(cluster.call(client, class.operations.list, { filters = collection.filters(o.filters) })) do
        items[i] = class.from_attrs(client, attrs)
    end
    return collection.list(plural, items)
end

--- Fetches one by name or id.
function M.get(client, plural, class, name)
    local id = model.id_of(name, ("docker.%s.get"):format(plural))
    return class.from_attrs(client, class.inspect(client, id))
end

local LIMIT = 500 * 1024

--- Creates one. Neither the data nor a part of it is ever in a message.
---@param who string
---@param schema table[] of the options; those without `to` are name and data
---@param operation string
---@return table object
function M.create(client, who, schema, class, operation, name, data, given)
    if options.is_map(name) and data == nil then
        given = name
    else
        local merged = { name = name, data = data }
        for key, value in pairs(given or {}) do merged[key] = value end
        given = merged
    end
    local content = given.data
    if content ~= nil and type(content) ~= "string" then
        errors.invalid(("%s: option 'data': expected a string, got a %s"):format(who, type(content)))
    end
    local needs = {}
    local changes, o = spec.changes(who, schema, given, needs)
    if not o.name or o.name == "" then
        errors.invalid(("%s: option 'name' is missing"):format(who), ('%s("name", data)'):format(who))
    end
    if not content and not o.driver then
        errors.invalid(("%s: option 'data' is missing"):format(who), ('%s(%q, data)'):format(who, o.name))
    end
    if content and #content > LIMIT then
        errors.invalid(("%s: %s has %d bytes; a swarm takes at most %d"):format(who, o.name, #content, LIMIT))
    end
    api_version.check(client, who, needs)
    local body = spec.apply({ Name = o.name, Labels = {} }, changes)
    if content then body.Data = base64.encode(content) end
    return class.from_id(client, cluster.call(client, operation, {}, body).ID)
end

return M
