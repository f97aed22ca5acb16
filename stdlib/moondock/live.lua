--- Names of what exists on an engine, for completion: fetched in the background and kept until they change.
---
--- Once names of an engine were asked for, its events are followed, quietly and on a connection of their own; names stay
--- good until an event tells of a change. Where events are not heard they are good for some seconds. Nothing is sent that
--- nobody asked for: events that broke off are followed again when names are asked for again.
---
---     local live = require "moondock.live"
---     local names, pending = live.names(docker, "containers")

local host = require "moondock.host"
local engine = require "docker.engine"

local M = {}

--- How many seconds names are good for where no events are heard.
M.keep = 5
--- How many seconds after a line of the shell names are asked for anew, in case its events are still on their way.
M.grace = 1
--- How many seconds a failed request keeps the next one away.
M.pause = 3

local function ours(name) return (name:gsub("^/", "")) end

local function spec_name(item) return item.Spec and item.Spec.Name end

local function sized(bytes)
    return bytes and require("units").size(bytes) or nil
end

-- The label by which the docker command knows the services of a stack.
local STACK = "com.docker.stack.namespace"

-- noun -> { operation, fields, describe, field of the reply }; describe gives a name and a note for each item, or several
-- by `add`. `type` is that of the events that tell of changes; default: the operation's first word.
local NOUNS = {
    containers = { "ContainerList", { all = true }, function(item, add)
        for _, name in ipairs(item.Names or {}) do
            if not name:find("/", 2, true) then add(ours(name), ("%s, %s"):format(item.State or "?", item.Image or "?")) end
        end
    end },
    images = { "ImageList", {}, function(item, add)
        for _, tag in ipairs(item.RepoTags or {}) do
            if tag ~= "<none>:<none>" then add(tag, sized(item.Size)) end
        end
    end },
    networks = { "NetworkList", {}, function(item, add) add(item.Name, item.Driver) end },
    volumes = { "VolumeList", {}, function(item, add) add(item.Name, item.Driver) end, "Volumes" },
    services = { "ServiceList", {}, function(item, add) add(spec_name(item)) end },
    nodes = { "NodeList", {}, function(item, add)
        add(item.Description and item.Description.Hostname, item.Status and item.Status.State)
    end },
    secrets = { "SecretList", {}, function(item, add) add(spec_name(item)) end },
    configs = { "ConfigList", {}, function(item, add) add(spec_name(item)) end },
    stacks = { "ServiceList", { filters = { label = { STACK } } }, function(item, add)
        add(item.Spec and item.Spec.Labels and item.Spec.Labels[STACK])
    end },
    plugins = { "PluginList", {}, function(item, add) add(item.Name, item.Enabled and "enabled" or "disabled") end },
}

--- Tells whether names of this kind can be fetched.
---@param noun string "containers"
---@return boolean
function M.knows(noun)
    return NOUNS[noun] ~= nil
end

-- ---- Events

-- client -> { watch =, began = }
local watches = setmetatable({}, { __mode = "k" })

local function type_of(noun)
    return NOUNS[noun][1]:match("^%u%l+"):lower()
end

-- How many changes of a noun's objects were seen; nil where nothing is heard.
local function changes(client, noun)
    local known = watches[client]
    if not known or known.handle ~= engine.handle(client) then return nil end
    return (host.changes_seen(known.watch, type_of(noun)))
end

-- Follows the events of an engine that has just answered. Over ssh this would be a login of its own, and what is replayed
-- has no more events than were recorded.
local function follow(client)
    local handle = engine.handle(client)
    local known = watches[client]
    if known and known.handle == handle then
        local _, is_over = host.changes_seen(known.watch, "")
        if not is_over or host.monotonic() - known.began < M.pause then return end
    end
    if engine.address or host.engine_target(handle).address:find("^ssh:") then return end
    watches[client] = { watch = host.changes_follow(handle), handle = handle, began = host.monotonic() }
end

-- ---- Names

-- client -> noun -> { names =, at =, task =, failed =, seen =, generation = }
local caches = setmetatable({}, { __mode = "k" })
local generation, expired = 0, -1000

local function fetch(client, noun, entry)
    local operation, fields, describe, within = table.unpack(NOUNS[noun], 1, 4)
    local began, seen = generation, changes(client, noun)
    local ok, reply = pcall(engine.call, client, operation, fields, nil, nil, 5)
    entry.task, entry.at, entry.seen = nil, host.monotonic(), ok and seen or nil
    entry.failed = not ok
    if not ok then return end
    pcall(follow, client)
    local names, known = {}, {}
    local function add(name, note)
        if type(name) ~= "string" or name == "" or known[name] then return end
        known[name] = true
        names[#names + 1] = { name, type(note) == "string" and note or "" }
    end
    if within then reply = reply[within] end
    for _, item in ipairs(type(reply) == "table" and reply or {}) do pcall(describe, item, add) end
    table.sort(names, function(a, b) return a[1] < b[1] end)
    entry.names, entry.generation = names, began
end

local function is_good(client, noun, entry)
    local now, is_new = host.monotonic(), entry.generation == generation
    if entry.failed then return now - entry.at < M.pause end
    local seen = changes(client, noun)
    -- Where events are heard, they know better than the clock; names from before are not covered by them.
    if seen then return seen == entry.seen and (is_new or now - expired > M.grace) end
    return is_new and now - entry.at < M.keep
end

--- Gives the names that are known now, and asks the engine for newer ones when they are old. Never waits.
---@param client table
---@param noun string "containers"
---@return {[1]: string, [2]: string}[] names with a note each, sorted
---@return boolean pending an answer of the engine is on its way
function M.names(client, noun)
    local cache = caches[client]
    if not cache then
        cache = {}
        caches[client] = cache
    end
    local entry = cache[noun]
    if not entry then
        entry = { names = {}, at = -math.huge }
        cache[noun] = entry
    end
    if not is_good(client, noun, entry) and not entry.task then
        entry.task = require("task").spawn(fetch, client, noun, entry)
    end
    return entry.names, entry.task ~= nil
end

--- Forgets how fresh the names are: a question that follows at once asks the engine again. The shell does so after each
--- line, which may have changed anything.
function M.expire()
    generation, expired = generation + 1, host.monotonic()
end

return M
