--- Volumes and mounts, from the forms in which people write them.
---
---     volumes = { ["/srv/www"] = { bind = "/var/www", mode = "ro" } }
---     volumes = { "/srv/www:/var/www:ro", "data:/var/lib" }
---     mounts = { { type = "tmpfs", target = "/run", tmpfs_size = "64m" } }

local host = require "moondock.host"
local errors = require "moondock.errors"
local options = require "options"
local convert = require "docker.convert"

local M = {}

local PROPAGATION = { rshared = true, shared = true, rslave = true, slave = true, rprivate = true, private = true }

local function bind_of(source, value)
    if type(value) == "string" then return ("%s:%s:rw"):format(source, value), value end
    if type(value) ~= "table" or type(value.bind) ~= "string" then
        errors.invalid(("option 'volumes': %s needs a bind, the path in the container"):format(options.quote(source)),
            '{ ["/srv"] = { bind = "/data", mode = "ro" } } or { "/srv:/data:ro" }')
    end
    if value.ro ~= nil and value.mode ~= nil then
        errors.invalid(("option 'volumes': %s has both ro and mode"):format(options.quote(source)))
    end
    local mode = value.mode or "rw"
    if value.ro ~= nil then mode = value.ro and "ro" or "rw" end
    if PROPAGATION[value.propagation] then
        mode = mode == "" and value.propagation or ("%s,%s"):format(mode, value.propagation)
    end
    return ("%s:%s:%s"):format(source, value.bind, mode), value.bind
end

-- The path in the container that "source:path:mode" ends at.
local function path_of(bind)
    local parts = {}
    for part in (bind .. ":"):gmatch("([^:]*):") do parts[#parts + 1] = part end
    if #parts == 1 or #parts == 2 and (parts[2] == "ro" or parts[2] == "rw") then return parts[1] end
    return parts[2]
end

--- Makes the engine's Binds, and the set of paths in the container.
---@param value string|table
---@return string[] binds
---@return table<string, table> paths
function M.binds(value)
    local binds, paths = host.array {}, {}
    if type(value) == "string" then value = { value } end
    if options.is_list(value) then
        for _, bind in ipairs(value) do
            if type(bind) ~= "string" then
                errors.invalid(("option 'volumes': expected strings, got %s"):format(options.quote(bind)))
            end
            -- A path alone asks for a new volume. As a bind, Docker 28 would not tell that volume's name.
            if bind:find(":", 1, true) then binds[#binds + 1] = bind end
            paths[path_of(bind)] = {}
        end
        return binds, paths
    end
    local sources = {}
    for source in pairs(value) do sources[#sources + 1] = source end
    table.sort(sources)
    for i, source in ipairs(sources) do
        local bind, path = bind_of(source, value[source])
        binds[i] = bind
        paths[path] = {}
    end
    return binds, paths
end

local MOUNT = {
    { name = "target", type = "string" },
    { name = "source", type = "string" },
    { name = "type", type = "string", default = "volume",
        choices = { "bind", "volume", "tmpfs", "npipe", "cluster", "image" } },
    { name = "read_only", type = "boolean", default = false },
    { name = "consistency", type = "string" },
    { name = "propagation", type = "string", of = "bind" },
    { name = "no_copy", type = "boolean", of = "volume" },
    { name = "labels", type = "table", of = "volume" },
    { name = "driver_config", type = "map", of = "volume" },
    { name = "subpath", type = "string", of = "volume" },
    { name = "tmpfs_size", type = "size", of = "tmpfs" },
    { name = "tmpfs_mode", type = "integer", of = "tmpfs" },
}

local function parse_mount(text)
    local parts = {}
    for part in (text .. ":"):gmatch("([^:]*):") do parts[#parts + 1] = part end
    if #parts > 3 then errors.invalid(("option 'mounts': cannot read %s"):format(options.quote(text))) end
    if #parts == 1 then return { target = parts[1] } end
    return {
        source = parts[1],
        target = parts[2],
        type = parts[1]:sub(1, 1) == "/" and "bind" or "volume",
        read_only = parts[3] ~= nil and parts[3] ~= "rw",
    }
end

local function driver_config(value)
    if not value then return nil end
    local config = convert.fields(value, { name = "Name", options = "Options" }, "mounts")
    if config.Options then config.Options = convert.string_map(config.Options) end
    return config
end

local function mount(value)
    if type(value) == "string" then value = parse_mount(value) end
    if type(value) == "table" and value.Target then return value end
    local o = options.check("mounts", MOUNT, value)
    if not o.target then errors.invalid("option 'mounts': a mount needs a target, the path in the container") end
    for _, option in ipairs(MOUNT) do
        local given = o[option.name]
        if option.of and option.of ~= o.type and given ~= nil and given ~= false then
            local message = "option 'mounts': %s is for mounts of type %s, not %s"
            errors.invalid(message:format(option.name, option.of, o.type))
        end
    end
    local result = {
        Target = o.target, Source = o.source, Type = o.type, ReadOnly = o.read_only, Consistency = o.consistency,
    }
    if o.propagation then result.BindOptions = { Propagation = o.propagation } end
    if o.no_copy or o.labels or o.driver_config or o.subpath then
        result.VolumeOptions = {
            NoCopy = o.no_copy,
            Labels = o.labels and convert.labels(o.labels) or nil,
            DriverConfig = driver_config(o.driver_config),
            Subpath = o.subpath,
        }
    end
    if o.tmpfs_size or o.tmpfs_mode then
        result.TmpfsOptions = { SizeBytes = o.tmpfs_size, Mode = o.tmpfs_mode }
    end
    return result
end

--- Makes the engine's Mounts.
---@param value table a list of tables, or of strings "source:target:ro"
---@return table[]
function M.mounts(value)
    local list = host.array {}
    for i, item in ipairs(value) do list[i] = mount(item) end
    return list
end

return M
