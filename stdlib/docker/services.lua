--- The services of a swarm.
---
---     docker.services.create("nginx", { name = "web", replicas = 3, endpoint_spec = { ports = { [8080] = 80 } } })
---     for _, s in ipairs(docker.services.list()) do print(s.name, s.running, s.desired) end

local cluster = require "docker.cluster"
local collection = require "docker.collection"
local engine = require "docker.engine"
local model = require "docker.model"
local options = require "options"
local service = require "docker.service"
local service_spec = require "docker.service_spec"

local M = {}

local members = {}

--- Options of `list`.
M.list_options = {
    { name = "filters", type = "map", doc = "id, name, label, mode" },
    { name = "status", type = "boolean", doc = "with the counts of tasks; default: when the engine can (API 1.41)" },
}

--- Lists services: one request. Operation ServiceList.
---
---     docker.services.list { filters = { label = "app=web" } }
---@param given? {filters: table?, status: boolean?}
---@return Service[]
function members.list(client, given)
    local o = options.check("docker.services.list", M.list_options, given)
    local status = o.status
    if status == nil then status = not engine.is_older(client, "1.41") or nil end
    local reply = cluster.call(client, "ServiceList", { filters = collection.filters(o.filters), status = status })
    local items = {}
    for i, attrs in ipairs(reply) do items[i] = service.from_attrs(client, attrs) end
    return collection.list("services", items)
end

local GET = {
    { name = "insert_defaults", type = "boolean", doc = "fill in fields that were left out with their defaults" },
}

--- Fetches a service by name or id. Operation ServiceInspect.
---
---     docker.services.get("web").attrs.Spec.TaskTemplate.ContainerSpec.Image
---@param name string
---@param given? boolean|{insert_defaults: boolean?}
---@return Service s raises kind `not_found`, with the nearest name
function members.get(client, name, given)
    if type(given) == "boolean" then given = { insert_defaults = given } end
    local o = options.check("docker.services.get", GET, given)
    local id = model.id_of(name, "docker.services.get")
    return service.from_attrs(client, service.inspect(client, id, o.insert_defaults))
end

--- Creates a service. Operation ServiceCreate. Options: see `docker.service_options`.
---
---     docker.services.create("busybox", "sleep 60", { name = "sleeper", replicas = 2 })
---     docker.services.create("busybox", "sleep 60", {
---         name = "db", secrets = { "password" }, mounts = { "data:/var/lib/data" }, networks = { "back" },
---         resources = { mem_limit = "256m" }, constraints = { "node.role==manager" },
---     })
---@param image string|Image
---@param command? string|string[] split as a shell would, or a list
---@param given? table
---@return Service
function members.create(client, image, command, given)
    local who = "docker.services.create"
    given = require("docker.create").arguments(who, image, command, given)
    local body, o = service_spec.new(client, who, given)
    local reply = cluster.call(client, "ServiceCreate", {
        ["X-Registry-Auth"] = service_spec.auth(client, o.image, o.auth_config),
    }, body)
    return service.from_id(client, reply.ID)
end

--- Makes the collection of a client.
M.new = collection.class("services", members)

return M
