--- Names of what exists on an engine, for completion: fetched in the background, kept for a few seconds.
---
---     local live = require "moondock.live"
---     local names, pending = live.names(docker, "containers")

local host = require "moondock.host"
local engine = require "docker.engine"

local M = {}

--- How many seconds names are good for.
M.keep = 5
--- How many seconds a failed request keeps the next one away.
M.pause = 3

local function ours(name) return (name:gsub("^/", "")) end

local function spec_name(item) return item.Spec and item.Spec.Name end

local function sized(bytes)
    return bytes and require("units").size(bytes) or nil
end

-- noun -> { operation, fields, describe }; describe gives a name and a note for each item, or several by `add`.
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
    plugins = { "PluginList", {}, function(item, add) add(item.Name, item.Enabled and "enabled" or "disabled") end },
}

--- Tells whether names of this kind can be fetched.
---@param noun string "containers"
---@return boolean
function M.knows(noun)
    return NOUNS[noun] ~= nil
end

-- client -> noun -> { names =, at =, task =, failed = }
local caches = setmetatable({}, { __mode = "k" })
local generation = 0

local function fetch(client, noun, entry)
    local operation, fields, describe, within = table.unpack(NOUNS[noun], 1, 4)
    local began = generation
    local ok, reply = pcall(engine.call, client, operation, fields, nil, nil, 5)
    entry.task, entry.at = nil, host.now()
    entry.failed = not ok
    if not ok then return end
    local names = {}
    local function add(name, note)
        if type(name) == "string" and name ~= "" then names[#names + 1] = { name, type(note) == "string" and note or "" } end
    end
    if within then reply = reply[within] end
    for _, item in ipairs(type(reply) == "table" and reply or {}) do pcall(describe, item, add) end
    table.sort(names, function(a, b) return a[1] < b[1] end)
    entry.names, entry.generation = names, began
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
        entry = { names = {}, at = -1000 }
        cache[noun] = entry
    end
    local age = host.now() - entry.at
    local good = age >= 0 and age < (entry.failed and M.pause or M.keep)
    if not entry.failed and entry.generation ~= generation then good = false end
    if not good and not entry.task then
        entry.task = require("task").spawn(fetch, client, noun, entry)
    end
    return entry.names, entry.task ~= nil
end

--- Forgets how fresh the names are: the next question asks the engine again. The shell does so after each line, which may
--- have changed anything.
function M.expire()
    generation = generation + 1
end

return M
