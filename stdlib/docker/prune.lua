--- Removing what nobody uses, and telling beforehand what that would be.
---
---     docker.containers.prune { filters = { ["until"] = "24h" } }
---     local plan = docker.images.prune { filters = { dangling = false }, dry_run = true }
---     print(#plan.objects, plan.SpaceReclaimed)
---
--- With `dry_run = true` nothing is sent that changes anything. The engine cannot be asked what it would do, so the
--- rules it follows are applied to its lists here. The result has the same fields as that of the real call, and
--- `objects`, the list of what would go.

local host = require "moondock.host"
local errors = require "moondock.errors"
local collection = require "docker.collection"
local engine = require "docker.engine"
local options = require "options"
local time = require "time"

local M = {}

--- Options of every `prune`.
M.options = {
    { name = "filters", type = "map", doc = "which: label, until, and what else the engine takes for the kind" },
    { name = "dry_run", type = "boolean", default = false, doc = "only tell what would go" },
}

---@class PrunePlan
---@field objects table[] what would go
---@field SpaceReclaimed integer bytes, as far as the engine tells
---@field dry_run true
local plan_metatable = { __name = "prune_plan", is_plain = true }

function plan_metatable.__tostring(self)
    local objects = self.objects
    local one = (collection.list_name(objects) or "objects"):gsub("s$", ""):gsub("_", " ")
    return ("%s would go"):format(require("units").count(#objects, one))
end

--- Tells whether a value is the result of a `prune` with dry_run.
---@param value any
---@return boolean
function M.is_plan(value)
    return getmetatable(value) == plan_metatable
end

-- Makes the result. `field` is the one in which the engine lists what it removed.
local function plan(name, objects, field, ids, bytes)
    return setmetatable({
        objects = collection.list(name, objects), [field] = host.array(ids), SpaceReclaimed = bytes, dry_run = true,
    }, plan_metatable)
end

-- ---- Filters that the engine's lists do not have

local function has_label(labels, wanted)
    local name, value = wanted:match("^([^=]*)=(.*)$")
    if not name then return labels[wanted] ~= nil end
    return labels[name] == value
end

-- Gives a function that tells whether an object of these labels and this age would be taken.
local function taker(who, filters, known)
    local wanted, unwanted, before = filters.label or {}, filters["label!"] or {}, nil
    for name in pairs(filters) do
        if not known[name] then
            local nearest = require "nearest"
            errors.invalid(("%s: unknown filter '%s'"):format(who, tostring(name)),
                nearest.hint(nearest.key(name, known)))
        end
    end
    for _, text in ipairs(filters["until"] or {}) do
        local stamp = tonumber(time.stamp(text, who .. ": filter 'until'"))
        before = before and math.min(before, stamp) or stamp
    end
    ---@param labels table<string, string>
    ---@param created integer|string|nil seconds since 1970, or RFC 3339
    return function(labels, created)
        if type(created) == "string" then created = time.parse(created) end
        if before and (not created or created >= before) then return false end
        for _, label in ipairs(wanted) do
            if not has_label(labels or {}, label) then return false end
        end
        for _, label in ipairs(unwanted) do
            if has_label(labels or {}, label) then return false end
        end
        return true
    end
end

local function is_true(values)
    local value = values and values[1]
    return value == "true" or value == "1"
end

local AGE_AND_LABELS = { ["until"] = true, label = true, ["label!"] = true }

-- ---- What would go

local function containers(client, who, filters)
    local takes = taker(who, filters, AGE_AND_LABELS)
    local container = require "docker.container"
    local stopped = { status = { "created", "exited", "dead" } }
    local objects, ids, bytes = {}, {}, 0
    for _, summary in ipairs(engine.call(client, "ContainerList", { all = true, size = true, filters = stopped })) do
        if takes(summary.Labels, summary.Created) then
            objects[#objects + 1] = container.from_summary(client, summary)
            ids[#ids + 1] = summary.Id
            bytes = bytes + (summary.SizeRw or 0)
        end
    end
    return plan("containers", objects, "ContainersDeleted", ids, bytes)
end

local function has_tag(summary)
    for _, tag in ipairs(summary.RepoTags or {}) do
        if tag ~= "<none>:<none>" then return true end
    end
    return false
end

-- How much of an image no other image shares, by its id.
local function own_sizes(client)
    local sizes = {}
    for _, item in ipairs(engine.call(client, "SystemDataUsage", {}).Images or {}) do
        sizes[item.Id] = (item.Size or 0) - math.max(item.SharedSize or 0, 0)
    end
    return sizes
end

local function images(client, who, filters)
    local takes = taker(who, filters, { dangling = true, ["until"] = true, label = true, ["label!"] = true })
    local only_dangling = not filters.dangling or is_true(filters.dangling)
    local image = require "docker.image"
    local in_use = {}
    for _, summary in ipairs(engine.call(client, "ContainerList", { all = true })) do
        in_use[summary.ImageID or ""] = true
    end
    local sizes = own_sizes(client)
    local objects, ids, bytes = {}, {}, 0
    for _, summary in ipairs(engine.call(client, "ImageList", {})) do
        local wanted = not in_use[summary.Id] and not (only_dangling and has_tag(summary))
        if wanted and takes(summary.Labels, summary.Created) then
            objects[#objects + 1] = image.from_summary(client, summary)
            for _, tag in ipairs(summary.RepoTags or {}) do
                if tag ~= "<none>:<none>" then ids[#ids + 1] = { Untagged = tag } end
            end
            ids[#ids + 1] = { Deleted = summary.Id }
            bytes = bytes + (sizes[summary.Id] or summary.Size or 0)
        end
    end
    return plan("images", objects, "ImagesDeleted", ids, bytes)
end

local function networks(client, who, filters)
    local takes = taker(who, filters, AGE_AND_LABELS)
    local network = require "docker.network"
    local candidates = {}
    for _, summary in ipairs(engine.call(client, "NetworkList", { filters = { dangling = { "true" } } })) do
        if not summary.Ingress and not summary.ConfigOnly and takes(summary.Labels, summary.Created) then
            candidates[#candidates + 1] = network.from_summary(client, summary)
        end
    end
    local objects, names = {}, {}
    -- The engine's list calls those dangling too that containers are on; only inspecting tells.
    for _, candidate in ipairs(collection.inspected(candidates)) do
        local attrs = candidate.attrs
        if next(attrs.Containers or {}) == nil and next(attrs.Services or {}) == nil then
            objects[#objects + 1] = candidate
            names[#names + 1] = attrs.Name
        end
    end
    return plan("networks", objects, "NetworksDeleted", names, 0)
end

-- From this version on, engines keep volumes that somebody named.
local KEEPS_NAMED = "1.42"

local function volumes(client, who, filters)
    local takes = taker(who, filters, { all = true, label = true, ["label!"] = true })
    local volume = require "docker.volume"
    local reply = engine.call(client, "VolumeList", { filters = { dangling = { "true" } } })
    local only_anonymous = not engine.is_older(client, KEEPS_NAMED) and not is_true(filters.all)
    local sizes = {}
    for _, item in ipairs(engine.call(client, "SystemDataUsage", {}).Volumes or {}) do
        sizes[item.Name] = item.UsageData and item.UsageData.Size
    end
    local objects, names, bytes = {}, {}, 0
    for _, attrs in ipairs(reply.Volumes or {}) do
        local labels = attrs.Labels or {}
        local anonymous = labels["com.docker.volume.anonymous"] ~= nil
        if attrs.Driver == "local" and (anonymous or not only_anonymous) and takes(labels) then
            objects[#objects + 1] = volume.from_attrs(client, attrs)
            names[#names + 1] = attrs.Name
            bytes = bytes + math.max(sizes[attrs.Name] or 0, 0)
        end
    end
    return plan("volumes", objects, "VolumesDeleted", names, bytes)
end

local function builds(client, o)
    local ids, objects, bytes = {}, {}, 0
    for _, record in ipairs(engine.call(client, "SystemDataUsage", {}).BuildCache or {}) do
        local internal = record.Type == "internal" or record.Type == "frontend"
        if not record.InUse and (o.all or not (internal or record.Shared)) then
            ids[#ids + 1] = record.ID
            objects[#objects + 1] = record
            bytes = bytes + (record.Size or 0)
        end
    end
    return plan("build_cache_records", objects, "CachesDeleted", ids, bytes)
end

-- ---- The calls

local function prune(name, operation, dry)
    return function(client, given)
        local who = ("docker.%s.prune"):format(name)
        local o = options.check(who, M.options, given)
        local filters = collection.filters(o.filters)
        if o.dry_run then return dry(client, who, filters or {}) end
        return engine.call(client, operation, { filters = filters })
    end
end

--- Removes stopped containers. Operation ContainerPrune.
M.containers = prune("containers", "ContainerPrune", containers)

--- Removes images that nothing uses. Operation ImagePrune.
M.images = prune("images", "ImagePrune", images)

--- Removes networks that nothing uses. Operation NetworkPrune.
M.networks = prune("networks", "NetworkPrune", networks)

--- Removes volumes that nothing uses. Operation VolumePrune.
M.volumes = prune("volumes", "VolumePrune", volumes)

--- Options of `prune_builds`.
M.build_options = {
    { name = "filters", type = "map", doc = "until id parent type description inuse shared private" },
    { name = "keep_storage", type = "size", doc = "how much of the cache to keep" },
    { name = "all", type = "boolean", doc = "also what is shared and what the builder keeps for itself" },
    { name = "dry_run", type = "boolean", default = false, doc = "only tell what would go; alone or with all" },
}

--- Empties the build cache. Operation BuildPrune.
function M.builds(client, given)
    local who = "docker.images.prune_builds"
    local o = options.check(who, M.build_options, given)
    if o.dry_run then
        if o.filters or o.keep_storage then
            errors.invalid(who .. ": dry_run cannot tell what filters or keep_storage would leave",
                "leave them out, and see the whole of the cache that nothing uses")
        end
        return builds(client, o)
    end
    return engine.call(client, "BuildPrune", {
        filters = collection.filters(o.filters), ["keep-storage"] = o.keep_storage, all = o.all,
    })
end

return M
