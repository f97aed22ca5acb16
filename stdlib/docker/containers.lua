--- The containers of an engine.
---
---     for _, c in ipairs(docker.containers.list { all = true, filters = { label = "app=web" } }) do
---         print(c.name, c.status)
---     end
---     local c = docker.containers.run("busybox", "sleep 60", { detach = true, name = "sleeper" })
---     c:stop()

local errors = require "moondock.errors"
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

-- Inspects every container of a list, eight at a time. What was removed meanwhile is left out.
local function inspected(items)
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
    if o.inspect then items = inspected(items) end
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
---@param given? {filters: table?} until, label
---@return {ContainersDeleted: string[]?, SpaceReclaimed: integer}
function members.prune(client, given)
    local schema = { { name = "filters", type = "map" } }
    local o = options.check("docker.containers.prune", schema, given)
    return engine.call(client, "ContainerPrune", { filters = collection.filters(o.filters) })
end

--- Makes the collection of a client.
M.new = collection.class("containers", members)

return M
