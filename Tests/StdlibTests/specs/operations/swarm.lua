-- A swarm of one node, from its beginning to its end.

local test = require "test"
local engine = require "engine_support"
local expect = test.expect

return function(s)
    local service, secret, config = s.name, s.name .. "-secret", s.name .. "-config"
    local by_label = { filters = { label = { s.label_text } } }
    local no_manager = { kind = "api", status = 503, message = "not a swarm manager" }

    local function spec(replicas)
        return {
            Name = service, Labels = s.label, Mode = { Replicated = { Replicas = replicas } },
            TaskTemplate = {
                ContainerSpec = { Image = engine.image, Command = { "sh", "-c", "echo at work; exec sleep 600" } },
            },
        }
    end

    local function version(operation, id)
        return docker.api[operation]({ id = id }).Version.Index
    end

    -- A new node still tells the swarm about itself, which outdates the version that an update names.
    local function settled(id)
        local before
        return engine.eventually("node that keeps still", function()
            local last = before
            before = version("NodeInspect", id)
            return last == before and before
        end)
    end

    return {
        { "SwarmInspect", nil, refuses = no_manager, because = "there is no swarm" },
        { "ServiceList", nil, refuses = no_manager, because = "there is no swarm" },
        {
            "SwarmInit", { body = { ListenAddr = "127.0.0.1:2377", AdvertiseAddr = "127.0.0.1" } },
            gives = function(node) s.node = node end,
        },
        { "SwarmInspect", nil, gives = function(attrs) expect(attrs.JoinTokens.Worker):matches("^SWMTKN") end },
        {
            "SwarmJoin", { body = { RemoteAddrs = { "127.0.0.1:1" }, JoinToken = "none" } },
            refuses = { kind = "api", status = 503, message = "already part of a swarm" }, because = "it is in one",
        },
        {
            "SwarmUnlock", { body = { UnlockKey = "none" } },
            refuses = { kind = "conflict", status = 409, message = "not locked" }, because = "it is not locked",
        },
        {
            "SwarmUpdate", function()
                local swarm = docker.api.SwarmInspect()
                swarm.Spec.EncryptionConfig.AutoLockManagers = true
                return { version = swarm.Version.Index, body = swarm.Spec }
            end,
        },
        { "SwarmUnlockkey", nil, gives = function(reply) expect(reply.UnlockKey):matches("^SWMKEY") end },

        { "NodeList", nil, gives = function(list) expect(list[1].ID):equals(s.node) end },
        {
            "NodeInspect", function() return { id = s.node } end,
            gives = function(attrs) expect(attrs.ManagerStatus.Leader):is_true() end,
        },
        {
            "NodeUpdate", function()
                return {
                    id = s.node, version = settled(s.node),
                    body = { Role = "manager", Availability = "active", Labels = s.label },
                }
            end,
        },
        {
            "NodeDelete", function() return { id = s.node } end,
            refuses = { kind = "invalid_argument", status = 400, message = "cluster manager" },
            because = "it manages the swarm",
        },

        { "SecretCreate", { body = { Name = secret, Data = "c2VjcmV0", Labels = s.label } } },
        { "SecretList", by_label, gives = function(list) expect(list[1].Spec.Name):equals(secret) end },
        { "SecretInspect", { id = secret }, gives = function(attrs) expect(attrs.Spec.Data):equals(nil) end },
        {
            "SecretUpdate", function()
                return {
                    id = secret, version = version("SecretInspect", secret),
                    body = { Name = secret, Labels = { a = "b" } },
                }
            end,
        },
        { "SecretDelete", { id = secret } },
        { "SecretInspect", { id = secret }, refuses = { kind = "not_found", status = 404 }, because = "it is gone" },

        { "ConfigCreate", { body = { Name = config, Data = "Y29uZmln", Labels = s.label } } },
        { "ConfigList", by_label, gives = function(list) expect(list[1].Spec.Name):equals(config) end },
        { "ConfigInspect", { id = config }, gives = function(attrs) expect(attrs.Spec.Data):equals("Y29uZmln") end },
        {
            "ConfigUpdate", function()
                return {
                    id = config, version = version("ConfigInspect", config),
                    body = { Name = config, Data = "Y29uZmln", Labels = { a = "b" } },
                }
            end,
        },
        { "ConfigDelete", { id = config } },
        { "ConfigInspect", { id = config }, refuses = { kind = "not_found", status = 404 }, because = "it is gone" },

        { "ServiceCreate", { body = spec(1) } },
        { "ServiceList", by_label, gives = function(list) expect(list[1].Spec.Name):equals(service) end },
        { "ServiceInspect", { id = service, insertDefaults = true } },
        {
            "TaskList", function()
                local filters = { service = { service } }
                engine.eventually("running task", function()
                    local task = docker.api.TaskList({ filters = filters })[1]
                    return task and task.Status.State == "running"
                end)
                return { filters = filters }
            end,
            gives = function(list) s.task = list[1].ID end,
        },
        {
            "TaskInspect", function() return { id = s.task } end,
            gives = function(attrs) expect(attrs.Status.State):equals("running") end,
        },
        {
            "TaskLogs", function() return { id = s.task, stdout = true, follow = true } end,
            gives = function(stream) expect((stream:next_line())):equals("at work") end,
        },
        {
            "ServiceLogs", { id = service, stdout = true, follow = true },
            gives = function(stream) expect((stream:next_line())):equals("at work") end,
        },
        {
            "ServiceUpdate", function()
                return { id = service, version = version("ServiceInspect", service), body = spec(0) }
            end,
        },
        { "ServiceDelete", { id = service } },
        { "ServiceInspect", { id = service }, refuses = { kind = "not_found", status = 404 }, because = "it is gone" },

        {
            "SwarmLeave", nil, refuses = { kind = "api", status = 503, message = "leave" },
            because = "it is the last manager",
        },
        { "SwarmLeave", { force = true } },
    }
end
