--- The containers of an engine.
---
---     for _, c in ipairs(docker.containers.list { all = true, filters = { label = "app=web" } }) do
---         print(c.name, c.status)
---     end
---     local c = docker.containers.run("busybox", "sleep 60", { detach = true, name = "sleeper" })
---     c:stop()

local options = require "options"
local collection = require "docker.collection"
local container = require "docker.container"
local engine = require "docker.engine"
local model = require "docker.model"
local names = require "docker.names"

local M = {}

local members = {}

--- Options of `list`.
M.list_options = {
    { name = "all", type = "boolean", default = false, doc = "stopped containers too" },
    { name = "limit", type = "integer", default = -1, doc = "only the newest so many, stopped or not" },
    { name = "size", type = "boolean", doc = "with SizeRw and SizeRootFs; slow" },
    { name = "filters", type = "map", doc = "status, label, name, id, ancestor, network, volume, health, exited, …" },
    { name = "before", type = "any", doc = "only those created before this container" },
    { name = "since", type = "any", doc = "only those created after this container" },
    { name = "inspect", type = "boolean", default = false, doc = "inspect each at once, several at a time" },
    { name = "sparse", type = "boolean", doc = "accepted; lists are always one request unless inspect=true" },
    { name = "ignore_removed", type = "boolean", doc = "accepted; what vanishes meanwhile is always skipped" },
}

--- Lists containers: one request. Fields that the list does not tell are fetched when they are first used.
--- Operation ContainerList.
---
---     docker.containers.list { all = true, filters = { status = "exited" } }
---@param given? table all limit size filters before since inspect
---@return Container[]
function members.list(client, given)
    local o = options.check("docker.containers.list", M.list_options, given)
    local filters = collection.filters(o.filters) or {}
    if o.before then filters.before = { model.id_of(o.before, "before") } end
    if o.since then filters.since = { model.id_of(o.since, "since") } end
    local reply = engine.call(client, "ContainerList", {
        all = o.all,
        limit = o.limit > 0 and o.limit or nil,
        size = o.size,
        filters = next(filters) and filters or nil,
    })
    local items = {}
    for i, summary in ipairs(reply) do items[i] = container.from_summary(client, summary) end
    if o.inspect then items = collection.inspected(items) end
    return collection.list("containers", items)
end

--- Fetches a container by name or id. Operation ContainerInspect.
---
---     docker.containers.get("web").attrs.HostConfig.Memory
---@param name string
---@return Container c raises kind `not_found`, with the nearest name
function members.get(client, name)
    local id = model.id_of(name, "docker.containers.get")
    local attrs = names.call_container(client, id, "ContainerInspect", { id = id })
    return container.from_attrs(client, attrs)
end

--- Creates a container without starting it. Operation ContainerCreate. Options: see `docker.container_options`.
---
---     docker.containers.create("busybox", "sleep 60", { name = "web", mem_limit = "64m" })
---@param image string|Image
---@param command? string|string[] split as a shell would, or a list
---@param given? table
---@return Container
function members.create(client, image, command, given)
    return require("docker.create").create(client, "docker.containers.create", image, command, given)
end

--- Runs a command in a new container. See `docker.run`.
---
---     docker.containers.run("busybox", "echo hi", { remove = true })     --> "hi\n"
---@param image string|Image
---@param command? string|string[]
---@param given? table as for `create`, and detach stream stdout stderr remove
---@return any output a string; a Container with detach=true; a stream with stream=true
function members.run(client, image, command, given)
    return require("docker.run").run(client, image, command, given)
end

--- Removes all stopped containers. Operation ContainerPrune.
---
---     docker.containers.prune { filters = { ["until"] = "24h" } }
---     docker.containers.prune { dry_run = true }     --> what would go
---@param given? {filters: table?, dry_run: boolean?} filters: until, label, label!
---@return {ContainersDeleted: string[]?, SpaceReclaimed: integer}
function members.prune(client, given)
    return require("docker.prune").containers(client, given)
end

--- Makes the collection of a client.
M.new = collection.class("containers", members)

return M
