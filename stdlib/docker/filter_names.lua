--- What the engine's lists and streams can be filtered by, for completion.
---
---     require("docker.filter_names").of("ContainerList").status      --> { "created", "restarting", … }
---
--- The names are those of the Engine API's `filters` parameters; the engine alone decides what it takes.

local M = {}

local ANY = {}
local FLAG = { "true", "false" }
local PRUNED = { label = ANY, ["label!"] = ANY, ["until"] = ANY }
local STORED = { id = ANY, label = ANY, name = ANY, names = ANY }

-- A filter's values: a list of words, the name of a collection whose objects it names, or whatever one likes.
local FILTERS = {
    ContainerList = {
        ancestor = "images", before = "containers", expose = ANY, exited = ANY,
        health = { "starting", "healthy", "unhealthy", "none" }, id = "containers", ["is-task"] = FLAG, label = ANY,
        name = "containers", network = "networks", publish = ANY, since = "containers",
        status = { "created", "restarting", "running", "removing", "paused", "exited", "dead" }, volume = "volumes",
    },
    ImageList = {
        before = "images", dangling = FLAG, label = ANY, reference = "images", since = "images", ["until"] = ANY,
    },
    ImageSearch = { ["is-official"] = FLAG, ["is-automated"] = FLAG, stars = ANY },
    NetworkList = {
        dangling = FLAG, driver = { "bridge", "host", "ipvlan", "macvlan", "null", "overlay" }, id = "networks",
        label = ANY, name = "networks", scope = { "swarm", "global", "local" }, type = { "custom", "builtin" },
    },
    VolumeList = { dangling = FLAG, driver = ANY, label = ANY, name = "volumes" },
    PluginList = { capability = ANY, enabled = FLAG },
    NodeList = {
        id = "nodes", label = ANY, membership = { "accepted", "pending" }, name = "nodes", ["node.label"] = ANY,
        role = { "manager", "worker" },
    },
    ServiceList = { id = "services", label = ANY, mode = { "replicated", "global" }, name = "services" },
    TaskList = {
        ["desired-state"] = { "running", "shutdown", "accepted" }, id = ANY, label = ANY, name = ANY, node = "nodes",
        service = "services",
    },
    SecretList = STORED,
    ConfigList = STORED,
    SystemEvents = {
        config = "configs", container = "containers", daemon = ANY,
        event = {
            "attach", "connect", "create", "destroy", "die", "disconnect", "exec_create", "exec_die", "exec_start",
            "export", "health_status", "kill", "mount", "oom", "pause", "prune", "pull", "push", "reload", "remove",
            "rename", "resize", "restart", "start", "stop", "tag", "top", "unmount", "unpause", "untag", "update",
        },
        image = "images", label = ANY, network = "networks", node = "nodes", plugin = "plugins",
        scope = { "local", "swarm" }, secret = "secrets", service = "services",
        type = {
            "builder", "config", "container", "daemon", "image", "network", "node", "plugin", "secret", "service",
            "volume",
        },
        volume = "volumes",
    },
    ContainerPrune = PRUNED,
    NetworkPrune = PRUNED,
    ImagePrune = { dangling = FLAG, label = ANY, ["label!"] = ANY, ["until"] = ANY },
    VolumePrune = { all = FLAG, label = ANY, ["label!"] = ANY },
    BuildPrune = {
        description = ANY, id = ANY, inuse = FLAG, parent = ANY, private = FLAG, shared = FLAG, type = ANY,
        ["until"] = ANY,
    },
}

-- Operations by the functions that call them.
local OPERATIONS = {
    ["containers.list"] = "ContainerList", ["containers.prune"] = "ContainerPrune", ["images.list"] = "ImageList",
    ["images.prune"] = "ImagePrune", ["images.prune_builds"] = "BuildPrune", ["images.search"] = "ImageSearch",
    ["networks.list"] = "NetworkList", ["networks.prune"] = "NetworkPrune", ["volumes.list"] = "VolumeList",
    ["volumes.prune"] = "VolumePrune", ["plugins.list"] = "PluginList", ["nodes.list"] = "NodeList",
    ["services.list"] = "ServiceList", ["tasks.list"] = "TaskList", ["secrets.list"] = "SecretList",
    ["configs.list"] = "ConfigList", ["service.tasks"] = "TaskList", ["node.tasks"] = "TaskList",
    ["stack.ps"] = "TaskList", ["stack.services"] = "ServiceList", ["events.on"] = "SystemEvents",
    events = "SystemEvents", prune = "ContainerPrune",
}

--- Gives what an operation can be filtered by.
---
---     require("docker.filter_names").of("containers.list").health
---@param name string an operation (ContainerList) or a function (containers.list, events)
---@return table<string, string[]|string>? filters by name: the words it takes ({} for any), or the collection that it names
function M.of(name)
    return FILTERS[OPERATIONS[name] or name]
end

return M
