-- Uses everything that the library makes of replies, so that replies of any shape can be tried on it: what comes must be
-- results and errors of the library's own, never a mistake in its code.

local errors = require "moondock.errors"

local M = {}

local SEPARATOR = "\31"

-- Shows a value in every way there is.
local function show(value)
    local display = require "display"
    display.render(value)
    display.full(value)
    if type(value) == "table" then tostring(value) end
    json.encode(value)
end

local function show_list(list, fields)
    show(list)
    for _, item in ipairs(list) do show(item) end
    if #list == 0 then return end
    local first = fields[1]
    show(list:sort("-" .. first))
    show(list:select(table.unpack(fields)))
    list:csv(table.unpack(fields))
    list:where { [first] = "web" }
    list:where(function(item) return item[first] ~= nil end)
end

-- What completion would offer for a name in quotes.
local function complete(path, method)
    local complete = require "moondock.complete"
    complete.candidates("string", "", '"', table.concat({ "=docker", "." .. path, "." .. method }, SEPARATOR), 1, "", "",
        "", "")
end

local function properties(object, names)
    for name in names:gmatch("%S+") do
        -- Each may fail for itself.
        local ok, err = pcall(function() return object[name] end)
        if not ok and not (errors.is(err) and err.kind ~= "lua") then error(err, 0) end
    end
end

--- What is tried, by name. Each gets a client.
M.uses = {
    containers = function(d)
        local list = d.containers.list { all = true }
        for _, c in ipairs(list) do properties(c, "name status image_name image labels ports health short_id") end
        show_list(list, { "name", "status", "image_name", "labels.app", "ports" })
    end,
    container = function(d)
        local c = d.containers.get("fuzzweb")
        properties(c, "name status image_name image labels ports health attrs")
        show(c)
        show(c:remove { dry_run = true, v = true, force = true })
    end,
    top = function(d) show(d.containers.get("fuzzweb"):top()) end,
    diff = function(d) show(d.containers.get("fuzzweb"):diff()) end,
    stats = function(d)
        local s = d.containers.get("fuzzweb"):stats()
        properties(s, "cpu_percent memory_usage memory_percent network_sent block_read pids")
        show(s)
    end,
    all_stats = function(d) show(d.stats()) end,
    exec = function(d) show(d.exec("fuzzweb", "true", { detach = true })) end,
    wait = function(d) show(d.containers.get("fuzzweb"):wait()) end,
    logs = function(d)
        for _ in d.logs({ "fuzzweb" }, { tail = 1 }) do end
    end,
    images = function(d)
        local list = d.images.list()
        for _, i in ipairs(list) do properties(i, "tags labels short_id") end
        show_list(list, { "tags", "short_id", "attrs.Size" })
    end,
    image = function(d)
        local i = d.images.get("busybox")
        show(i)
        show(i:history())
        show(d.images.remove("busybox", { dry_run = true, force = true }))
    end,
    networks = function(d)
        local list = d.networks.list()
        show_list(list, { "name", "labels" })
        show(d.networks.list { greedy = true })
    end,
    network = function(d)
        local n = d.networks.get("fuzznet")
        show(n)
        show(n.containers)
    end,
    volumes = function(d) show_list(d.volumes.list(), { "name", "labels" }) end,
    volume = function(d) show(d.volumes.get("fuzzvol")) end,
    info = function(d) show(d.info()) end,
    version = function(d) show(d.version()) end,
    df = function(d)
        show(d.df())
        local views = require "docker.views.reports"
        views.disk_use(d.df())
    end,
    prune = function(d)
        show(d.containers.prune { dry_run = true })
        show(d.images.prune { dry_run = true })
        show(d.networks.prune { dry_run = true })
        show(d.volumes.prune { dry_run = true })
        show(d.images.prune_builds { dry_run = true })
    end,
    services = function(d)
        local list = d.services.list()
        for _, s in ipairs(list) do properties(s, "name mode replicas image labels version") end
        show_list(list, { "name", "image", "replicas" })
        show(d.services.get("fuzzsvc"))
        show(d.services.get("fuzzsvc"):tasks())
    end,
    nodes = function(d)
        local list = d.nodes.list()
        for _, n in ipairs(list) do properties(n, "hostname role availability state labels is_leader version") end
        show_list(list, { "hostname", "state" })
        show(d.nodes.get("self"))
    end,
    tasks = function(d)
        local list = d.tasks.list()
        for _, t in ipairs(list) do properties(t, "state error slot service_id node_id container_id image") end
        show_list(list, { "state", "image" })
    end,
    secrets = function(d)
        show_list(d.secrets.list(), { "name", "labels" })
        show(d.secrets.get("fs"))
    end,
    configs = function(d)
        show_list(d.configs.list(), { "name", "labels" })
        show(d.configs.get("fc"))
    end,
    stacks = function(d) show(d.stack.list()) end,
    swarm = function(d)
        show(d.swarm)
        properties(d.swarm, "attrs version id")
    end,
    plugins = function(d) show_list(d.plugins.list(), { "name", "enabled", "description" }) end,
    events = function(d)
        for event in d.events { since = "1m", ["until"] = "0s" } do show(event) end
    end,
    pull = function(d) show(d.images.pull("busybox", { tag = "latest", progress = require("docker.progress").listener() })) end,
    push = function(d) show(d.images.push("busybox")) end,
    paths = function(d) show(d.containers.get("fuzzweb"):path_stat("/etc")) end,
    registry = function(d)
        local data = d.images.get_registry_data("busybox")
        show(data)
        data:has_platform("linux/amd64")
    end,
    top_screen = function(d)
        local screen = require("docker.top_screen").new("here", function(_, s) return s end)
        local list = d.containers.list { all = true }
        local measured = require("docker.sampler").new():measure(list)
        show(measured)
        show(list)
        screen:lines(80, 24)
    end,
    completion = function()
        for _, noun in ipairs { "containers", "images", "networks", "volumes", "services", "nodes", "secrets", "configs" } do
            complete(noun, "get")
        end
        require("task").sleep(0)
        require("moondock.live").expire()
    end,
}

--- Runs one use. Gives what is wrong: an error that is no error of the library, with where it happened.
---@return string? problem
---@return boolean worked
function M.try(name, client)
    local trace
    local ok, err = xpcall(M.uses[name], function(err)
        trace = debug.traceback("", 2)
        return err
    end, client)
    if ok or errors.is(err) and err.kind ~= "lua" then return nil, ok end
    return ("%s: %s%s"):format(name, tostring(err), trace or ""), false
end

--- The names of the uses, sorted.
function M.names()
    local names = {}
    for name in pairs(M.uses) do names[#names + 1] = name end
    table.sort(names)
    return names
end

return M
