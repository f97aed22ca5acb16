local test = require "test"
local swarm = require "swarm_support"
local describe, it, expect = test.describe, swarm.it, test.expect

describe("docker.nodes", function()
    it("are listed, and found by id, host name and as self", function()
        local n = docker.nodes.get("self")
        expect(n.role):equals("manager")
        expect(n.state):equals("ready")
        expect(n.availability):equals("active")
        expect(n.is_leader):equals(true)
        expect(n:is_self()):equals(true)
        expect(docker.nodes.list { filters = { role = "manager" } }[1]):equals(n)
        expect(#docker.nodes { filters = { role = "worker" } }):equals(0)
        expect(docker.nodes.get(n.hostname)):equals(n)
        expect(docker.nodes.get(n.short_id).id):equals(n.id)
        local err = expect(function() docker.nodes.get(n.hostname .. "x") end):raises { kind = "not_found" }
        expect(err.hint):contains(n.hostname)
    end)
end)

describe("a node", function()
    it("changes what an update names and keeps the rest", function()
        local n = docker.nodes.get("self")
        local version = n.version
        n:update { labels = { disk = "ssd" } }
        expect(n.labels):equals { disk = "ssd" }
        expect(n.role):equals("manager")
        expect(n.version):at_least(version + 1)
        -- docker-py's names
        n:update { Availability = "pause" }
        expect(n.availability):equals("pause")
        expect(n.labels):equals { disk = "ssd" }
        n:update { availability = "active", labels = {} }
        expect(n.labels):equals {}
        expect(function() n:update { availability = "drained" } end):raises { message = "active, pause, drain" }
        expect(function() n:update { lables = {} } end):raises { hint = "labels" }
    end)

    it("gives its tasks away when it is drained, and takes them back", function()
        local s = swarm.service()
        s:wait_for("running", { timeout = 30 })
        local n = docker.nodes.get("self")
        test.cleanup(function() n:update { availability = "active" } end)
        expect(#n:tasks { filters = { service = s.name, ["desired-state"] = "running" } }):equals(1)
        n:update { availability = "drain" }
        for _ = 1, 100 do
            if #n:tasks { filters = { service = s.name, ["desired-state"] = "running" } } == 0 then break end
            require("task").sleep(0.1)
        end
        local err = expect(function() s:wait_for("running", { timeout = 3 }) end):raises { kind = "timeout" }
        expect(err.hint):contains("no suitable node")
        n:update { availability = "active" }
        s:wait_for("running", { timeout = 30 })
    end)

    it("cannot be removed while it is the manager", function()
        expect(function() docker.nodes.get("self"):remove() end):raises { message = "cluster manager" }
    end)
end)

swarm.leave()
return test.report()
