--- The tasks of a swarm: each is one run of a service on a node.
---
---     for _, t in ipairs(docker.tasks.list { filters = { node = "self" } }) do print(t.id, t.state) end

local cluster = require "docker.cluster"
local collection = require "docker.collection"
local model = require "docker.model"
local options = require "options"
local swarm_task = require "docker.swarm_task"

local M = {}

local members = {}

--- Options of `list`.
M.list_options = {
    { name = "filters", type = "map", doc = "id, name, service, node, label, desired-state: running shutdown accepted" },
}

--- Lists tasks. Operation TaskList.
---@param client table
---@param filters? table as the engine takes them
---@return SwarmTask[]
function M.list(client, filters)
    local items = {}
    for i, attrs in ipairs(cluster.call(client, "TaskList", { filters = filters })) do
        items[i] = swarm_task.from_attrs(client, attrs)
    end
    return collection.list("tasks", items)
end

--- Lists tasks, also those that ended: one request. Operation TaskList.
---
---     docker.tasks.list { filters = { service = "web", ["desired-state"] = "running" } }
---@param given? {filters: table?}
---@return SwarmTask[]
function members.list(client, given)
    local o = options.check("docker.tasks.list", M.list_options, given)
    local filters = collection.filters(o.filters)
    return M.list(client, filters and next(filters) and filters or nil)
end

--- Fetches a task by id. Operation TaskInspect.
---
---     docker.tasks.get(t.id).Status.State
---@param id string
---@return SwarmTask
function members.get(client, id)
    id = model.id_of(id, "docker.tasks.get")
    return swarm_task.from_attrs(client, swarm_task.inspect(client, id))
end

--- Makes the collection of a client.
M.new = collection.class("tasks", members)

return M
