--- One volume.
---
---     local v = docker.volumes.create("data", { labels = { app = "shop" } })
---     print(v.name, v.attrs.Mountpoint)
---     v:remove()

local collection = require "docker.collection"
local model = require "docker.model"
local names = require "docker.names"
local options = require "options"

local M = {}

---@class Volume: Model
---@field id string its name
---@field name string
---@field labels table<string, string>
local methods, properties = {}, {}

local class = model.class {
    name = "volume",
    methods = methods,
    properties = properties,
    inspect = function(self)
        return names.call_volume(self.client, self.id, "VolumeInspect", { name = self.id })
    end,
}

function properties.name(self) return self.id end

function properties.labels(self)
    local attrs, summary = model.known(self)
    return (attrs or summary or self.attrs).Labels or {}
end

--- Options of `volume:remove`.
M.remove_options = {
    { name = "force", type = "boolean", doc = "also when its driver fails" },
    { name = "dry_run", type = "boolean", default = false, doc = "only tell what would go" },
}

--- Removes the volume and what is on it. Operation VolumeDelete.
---
---     v:remove { force = true }
---     v:remove { dry_run = true }     --> a list with the volume in it; nothing is removed
---@param given? {force: boolean?, dry_run: boolean?}
---@return Volume[]? list with dry_run
function methods:remove(given)
    local o = options.check("volume:remove", M.remove_options, given)
    if o.dry_run then return collection.list("volumes", { self:reload() }) end
    names.call_volume(self.client, self.id, "VolumeDelete", { name = self.id, force = o.force })
end

function class.__tostring(self)
    return model.title("volume", self.id)
end

--- Makes a volume of what VolumeList, VolumeCreate or VolumeInspect gave; they tell the same.
function M.from_attrs(client, attrs)
    return model.new(class, client, attrs.Name, nil, attrs)
end

--- Makes a volume of which only the name is known.
function M.from_id(client, name)
    return model.new(class, client, name)
end

--- Tells whether a value is a volume.
function M.is_volume(value)
    return getmetatable(value) == class
end

return M
