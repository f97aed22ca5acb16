--- The mounts of a compose service: `"data:/var/lib"`, `"./conf:/etc/conf:ro"`, or tables with type and target.

local errors = require "moondock.errors"
local compose = require "docker.compose"
local compose_options = require "docker.compose_options"
local nearest = require "nearest"
local options = require "options"

local clean = require("docker.path").clean

local M = {}

local PROPAGATION = { rprivate = true, private = true, rshared = true, shared = true, rslave = true, slave = true }
local CONSISTENCY = { consistent = true, cached = true, delegated = true, default = true }

--- Makes a path of the file absolute: relative ones begin at the file's folder.
---@param stack table
---@param path string
---@return string
function M.absolute(stack, path)
    if path:find("^~") then path = (os.getenv("HOME") or "") .. path:sub(2) end
    if path:sub(1, 1) == "/" then return clean(path) end
    local folder = stack.folder or ""
    if folder:sub(1, 1) ~= "/" then folder = ("%s/%s"):format(os.getenv("PWD") or "", folder) end
    return clean(("%s/%s"):format(folder, path))
end

-- "source:target:ro,nocopy" as a table of the long form.
local function parse(stack, where, text)
    local parts = {}
    for part in (text .. ":"):gmatch("([^:]*):") do parts[#parts + 1] = part end
    if #parts > 3 or parts[#parts] == "" then errors.invalid(("%s: cannot read %s"):format(where, options.quote(text))) end
    if #parts == 1 then return { type = "volume", target = parts[1] } end
    local source = parts[1]
    local is_path = source:find("^[/.~]") ~= nil
    local made = {
        type = is_path and "bind" or "volume",
        source = is_path and M.absolute(stack, source) or source,
        target = parts[2],
    }
    for word in (parts[3] or ""):gmatch("[^,]+") do
        if word == "ro" then
            made.read_only = true
        elseif word == "nocopy" then
            made.volume = { nocopy = true }
        elseif PROPAGATION[word] then
            made.bind = { propagation = word }
        elseif CONSISTENCY[word] then
            made.consistency = word
        elseif word ~= "rw" and word:lower() ~= "z" then
            errors.invalid(("%s: cannot read '%s' in %s"):format(where, word, options.quote(text)))
        end
    end
    return made
end

-- Options of one type of mount beside another type are a mistake.
local function only(where, o, kind)
    for _, name in ipairs { "bind", "volume", "tmpfs" } do
        if o[name] and name ~= kind then
            errors.invalid(("%s: %s options do not go with type %s"):format(where, name, o.type))
        end
    end
end

local function named_volume(stack, where, o, made)
    if o.volume then
        made.no_copy = options.check(where .. ".volume", { { name = "nocopy", type = "boolean" } }, o.volume).nocopy
    end
    if not o.source or o.source == "" then return made end
    local volume = stack.volumes[o.source]
    if not volume then
        errors.invalid(("%s: volume %s is not declared under volumes"):format(where, options.quote(o.source)),
            nearest.hint(nearest.find(o.source, compose.keys(stack.volumes))))
    end
    made.source = volume.real_name
    if volume.is_external then return made end
    made.labels = volume.all_labels
    if volume.driver or volume.driver_opts then
        made.driver_config = { name = volume.driver, options = volume.driver_opts }
    end
    return made
end

local function mount(stack, where, value)
    if type(value) == "string" then value = parse(stack, where, value) end
    local o = compose.check(stack, where, compose_options.volume_use, value)
    if not o.target then errors.invalid(("%s: target is missing, the path in the container"):format(where)) end
    local made = {
        type = o.type, source = o.source, target = o.target, read_only = o.read_only, consistency = o.consistency,
    }
    if o.type == "volume" then
        only(where, o, "volume")
        return named_volume(stack, where, o, made)
    end
    if o.type == "tmpfs" then
        only(where, o, "tmpfs")
        if o.source then errors.invalid(("%s: a tmpfs has no source"):format(where)) end
        if o.tmpfs then
            made.tmpfs_size = options.check(where .. ".tmpfs", { { name = "size", type = "size" } }, o.tmpfs).size
        end
        return made
    end
    only(where, o, "bind")
    if not o.source or o.source == "" then errors.invalid(("%s: source is missing"):format(where)) end
    if o.type == "bind" then made.source = M.absolute(stack, o.source) end
    if o.bind then
        made.propagation = options.check(where .. ".bind", { { name = "propagation", type = "string" } }, o.bind)
            .propagation
    end
    return made
end

--- Makes the mounts of a service.
---@param stack table
---@param where string
---@param o table the checked service
---@return table[]? mounts as `docker.services.create` takes them
function M.mounts(stack, where, o)
    local list = {}
    for i, value in ipairs(o.volumes or {}) do
        list[i] = mount(stack, ("%s.volumes[%d]"):format(where, i), value)
    end
    for _, path in ipairs(type(o.tmpfs) == "string" and { o.tmpfs } or o.tmpfs or {}) do
        list[#list + 1] = { type = "tmpfs", target = path }
    end
    return #list > 0 and list or nil
end

return M
