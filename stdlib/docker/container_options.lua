--- Every option of `docker.containers.create` and `run`, as data: name, type, where it goes in the engine's body, since
--- which API version, and what it is for. Checks, requests, help and completion read this list.
---
--- `config`, `host` and `query` name the field of the body's Config, of its HostConfig, or the query parameter.
--- `convert` turns the checked value into the field's. Options without a place are handled by `docker.create` and
--- `docker.run`.

local convert = require "docker.convert"
local shellwords = require "docker.shellwords"
local mounts = require "docker.mounts"

local function command(value) return shellwords.command(value, "docker.containers") end

local M = {}

--- Options of `create` and `run`.
M.create = {
    { name = "image", type = "any", doc = "name, id or image to make the container from" },
    { name = "command", type = "string|list", config = "Cmd", convert = command,
        doc = "split as a shell would, or a list" },
    { name = "name", type = "string", query = "name",
        doc = "of the container; default: one that the engine makes up" },
    { name = "platform", type = "string", query = "platform", since = "1.41", doc = "os[/arch[/variant]]" },

    -- The process
    { name = "entrypoint", type = "string|list", config = "Entrypoint", convert = command,
        doc = "instead of the image's; the command becomes its arguments" },
    { name = "environment", type = "map|strings", config = "Env", doc = '{ NAME = "value" } or { "NAME=value" }' },
    { name = "user", type = "string|integer", config = "User", convert = tostring, doc = 'name, uid or "uid:gid"' },
    { name = "working_dir", type = "string", config = "WorkingDir",
        doc = "folder that the command starts in; default: the image's" },
    { name = "tty", type = "boolean", config = "Tty", default = false, doc = "a terminal of its own" },
    { name = "stdin_open", type = "boolean", config = "OpenStdin", default = false, doc = "keep the input open" },
    { name = "stop_signal", type = "string", config = "StopSignal",
        doc = "what stop sends first, such as \"SIGINT\"; default: the image's, else SIGTERM" },
    { name = "stop_timeout", type = "integer", config = "StopTimeout", doc = "seconds before stop kills" },
    { name = "init", type = "boolean", host = "Init", doc = "an init that reaps processes and hands on signals" },
    { name = "init_path", type = "string", host = "InitPath", before = "1.29",
        doc = "program that runs as process 1 with `init`" },
    { name = "healthcheck", type = "map", config = "Healthcheck", convert = convert.healthcheck,
        doc = "test interval timeout retries start_period; durations as \"30s\", plain numbers are nanoseconds" },
    { name = "labels", type = "table", config = "Labels", convert = convert.labels, doc = '{ a = "1" } or { "a" }' },
    { name = "restart_policy", type = "string|map", host = "RestartPolicy", convert = convert.restart_policy,
        doc = '"always", "on-failure:3" or { Name = …, MaximumRetryCount = … }' },
    { name = "auto_remove", type = "boolean", host = "AutoRemove", doc = "the engine removes it when it stops" },
    { name = "group_add", type = "list", host = "GroupAdd", convert = convert.strings,
        doc = "further groups of the process, names or numbers" },
    { name = "detach", type = "boolean", default = false, doc = "in the background" },

    -- Network
    { name = "hostname", type = "string", config = "Hostname", doc = "default: the first 12 digits of the id" },
    { name = "domainname", type = "string", config = "Domainname", doc = "domain of the host name" },
    { name = "mac_address", type = "string", config = "MacAddress", doc = 'such as "02:42:ac:11:00:02"' },
    { name = "network_disabled", type = "boolean", config = "NetworkDisabled", default = false,
        doc = "no network at all" },
    { name = "network", type = "any", doc = "the network to join; not together with network_mode" },
    { name = "network_mode", type = "string", doc = "bridge, none, host, container:NAME" },
    { name = "networking_config", type = "map",
        doc = "{ NETWORK = { aliases = {…}, ipv4_address = … } }, with network" },
    { name = "networks", type = "list",
        doc = '{ "front", { name = "back", ipv4_address = …, aliases = {…} } }: joined before it starts' },
    { name = "ports", type = "table", doc = '{ ["80/tcp"] = 8080 } or { "8080:80" }' },
    { name = "publish_all_ports", type = "boolean", host = "PublishAllPorts",
        doc = "each port that the image exposes, at a free port of the host" },
    { name = "links", type = "table", host = "Links", convert = convert.links,
        doc = '{ db = "database" } or { "db:database" }: other containers by another name; of the default network only' },
    { name = "extra_hosts", type = "table", host = "ExtraHosts", convert = convert.extra_hosts,
        doc = 'lines of /etc/hosts: { db = "10.0.0.5" } or { "db:10.0.0.5" }' },
    { name = "dns", type = "strings", host = "Dns", doc = "addresses of DNS servers" },
    { name = "dns_opt", type = "strings", host = "DnsOptions", doc = 'options of resolv.conf, such as "ndots:1"' },
    { name = "dns_search", type = "strings", host = "DnsSearch", doc = "domains that short names are looked for in" },

    -- Files
    { name = "volumes", type = "string|table",
        doc = '{ "/srv:/data:ro" } or { ["/srv"] = { bind = "/data", mode = "ro" } }' },
    { name = "volumes_from", type = "string|strings", host = "VolumesFrom",
        doc = 'containers whose volumes are mounted too; "web:ro" for reading only' },
    { name = "volume_driver", type = "string", host = "VolumeDriver",
        doc = "of the volumes that are made for this container" },
    { name = "mounts", type = "list", host = "Mounts", since = "1.30", convert = mounts.mounts,
        doc = '{ "data:/var/lib" } or tables: { type = "bind", source = "/srv", target = "/data", read_only = true }' },
    { name = "tmpfs", type = "table", host = "Tmpfs", convert = convert.tmpfs, doc = '{ ["/run"] = "size=64m" }' },
    { name = "read_only", type = "boolean", host = "ReadonlyRootfs",
        doc = "nothing outside volumes and tmpfs can be written" },
    { name = "storage_opt", type = "map", host = "StorageOpt", convert = convert.string_map,
        doc = 'of the storage driver, such as { size = "10G" }' },
    { name = "devices", type = "list", host = "Devices", convert = convert.devices,
        doc = '{ "/dev/sda:/dev/xvda:rwm" }' },
    { name = "device_cgroup_rules", type = "strings", host = "DeviceCgroupRules", since = "1.28",
        doc = 'such as "c 13:* rmw"' },
    { name = "device_requests", type = "list", since = "1.40",
        doc = 'devices of a driver: { { driver = "nvidia", count = -1, capabilities = { { "gpu" } } } }' },
    { name = "gpus", type = "string|integer|list", since = "1.40", doc = '"all", how many, or which' },

    -- Rights and namespaces
    { name = "privileged", type = "boolean", host = "Privileged", doc = "with all capabilities and devices" },
    { name = "cap_add", type = "strings", host = "CapAdd",
        doc = 'capabilities beyond the usual ones, such as "NET_ADMIN"; "ALL" for every one' },
    { name = "cap_drop", type = "strings", host = "CapDrop",
        doc = 'capabilities that are taken away; "ALL" for every one' },
    { name = "security_opt", type = "strings", host = "SecurityOpt",
        doc = 'such as "no-new-privileges" or "seccomp=unconfined"' },
    { name = "cgroupns", type = "string", host = "CgroupnsMode", since = "1.41", choices = { "private", "host" },
        doc = "a cgroup namespace of its own, or the host's" },
    { name = "cgroup_parent", type = "string", host = "CgroupParent", doc = "the cgroup that it runs below" },
    { name = "ipc_mode", type = "string", host = "IpcMode",
        doc = '"private", "shareable", "host", "none" or "container:NAME"' },
    { name = "pid_mode", type = "string", host = "PidMode",
        doc = '"host" or "container:NAME": whose processes it sees' },
    { name = "userns_mode", type = "string", host = "UsernsMode", choices = { "host" },
        doc = "\"host\": not in the engine's user namespace" },
    { name = "uts_mode", type = "string", host = "UTSMode", choices = { "host" },
        doc = "\"host\": with the host's name" },
    { name = "isolation", type = "string", host = "Isolation", doc = "Windows: default, process, hyperv" },
    { name = "runtime", type = "string", host = "Runtime",
        doc = 'such as "runc"; docker.info().Runtimes names them' },
    { name = "sysctls", type = "map", host = "Sysctls", convert = convert.string_map,
        doc = 'kernel settings of its namespaces: { ["net.ipv4.ip_forward"] = 1 }' },

    -- Limits
    { name = "mem_limit", type = "size", host = "Memory", doc = '"512m", or bytes' },
    { name = "mem_reservation", type = "size", host = "MemoryReservation",
        doc = "what it is pressed down to when memory is short" },
    { name = "mem_swappiness", type = "integer", host = "MemorySwappiness", doc = "0 to 100" },
    { name = "memswap_limit", type = "size", host = "MemorySwap", doc = "memory and swap together; -1: no limit" },
    { name = "kernel_memory", type = "size", host = "KernelMemory",
        doc = "limit of the kernel's memory for it; newer kernels have none, and API 1.42 no such field" },
    { name = "shm_size", type = "size", host = "ShmSize", doc = "of /dev/shm; default 64 MB" },
    { name = "oom_kill_disable", type = "boolean", host = "OomKillDisable",
        doc = "is not killed when its memory is used up; wants mem_limit" },
    { name = "oom_score_adj", type = "integer", host = "OomScoreAdj",
        doc = "-1000 to 1000: the higher, the sooner the kernel kills it when memory is short" },
    { name = "pids_limit", type = "integer", host = "PidsLimit", doc = "-1: no limit" },
    { name = "nano_cpus", type = "integer", host = "NanoCpus", doc = "billionths of a processor" },
    { name = "cpu_count", type = "integer", host = "CpuCount", doc = "Windows" },
    { name = "cpu_percent", type = "integer", host = "CpuPercent", doc = "Windows" },
    { name = "cpu_period", type = "integer", host = "CpuPeriod", doc = "microseconds" },
    { name = "cpu_quota", type = "integer", host = "CpuQuota", doc = "microseconds in each period" },
    { name = "cpu_rt_period", type = "integer", host = "CpuRealtimePeriod", doc = "microseconds" },
    { name = "cpu_rt_runtime", type = "integer", host = "CpuRealtimeRuntime", doc = "microseconds" },
    { name = "cpu_shares", type = "integer", host = "CpuShares", doc = "relative weight" },
    { name = "cpuset_cpus", type = "string", host = "CpusetCpus", doc = '"0-3", "0,1"' },
    { name = "cpuset_mems", type = "string", host = "CpusetMems",
        doc = 'memory nodes that it may use, such as "0-1"' },
    { name = "blkio_weight", type = "integer", host = "BlkioWeight", doc = "10 to 1000" },
    { name = "blkio_weight_device", type = "list", host = "BlkioWeightDevice", convert = convert.device_rates,
        doc = 'weight per device: { { Path = "/dev/sda", Weight = 500 } }' },
    { name = "device_read_bps", type = "list", host = "BlkioDeviceReadBps", convert = convert.device_rates,
        doc = 'bytes a second per device: { { Path = "/dev/sda", Rate = 1048576 } }' },
    { name = "device_read_iops", type = "list", host = "BlkioDeviceReadIOps", convert = convert.device_rates,
        doc = 'reads a second per device: { { Path = "/dev/sda", Rate = 1000 } }' },
    { name = "device_write_bps", type = "list", host = "BlkioDeviceWriteBps", convert = convert.device_rates,
        doc = 'bytes a second per device: { { Path = "/dev/sda", Rate = 1048576 } }' },
    { name = "device_write_iops", type = "list", host = "BlkioDeviceWriteIOps", convert = convert.device_rates,
        doc = 'writes a second per device: { { Path = "/dev/sda", Rate = 1000 } }' },
    { name = "ulimits", type = "table", host = "Ulimits", convert = convert.ulimits,
        doc = "{ nofile = 1024 } or { { name = \"nofile\", soft = 1024, hard = 2048 } }" },

    -- Rest
    { name = "log_config", type = "map", host = "LogConfig", convert = convert.log_config,
        doc = "{ type = …, config = {…} }" },
    { name = "lxc_conf", type = "map", host = "LxcConf", doc = "engines before 1.10" },
    { name = "use_config_proxy", type = "boolean", default = true, doc = "with the proxies that config.json names" },
    { name = "version", type = "string", doc = "accepted; the version is negotiated" },
}

--- Options of `run` alone.
M.run_only = {
    { name = "stdout", type = "boolean", default = true, doc = "its output is in the result" },
    { name = "stderr", type = "boolean", default = false, doc = "its errors are in the result" },
    { name = "stream", type = "boolean", default = false, doc = "the result is a stream of lines, at once" },
    { name = "remove", type = "boolean", default = false, doc = "remove the container afterwards" },
}

--- Options of `run`.
M.run = table.move(M.create, 1, #M.create, 1, {})
table.move(M.run_only, 1, #M.run_only, #M.run + 1, M.run)

return M
