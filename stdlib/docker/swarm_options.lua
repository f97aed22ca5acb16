--- Options of a swarm, as data: what `docker.swarm.init` and `update` take. See `docker.spec` for the fields.

local host = require "moondock.host"
local convert = require "docker.convert"

local M = {}

local EXTERNAL_CA = {
    url = "URL", protocol = "Protocol", options = "Options", ca_cert = "CACert",
}

local function external_cas(value, name)
    local list = host.array {}
    if value[1] == nil and next(value) ~= nil then value = { value } end
    for i, item in ipairs(value) do
        if type(item) ~= "table" then
            require("moondock.errors").invalid(("option '%s': expected tables with a url"):format(name))
        end
        local ca = convert.fields(item, EXTERNAL_CA, name)
        ca.Protocol = ca.Protocol or "cfssl"
        list[i] = ca
    end
    return list
end

local function log_driver(value, name)
    if type(value) == "string" then return { Name = value } end
    return convert.fields(value, { name = "Name", options = "Options" }, name)
end

--- Settings of the whole swarm, for `init` and `update`.
M.spec = {
    { name = "name", type = "string", to = "Name",
        doc = 'of the swarm; "default" is the only one that engines take' },
    { name = "labels", type = "table", to = "Labels", convert = convert.labels, doc = '{ a = "1" } or { "a" }' },
    { name = "task_history_retention_limit", type = "integer", to = "Orchestration.TaskHistoryRetentionLimit",
        doc = "ended tasks that are kept for each slot; default 5" },
    { name = "snapshot_interval", type = "integer", to = "Raft.SnapshotInterval", doc = "log entries between snapshots" },
    { name = "keep_old_snapshots", type = "integer", to = "Raft.KeepOldSnapshots",
        doc = "how many snapshots of its state are kept beside the newest" },
    { name = "log_entries_for_slow_followers", type = "integer", to = "Raft.LogEntriesForSlowFollowers",
        doc = "how many entries of the log are kept for managers that lag behind" },
    { name = "heartbeat_tick", type = "integer", to = "Raft.HeartbeatTick",
        doc = "ticks between two heartbeats of the leader" },
    { name = "election_tick", type = "integer", to = "Raft.ElectionTick",
        doc = "ticks without a leader until another is elected; more than heartbeat_tick" },
    { name = "dispatcher_heartbeat_period", type = "duration", to = "Dispatcher.HeartbeatPeriod",
        doc = '"5s"; plain numbers are nanoseconds' },
    { name = "node_cert_expiry", type = "duration", to = "CAConfig.NodeCertExpiry", doc = '"90d"' },
    { name = "external_cas", type = "table", to = "CAConfig.ExternalCAs", convert = external_cas,
        doc = "{ { url = …, protocol = \"cfssl\", options = {…}, ca_cert = … } }" },
    { name = "external_ca", type = "map", to = "CAConfig.ExternalCAs", convert = external_cas,
        doc = "the same for a single one" },
    { name = "signing_ca_cert", type = "string", to = "CAConfig.SigningCACert", since = "1.30",
        doc = "certificate of the authority that signs for nodes, PEM" },
    { name = "signing_ca_key", type = "string", to = "CAConfig.SigningCAKey", since = "1.30",
        doc = "key of that authority, PEM" },
    { name = "ca_force_rotate", type = "integer", to = "CAConfig.ForceRotate", since = "1.30",
        doc = "a higher number than before makes a new certificate authority" },
    { name = "autolock_managers", type = "boolean", to = "EncryptionConfig.AutoLockManagers", since = "1.25",
        doc = "a manager that was restarted needs docker.swarm.unlock" },
    { name = "log_driver", type = "string|map", to = "TaskDefaults.LogDriver", convert = log_driver,
        doc = '{ name = "json-file", options = { ["max-size"] = "10m" } }' },
}

--- Where and how the swarm is reached, for `init`.
M.init = {
    { name = "advertise_addr", type = "string", field = "AdvertiseAddr",
        doc = "address or interface that other nodes reach this one by, with a port if need be; default: found out" },
    { name = "listen_addr", type = "string", field = "ListenAddr", default = "0.0.0.0:2377",
        doc = "address that it listens at for other nodes; default 0.0.0.0:2377" },
    { name = "force_new_cluster", type = "boolean", field = "ForceNewCluster", default = false,
        doc = "a new swarm out of the state of a lost one" },
    { name = "default_addr_pool", type = "strings", field = "DefaultAddrPool", since = "1.39",
        doc = 'subnets for overlay networks: { "10.20.0.0/16" }' },
    { name = "subnet_size", type = "integer", field = "SubnetSize", since = "1.39", doc = "bits of a network's mask" },
    { name = "data_path_addr", type = "string", field = "DataPathAddr", since = "1.30",
        doc = "address, or interface, of the traffic between containers; default: advertise_addr" },
    { name = "data_path_port", type = "integer", field = "DataPathPort", since = "1.40", doc = "1024 to 49151" },
    { name = "availability", type = "string", field = "Availability", choices = { "active", "pause", "drain" },
        doc = "active: gets tasks; pause: keeps its tasks; drain: loses them" },
}
table.move(M.spec, 1, #M.spec, #M.init + 1, M.init)

--- What `join` takes.
M.join = {
    { name = "remote_addrs", type = "strings|string", field = "RemoteAddrs", doc = '{ "10.0.0.1:2377" }' },
    { name = "join_token", type = "string", field = "JoinToken",
        doc = "JoinTokens.Worker or .Manager of the swarm's attrs" },
    { name = "listen_addr", type = "string", field = "ListenAddr", default = "0.0.0.0:2377",
        doc = "address that it listens at for other nodes; default 0.0.0.0:2377" },
    { name = "advertise_addr", type = "string", field = "AdvertiseAddr",
        doc = "address, or interface, that other nodes reach this one at" },
    { name = "data_path_addr", type = "string", field = "DataPathAddr", since = "1.30",
        doc = "address, or interface, of the traffic between containers; default: advertise_addr" },
    { name = "availability", type = "string", field = "Availability", choices = { "active", "pause", "drain" },
        doc = "active: gets tasks; pause: keeps its tasks; drain: loses them" },
}

--- What `update` takes.
M.update = {
    { name = "rotate_worker_token", type = "boolean", default = false, doc = "a new token for joining as a worker" },
    { name = "rotate_manager_token", type = "boolean", default = false,
        doc = "a new token for joining as a manager" },
    { name = "rotate_manager_unlock_key", type = "boolean", default = false,
        doc = "a new key for unlocking managers" },
}
table.move(M.spec, 1, #M.spec, #M.update + 1, M.update)

return M
