--- The docker command that does what an operation does, where there is one.
---
--- One line for each operation: the command, `{name}` for a value that it needs, `[--option=name]` and
--- `[--option?name]` for one with and without a value, `[--option*name]` for a list, table or filters,
--- `[--option!name]` for one that turns something off. `name` is a parameter of the operation; `body.Name` is in
--- what it sends.

local host = require "moondock.host"

local M = {}

local FORMS = {
    ContainerList = "docker ps [--all?all] [--last=limit] [--size?size] [--filter*filters]",
    ContainerInspect = "docker container inspect [--size?size] {id}",
    ContainerTop = "docker top {id} [=ps_args]",
    ContainerLogs = "docker logs [--follow?follow] [--tail=tail] [--since=since] [--until=until] "
        .. "[--timestamps?timestamps] {id}",
    ContainerChanges = "docker diff {id}",
    ContainerExport = "docker export --output FILE {id}",
    ContainerStats = "docker stats [--no-stream!stream] {id}",
    ContainerStart = "docker start [--detach-keys=detachKeys] {id}",
    ContainerStop = "docker stop [--signal=signal] [--time=t] {id}",
    ContainerRestart = "docker restart [--signal=signal] [--time=t] {id}",
    ContainerKill = "docker kill [--signal=signal] {id}",
    ContainerUpdate = "docker update [--memory=body.Memory] [--memory-swap=body.MemorySwap] "
        .. "[--cpu-shares=body.CpuShares] [--cpuset-cpus=body.CpusetCpus] [--pids-limit=body.PidsLimit] "
        .. "[--restart=body.RestartPolicy.Name] {id}",
    ContainerRename = "docker rename {id} {name}",
    ContainerPause = "docker pause {id}",
    ContainerUnpause = "docker unpause {id}",
    ContainerAttach = "docker attach [--no-stdin!stdin] [--detach-keys=detachKeys] {id}",
    ContainerWait = "docker wait {id}",
    ContainerDelete = "docker rm [--force?force] [--volumes?v] [--link?link] {id}",
    ContainerArchive = "docker cp {id}:{path} -",
    PutContainerArchive = "docker cp - {id}:{path}",
    ContainerPrune = "docker container prune --force [--filter*filters]",
    ContainerExec = "docker exec [--interactive?body.AttachStdin] [--tty?body.Tty] [--privileged?body.Privileged] "
        .. "[--user=body.User] [--workdir=body.WorkingDir] [--env*body.Env] {id} {body.Cmd}",
    ImageList = "docker images [--all?all] [--digests?digests] [--filter*filters]",
    ImageBuild = "docker build [--tag*t] [--file=dockerfile] [--build-arg*buildargs] [--label*labels] "
        .. "[--target=target] [--no-cache?nocache] [--pull?pull] [--platform=platform] "
        .. "[--network=networkmode] [--quiet?q] PATH",
    BuildPrune = "docker builder prune --force [--all?all] [--keep-storage=keep-storage] [--filter*filters]",
    ImageInspect = "docker image inspect {name}",
    ImageHistory = "docker history {name}",
    ImagePush = "docker push {name}[:=tag]",
    ImageTag = "docker tag {name} {repo}[:=tag]",
    ImageDelete = "docker rmi [--force?force] [--no-prune?noprune] {name}",
    ImageSearch = "docker search [--limit=limit] [--filter*filters] {term}",
    ImagePrune = "docker image prune --force [--filter*filters]",
    ImageCommit = "docker commit [--author=author] [--message=comment] [--change*changes] [--pause=pause] {container} "
        .. "{repo}[:=tag]",
    ImageGet = "docker save --output FILE {name}",
    ImageGetAll = "docker save --output FILE {names}",
    ImageLoad = "docker load [--quiet?quiet] --input FILE",
    DistributionInspect = "docker manifest inspect {name}",
    SystemAuth = "docker login --username {body.username} [=body.serveraddress]",
    SystemInfo = "docker info",
    SystemVersion = "docker version",
    SystemEvents = "docker events [--since=since] [--until=until] [--filter*filters]",
    SystemDataUsage = "docker system df --verbose",
    VolumeList = "docker volume ls [--filter*filters]",
    VolumeCreate = "docker volume create [--driver=body.Driver] [--opt*body.DriverOpts] [--label*body.Labels] "
        .. "[=body.Name]",
    VolumeInspect = "docker volume inspect {name}",
    VolumeDelete = "docker volume rm [--force?force] {name}",
    VolumePrune = "docker volume prune --force [--filter*filters]",
    NetworkList = "docker network ls [--filter*filters]",
    NetworkInspect = "docker network inspect [--verbose?verbose] {id}",
    NetworkDelete = "docker network rm {id}",
    NetworkCreate = "docker network create [--driver=body.Driver] [--internal?body.Internal] "
        .. "[--attachable?body.Attachable] [--ipv6?body.EnableIPv6] [--opt*body.Options] [--label*body.Labels] "
        .. "{body.Name}",
    NetworkConnect = "docker network connect [--alias*body.EndpointConfig.Aliases] "
        .. "[--ip=body.EndpointConfig.IPAMConfig.IPv4Address] {id} {body.Container}",
    NetworkDisconnect = "docker network disconnect [--force?body.Force] {id} {body.Container}",
    NetworkPrune = "docker network prune --force [--filter*filters]",
    PluginList = "docker plugin ls [--filter*filters]",
    PluginPull = "docker plugin install [--alias=name] {remote}",
    PluginInspect = "docker plugin inspect {name}",
    PluginDelete = "docker plugin rm [--force?force] {name}",
    PluginEnable = "docker plugin enable [--timeout=timeout] {name}",
    PluginDisable = "docker plugin disable [--force?force] {name}",
    PluginUpgrade = "docker plugin upgrade {name} {remote}",
    PluginPush = "docker plugin push {name}",
    PluginSet = "docker plugin set {name} {body}",
    NodeList = "docker node ls [--filter*filters]",
    NodeInspect = "docker node inspect {id}",
    NodeDelete = "docker node rm [--force?force] {id}",
    NodeUpdate = "docker node update [--role=body.Role] [--availability=body.Availability] "
        .. "[--label-add*body.Labels] {id}",
    SwarmInit = "docker swarm init [--advertise-addr=body.AdvertiseAddr] [--listen-addr=body.ListenAddr] "
        .. "[--force-new-cluster?body.ForceNewCluster]",
    SwarmJoin = "docker swarm join --token {body.JoinToken} {body.RemoteAddrs}",
    SwarmLeave = "docker swarm leave [--force?force]",
    SwarmUnlockkey = "docker swarm unlock-key",
    SwarmUnlock = "docker swarm unlock",
    ServiceList = "docker service ls [--filter*filters]",
    ServiceCreate = "docker service create [--name=body.Name] [--replicas=body.Mode.Replicated.Replicas] "
        .. "[--label*body.Labels] [--env*body.TaskTemplate.ContainerSpec.Env] "
        .. "[--network*body.TaskTemplate.Networks] {body.TaskTemplate.ContainerSpec.Image} "
        .. "[=body.TaskTemplate.ContainerSpec.Args]",
    ServiceInspect = "docker service inspect {id}",
    ServiceDelete = "docker service rm {id}",
    ServiceUpdate = "docker service update [--image=body.TaskTemplate.ContainerSpec.Image] "
        .. "[--replicas=body.Mode.Replicated.Replicas] [--rollback?rollback] {id}",
    ServiceLogs = "docker service logs [--follow?follow] [--tail=tail] [--since=since] [--timestamps?timestamps] {id}",
    TaskInspect = "docker inspect --type task {id}",
    TaskLogs = "docker service logs [--follow?follow] [--tail=tail] {id}",
    SecretList = "docker secret ls [--filter*filters]",
    SecretCreate = "docker secret create [--label*body.Labels] {body.Name} -",
    SecretInspect = "docker secret inspect {id}",
    SecretDelete = "docker secret rm {id}",
    ConfigList = "docker config ls [--filter*filters]",
    ConfigCreate = "docker config create [--label*body.Labels] {body.Name} -",
    ConfigInspect = "docker config inspect {id}",
    ConfigDelete = "docker config rm {id}",
}

-- The commands for functions that make several calls.
local FUNCTIONS = {
    ["docker.containers.run"] = "docker run [OPTIONS] IMAGE [COMMAND] [ARG…]",
    ["docker.containers.create"] = "docker create [OPTIONS] IMAGE [COMMAND] [ARG…]",
    ["docker.images.pull"] = "docker pull [--all-tags] [--platform PLATFORM] NAME[:TAG]",
}

--- Calls of `docker.api` that show an operation best.
M.examples = {
    ContainerCreate = 'docker.api.ContainerCreate { name = "web", body = { Image = "busybox", Cmd = { "ls" } } }',
    ContainerExec = 'docker.api.ContainerExec { id = "web", body = { Cmd = { "ls" }, AttachStdout = true } }',
    ContainerLogs = 'for line in docker.api.ContainerLogs { id = "web", stdout = true } do print(line) end',
    ExecStart = 'docker.api.ExecStart { id = exec.Id, body = { Detach = false, Tty = false } }:read_all()',
    SystemEvents = 'for event in docker.api.SystemEvents { since = "0" } do print(event.Type, event.Action) end',
    ImageCreate = 'for step in docker.api.ImageCreate { fromImage = "busybox" } do print(step.status) end',
    NetworkCreate = 'docker.api.NetworkCreate { body = { Name = "shop", Driver = "bridge" } }',
    VolumeCreate = 'docker.api.VolumeCreate { body = { Name = "data" } }',
}

local function placeholder(name)
    return (name:match("([%w_-]+)$"):gsub("(%l)(%u)", "%1-%2"):upper():gsub("_", "-"))
end

--- The command for an operation, with names for its values: `docker logs [--follow] [--tail TAIL] ID`.
---@param id string
---@return string? command nil when there is none
function M.form(id)
    if id == "ContainerCreate" then return FUNCTIONS["docker.containers.create"] end
    if id == "ImageCreate" then return FUNCTIONS["docker.images.pull"] end
    local form = FORMS[id]
    if not form then return nil end
    form = form:gsub("%[([^%]=?*!]*)([=?*!])([^%]]+)%]", function(option, kind, name)
        if kind == "?" or kind == "!" then return ("[%s]"):format(option) end
        if kind == "*" then
            return ("[%s %s]…"):format(option, name == "filters" and "KEY=VALUE" or placeholder(name))
        end
        if option == ":" then return (":%s"):format(placeholder(name)) end
        return option == "" and ("[%s]"):format(placeholder(name)) or ("[%s %s]"):format(option, placeholder(name))
    end)
    return (form:gsub("{([^}]+)}", placeholder))
end

--- The command for a function of the library.
---@param name string "container:stop"
---@param operations string[] what it calls
---@return string?
function M.for_function(name, operations)
    if FUNCTIONS[name] then return FUNCTIONS[name] end
    return operations[1] and M.form(operations[1]) or nil
end

-- ---- With values

--- Quotes a word for sh where that is needed.
---@param word any
---@return string
function M.quote(word)
    word = tostring(word)
    if word ~= "" and not word:find("[^%w%-_./:=@,+%%]") then return word end
    return "'" .. word:gsub("'", "'\\''") .. "'"
end

local quote = M.quote

local function find(values, name)
    local value = values
    for part in name:gmatch("[^.]+") do
        if type(value) ~= "table" then return nil end
        value = value[part]
    end
    if value == "" or value == host.null then return nil end
    return value
end

local function words_of(value)
    if type(value) ~= "table" then return { quote(value) } end
    local words = {}
    for i, item in ipairs(value) do words[i] = quote(type(item) == "table" and (item.Target or item[1]) or item) end
    return words
end

-- `--label a=1 --label b=2`, in the order of the names.
local function repeated(option, value)
    local words, keys = {}, {}
    if type(value) == "string" then
        local ok, decoded = pcall(host.json_decode, value)
        value = ok and decoded or { value }
    end
    if type(value) ~= "table" then value = { value } end
    if #value > 0 then return option .. " " .. table.concat(words_of(value), " " .. option .. " ") end
    for key in pairs(value) do keys[#keys + 1] = key end
    table.sort(keys)
    for _, key in ipairs(keys) do
        local item = value[key]
        local items = type(item) == "table" and item or { item }
        if type(item) == "table" and #item == 0 then
            items = {}
            for name in pairs(item) do items[#items + 1] = name end
            table.sort(items)
        end
        for _, each in ipairs(items) do
            words[#words + 1] = ("%s %s"):format(option, quote(("%s=%s"):format(key, each)))
        end
    end
    return table.concat(words, " ")
end

local function is_true(value) return value == true or value == "true" or value == "1" or value == 1 end

local function fill(form, values)
    form = form:gsub("%[([^%]=?*!]*)([=?*!])([^%]]+)%]", function(option, kind, name)
        local value = find(values, name)
        if kind == "?" then return is_true(value) and option or "\0" end
        if kind == "!" then return value ~= nil and not is_true(value) and option or "\0" end
        if value == nil or value == 0 then return option == ":" and "" or "\0" end
        if kind == "*" then return repeated(option, value) end
        if option == ":" then return ":" .. quote(value) end
        local words = table.concat(words_of(value), " ")
        return option == "" and words or ("%s %s"):format(option, words)
    end)
    form = form:gsub("{([^}]+)}", function(name)
        local value = find(values, name)
        return value == nil and placeholder(name) or table.concat(words_of(value), " ")
    end)
    return (form:gsub(" ?%z", ""))
end

local function is_table(value) return type(value) == "table" and next(value) ~= nil end

-- Nanoseconds as the docker command takes a duration; none for the default.
local function duration(nanoseconds)
    if math.type(nanoseconds) ~= "integer" or nanoseconds == 0 then return nil end
    if nanoseconds % 1000000000 == 0 then return ("%ds"):format(nanoseconds // 1000000000) end
    return ("%dms"):format(nanoseconds // 1000000)
end

-- The options of a health check.
local function add_health(option, add, health)
    if not is_table(health) then return end
    local test = is_table(health.Test) and health.Test or {}
    if test[1] == "NONE" then return add "--no-healthcheck" end
    if test[1] == "CMD-SHELL" then
        option("--health-cmd", test[2])
    elseif test[1] == "CMD" then
        option("--health-cmd", table.concat(words_of(table.move(test, 2, #test, 1, {})), " "))
    end
    option("--health-interval", duration(health.Interval))
    option("--health-timeout", duration(health.Timeout))
    option("--health-start-period", duration(health.StartPeriod))
    option("--health-retries", health.Retries)
end

-- A mount as --mount takes it.
local function mount_text(mount)
    local parts = { "type=" .. tostring(mount.Type or "volume") }
    if type(mount.Source) == "string" and mount.Source ~= "" then parts[2] = "source=" .. mount.Source end
    parts[#parts + 1] = "target=" .. tostring(mount.Target)
    if mount.ReadOnly == true then parts[#parts + 1] = "readonly" end
    return table.concat(parts, ",")
end

local function create(values, verb)
    local body = values.body or {}
    local settings = body.HostConfig or {}
    local words = { "docker", verb }
    local function add(...) table.move({ ... }, 1, select("#", ...), #words + 1, words) end
    local function option(name, value)
        if value ~= nil and value ~= "" and value ~= 0 and value ~= host.null then add(name, quote(value)) end
    end
    local function each(name, value)
        if type(value) == "table" and next(value) ~= nil then add(repeated(name, value)) end
    end
    option("--name", values.name)
    option("--platform", values.platform)
    if settings.AutoRemove then add("--rm") end
    if body.OpenStdin then add("--interactive") end
    if body.Tty then add("--tty") end
    option("--hostname", body.Hostname)
    option("--user", body.User)
    option("--workdir", body.WorkingDir)
    each("--env", body.Env)
    each("--label", body.Labels)
    each("--volume", settings.Binds)
    for _, mount in ipairs(is_table(settings.Mounts) and settings.Mounts or {}) do option("--mount", mount_text(mount)) end
    if is_table(settings.Tmpfs) then
        local paths = {}
        for path in pairs(settings.Tmpfs) do paths[#paths + 1] = path end
        table.sort(paths)
        for _, path in ipairs(paths) do
            local how = settings.Tmpfs[path]
            option("--tmpfs", how ~= "" and ("%s:%s"):format(path, how) or path)
        end
    end
    for port, bindings in pairs(settings.PortBindings or {}) do
        for _, binding in ipairs(bindings) do
            local ip = (binding.HostIp or "") ~= "" and binding.HostIp .. ":" or ""
            add("--publish", quote(("%s%s:%s"):format(ip, binding.HostPort or "", port)))
        end
    end
    if settings.PublishAllPorts then add("--publish-all") end
    if settings.NetworkMode ~= "default" then option("--network", settings.NetworkMode) end
    local policy = settings.RestartPolicy
    if policy and (policy.Name or "") ~= "" then
        local count = policy.MaximumRetryCount or 0
        option("--restart", count > 0 and ("%s:%d"):format(policy.Name, count) or policy.Name)
    end
    option("--memory", settings.Memory)
    option("--cpu-shares", settings.CpuShares)
    if (settings.NanoCpus or 0) ~= 0 then option("--cpus", settings.NanoCpus / 1e9) end
    option("--pids-limit", settings.PidsLimit)
    each("--dns", settings.Dns)
    each("--add-host", settings.ExtraHosts)
    each("--group-add", settings.GroupAdd)
    each("--security-opt", settings.SecurityOpt)
    each("--sysctl", settings.Sysctls)
    option("--pid", settings.PidMode)
    for _, limit in ipairs(is_table(settings.Ulimits) and settings.Ulimits or {}) do
        option("--ulimit", ("%s=%s:%s"):format(limit.Name, limit.Soft, limit.Hard))
    end
    add_health(option, add, body.Healthcheck)
    if settings.Privileged then add("--privileged") end
    if settings.ReadonlyRootfs then add("--read-only") end
    if settings.Init then add("--init") end
    each("--cap-add", settings.CapAdd)
    each("--cap-drop", settings.CapDrop)
    option("--stop-timeout", body.StopTimeout)
    local entry = body.Entrypoint
    if type(entry) == "table" and entry[1] then option("--entrypoint", entry[1]) end
    add(quote(body.Image or "IMAGE"))
    if type(entry) == "table" then for i = 2, #entry do add(quote(entry[i])) end end
    local command = body.Cmd
    if type(command) == "string" then command = { command } end
    for _, word in ipairs(command or {}) do add(quote(word)) end
    return table.concat(words, " ")
end

local function pull(values)
    if values.fromSrc then
        return fill("docker import [--change*changes] [--message=message] - [=repo][:=tag]", values)
    end
    local name, tag = values.fromImage or "NAME", values.tag
    local separator = tag and tag:find("^sha256:") and "@" or ":"
    return fill("docker pull [--platform=platform] ", values) .. quote(tag and name .. separator .. tag or name)
end

--- The command that does what a request does.
---@param id string the operation
---@param values table its parameters, and `body` where a table was sent
---@return string? command nil when there is none
function M.command(id, values)
    if id == "ContainerCreate" then return create(values, "create") end
    if id == "ImageCreate" then return pull(values) end
    local form = FORMS[id]
    return form and fill(form, values) or nil
end

return M
