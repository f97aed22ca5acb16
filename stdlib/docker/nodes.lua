--- The nodes of a swarm.
---
---     for _, n in ipairs(docker.nodes.list()) do print(n.hostname, n.role, n.state) end
---     docker.nodes.get("worker-1"):update { availability = "drain" }

local cluster = require "docker.cluster"
local collection = require "docker.collection"
local engine = require "docker.engine"
local errors = require "moondock.errors"
local model = require "docker.model"
local node = require "docker.node"
local options = require "options"

local M = {}

local members = {}

--- Options of `list`.
M.list_options = {
    { name = "filters", type = "map", doc = "id, name, label, node.label, membership, role" },
}

--- Lists nodes: one request. Operation NodeList.
---
---     docker.nodes.list { filters = { role = "manager" } }
---@param given? {filters: table?}
---@return Node[]
function members.list(client, given)
    local o = options.check("docker.nodes.list", M.list_options, given)
    local items = {}
    for i, attrs in ipairs(cluster.call(client, "NodeList", { filters = collection.filters(o.filters) })) do
        items[i] = node.from_attrs(client, attrs)
    end
    return collection.list("nodes", items)
end

--- Fetches a node by id or host name. Operation NodeInspect.
---
---     docker.nodes.get("self").attrs.Description.Engine.EngineVersion
---@param name string "self" is the node of this engine
---@return Node n raises kind `not_found`, with the nearest name
function members.get(client, name)
    local id = model.id_of(name, "docker.nodes.get")
    if id == "self" then
        local swarm = engine.call(client, "SystemInfo").Swarm
        id = swarm and swarm.NodeID
        if not id or id == "" then
            error(cluster.explain(errors.new {
                kind = "conflict", operation = "NodeInspect", message = "This node is not part of a swarm",
            }, "NodeInspect"), 0)
        end
    end
    return node.from_attrs(client, node.inspect(client, id))
end

--- Makes the collection of a client.
M.new = collection.class("nodes", members)

return M
