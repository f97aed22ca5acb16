--- The networks of an engine.
---
---     local n = docker.networks.create("shop", { labels = { app = "shop" }, internal = true })
---     for _, n in ipairs(docker.networks.list { filters = { driver = "bridge" } }) do print(n.name) end
---     docker.networks.get("shop"):remove()

local host = require "moondock.host"
local errors = require "moondock.errors"
local options = require "options"
local collection = require "docker.collection"
local convert = require "docker.convert"
local engine = require "docker.engine"
local model = require "docker.model"
local names = require "docker.names"
local network = require "docker.network"

local M = {}

local members = {}

--- Options of `list`.
M.list_options = {
    { name = "names", type = "string|strings", doc = "only networks with these names or parts of them" },
    { name = "ids", type = "string|strings", doc = "only networks with these ids or beginnings of them" },
    { name = "filters", type = "map", doc = "dangling driver id label name scope type" },
    { name = "greedy", type = "boolean", default = false, doc = "inspect each at once, for the containers on it" },
}

local function add(filters, name, value)
    if value == nil then return end
    local list = host.array {}
    for _, item in ipairs(filters[name] or {}) do list[#list + 1] = item end
    for _, item in ipairs(type(value) == "table" and value or { value }) do list[#list + 1] = item end
    filters[name] = list
end

--- Lists networks: one request. The containers on a network are fetched when they are first used.
--- Operation NetworkList.
---
---     docker.networks.list { names = "shop" }
---     docker.networks.list { filters = { type = "custom", label = "app=shop" } }
---@param given? table names ids filters greedy
---@return Network[]
function members.list(client, given)
    local o = options.check("docker.networks.list", M.list_options, given)
    local filters = collection.filters(o.filters) or {}
    add(filters, "name", o.names)
    add(filters, "id", o.ids)
    local reply = engine.call(client, "NetworkList", { filters = next(filters) and filters or nil })
    local items = {}
    for i, summary in ipairs(reply) do items[i] = network.from_summary(client, summary) end
    if o.greedy then items = collection.inspected(items) end
    return collection.list("networks", items)
end

--- Options of `get`.
M.get_options = {
    { name = "verbose", type = "boolean", doc = "also the services of a swarm network" },
    { name = "scope", type = "string", choices = { "swarm", "global", "local" },
        doc = "local: this engine; swarm: all nodes; global: built in" },
}

--- Fetches a network by name or id. Operation NetworkInspect.
---
---     docker.networks.get("bridge").attrs.IPAM.Config[1].Subnet
---@param name string|Network
---@param given? {verbose: boolean?, scope: string?}
---@return Network n raises kind `not_found`, with the nearest name
function members.get(client, name, given)
    local who = "docker.networks.get"
    local o = options.check(who, M.get_options, given)
    name = model.id_of(name, who)
    local fields = { id = name, verbose = o.verbose, scope = o.scope }
    return network.from_attrs(client, names.call_network(client, name, "NetworkInspect", fields))
end

local function ipam(value)
    local settings = convert.fields(value, { driver = "Driver", pool_configs = "Config", options = "Options",
        config = "Config" }, "ipam")
    local pools = host.array {}
    for i, pool in ipairs(settings.Config or {}) do
        if type(pool) ~= "table" then
            errors.invalid(("option 'ipam': expected tables such as { subnet = \"10.1.0.0/24\" }, got %s"):format(
                options.quote(pool)))
        end
        pools[i] = convert.fields(pool, {
            subnet = "Subnet", iprange = "IPRange", ip_range = "IPRange", gateway = "Gateway",
            aux_addresses = "AuxiliaryAddresses", AuxAddress = "AuxiliaryAddresses",
        }, "ipam")
        local aux = pools[i].AuxiliaryAddresses
        if aux then pools[i].AuxiliaryAddresses = convert.string_map(aux) end
    end
    settings.Driver = settings.Driver or "default"
    settings.Config = pools
    if settings.Options then settings.Options = convert.string_map(settings.Options) end
    return settings
end

--- Options of `create`; `body` names the field of NetworkCreate.
M.create_options = {
    { name = "driver", type = "string", body = "Driver", doc = "bridge, overlay, macvlan, …; default bridge" },
    { name = "options", type = "map", body = "Options", convert = convert.string_map, doc = "of the driver" },
    { name = "ipam", type = "map", body = "IPAM", convert = ipam,
        doc = "{ driver =, options =, config = { { subnet =, ip_range =, gateway =, aux_addresses = {…} } } }" },
    { name = "check_duplicate", type = "boolean", default = true, body = "CheckDuplicate",
        doc = "refuse a name that is taken; engines from API 1.44 on always do" },
    { name = "internal", type = "boolean", default = false, body = "Internal", doc = "no way to the outside" },
    { name = "labels", type = "table", body = "Labels", convert = convert.labels, doc = "of the network" },
    { name = "enable_ipv6", type = "boolean", default = false, body = "EnableIPv6", doc = "with IPv6 addresses" },
    { name = "attachable", type = "boolean", body = "Attachable", doc = "containers may join a swarm network by hand" },
    { name = "scope", type = "string", body = "Scope", choices = { "local", "global", "swarm" },
        doc = "local: this engine; swarm: all nodes; global: built in" },
    { name = "ingress", type = "boolean", body = "Ingress", doc = "the network that publishes a swarm's ports" },
}

--- Creates a network. Operation NetworkCreate.
---
---     docker.networks.create("shop")
---     docker.networks.create("lan", { ipam = { config = { { subnet = "10.9.0.0/24", gateway = "10.9.0.1" } } } })
---@param name string|table a name, or the options with `name` among them
---@param given? table driver options ipam check_duplicate internal labels enable_ipv6 attachable scope ingress
---@return Network n raises kind `conflict` when the name is taken
function members.create(client, name, given)
    local who = "docker.networks.create"
    if options.is_map(name) and given == nil then
        given = {}
        for key, value in pairs(name) do given[key] = value end
        name, given.name = given.name, nil
    end
    if type(name) ~= "string" or name == "" then
        errors.invalid(("%s: expected a name, got %s"):format(who, options.quote(name)),
            'docker.networks.create("shop", { driver = "bridge" })')
    end
    local o = options.check(who, M.create_options, given)
    local body = options.body(M.create_options, o)
    body.Name = name
    local reply = engine.call(client, "NetworkCreate", {}, body)
    return network.from_id(client, reply.Id)
end

--- Removes networks that no container is on. Operation NetworkPrune.
---
---     docker.networks.prune { filters = { label = "app=shop" } }
---     docker.networks.prune { dry_run = true }     --> what would go
---@param given? {filters: table?, dry_run: boolean?} filters: until, label, label!
---@return {NetworksDeleted: string[]?}
function members.prune(client, given)
    return require("docker.prune").networks(client, given)
end

--- Makes the collection of a client.
M.new = collection.class("networks", members)

return M
