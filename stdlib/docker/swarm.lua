--- The swarm that the engine belongs to.
---
---     docker.swarm.init { advertise_addr = "10.0.0.1" }
---     local token = docker.swarm.attrs.JoinTokens.Worker
---     docker.connect("tcp://10.0.0.2:2375").swarm.join({ "10.0.0.1:2377" }, token)
---
--- `docker.swarm.attrs` is what the engine tells of the swarm, `id` and `version` are taken from it. It is asked on first
--- use; `reload` asks again.

local host = require "moondock.host"
local api_version = require "docker.api_version"
local bind = require "docker.bind"
local cluster = require "docker.cluster"
local errors = require "moondock.errors"
local options = require "options"
local spec = require "docker.spec"
local swarm_options = require "docker.swarm_options"

local M = {}

-- client -> what SwarmInspect gave.
local known = setmetatable({}, { __mode = "k" })

local members, properties = {}, {}

-- The fields of a request that options with `field` name.
local function fields_of(schema, o)
    local fields = {}
    for _, option in ipairs(schema) do
        if option.field then fields[option.field] = o[option.name] end
    end
    return fields
end

--- Makes this engine the first manager of a new swarm. Operation SwarmInit.
---
---     docker.swarm.init { advertise_addr = "127.0.0.1", listen_addr = "127.0.0.1:2377" }
---@param given? table advertise_addr listen_addr force_new_cluster default_addr_pool subnet_size data_path_addr
--- data_path_port availability, and the settings that `update` takes
---@return string node the id of this node; raises kind `conflict` when the engine is in a swarm already
function members.init(client, given)
    local needs = {}
    local changes, o = spec.changes("docker.swarm.init", swarm_options.init, given, needs)
    api_version.check(client, "docker.swarm.init", needs)
    local body = fields_of(swarm_options.init, o)
    body.Spec = spec.apply({}, changes)
    known[client] = nil
    return cluster.call(client, "SwarmInit", {}, body)
end

--- Makes this engine a node of a swarm. Operation SwarmJoin.
---
---     docker.swarm.join({ "10.0.0.1:2377" }, token, { advertise_addr = "10.0.0.2" })
---     docker.swarm.join { remote_addrs = { "10.0.0.1:2377" }, join_token = token }
---@param remote_addrs string[]|string|table managers, or all options in one table
---@param join_token? string that of workers or that of managers decides what this node becomes
---@param given? table listen_addr advertise_addr data_path_addr availability
function members.join(client, remote_addrs, join_token, given)
    if options.is_map(remote_addrs) and join_token == nil then
        given = remote_addrs
    else
        local merged = { remote_addrs = remote_addrs, join_token = join_token }
        for name, value in pairs(given or {}) do merged[name] = value end
        given = merged
    end
    local needs = {}
    local _, o = spec.changes("docker.swarm.join", swarm_options.join, given, needs)
    for _, name in ipairs { "remote_addrs", "join_token" } do
        if not o[name] then
            errors.invalid(("docker.swarm.join: option '%s' is missing"):format(name),
                'docker.swarm.join({ "10.0.0.1:2377" }, token); a manager shows docker.swarm.attrs.JoinTokens')
        end
    end
    api_version.check(client, "docker.swarm.join", needs)
    if type(o.remote_addrs) == "string" then o.remote_addrs = host.array { o.remote_addrs } end
    known[client] = nil
    cluster.call(client, "SwarmJoin", {}, fields_of(swarm_options.join, o))
end

local LEAVE = {
    { name = "force", type = "boolean", default = false, doc = "also as a manager; the last one ends the swarm" },
}

--- Takes this engine out of its swarm. With `force` it is quiet when it is in none. Operation SwarmLeave.
---
---     docker.swarm.leave { force = true }
---@param given? boolean|{force: boolean?}
function members.leave(client, given)
    if type(given) == "boolean" then given = { force = given } end
    local o = options.check("docker.swarm.leave", LEAVE, given)
    known[client] = nil
    local ok, err = pcall(cluster.call, client, "SwarmLeave", { force = o.force })
    if ok then return end
    if errors.is(err) and (err.status == 503 or err.status == 406) then
        if o.force and tostring(err.message):find("not part of a swarm", 1, true) then return end
        if tostring(err.message):find("%-%-force") then err.hint = "docker.swarm.leave { force = true }" end
    end
    error(err, 0)
end

local function inspect(client)
    local attrs = cluster.call(client, "SwarmInspect")
    known[client] = attrs
    return attrs
end

--- Changes settings of the swarm; those that are not named stay as they are. Operation SwarmUpdate.
---
---     docker.swarm.update { task_history_retention_limit = 3, rotate_worker_token = true }
---@param given table rotate_worker_token rotate_manager_token rotate_manager_unlock_key, and settings: name labels
--- task_history_retention_limit snapshot_interval keep_old_snapshots log_entries_for_slow_followers heartbeat_tick
--- election_tick dispatcher_heartbeat_period node_cert_expiry external_cas signing_ca_cert signing_ca_key
--- ca_force_rotate autolock_managers log_driver
function members.update(client, given)
    local needs = {}
    local changes, o = spec.changes("docker.swarm.update", swarm_options.update, given, needs)
    api_version.check(client, "docker.swarm.update", needs)
    cluster.update(function() return inspect(client) end, function(attrs, version)
        cluster.call(client, "SwarmUpdate", {
            version = version,
            rotateWorkerToken = o.rotate_worker_token,
            rotateManagerToken = o.rotate_manager_token,
            rotateManagerUnlockKey = o.rotate_manager_unlock_key,
        }, spec.apply(attrs.Spec, changes))
    end)
    known[client] = nil
end

--- Unlocks this manager after its restart, when the swarm has autolock_managers. Operation SwarmUnlock.
---
---     docker.swarm.unlock(key)
---@param key string|{UnlockKey: string} what `get_unlock_key` gave
function members.unlock(client, key)
    if type(key) == "table" then key = key.UnlockKey or key.unlock_key or key.key end
    if type(key) ~= "string" or key == "" then
        errors.invalid("docker.swarm.unlock: expected the key, a string that begins with SWMKEY-")
    end
    known[client] = nil
    cluster.call(client, "SwarmUnlock", {}, { UnlockKey = key })
end

--- Tells the key that unlocks managers; empty without autolock_managers. Operation SwarmUnlockkey.
---
---     docker.swarm.get_unlock_key().UnlockKey
---@return {UnlockKey: string}
function members.get_unlock_key(client)
    return cluster.call(client, "SwarmUnlockkey")
end

--- Asks for the swarm's data again. Operation SwarmInspect.
---
---     docker.swarm.reload()
---     print(docker.swarm.version)
---@return table attrs
function members.reload(client)
    return inspect(client)
end

--- The engine's data: ID Version Spec JoinTokens …; raises kind `conflict` when the engine is no manager.
function properties.attrs(client) return known[client] or inspect(client) end

--- The id of the swarm.
function properties.id(client) return properties.attrs(client).ID end

properties.short_id = function(client) return properties.id(client):sub(1, 12) end

--- The version of its settings, which grows with each change.
function properties.version(client) return properties.attrs(client).Version.Index end

local of = {}
for name, member in pairs(members) do
    of[name] = function(self, ...) return member(rawget(self, "client"), ...) end
end

local metatable = bind.metatable("docker.swarm", of)
local index = metatable.__index

function metatable.__index(self, key)
    local property = properties[key]
    if property then return property(rawget(self, "client")) end
    return index(self, key)
end

metatable.properties = properties

function metatable.__json(self) return properties.attrs(rawget(self, "client")) end

--- Makes the swarm of a client. Nothing is sent.
function M.new(client)
    return setmetatable({ client = client }, metatable)
end

--- Tells whether a value is a swarm.
function M.is_swarm(value)
    return getmetatable(value) == metatable
end

return M
