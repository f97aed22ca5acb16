local test = require "test"
local engine = require "engine_support"
local errors = require "moondock.errors"
local swarm = require "swarm_support"
local describe, it, expect = test.describe, engine.it, test.expect

describe("an engine in no swarm", function()
    it("says what to do next", function()
        swarm.depart()
        for _, call in ipairs {
            function() return docker.swarm.attrs end, docker.services.list, docker.nodes.list, docker.tasks.list,
            docker.secrets.list, docker.configs.list, docker.stack.list, docker.swarm.get_unlock_key,
            function() docker.services.get("web") end, function() docker.nodes.get("self") end,
            function() docker.stack.deploy("x", { services = { a = { image = "busybox" } } }) end,
        } do
            local err = expect(call):raises { kind = "conflict", hint = "docker%.swarm%.init%(%)" }
            expect(err.message):matches("swarm")
        end
    end)

    it("leaves quietly with force, and not without", function()
        docker.swarm.leave(true)
        docker.swarm:leave { force = true }
        expect(docker.swarm.leave):raises { kind = "conflict", message = "not part of a swarm" }
    end)

    it("refuses what it cannot read before it asks the engine", function()
        expect(function() docker.swarm.init { advertize_addr = "x" } end):raises { hint = "advertise_addr" }
        expect(function() docker.swarm.join({ "127.0.0.1:2377" }) end):raises { message = "join_token" }
        expect(function() docker.swarm.join { join_token = "x" } end):raises { message = "remote_addrs" }
        expect(function() docker.swarm.unlock() end):raises { kind = "invalid_argument" }
    end)
end)

describe("docker.swarm", function()
    it("begins with the settings that are given, and changes only those that are named", function()
        swarm.depart()
        test.cleanup(function() swarm.depart() end)
        local node = docker.swarm.init {
            advertise_addr = "127.0.0.1", listen_addr = "127.0.0.1:2377", default_addr_pool = { "10.55.0.0/16" },
            subnet_size = 26, task_history_retention_limit = 7, node_cert_expiry = "48h", labels = { a = 1 },
            dispatcher_heartbeat_period = "4s",
        }
        expect(node):equals(docker.nodes.get("self").id)
        expect(docker.swarm.attrs.DefaultAddrPool):equals { "10.55.0.0/16" }
        expect(docker.swarm.attrs.SubnetSize):equals(26)
        local spec = docker.swarm.attrs.Spec
        expect(spec.Orchestration.TaskHistoryRetentionLimit):equals(7)
        expect(spec.CAConfig.NodeCertExpiry):equals(48 * 3600 * 1000000000)
        expect(spec.Dispatcher.HeartbeatPeriod):equals(4000000000)
        expect(spec.Labels):equals { a = "1" }
        expect(docker.swarm.id):equals(docker.swarm.attrs.ID)

        local version, worker = docker.swarm.version, docker.swarm.attrs.JoinTokens.Worker
        local manager = docker.swarm.attrs.JoinTokens.Manager
        docker.swarm.update { snapshot_interval = 5000, rotate_worker_token = true }
        expect(docker.swarm.version):at_least(version + 1)
        spec = docker.swarm.attrs.Spec
        expect(spec.Raft.SnapshotInterval):equals(5000)
        expect(spec.Orchestration.TaskHistoryRetentionLimit):equals(7)
        expect(spec.CAConfig.NodeCertExpiry):equals(48 * 3600 * 1000000000)
        expect(docker.swarm.attrs.JoinTokens.Worker):differs(worker)
        expect(docker.swarm.attrs.JoinTokens.Manager):equals(manager)
    end)

    it("has a key to unlock managers with", function()
        swarm.depart()
        test.cleanup(function() swarm.depart() end)
        docker.swarm.init(swarm.init)
        expect(docker.swarm.get_unlock_key().UnlockKey):equals("")
        docker.swarm.update { autolock_managers = true }
        local key = docker.swarm.get_unlock_key().UnlockKey
        expect(key):matches("^SWMKEY%-")
        docker.swarm.update { rotate_manager_unlock_key = true }
        expect(docker.swarm.get_unlock_key().UnlockKey):differs(key)
        expect(function() docker.swarm.unlock(key) end):raises { message = "not locked" }
        -- Left while the new key is being spread, an engine may ask for it at the next init.
        docker.swarm.update { autolock_managers = false }
    end)

    it("tells of a swarm that it is in already, and how to leave as the last manager", function()
        swarm.depart()
        test.cleanup(function() swarm.depart() end)
        docker.swarm.init(swarm.init)
        expect(function() docker.swarm.init(swarm.init) end):raises { kind = "conflict", hint = "leave" }
        expect(function() docker.swarm.leave() end):raises { hint = "docker%.swarm%.leave { force = true }" }
        swarm.settle()
        docker.swarm.leave(true)
        expect(function() return docker.swarm.attrs end):raises { kind = "conflict" }
    end)
end)

describe("errors of a swarm", function()
    local cluster = require "docker.cluster"

    test.it("say when an engine has no swarm mode", function()
        local err = cluster.explain(errors.new { kind = "not_found", status = 404, message = "Not Found" }, "SwarmInit")
        expect(err.kind):equals("version")
        expect(err.message):contains("no swarm mode")
        expect(err.hint):contains("Podman")
    end)

    test.it("leave an unknown name what it is, without the engine's inner words", function()
        local err = cluster.explain(errors.new {
            kind = "not_found", status = 404, message = "rpc error: code = NotFound desc = service web not found",
        }, "ServiceInspect")
        expect(err.kind):equals("not_found")
        expect(err.message):equals("service web not found")
    end)

    test.it("are retried once when somebody else was faster", function()
        local reads, sent = 0, {}
        local function inspect()
            reads = reads + 1
            return { Version = { Index = reads } }
        end
        local stale = errors.new { kind = "api", message = "update out of sequence" }
        local reply = cluster.update(inspect, function(_, version)
            sent[#sent + 1] = version
            if version == 1 then error(stale, 0) end
            return "done"
        end)
        expect(reply):equals("done")
        expect(sent):equals { 1, 2 }
        expect(function() cluster.update(inspect, function() error(stale, 0) end) end):raises {
            kind = "conflict", hint = "again",
        }
        expect(reads):equals(4)
    end)
end)

return test.report()
