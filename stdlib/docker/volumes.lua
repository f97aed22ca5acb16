--- The volumes of an engine.
---
---     docker.volumes.create("data", { labels = { app = "shop" } })
---     for _, v in ipairs(docker.volumes.list { filters = { dangling = true } }) do print(v.name) end
---     docker.volumes.get("data"):remove()

local options = require "options"
local collection = require "docker.collection"
local convert = require "docker.convert"
local engine = require "docker.engine"
local model = require "docker.model"
local names = require "docker.names"
local volume = require "docker.volume"

local M = {}

local members = {}

--- Options of `list`.
M.list_options = {
    { name = "filters", type = "map", doc = "dangling driver label name" },
}

--- Lists volumes: one request. Operation VolumeList.
---
---     docker.volumes.list { filters = { label = "app=shop" } }
---@param given? {filters: table?}
---@return Volume[]
function members.list(client, given)
    local o = options.check("docker.volumes.list", M.list_options, given)
    local reply = engine.call(client, "VolumeList", { filters = collection.filters(o.filters) })
    local items = {}
    for i, attrs in ipairs(reply.Volumes or {}) do items[i] = volume.from_attrs(client, attrs) end
    return collection.list("volumes", items)
end

--- Fetches a volume by name. Operation VolumeInspect.
---
---     docker.volumes.get("data").attrs.Mountpoint
---@param name string|Volume
---@return Volume v raises kind `not_found`, with the nearest name
function members.get(client, name)
    name = model.id_of(name, "docker.volumes.get")
    return volume.from_attrs(client, names.call_volume(client, name, "VolumeInspect", { name = name }))
end

--- Options of `create`; `body` names the field of VolumeCreate.
M.create_options = {
    { name = "name", type = "string", body = "Name", doc = "default: the engine invents one" },
    { name = "driver", type = "string", body = "Driver", doc = "default: local" },
    { name = "driver_opts", type = "map", body = "DriverOpts", convert = convert.string_map,
        doc = '{ type = "tmpfs", device = "tmpfs", o = "size=64m" }' },
    { name = "labels", type = "table", body = "Labels", convert = convert.labels, doc = "of the volume" },
}

--- Creates a volume, or gives the one of this name that is there. Operation VolumeCreate.
---
---     docker.volumes.create("data")
---     docker.volumes.create { driver_opts = { type = "tmpfs", device = "tmpfs", o = "size=64m" } }
---@param name? string|table a name, or the options with `name` among them
---@param given? table driver driver_opts labels
---@return Volume
function members.create(client, name, given)
    local who = "docker.volumes.create"
    if type(name) == "table" and given == nil then name, given = nil, name end
    local o = options.check(who, M.create_options, given)
    if name ~= nil then o.name = options.check(who, M.create_options, { name = name }).name end
    local body = options.body(M.create_options, o)
    return volume.from_attrs(client, engine.call(client, "VolumeCreate", {}, body))
end

--- Removes volumes that no container uses. Engines from API 1.42 on leave those with a name, unless `filters` has
--- `all = true`. Operation VolumePrune.
---
---     docker.volumes.prune { filters = { label = "app=shop" } }
---     docker.volumes.prune { dry_run = true }     --> what would go
---@param given? {filters: table?, dry_run: boolean?} filters: all, label, label!
---@return {VolumesDeleted: string[]?, SpaceReclaimed: integer}
function members.prune(client, given)
    return require("docker.prune").volumes(client, given)
end

--- Makes the collection of a client.
M.new = collection.class("volumes", members)

return M
