--- Every option of `docker.services.create` and `service:update`, as data: name, type, where it goes in the engine's
--- specification, since which API version, and what it is for. See `docker.spec` for the fields.
---
--- Tables of settings are plain tables: `resources = { mem_limit = "64m" }`. The engine's own form is taken as well.

local convert = require "docker.convert"
local mounts = require "docker.mounts"
local ports = require "docker.service_ports"
local shellwords = require "docker.shellwords"
local values = require "docker.service_values"

local M = {}

local function command(value, name) return shellwords.command(value, name) end

--- How much one task may use, and what must be free for it.
M.resources = {
    { name = "cpu_limit", type = "number|string", to = "Limits.NanoCPUs", convert = values.nano_cpus,
        doc = '"0.5" processors; an integer is billionths' },
    { name = "mem_limit", type = "size", to = "Limits.MemoryBytes", doc = '"64m", or bytes' },
    { name = "pids_limit", type = "integer", to = "Limits.Pids", since = "1.41" },
    { name = "cpu_reservation", type = "number|string", to = "Reservations.NanoCPUs", convert = values.nano_cpus },
    { name = "mem_reservation", type = "size", to = "Reservations.MemoryBytes" },
    { name = "generic_resources", type = "table", to = "Reservations.GenericResources",
        convert = values.generic_resources, since = "1.32", doc = "{ gpu = 2 } or { gpu = { \"UUID\" } }" },
}

--- When a task that ended is replaced.
M.restart_policy = {
    { name = "condition", type = "string", to = "Condition", choices = { "none", "on-failure", "any" },
        doc = "default: any" },
    { name = "delay", type = "duration", to = "Delay", convert = values.duration },
    { name = "max_attempts", type = "integer", to = "MaxAttempts", doc = "0: without end" },
    { name = "window", type = "duration", to = "Window", convert = values.duration },
}

local function rollout(actions)
    return {
        { name = "parallelism", type = "integer", to = "Parallelism", doc = "tasks at a time; 0: all at once" },
        { name = "delay", type = "duration", to = "Delay", convert = values.duration, doc = "between two of them" },
        { name = "failure_action", type = "string", to = "FailureAction", choices = actions, doc = "default: pause" },
        { name = "monitor", type = "duration", to = "Monitor", convert = values.duration,
            doc = "how long a new task is watched for failure" },
        { name = "max_failure_ratio", type = "number", to = "MaxFailureRatio", doc = "0 to 1" },
        { name = "order", type = "string", to = "Order", choices = { "stop-first", "start-first" }, since = "1.29" },
    }
end

--- How tasks are replaced.
M.update_config = rollout { "pause", "continue", "rollback" }
M.rollback_config = rollout { "pause", "continue" }

--- How the service is reached.
M.endpoint_spec = {
    { name = "mode", type = "string", to = "Mode", choices = { "vip", "dnsrr" } },
    { name = "ports", type = "table", to = "Ports", convert = ports.list,
        doc = '{ [8080] = 80 }, { "8080:80" } or { { target = 80, published = 8080, mode = "host" } }' },
}

--- How names are looked up.
M.dns_config = {
    { name = "nameservers", type = "strings", to = "Nameservers" },
    { name = "search", type = "strings", to = "Search" },
    { name = "options", type = "strings", to = "Options" },
}

--- Rights of the process.
M.privileges = {
    { name = "credentialspec_file", type = "string", to = "CredentialSpec.File" },
    { name = "credentialspec_registry", type = "string", to = "CredentialSpec.Registry" },
    { name = "credentialspec_config", type = "string", to = "CredentialSpec.Config", since = "1.40" },
    { name = "selinux_disable", type = "boolean", to = "SELinuxContext.Disable" },
    { name = "selinux_user", type = "string", to = "SELinuxContext.User" },
    { name = "selinux_role", type = "string", to = "SELinuxContext.Role" },
    { name = "selinux_type", type = "string", to = "SELinuxContext.Type" },
    { name = "selinux_level", type = "string", to = "SELinuxContext.Level" },
    { name = "seccomp", type = "string|map", to = "Seccomp", convert = values.profile, since = "1.44" },
    { name = "apparmor", type = "string|map", to = "AppArmor", convert = values.profile, since = "1.44" },
    { name = "no_new_privileges", type = "boolean", to = "NoNewPrivileges", since = "1.44" },
}

local CONTAINER, TASK = "TaskTemplate.ContainerSpec.", "TaskTemplate."

--- Options of `create` and `update`.
M.service = {
    -- The service
    { name = "name", type = "string", to = "Name", doc = "of the service; default: one that the engine makes up" },
    { name = "labels", type = "table", to = "Labels", convert = convert.labels, doc = "of the service" },
    { name = "mode", type = "string|map", to = "Mode", convert = values.mode,
        doc = '"replicated", "global", "replicated-job", "global-job" or { mode = "replicated", replicas = 3 }' },
    { name = "replicas", type = "integer", doc = "how many tasks; the same as in mode" },
    { name = "update_config", type = "map", to = "UpdateConfig", schema = M.update_config,
        doc = 'how changes are rolled out: { parallelism = 1, delay = "10s", failure_action = "rollback" }' },
    { name = "rollback_config", type = "map", to = "RollbackConfig", schema = M.rollback_config, since = "1.28",
        doc = "the same for going back" },
    { name = "endpoint_spec", type = "map", to = "EndpointSpec", schema = M.endpoint_spec,
        doc = "{ ports = { [8080] = 80 } }" },

    -- The container of each task
    { name = "image", type = "any", to = CONTAINER .. "Image", convert = values.image,
        doc = "a name or an Image; its tasks run it" },
    { name = "command", type = "string|list", to = CONTAINER .. "Command", convert = command,
        doc = "instead of the image's entrypoint" },
    { name = "args", type = "string|list", to = CONTAINER .. "Args", convert = command, doc = "of the command" },
    { name = "hostname", type = "string", to = CONTAINER .. "Hostname",
        doc = "of the containers; may hold templates such as {{.Task.Slot}}" },
    { name = "env", type = "map|strings", to = CONTAINER .. "Env", convert = convert.environment, alias = "environment",
        doc = '{ NAME = "value" } or { "NAME=value" }' },
    { name = "workdir", type = "string", to = CONTAINER .. "Dir", alias = "working_dir",
        doc = "folder that the command starts in; default: the image's" },
    { name = "user", type = "string|integer", to = CONTAINER .. "User", convert = tostring,
        doc = "name or number, also user:group" },
    { name = "groups", type = "list", to = CONTAINER .. "Groups", convert = convert.strings,
        doc = "further groups of the process, names or numbers" },
    { name = "container_labels", type = "table", to = CONTAINER .. "Labels", convert = convert.labels,
        doc = "of the containers" },
    { name = "mounts", type = "list", to = CONTAINER .. "Mounts", convert = mounts.mounts,
        doc = '{ "data:/var/lib" } or tables' },
    { name = "secrets", type = "list", doc = '{ "name" } or { { secret = "name", filename = …, mode = "0400" } }' },
    { name = "configs", type = "list", since = "1.30", doc = "as secrets, with config" },
    { name = "tty", type = "boolean", to = CONTAINER .. "TTY", doc = "on a terminal of its own" },
    { name = "open_stdin", type = "boolean", to = CONTAINER .. "OpenStdin", doc = "stdin stays open" },
    { name = "read_only", type = "boolean", to = CONTAINER .. "ReadOnly", since = "1.28",
        doc = "nothing outside mounts can be written" },
    { name = "stop_signal", type = "string", to = CONTAINER .. "StopSignal", since = "1.28",
        doc = "what stops a task first, such as \"SIGINT\"; default: the image's, else SIGTERM" },
    { name = "stop_grace_period", type = "duration", to = CONTAINER .. "StopGracePeriod", convert = values.duration,
        doc = "how long until it is killed; default 10 s" },
    { name = "healthcheck", type = "map", to = CONTAINER .. "Healthcheck", convert = values.healthcheck,
        doc = '{ test = "wget -q localhost", interval = "10s", timeout = "2s", retries = 3 }' },
    { name = "hosts", type = "table", to = CONTAINER .. "Hosts", convert = values.hosts, doc = '{ db = "10.0.0.5" }' },
    { name = "dns_config", type = "map", to = CONTAINER .. "DNSConfig", schema = M.dns_config,
        doc = '{ nameservers = { "1.1.1.1" }, search = { "example.org" }, options = { "ndots:1" } }' },
    { name = "privileges", type = "map", to = CONTAINER .. "Privileges", schema = M.privileges,
        doc = "SELinux context and credential spec of the containers" },
    { name = "isolation", type = "string", to = CONTAINER .. "Isolation", since = "1.35",
        choices = { "default", "process", "hyperv" }, doc = "Windows" },
    { name = "init", type = "boolean", to = CONTAINER .. "Init", since = "1.37",
        doc = "a small process 1 that reaps and passes signals on" },
    { name = "cap_add", type = "strings", to = CONTAINER .. "CapabilityAdd", since = "1.41",
        doc = "capabilities beyond the usual ones" },
    { name = "cap_drop", type = "strings", to = CONTAINER .. "CapabilityDrop", since = "1.41",
        doc = 'capabilities that are taken away; "ALL" for every one' },
    { name = "sysctls", type = "map", to = CONTAINER .. "Sysctls", convert = convert.string_map, since = "1.40",
        doc = 'kernel settings: { ["net.ipv4.ip_forward"] = 1 }' },
    { name = "ulimits", type = "table", to = CONTAINER .. "Ulimits", convert = convert.ulimits, since = "1.41",
        doc = "{ nofile = 1024 } or { nofile = { soft = 1024, hard = 2048 } }" },
    { name = "oom_score_adj", type = "integer", to = CONTAINER .. "OomScoreAdj", since = "1.46",
        doc = "-1000 to 1000: the higher, the sooner the kernel kills it when memory is short" },

    -- Where and how tasks run
    { name = "networks", type = "list", to = TASK .. "Networks", convert = values.networks,
        doc = '{ "back" } or { { target = "back", aliases = {…} } }' },
    { name = "resources", type = "map", to = TASK .. "Resources", schema = M.resources,
        doc = '{ cpu_limit = 0.5, mem_limit = "256m", mem_reservation = "64m" }' },
    { name = "restart_policy", type = "map", to = TASK .. "RestartPolicy", schema = M.restart_policy,
        doc = '{ condition = "on-failure", delay = "5s", max_attempts = 3, window = "1m" }' },
    { name = "constraints", type = "strings", to = TASK .. "Placement.Constraints",
        doc = '{ "node.role==manager", "node.labels.disk==ssd" }' },
    { name = "preferences", type = "list", to = TASK .. "Placement.Preferences", convert = values.preferences,
        since = "1.27", doc = '{ "spread=node.labels.rack" }' },
    { name = "platforms", type = "list", to = TASK .. "Placement.Platforms", convert = values.platforms,
        since = "1.30", doc = '{ "linux/amd64" }' },
    { name = "maxreplicas", type = "integer", alias = "max_replicas", to = TASK .. "Placement.MaxReplicas",
        since = "1.40", doc = "on one node" },
    { name = "log_driver", type = "string", to = TASK .. "LogDriver.Name",
        doc = "of the tasks; default: the engine's" },
    { name = "log_driver_options", type = "map", to = TASK .. "LogDriver.Options", convert = convert.string_map,
        doc = "of the log driver" },
    { name = "force_update", type = "integer", to = TASK .. "ForceUpdate", doc = "a counter; a new value restarts" },

    { name = "auth_config", type = "any",
        doc = "{ username = …, password = … } for the image's registry; default: what docker.login or config.json know" },
}

--- Options of `update` alone.
M.update = table.move(M.service, 1, #M.service, 1, {})
M.update[#M.update + 1] = { name = "fetch_current_spec", type = "boolean",
    doc = "accepted; what is not named always stays as it is" }

return M
