local test = require "test"
local json = require "json"
local engine = require "engine_support"
local describe, it, expect = test.describe, engine.it, test.expect

describe("docker.containers.list", function()
    it("lists with one request and fetches the rest when it is used", function()
        local c = engine.start("sleep 60", { labels = { spec = "list" }, environment = { A = "1" } })
        local list = docker.containers.list { filters = { name = c.name } }
        expect(#list):equals(1)
        local found = list[1]
        expect(rawget(found, "_attrs")):equals(nil)
        expect(found.name):equals(c.name)
        expect(found.status):equals("running")
        expect(found.labels.spec):equals("list")
        expect(found.image_name):equals(engine.image)
        expect(found.health):equals("unknown")
        expect(found.ports):equals {}
        expect(rawget(found, "_attrs")):equals(nil)
        expect(found.attrs.Config.Env):contains("A=1")
        expect(found == c):equals(true)
    end)

    it("takes filters of all kinds", function()
        local c = engine.start("sleep 60")
        expect(#docker.containers.list { filters = { id = c.id, status = { "running", "exited" } } }):equals(1)
        expect(#docker.containers.list { filters = { id = c.id, label = "nope" } }):equals(0)
        expect(#docker.containers { filters = { id = c.id } }):equals(1)
        expect(#docker.containers:list { filters = { id = c.id } }):equals(1)
    end)

    it("includes stopped containers with all, and can be limited", function()
        local c = engine.start("true")
        c:wait()
        -- The engine's lists may be a moment behind what it tells of one container.
        engine.eventually("list without it", function()
            return #docker.containers.list { filters = { id = c.id } } == 0
        end)
        expect(#docker.containers.list { all = true, filters = { id = c.id } }):equals(1)
        expect(#docker.containers.list { limit = 1 }):equals(1)
    end)

    it("inspects everything at once when asked", function()
        local a, b = engine.start("sleep 60"), engine.start("sleep 60")
        local list = docker.containers.list { inspect = true, filters = { name = { a.name, b.name } } }
        expect(#list):equals(2)
        for _, c in ipairs(list) do expect(rawget(c, "_attrs").Config.Image):equals(engine.image) end
    end)

    it("is an array of attrs as JSON, also when it is empty", function()
        local c = engine.start("sleep 60")
        local decoded = json.decode(json.encode(docker.containers.list { filters = { id = c.id } }))
        expect(decoded[1].Id):equals(c.id)
        expect(json.encode(docker.containers.list { filters = { name = test.unique() } })):equals("[]")
    end)
end)

describe("docker.containers.get", function()
    it("finds by name, id and short id", function()
        local c = engine.start("sleep 60")
        expect(docker.containers.get(c.name).id):equals(c.id)
        expect(docker.containers.get(c.short_id).id):equals(c.id)
        expect(docker.containers.get(c)):equals(c)
    end)

    it("names the nearest when there is none of that name", function()
        local c = engine.start("sleep 60")
        local err = expect(function() docker.containers.get(c.name .. "x") end):raises { kind = "not_found" }
        expect(err.status):equals(404)
        expect(err.hint):contains(c.name)
    end)

    it("refuses nothing and the empty name without asking the engine", function()
        expect(function() docker.containers.get("") end):raises { kind = "invalid_argument" }
        expect(function() docker.containers.get(nil) end):raises { kind = "invalid_argument" }
    end)
end)

describe("docker.containers.create", function()
    it("passes its options to the engine", function()
        local name = test.unique()
        engine.remove_later(name)
        local c = docker.containers.create(engine.image, { "sleep", "5" }, {
            name = name, environment = { A = "b c" }, labels = { "x" }, mem_limit = "64m", working_dir = "/tmp",
            ports = { ["80/tcp"] = { "127.0.0.1", 18080 } }, volumes = { "/tmp:/host:ro" },
            restart_policy = "on-failure:2",
            ulimits = { nofile = 512 }, extra_hosts = { here = "127.0.0.1" }, tmpfs = { ["/scratch"] = "size=1m" },
            healthcheck = { test = "true", interval = "30s" }, hostname = "spec", cap_add = { "NET_ADMIN" },
        })
        local attrs = c.attrs
        expect(c.status):equals("created")
        expect(attrs.Config.Env):contains("A=b c")
        expect(attrs.Config.Labels.x):equals("")
        expect(attrs.Config.Hostname):equals("spec")
        expect(attrs.Config.Healthcheck.Interval):equals(30000000000)
        expect(attrs.HostConfig.Memory):equals(64 * 1024 * 1024)
        expect(attrs.HostConfig.RestartPolicy):equals { Name = "on-failure", MaximumRetryCount = 2 }
        expect(attrs.HostConfig.Binds):equals { "/tmp:/host:ro" }
        expect(attrs.HostConfig.Tmpfs):equals { ["/scratch"] = "size=1m" }
        expect(attrs.HostConfig.PortBindings["80/tcp"]):equals { { HostIp = "127.0.0.1", HostPort = "18080" } }
    end)

    it("explains a missing image", function()
        expect(function() docker.containers.create("nosuchimage-" .. test.unique()) end):raises {
            kind = "not_found", hint = "pull",
        }
    end)

    it("reports a name that is taken as a conflict", function()
        local c = engine.start("sleep 60")
        expect(function() docker.containers.create(engine.image, "true", { name = c.name }) end):raises {
            kind = "conflict",
        }
    end)
end)

describe("a container", function()
    it("starts, stops, restarts and is killed", function()
        local c = engine.start("sleep 60")
        c:start()
        c:stop(0)
        expect(c:reload().status):equals("exited")
        c:start()
        c:restart { timeout = 0 }
        expect(c:reload().status):equals("running")
        c:kill("KILL")
        expect(c:wait().StatusCode):equals(137)
    end)

    it("waits no longer than it may", function()
        local c = engine.start("sleep 60")
        expect(function() c:wait { timeout = 0.2 } end):raises { kind = "timeout" }
        expect(function() c:wait { condition = "removd" } end):raises { hint = "removed" }
    end)

    it("pauses, measures itself and lists its processes and changes", function()
        local c = engine.start(engine.shell("touch /new; sleep 60"))
        c:pause()
        expect(c:reload().status):equals("paused")
        c:unpause()
        expect(c:stats { one_shot = true }.memory_stats ~= nil):equals(true)
        expect(#c:top().Processes):at_least(1)
        expect(c:top("aux").Titles):contains("USER")
        expect(json.encode(c:diff())):contains("/new")
    end)

    it("is renamed and removed", function()
        local c = engine.start("sleep 60")
        local name = test.unique()
        engine.remove_later(name)
        c:rename(name)
        expect(c.name):equals(name)
        expect(function() c:remove() end):raises { kind = "conflict" }
        c:remove { force = true, v = true }
        expect(function() c:reload() end):raises { kind = "not_found" }
    end)

    it("gives access to its attrs and names the nearest of what it lacks", function()
        local c = engine.start("sleep 60")
        expect(c.State.Pid):at_least(1)
        expect(c.short_id):equals(c.id:sub(1, 12))
        expect(c.image.tags):contains(engine.image)
        expect(tostring(c)):contains(c.name)
        expect(function() return c.nmae end):raises { hint = "'name'" }
        expect(function() return c.Stat end):raises { hint = "'State'" }
    end)

    it("tells its published ports", function()
        local c = engine.start("sleep 60", { ports = { ["80/tcp"] = true } })
        local summary = docker.containers.list { filters = { id = c.id } }[1]
        expect(summary.ports["80/tcp"][1].HostPort):equals(c.ports["80/tcp"][1].HostPort)
    end)
end)

return test.report()
