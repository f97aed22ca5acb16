--- The fields of a compose file, version 3, that `docker stack deploy` uses, as data for `options.check`.
---
--- `ignored` fields are known but mean nothing in a swarm; a stack that has them is deployed with a warning.

local M = {}

local function ignored(name) return { name = name, type = "any", ignored = true } end

--- The file.
M.file = {
    { name = "version", type = "string|number" },
    { name = "name", type = "string", ignored = true },
    { name = "services", type = "map" },
    { name = "networks", type = "map" },
    { name = "volumes", type = "map" },
    { name = "secrets", type = "map" },
    { name = "configs", type = "map" },
}

--- A service.
M.service = {
    { name = "image", type = "string" },
    { name = "command", type = "string|list" },
    { name = "entrypoint", type = "string|list" },
    { name = "environment", type = "table", doc = '{ NAME = "value" } or { "NAME=value", "NAME" }' },
    { name = "env_file", type = "string|strings" },
    { name = "hostname", type = "string" },
    { name = "labels", type = "table", doc = "of the containers; those of the service are in deploy" },
    { name = "working_dir", type = "string" },
    { name = "user", type = "string|integer" },
    { name = "tty", type = "boolean" },
    { name = "stdin_open", type = "boolean" },
    { name = "read_only", type = "boolean" },
    { name = "init", type = "boolean" },
    { name = "isolation", type = "string" },
    { name = "stop_signal", type = "string" },
    { name = "stop_grace_period", type = "duration" },
    { name = "restart", type = "string", doc = "deploy.restart_policy counts when both are given" },
    { name = "healthcheck", type = "map" },
    { name = "logging", type = "map" },
    { name = "ports", type = "list" },
    { name = "volumes", type = "list" },
    { name = "tmpfs", type = "string|strings" },
    { name = "networks", type = "table" },
    { name = "secrets", type = "list" },
    { name = "configs", type = "list" },
    { name = "dns", type = "string|strings" },
    { name = "dns_search", type = "string|strings" },
    { name = "extra_hosts", type = "table" },
    { name = "sysctls", type = "table" },
    { name = "ulimits", type = "map" },
    { name = "cap_add", type = "strings" },
    { name = "cap_drop", type = "strings" },
    { name = "oom_score_adj", type = "integer" },
    { name = "credential_spec", type = "map" },
    { name = "deploy", type = "map" },
}
for _, name in ipairs {
    "build", "cgroup_parent", "cgroupns_mode", "container_name", "depends_on", "devices", "domainname", "expose",
    "external_links", "ipc", "links", "mac_address", "network_mode", "pid", "privileged", "profiles", "security_opt",
    "shm_size", "userns_mode",
} do
    M.service[#M.service + 1] = ignored(name)
end

M.healthcheck = {
    { name = "disable", type = "boolean", default = false },
    { name = "test", type = "string|list" },
    { name = "interval", type = "duration" },
    { name = "timeout", type = "duration" },
    { name = "retries", type = "integer" },
    { name = "start_period", type = "duration" },
    { name = "start_interval", type = "duration" },
}

M.logging = { { name = "driver", type = "string" }, { name = "options", type = "map" } }

M.credential_spec = {
    { name = "config", type = "string" }, { name = "file", type = "string" }, { name = "registry", type = "string" },
}

M.deploy = {
    { name = "mode", type = "string", choices = { "replicated", "global", "replicated-job", "global-job" } },
    { name = "replicas", type = "integer" },
    { name = "endpoint_mode", type = "string" },
    { name = "labels", type = "table" },
    { name = "update_config", type = "map" },
    { name = "rollback_config", type = "map" },
    { name = "resources", type = "map" },
    { name = "restart_policy", type = "map" },
    { name = "placement", type = "map" },
}

M.resources = { { name = "limits", type = "map" }, { name = "reservations", type = "map" } }

M.limits = {
    { name = "cpus", type = "string|number" }, { name = "memory", type = "size" }, { name = "pids", type = "integer" },
}

M.reservations = {
    { name = "cpus", type = "string|number" }, { name = "memory", type = "size" },
    { name = "generic_resources", type = "list" },
}

M.placement = {
    { name = "constraints", type = "strings" },
    { name = "preferences", type = "list" },
    { name = "max_replicas_per_node", type = "integer" },
}

M.port = {
    { name = "target", type = "integer" }, { name = "published", type = "integer|string" },
    { name = "protocol", type = "string" }, { name = "mode", type = "string" },
}

M.volume_use = {
    { name = "type", type = "string", default = "volume", choices = { "volume", "bind", "tmpfs", "npipe" } },
    { name = "source", type = "string" },
    { name = "target", type = "string" },
    { name = "read_only", type = "boolean" },
    { name = "consistency", type = "string" },
    { name = "bind", type = "map" },
    { name = "volume", type = "map" },
    { name = "tmpfs", type = "map" },
}

M.file_use = {
    { name = "source", type = "string" },
    { name = "target", type = "string" },
    { name = "uid", type = "string|integer" },
    { name = "gid", type = "string|integer" },
    { name = "mode", type = "integer|string" },
}

M.network_use = {
    { name = "aliases", type = "strings" },
    { name = "driver_opts", type = "map" },
    { name = "ipv4_address", type = "string", ignored = true },
    { name = "ipv6_address", type = "string", ignored = true },
}

M.network = {
    { name = "name", type = "string" },
    { name = "driver", type = "string", default = "overlay" },
    { name = "driver_opts", type = "map" },
    { name = "ipam", type = "map" },
    { name = "external", type = "boolean|map" },
    { name = "internal", type = "boolean" },
    { name = "attachable", type = "boolean" },
    { name = "labels", type = "table" },
}

M.ipam = { { name = "driver", type = "string" }, { name = "config", type = "list" } }

M.volume = {
    { name = "name", type = "string" },
    { name = "driver", type = "string" },
    { name = "driver_opts", type = "map" },
    { name = "external", type = "boolean|map" },
    { name = "labels", type = "table" },
}

M.secret = {
    { name = "name", type = "string" },
    { name = "file", type = "string" },
    { name = "content", type = "string", doc = "instead of a file" },
    { name = "environment", type = "string", doc = "a variable that holds it, instead of a file" },
    { name = "external", type = "boolean|map" },
    { name = "labels", type = "table" },
    { name = "driver", type = "string" },
    { name = "driver_opts", type = "map" },
    { name = "template_driver", type = "string" },
}

M.config = {
    { name = "name", type = "string" },
    { name = "file", type = "string" },
    { name = "content", type = "string" },
    { name = "environment", type = "string" },
    { name = "external", type = "boolean|map" },
    { name = "labels", type = "table" },
    { name = "template_driver", type = "string" },
}

return M
