--- Creating containers: from checked options to the engine's body.

local host = require "moondock.host"
local errors = require "moondock.errors"
local options = require "options"
local container_options = require "docker.container_options"
local convert = require "docker.convert"
local api_version = require "docker.api_version"
local engine = require "docker.engine"
local model = require "docker.model"
local names = require "docker.names"

local M = {}

--- Sorts out the arguments of `create` and `run`: image, command and options may each come in the options table.
---@return table given the options with image and command among them
function M.arguments(who, image, command, given)
    if options.is_map(image) and not rawget(image, "id") then image, command, given = nil, nil, image end
    if given == nil and options.is_map(command) then command, given = nil, command end
    if given ~= nil and type(given) ~= "table" then
        errors.invalid(("%s: the options must be a table, got %s"):format(who, options.quote(given)))
    end
    local merged = {}
    for name, value in pairs(given or {}) do merged[name] = value end
    if image ~= nil then merged.image = image end
    if command ~= nil then merged.command = command end
    if merged.image == nil then
        errors.invalid(("%s: which image?"):format(who), ('%s("busybox", "echo hi")'):format(who))
    end
    merged.image = model.id_of(merged.image, who)
    return merged
end

local function conflict(who, message, hint)
    errors.invalid(("%s: %s"):format(who, message), hint)
end

-- The networks to join, the first one first: `{ name =, endpoint = }`.
local function networks_of(who, o)
    local joins, seen = {}, {}
    local function join(name, settings, option)
        if seen[name] then conflict(who, ("network %s is named twice"):format(options.quote(name))) end
        if settings ~= nil and type(settings) ~= "table" then
            conflict(who, ("%s: expected a table for %s"):format(option, options.quote(name)))
        end
        seen[name] = true
        joins[#joins + 1] = { name = name, endpoint = convert.endpoint(settings or {}, option) }
    end
    local config = o.networking_config or {}
    if o.network then join(model.id_of(o.network, who), config[model.id_of(o.network, who)], "networking_config") end
    local others = {}
    for name in pairs(config) do
        if not seen[name] then others[#others + 1] = name end
    end
    table.sort(others)
    for _, name in ipairs(others) do join(name, config[name], "networking_config") end
    for _, item in ipairs(o.networks or {}) do
        local settings
        if options.is_map(item) and rawget(item, "id") == nil and rawget(item, "name") ~= nil then
            settings = {}
            for key, value in pairs(item) do settings[key] = value end
            item, settings.name = settings.name, nil
        end
        join(model.id_of(item, who .. ": option 'networks'"), settings, "networks")
    end
    return joins
end

-- Writes the first network into the body, for engines before API 1.44 take only one; gives the others.
local function networking(who, o, body, host_config)
    if o.network_mode and (o.network or o.networks) then
        conflict(who, "network and network_mode cannot be used together")
    end
    if o.networking_config and not o.network then
        conflict(who, "networking_config needs network, the network to join")
    end
    if o.networking_config and not o.networking_config[model.id_of(o.network, who)] then
        local name = options.quote(model.id_of(o.network, who))
        conflict(who, ("networking_config does not say how to join %s"):format(name))
    end
    if o.network_mode == "host" and o.ports then
        conflict(who, 'ports cannot be published with network_mode="host"',
            "the container uses the host's ports as they are")
    end
    local joins = networks_of(who, o)
    local first = table.remove(joins, 1)
    host_config.NetworkMode = first and first.name or o.network_mode or "default"
    if first then body.NetworkingConfig = { EndpointsConfig = { [first.name] = first.endpoint } } end
    return joins
end

--- Makes the body and the query of ContainerCreate.
---@param who string the function, for messages
---@param o table checked options
---@param client? table whose address chooses the proxies; default: the default proxies
---@return table body
---@return table query
---@return {name: string, endpoint: table}[] networks to be joined before it starts
function M.body(who, o, client)
    local body, host_config, query = { Image = o.image }, {}, {}
    for _, option in ipairs(container_options.create) do
        local value = o[option.name]
        if value ~= nil and (option.config or option.host or option.query) then
            if option.convert then value = option.convert(value, option.name) end
            if option.config then
                body[option.config] = value
            elseif option.host then
                host_config[option.host] = value
            else
                query[option.query] = value
            end
        end
    end

    -- Which streams a client is expected to attach to.
    body.AttachStdout, body.AttachStderr = not o.detach, not o.detach
    body.AttachStdin = not o.detach and o.stdin_open
    body.StdinOnce = body.AttachStdin

    if o.environment then body.Env = convert.environment(o.environment) end
    if o.use_config_proxy then body.Env = require("docker.proxies").into(body.Env, client) end
    if o.ports then
        local ports = require "docker.ports"
        host_config.PortBindings = ports.bindings(o.ports)
        body.ExposedPorts = ports.exposed(host_config.PortBindings)
    end
    if o.volumes then host_config.Binds, body.Volumes = require("docker.mounts").binds(o.volumes) end
    if type(o.volumes_from) == "string" then
        local list = host.array {}
        for name in o.volumes_from:gmatch("[^,]+") do list[#list + 1] = name end
        host_config.VolumesFrom = list
    end
    if o.lxc_conf then
        local list = host.array {}
        for key, value in pairs(o.lxc_conf) do list[#list + 1] = { Key = key, Value = tostring(value) } end
        host_config.LxcConf = list
    end
    if o.device_requests or o.gpus then
        local requests = convert.device_requests(o.device_requests or {})
        if o.gpus then requests[#requests + 1] = convert.gpus(o.gpus) end
        host_config.DeviceRequests = requests
    end
    local joins = networking(who, o, body, host_config)
    body.HostConfig = host_config
    return body, query, joins
end

local function check_versions(client, who, given)
    local index, needs = options.index(container_options.create), {}
    for name in pairs(given) do
        local option = index[name]
        if option and (option.since or option.before) then needs[#needs + 1] = option end
    end
    api_version.check(client, who, needs)
end

-- Engines take any name for a container that does not run, and fail when it starts.
local function check_networks(client, joins)
    for _, network in ipairs(joins) do
        names.call_network(client, network.name, "NetworkInspect", { id = network.name })
    end
end

local function join(client, id, joins)
    for _, network in ipairs(joins) do
        local body = { Container = id, EndpointConfig = network.endpoint }
        engine.call(client, "NetworkConnect", { id = network.name }, body)
    end
end

--- Creates a container of checked options.
---@return Container
function M.send(client, who, o)
    local body, query, joins = M.body(who, o, client)
    check_networks(client, joins)
    local reply = engine.call(client, "ContainerCreate", query, body)
    local ok, err = pcall(join, client, reply.Id, joins)
    if ok then return require("docker.container").from_id(client, reply.Id) end
    -- A container that is not what was asked for is of no use to anybody.
    pcall(engine.call, client, "ContainerDelete", { id = reply.Id, force = true, v = true })
    error(err, 0)
end

--- Creates a container. Operation ContainerCreate.
---@return Container
function M.create(client, who, image, command, given)
    given = M.arguments(who, image, command, given)
    local o = options.check(who, container_options.create, given)
    check_versions(client, who, given)
    local ok, result = pcall(M.send, client, who, o)
    if ok then return result end
    if M.is_image_missing(result) and not result.hint then
        result.hint = ('docker.images.pull(%q) fetches it; docker.containers.run does so by itself'):format(o.image)
    end
    error(result, 0)
end

M.check_versions = check_versions

--- Tells whether creating failed because the engine has no such image.
---@param err any
---@return boolean
function M.is_image_missing(err)
    return errors.is(err, "not_found") and tostring(err.message):lower():find("no such image", 1, true) ~= nil
end

return M
