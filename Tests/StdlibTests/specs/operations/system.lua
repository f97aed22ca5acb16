-- The engine itself, volumes and networks.

local test = require "test"
local expect = test.expect

local nowhere = "127.0.0.1:1"

local unreachable = { kind = "api", status = 500, message = "connection refused" }

return function(s)
    local by_label = { filters = { label = { s.label_text } } }
    local network, volume = { id = s.name }, { name = s.name }

    local steps = {
        { "SystemPing", nil, gives = function(reply) expect(reply):equals("OK") end },
        { "SystemPingHead", nil, gives = function(reply) expect(reply["Api-Version"]):matches("^%d+%.%d+$") end },
        { "SystemVersion", nil, gives = function(reply) expect(reply.ApiVersion):matches("^%d+%.%d+$") end },
        { "SystemInfo", nil, gives = function(reply) expect(reply.ServerVersion):is_true() end },
        { "SystemDataUsage", nil, gives = function(reply) expect(reply.LayersSize):at_least(1) end },
        {
            "SystemEvents", { since = "0", ["until"] = tostring(os.time()), filters = { container = { s.container } } },
            gives = function(events) expect(events[1].Action):equals("create") end,
        },
        { "Session", nil, gives = function(stream) expect(stream:content()):equals("raw") end },

        { "VolumeCreate", { body = { Name = s.name, Labels = s.label } } },
        { "VolumeList", by_label, gives = function(reply) expect(reply.Volumes[1].Name):equals(s.name) end },
        { "VolumeInspect", volume, gives = function(attrs) expect(attrs.Driver):equals("local") end },
        {
            "VolumeUpdate", { name = s.name, version = 1, body = { Spec = { Availability = "drain" } } },
            refuses = { kind = "api", status = 503, message = "only valid for cluster volumes" },
            because = "it belongs to no swarm",
        },
        { "VolumeDelete", volume },
        {
            "VolumeInspect", volume, refuses = { kind = "not_found", status = 404, message = "no such volume" },
            because = "it is gone",
        },
        { "VolumePrune", by_label, gives = function(reply) expect(reply.SpaceReclaimed):equals(0) end },

        {
            "NetworkCreate", { body = { Name = s.name, Labels = s.label, CheckDuplicate = true } },
            gives = function(reply) expect(reply.Id):matches("^%x+$") end,
        },
        { "NetworkList", by_label, gives = function(list) expect(list[1].Name):equals(s.name) end },
        { "NetworkConnect", { id = s.name, body = { Container = s.container } } },
        {
            "NetworkConnect", { id = s.name, body = { Container = s.container } },
            refuses = { kind = "unauthorized", status = 403, message = "already exists in network" },
            because = "the container is on it",
        },
        { "NetworkInspect", network, gives = function(attrs) expect(attrs.Labels):equals(s.label) end },
        { "NetworkDisconnect", { id = s.name, body = { Container = s.container } } },
        { "NetworkDelete", network },
        {
            "NetworkInspect", network, refuses = { kind = "not_found", status = 404, message = "not found" },
            because = "it is gone",
        },
        { "NetworkPrune", by_label },

        {
            "SystemAuth", { body = { username = "a", password = "b", serveraddress = nowhere } }, refuses = unreachable,
            because = "there is no such registry",
        },
        {
            "DistributionInspect", { name = nowhere .. "/busybox" }, refuses = unreachable,
            because = "there is no such registry",
        },
    }
    if s.registry then
        local account = { username = s.user, password = s.password, serveraddress = s.private_registry }
        steps[#steps + 1] = {
            "SystemAuth", { body = account },
            gives = function(reply) expect(reply.Status):equals("Login Succeeded") end,
        }
        steps[#steps + 1] = {
            "SystemAuth", { body = { username = s.user, password = "wrong", serveraddress = s.private_registry } },
            refuses = { kind = "unauthorized", status = 500, message = "401 Unauthorized" },
            because = "the password is wrong",
        }
        steps[#steps + 1] = {
            "DistributionInspect", { name = s.image_in_registry },
            gives = function(reply) expect(reply.Descriptor.digest):matches("^sha256:") end,
        }
    end
    return steps
end
