--- One network.
---
---     local n = docker.networks.create("shop", { driver = "bridge" })
---     n:connect("web", { aliases = { "www" } })
---     for _, c in ipairs(n.containers) do print(c.name) end
---     n:remove()

local collection = require "docker.collection"
local convert = require "docker.convert"
local engine = require "docker.engine"
local model = require "docker.model"
local names = require "docker.names"
local options = require "options"

local M = {}

---@class Network: Model
---@field name string
---@field labels table<string, string>
---@field containers Container[] those on it that run; one request
local methods, properties = {}, {}

local class = model.class {
    name = "network",
    methods = methods,
    properties = properties,
    inspect = function(self)
        return names.call_network(self.client, self.id, "NetworkInspect", { id = self.id })
    end,
}

local function known(self)
    local attrs, summary = model.known(self)
    return attrs or summary or self.attrs
end

function properties.name(self) return known(self).Name end

function properties.labels(self) return known(self).Labels or {} end

function properties.containers(self)
    local ids = {}
    -- Only inspecting a network tells who is on it.
    for id in pairs(self.attrs.Containers or {}) do ids[#ids + 1] = id end
    if #ids == 0 then return collection.list("containers", {}) end
    table.sort(ids)
    return self.client.containers.list { all = true, filters = { id = ids } }
end

--- Options of `network:connect`.
M.connect_options = {
    { name = "aliases", type = "strings", doc = "further names of the container on this network" },
    { name = "links", type = "table", doc = '{ database = "db" } or { "database:db" }' },
    { name = "ipv4_address", type = "string", doc = "a fixed address; the network needs a subnet of its own" },
    { name = "ipv6_address", type = "string", doc = "a fixed IPv6 address" },
    { name = "link_local_ips", type = "strings", doc = "link-local addresses" },
    { name = "driver_opt", type = "map", doc = "options for the network's driver" },
    { name = "mac_address", type = "string", doc = 'such as "02:42:ac:11:00:02"' },
}

--- Puts a container on the network, whether it runs or not. Operation NetworkConnect.
---
---     docker.networks.get("bridge"):connect("web")
---     n:connect(c, { aliases = { "db" }, ipv4_address = "10.1.0.5" })
---@param container string|Container
---@param given? table aliases links ipv4_address ipv6_address link_local_ips driver_opt mac_address
function methods:connect(container, given)
    local who = "network:connect"
    local o = options.check(who, M.connect_options, given)
    engine.call(self.client, "NetworkConnect", { id = self.id }, {
        Container = model.id_of(container, who),
        EndpointConfig = next(o) and convert.endpoint(o, who) or nil,
    })
    model.forget(self)
end

local DISCONNECT = { { name = "force", type = "boolean", doc = "also a container that the engine cannot reach" } }

--- Takes a container off the network. Operation NetworkDisconnect.
---
---     n:disconnect("web", { force = true })
---@param container string|Container
---@param given? {force: boolean?}
function methods:disconnect(container, given)
    local who = "network:disconnect"
    local o = options.check(who, DISCONNECT, given)
    engine.call(self.client, "NetworkDisconnect", { id = self.id }, {
        Container = model.id_of(container, who),
        Force = o.force,
    })
    model.forget(self)
end

local REMOVE = { { name = "dry_run", type = "boolean", default = false, doc = "only tell what would go" } }

--- Removes the network. It must have no running containers. Operation NetworkDelete.
---
---     n:remove()
---     n:remove { dry_run = true }     --> a list with the network in it; nothing is removed
---@param given? {dry_run: boolean?}
---@return Network[]? list with dry_run
function methods:remove(given)
    local o = options.check("network:remove", REMOVE, given)
    if o.dry_run then return collection.list("networks", { self:reload() }) end
    names.call_network(self.client, self.id, "NetworkDelete", { id = self.id })
end

function class.__tostring(self)
    local attrs, summary = model.known(self)
    if attrs or summary then return model.title("network", self.short_id, self.name) end
    return model.title("network", self.short_id)
end

model.constructors(M, class, "is_network")

return M
