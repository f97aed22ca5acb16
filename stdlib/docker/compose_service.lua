--- One service of a compose file, as options for `docker.services.create`.

local host = require "moondock.host"
local errors = require "moondock.errors"
local compose = require "docker.compose"
local compose_options = require "docker.compose_options"
local compose_volumes = require "docker.compose_volumes"
local nearest = require "nearest"
local options = require "options"
local service_ports = require "docker.service_ports"

local M = {}

local function strings(value)
    if type(value) == "string" then return { value } end
    return value
end

-- The engine's message for an undeclared name comes too late, and does not know what was meant.
local function declared(where, word, section, key)
    local found = section[key]
    if found then return found end
    local names = compose.keys(section)
    errors.invalid(("%s: %s %s is not declared under %ss"):format(where, word, options.quote(key), word),
        nearest.hint(nearest.find(key, names)))
end

local function env_file(where, path, into)
    local file, problem = io.open(path, "rb")
    if not file then errors.invalid(("%s: env_file: %s"):format(where, problem)) end
    for line in file:lines() do
        line = line:gsub("\r$", ""):gsub("^%s+", "")
        if line ~= "" and line:sub(1, 1) ~= "#" then
            local name, text = line:match("^([^=]*)=(.*)$")
            into[name or line] = text or os.getenv(line) or false
        end
    end
    file:close()
end

-- A name without a value takes that of this process.
local function environment(stack, where, o)
    local map = {}
    for _, path in ipairs(strings(o.env_file) or {}) do
        env_file(where, compose_volumes.absolute(stack, path), map)
    end
    for name, text in pairs(compose.pairs_of(o.environment)) do map[name] = text or os.getenv(name) or false end
    if not next(map) then return nil end
    local list = {}
    for _, name in ipairs(compose.keys(map)) do
        list[#list + 1] = map[name] and ("%s=%s"):format(name, map[name]) or name
    end
    return list
end

local function networks(stack, where, key, value, used)
    if value == nil or next(value) == nil then value = { default = {} } end
    local named = {}
    if options.is_list(value) then
        for _, name in ipairs(value) do named[name] = {} end
    else
        named = value
    end
    local list = {}
    for _, name in ipairs(compose.keys(named)) do
        local network = declared(where, "network", stack.networks, name)
        used[name] = true
        local at = ("%s.networks.%s"):format(where, name)
        local o = compose.check(stack, at, compose_options.network_use, named[name])
        local target, aliases = network.real_name, {}
        for i, alias in ipairs(o.aliases or {}) do aliases[i] = alias end
        -- The networks of a host know no aliases.
        local is_own = target ~= "host" and target ~= "none" and target ~= "bridge" and target ~= "default"
        if is_own then aliases[#aliases + 1] = key end
        list[#list + 1] = { target = target, aliases = #aliases > 0 and aliases or nil, options = o.driver_opts }
    end
    table.sort(list, function(a, b) return a.target < b.target end)
    return list
end

local function ports(stack, where, value)
    if not value then return nil end
    local list = {}
    for i, item in ipairs(value) do
        if type(item) == "table" then
            item = compose.check(stack, ("%s.ports[%d]"):format(where, i), compose_options.port, item)
        elseif math.type(item) == "integer" then
            item = tostring(item)
        end
        list[i] = item
    end
    list = service_ports.list(host.array(list), where .. ".ports")
    table.sort(list, function(a, b)
        local x, y = a.PublishedPort or 0, b.PublishedPort or 0
        if x ~= y then return x < y end
        if a.TargetPort ~= b.TargetPort then return a.TargetPort < b.TargetPort end
        return tostring(a.Protocol) < tostring(b.Protocol)
    end)
    return list
end

local function files(stack, where, word, value)
    if not value then return nil end
    local list = {}
    for i, item in ipairs(value) do
        if type(item) == "string" then item = { source = item } end
        local at = ("%s.%ss[%d]"):format(where, word, i)
        local o = compose.check(stack, at, compose_options.file_use, item)
        if not o.source then errors.invalid(("%s: source is missing"):format(at)) end
        local object = declared(where, word, stack[word .. "s"], o.source)
        list[i] = {
            [word] = object.real_name, filename = o.target or o.source, uid = o.uid, gid = o.gid, mode = o.mode,
        }
    end
    table.sort(list, function(a, b) return a[word] < b[word] end)
    return list
end

local function healthcheck(stack, where, value)
    if not value then return nil end
    local o = compose.check(stack, where .. ".healthcheck", compose_options.healthcheck, value)
    if o.disable then
        if o.test then errors.invalid(where .. ".healthcheck: test and disable exclude each other") end
        return { test = { "NONE" } }
    end
    o.disable = nil
    return o
end

local RESTART = { always = "any", ["unless-stopped"] = "any", ["on-failure"] = "on-failure" }

local function restart_policy(where, restart, policy)
    if policy then return policy end
    if not restart or restart == "" then return nil end
    local name, count = restart:match("^([%a-]+):?(%d*)$")
    if name == "no" then return nil end
    if not RESTART[name] then
        errors.invalid(("%s.restart: expected no, always, on-failure or unless-stopped, got %s"):format(where,
            options.quote(restart)))
    end
    local attempts = math.tointeger(tonumber(count))
    return { condition = RESTART[name], max_attempts = attempts and attempts > 0 and attempts or nil }
end

local function resources(stack, where, value)
    if not value then return nil end
    local o = compose.check(stack, where, compose_options.resources, value)
    local limits = compose.check(stack, where .. ".limits", compose_options.limits, o.limits)
    local reservations = compose.check(stack, where .. ".reservations", compose_options.reservations, o.reservations)
    local generic
    for i, item in ipairs(reservations.generic_resources or {}) do
        generic = generic or host.array {}
        local discrete = type(item) == "table" and item.discrete_resource_spec
        if type(discrete) ~= "table" then
            errors.invalid(("%s.reservations.generic_resources[%d]: expected a discrete_resource_spec"):format(where, i))
        end
        generic[i] = { DiscreteResourceSpec = { Kind = discrete.kind, Value = discrete.value } }
    end
    -- A number without a unit means whole processors here.
    local function cpus(count) return count and tostring(count) end
    local made = {
        cpu_limit = cpus(limits.cpus), mem_limit = limits.memory, pids_limit = limits.pids,
        cpu_reservation = cpus(reservations.cpus), mem_reservation = reservations.memory, generic_resources = generic,
    }
    return next(made) and made or nil
end

local function rollout(value)
    if not value then return nil end
    local made = { parallelism = 1 }
    for name, item in pairs(value) do made[name] = item end
    return made
end

-- NET_ADMIN -> CAP_NET_ADMIN; adding counts more than dropping, and ALL takes in all others.
local function capabilities(add, drop)
    local function set(list)
        local names = {}
        for _, name in ipairs(list or {}) do
            name = name:upper()
            names[(name == "ALL" or name:find("^CAP_")) and name or "CAP_" .. name] = true
        end
        return names.ALL and { ALL = true } or names
    end
    local added, dropped = set(add), set(drop)
    for name in pairs(added) do dropped[name] = nil end
    return next(added) and compose.keys(added) or nil, next(dropped) and compose.keys(dropped) or nil
end

local function extra_hosts(value)
    if not value then return nil end
    local list = {}
    if options.is_list(value) then
        for _, item in ipairs(value) do
            local name, address = tostring(item):match("^([^:=]+)[:=](.+)$")
            if name then list[#list + 1] = ("%s %s"):format(address, name) end
        end
        return list
    end
    for _, name in ipairs(compose.keys(value)) do list[#list + 1] = ("%s %s"):format(value[name], name) end
    return list
end

local function string_map(value)
    if not value then return nil end
    local map = {}
    for name, text in pairs(compose.pairs_of(value)) do map[name] = text or "" end
    return map
end

local function credential_spec(stack, where, value)
    if not value then return nil end
    local o = compose.check(stack, where .. ".credential_spec", compose_options.credential_spec, value)
    local count = (o.config and 1 or 0) + (o.file and 1 or 0) + (o.registry and 1 or 0)
    if count ~= 1 then
        errors.invalid(where .. ".credential_spec: exactly one of config, file and registry must be given")
    end
    if o.config then
        errors.invalid(where .. ".credential_spec: config is not supported", "use file or registry")
    end
    return { credentialspec_file = o.file, credentialspec_registry = o.registry }
end

--- Reads a service.
---@param stack table as `compose.read` makes it, with networks, volumes, secrets and configs
---@param key string its name in the file
---@param value table
---@param used table<string, boolean> gets the networks that it joins
---@return table given options for docker.services.create
function M.read(stack, key, value, used)
    local where = ("services.%s"):format(key)
    local o = compose.check(stack, where, compose_options.service, value)
    if not o.image or o.image == "" then
        errors.invalid(("%s: image is missing"):format(where),
            o.build ~= nil and "a swarm does not build: docker.images.build makes an image" or nil)
    end
    local deploy = compose.check(stack, where .. ".deploy", compose_options.deploy, o.deploy)
    local placement = compose.check(stack, where .. ".deploy.placement", compose_options.placement, deploy.placement)
    local logging = compose.check(stack, where .. ".logging", compose_options.logging, o.logging)
    local labels = compose.labels(stack, deploy.labels)
    labels[compose.IMAGE] = o.image
    local added, dropped = capabilities(o.cap_add, o.cap_drop)
    local dns
    if o.dns or o.dns_search then dns = { nameservers = strings(o.dns), search = strings(o.dns_search) } end
    local mode = deploy.mode
    if deploy.replicas then mode = { mode = deploy.mode or "replicated", replicas = deploy.replicas } end
    return {
        name = compose.scoped(stack, key),
        image = o.image,
        labels = labels,
        mode = mode or "replicated",
        command = o.entrypoint,
        args = o.command,
        hostname = o.hostname,
        env = environment(stack, where, o),
        workdir = o.working_dir,
        user = o.user,
        container_labels = compose.labels(stack, o.labels),
        mounts = compose_volumes.mounts(stack, where, o),
        secrets = files(stack, where, "secret", o.secrets),
        configs = files(stack, where, "config", o.configs),
        tty = o.tty,
        open_stdin = o.stdin_open,
        read_only = o.read_only,
        stop_signal = o.stop_signal,
        stop_grace_period = o.stop_grace_period,
        healthcheck = healthcheck(stack, where, o.healthcheck),
        hosts = extra_hosts(o.extra_hosts),
        dns_config = dns,
        privileges = credential_spec(stack, where, o.credential_spec),
        isolation = o.isolation,
        init = o.init,
        cap_add = added,
        cap_drop = dropped,
        sysctls = string_map(o.sysctls),
        ulimits = o.ulimits,
        oom_score_adj = o.oom_score_adj,
        networks = networks(stack, where, key, o.networks, used),
        resources = resources(stack, where .. ".deploy.resources", deploy.resources),
        restart_policy = restart_policy(where, o.restart, deploy.restart_policy),
        update_config = rollout(deploy.update_config),
        rollback_config = rollout(deploy.rollback_config),
        endpoint_spec = { mode = deploy.endpoint_mode and deploy.endpoint_mode:lower(),
            ports = ports(stack, where, o.ports) },
        constraints = placement.constraints,
        preferences = placement.preferences,
        maxreplicas = placement.max_replicas_per_node,
        log_driver = logging.driver,
        log_driver_options = logging.options,
    }
end

return M
