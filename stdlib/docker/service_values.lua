--- Values of a service's options, from the forms in which people write them to the engine's.
---
--- Each takes the value, the name of its option, and where it notes what needs an API version.

local host = require "moondock.host"
local errors = require "moondock.errors"
local options = require "options"
local convert = require "docker.convert"
local model = require "docker.model"

local M = {}

local function bad(name, value, expected, hint)
    errors.invalid(("option '%s': expected %s, got %s"):format(name, expected, options.quote(value)), hint)
end

local function need(needs, name, since)
    if needs then needs[#needs + 1] = { name = name, since = since } end
end

--- The name of an image; an image object gives its first tag, as nodes know images by name.
---@param value string|Image
---@param name string
---@return string
function M.image(value, name)
    local image = require "docker.image"
    return image.is_image(value) and value.tags[1] or model.id_of(value, name)
end

--- A duration that is not meant to be shorter than a millisecond.
---@param value integer nanoseconds
---@param name string
---@return integer
function M.duration(value, name)
    if value > 0 and value < 1000000 then
        errors.invalid(("option '%s': %d ns is less than a millisecond"):format(name, value),
            ('numbers are nanoseconds; write "%ds" for seconds'):format(value))
    end
    if value < 0 then bad(name, value, "a duration that is not negative") end
    return value
end

--- Processors in billionths: `"0.5"` and `0.5` are half a processor, integers are billionths as in docker-py.
---@param value number|string
---@param name string
---@return integer
function M.nano_cpus(value, name)
    local count = tonumber(value)
    if not count or count ~= count or count < 0 or count > 1e6 and type(value) == "string" then
        bad(name, value, 'processors such as "0.5"')
    end
    if math.type(value) == "integer" then
        if value > 0 and value < 1000000 then
            errors.invalid(("option '%s': %d billionths of a processor are less than the engine can divide")
                :format(name, value), ('write "%d" for so many processors'):format(value))
        end
        return value
    end
    return math.tointeger(math.floor(count * 1e9 + 0.5))
end

--- `{ gpu = 2 }`, `{ gpu = { "UUID1", "UUID2" } }` or the engine's own list.
---@param value table
---@param name string
---@return table[]
function M.generic_resources(value, name)
    local list = host.array {}
    if options.is_list(value) then
        for i, item in ipairs(value) do
            if type(item) ~= "table" then bad(name, item, "tables") end
            list[i] = item
        end
        return list
    end
    local kinds = {}
    for kind in pairs(value) do kinds[#kinds + 1] = kind end
    table.sort(kinds)
    for _, kind in ipairs(kinds) do
        local item = value[kind]
        if math.type(item) == "integer" then
            list[#list + 1] = { DiscreteResourceSpec = { Kind = kind, Value = item } }
        elseif type(item) == "string" then
            list[#list + 1] = { NamedResourceSpec = { Kind = kind, Value = item } }
        elseif options.is_list(item) then
            for _, id in ipairs(item) do
                list[#list + 1] = { NamedResourceSpec = { Kind = kind, Value = tostring(id) } }
            end
        else
            bad(name, item, "how many, or which, of " .. kind)
        end
    end
    return list
end

local MODES = { "replicated", "global", "replicated-job", "global-job" }

local MODE = {
    { name = "mode", type = "string", choices = MODES },
    { name = "replicas", type = "integer" },
    { name = "concurrency", type = "integer", doc = "of a replicated-job: tasks at a time" },
}

--- `"global"`, `"replicated"`, `{ mode = "replicated", replicas = 3 }` or the engine's own form.
---@param value string|table
---@param name string
---@param needs? table
---@return table
function M.mode(value, name, needs)
    if type(value) == "string" then value = { mode = value } end
    local key = next(value)
    if type(key) == "string" and key:find("^%u") then return value end
    local o = options.check(("option '%s'"):format(name), MODE, value)
    local mode = o.mode or "replicated"
    local is_job = mode:find("job$") ~= nil
    if is_job then need(needs, ("%s=%s"):format(name, mode), "1.41") end
    if o.replicas and mode:find("^global") then
        errors.invalid(("option '%s': a %s service has no replicas"):format(name, mode))
    end
    if o.replicas and o.replicas < 0 then bad(name, o.replicas, "replicas that are not negative") end
    if o.concurrency and mode ~= "replicated-job" then
        errors.invalid(("option '%s': concurrency is for replicated-job, not %s"):format(name, mode))
    end
    if mode == "global" then return { Global = {} } end
    if mode == "global-job" then return { GlobalJob = {} } end
    if mode == "replicated" then return { Replicated = { Replicas = o.replicas } } end
    return { ReplicatedJob = { MaxConcurrent = o.concurrency or o.replicas, TotalCompletions = o.replicas } }
end

--- `{ "spread=node.labels.rack" }`, `{ "node.labels.rack" }`, docker-py's `{ { "spread", "node.labels.rack" } }`.
---@param value table
---@param name string
---@return table[]
function M.preferences(value, name)
    local list = host.array {}
    for i, item in ipairs(value) do
        local label
        if type(item) == "string" then
            label = item:match("^spread=(.+)$") or item
        elseif type(item) == "table" and item.Spread then
            label = item.Spread.SpreadDescriptor
        elseif type(item) == "table" and item.spread then
            label = item.spread
        elseif type(item) == "table" and item[1] == "spread" then
            label = item[2]
        end
        if type(label) ~= "string" then bad(name, item, '"spread=node.labels.NAME"') end
        list[i] = { Spread = { SpreadDescriptor = label } }
    end
    return list
end

--- `{ "linux/amd64" }`, docker-py's `{ { "amd64", "linux" } }` or `{ { architecture = …, os = … } }`.
---@param value table
---@param name string
---@return table[]
function M.platforms(value, name)
    local list = host.array {}
    for i, item in ipairs(value) do
        if type(item) == "string" then
            local system, architecture = item:match("^([^/]+)/([^/]+)$")
            if not system then bad(name, item, '"linux/amd64"') end
            list[i] = { Architecture = architecture, OS = system }
        elseif type(item) == "table" and item[1] then
            list[i] = { Architecture = item[1], OS = item[2] }
        elseif type(item) == "table" then
            list[i] = convert.fields(item, { architecture = "Architecture", os = "OS" }, name)
        else
            bad(name, item, '"linux/amd64"')
        end
    end
    return list
end

local NETWORK = { target = "Target", aliases = "Aliases", options = "DriverOpts", driver_opts = "DriverOpts" }

--- Names, networks, or `{ target = "back", aliases = { "db" } }`.
---@param value table
---@param name string
---@return table[]
function M.networks(value, name)
    local list = host.array {}
    for i, item in ipairs(value) do
        if type(item) == "table" and not rawget(item, "id") and (item.target or item.Target) then
            local network = convert.fields(item, NETWORK, name)
            network.Target = model.id_of(network.Target, name)
            if network.Aliases then network.Aliases = convert.strings(network.Aliases) end
            if network.DriverOpts then network.DriverOpts = convert.string_map(network.DriverOpts) end
            list[i] = network
        else
            list[i] = { Target = model.id_of(item, name) }
        end
    end
    return list
end

--- `{ web = "10.0.0.5" }` -> `{ "10.0.0.5 web" }`, the form of a hosts file.
---@param value table
---@return string[]
function M.hosts(value)
    if options.is_list(value) then return convert.strings(value) end
    local list = host.array {}
    for name, address in pairs(value) do list[#list + 1] = ("%s %s"):format(address, name) end
    table.sort(list)
    return list
end

--- As `convert.healthcheck`; notes the field that younger engines have.
function M.healthcheck(value, _, needs)
    local check = convert.healthcheck(value)
    if check.StartInterval then need(needs, "healthcheck: start_interval", "1.44") end
    return check
end

--- `"unconfined"`, or `{ mode = "custom", profile = … }`.
function M.profile(value, name)
    if type(value) == "string" then return { Mode = value } end
    return convert.fields(value, { mode = "Mode", profile = "Profile" }, name)
end

return M
