--- Stacks as compose files describe them: checks the whole of it and finds what it speaks of, before anything is sent.
---
---     local stack = compose.read("shop", { services = { web = { image = "nginx" } } })
---     stack.services.web        --> options for docker.services.create
---     stack.networks            --> { { key = "default", name = "shop_default", … } }
---
--- Names in the swarm begin with the stack's name, and everything has its label, as `docker stack deploy` does it.

local host = require "moondock.host"
local errors = require "moondock.errors"
local compose_options = require "docker.compose_options"
local options = require "options"

local M = {}

--- The label that says which stack something belongs to.
M.NAMESPACE = "com.docker.stack.namespace"
--- The label that holds a service's image as the file names it.
M.IMAGE = "com.docker.stack.image"

--- Takes `{ A = 1 }` or `{ "A=1", "B" }`; a name alone, or `json.null`, has no value.
---@param value? table
---@return table<string, string|false>
function M.pairs_of(value)
    local map = {}
    if value == nil then return map end
    if options.is_list(value) then
        for _, item in ipairs(value) do
            local name, text = tostring(item):match("^([^=]*)=(.*)$")
            map[name or tostring(item)] = text or false
        end
        return map
    end
    for name, item in pairs(value) do
        if item == host.null then
            map[name] = false
        elseif math.type(item) == "float" and math.tointeger(item) then
            map[name] = ("%d"):format(item)
        else
            map[name] = tostring(item)
        end
    end
    return map
end

--- Labels, with the stack's.
---@return table<string, string>
function M.labels(stack, value)
    local map = {}
    for name, text in pairs(M.pairs_of(value)) do map[name] = text or "" end
    map[M.NAMESPACE] = stack.name
    return map
end

--- Checks a table of the file. Fields that begin with x- are the file's own business; ignored ones make a warning.
---@param stack table
---@param where string "services.web"
---@param schema table[]
---@param value any
---@return table
function M.check(stack, where, schema, value)
    if value == nil or value == host.null then value = {} end
    if type(value) ~= "table" then
        errors.invalid(("%s: expected a table, got %s"):format(where, options.quote(value)))
    end
    local given, index = {}, options.index(schema)
    for name, item in pairs(value) do
        if not (type(name) == "string" and name:find("^x%-")) then
            given[name] = item
            if index[name] and index[name].ignored then
                stack.warnings[#stack.warnings + 1] = ("%s: '%s' means nothing in a swarm"):format(where, name)
            end
        end
    end
    return options.check(where, schema, given)
end

--- The keys of a map, sorted, so that the same file always makes the same requests.
function M.keys(map)
    local keys = {}
    for key in pairs(map or {}) do keys[#keys + 1] = key end
    table.sort(keys, function(a, b) return tostring(a) < tostring(b) end)
    return keys
end

--- The name in the swarm of something that the file calls `key`.
function M.scoped(stack, key) return ("%s_%s"):format(stack.name, key) end

-- `external = true`, or in older files `external = { name = … }`.
local function external_of(where, o)
    if not o.external then return false, o.name end
    local name = o.name
    if type(o.external) == "table" then
        name = options.check(where .. ".external", { { name = "name", type = "string" } }, o.external).name or name
    end
    return true, name
end

-- Reads one of the file's sections of things with a name and labels.
local function read_section(stack, section, schema, given)
    local found = {}
    for _, key in ipairs(M.keys(given)) do
        local where = ("%s.%s"):format(section, tostring(key))
        if type(key) ~= "string" or not key:find("^[%w._-]+$") then
            errors.invalid(("%s: names are made of letters, digits, '.', '_' and '-'"):format(where))
        end
        local o = M.check(stack, where, schema, given[key])
        o.key, o.where = key, where
        o.is_external, o.real_name = external_of(where, o)
        o.real_name = o.real_name or (o.is_external and key or M.scoped(stack, key))
        o.all_labels = M.labels(stack, o.labels)
        found[key] = o
    end
    return found
end

--- Reads a stack.
---@param name string of the stack
---@param given table the compose file as a table
---@param folder? string that relative paths begin at; default: the current one
---@return table stack name services networks volumes secrets configs warnings
function M.read(name, given, folder)
    local stack = { name = name, folder = folder, warnings = {} }
    local o = M.check(stack, "compose file", compose_options.file, given)
    stack.volumes = read_section(stack, "volumes", compose_options.volume, o.volumes)
    stack.secrets = read_section(stack, "secrets", compose_options.secret, o.secrets)
    stack.configs = read_section(stack, "configs", compose_options.config, o.configs)
    stack.networks = read_section(stack, "networks", compose_options.network, o.networks)
    if not stack.networks.default then
        stack.networks.default = read_section(stack, "networks", compose_options.network, { default = {} }).default
    end

    local compose_service = require "docker.compose_service"
    local services, used = {}, {}
    for _, key in ipairs(M.keys(o.services)) do
        if type(key) ~= "string" or not key:find("^[%w._-]+$") then
            errors.invalid(("services.%s: names are made of letters, digits, '.', '_' and '-'"):format(tostring(key)))
        end
        services[key] = compose_service.read(stack, key, o.services[key], used)
    end
    stack.services = services
    -- Only networks that services use are made.
    for key in pairs(stack.networks) do
        if not used[key] then stack.networks[key] = nil end
    end
    return stack
end

return M
