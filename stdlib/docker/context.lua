--- One context of the docker command: a name for an engine.
---
---     local c = docker.contexts.get("prod")
---     print(c.name, c.host, c.current)
---     c:connect().ping()

local host = require "moondock.host"
local model = require "docker.model"

local M = {}

---@class Context: Model
---@field name string
---@field host string? the engine's address
---@field description string
---@field current boolean whether it is the one in use
---@field tls table<string, string[]> the TLS files of each endpoint
local methods, properties = {}, {}

local class = model.class {
    name = "context",
    methods = methods,
    properties = properties,
    inspect = function(self) return host.context_get(self.id) end,
}

local function endpoint(self)
    local endpoints = self.attrs.Endpoints
    return endpoints and endpoints.docker or {}
end

function properties.name(self) return self.id end
function properties.short_id(self) return self.id end
function properties.host(self) return endpoint(self).Host or "" end
function properties.description(self) return self.attrs.Metadata and self.attrs.Metadata.Description or "" end
function properties.current(self) return self.attrs.Current == true end
function properties.tls(self) return self.attrs.TLSMaterial or {} end

--- Makes a client of the context's engine. Nothing is sent before its first call.
---
---     docker.contexts.get("default"):connect().ping()
---@param options? table as for `docker.connect`, without host
---@return Client
function methods.connect(self, options)
    local given = { context = self.id }
    for name, value in pairs(options or {}) do given[name] = value end
    return self.client.connect(given)
end

--- Makes it the current one, for later runs and for the docker command.
---
---     docker.contexts.get("prod"):use()
function methods.use(self)
    host.context_use(self.id)
    return self:reload()
end

--- Changes it. See `docker.contexts.update`.
---
---     docker.contexts.get("prod"):update({ description = "the shop" })
---@param options table
function methods.update(self, options)
    return require("docker.contexts").update(self.client, self.id, options)
end

--- Writes it into an archive. See `docker.contexts.export`.
---
---     docker.contexts.get("prod"):export("prod.dockercontext")
---@param path? string
---@return string? archive
function methods.export(self, path)
    return host.context_export(self.id, path)
end

--- Removes it. See `docker.contexts.remove`.
---
---     docker.contexts.get("prod"):remove()
---@param options? {force: boolean?}
function methods.remove(self, options)
    return require("docker.contexts").remove(self.client, self.id, options)
end

--- The whole description, as `docker context inspect` tells it.
---
---     docker.contexts.get("default"):inspect()
---@return table
function methods.inspect(self)
    return host.context_get(self.id)
end

function class.__tostring(self) return ("context %s"):format(self.id) end

--- Makes a context of its description.
---@param client table
---@param attrs table
---@return Context
function M.from_attrs(client, attrs)
    return model.new(class, client, attrs.Name, nil, attrs)
end

--- Tells whether a value is a context.
function M.is_context(value)
    return getmetatable(value) == class
end

return M
