local test = require "test"
local engine = require "engine_support"
local describe, it, expect = test.describe, engine.it, test.expect

local function create(options)
    local name = test.unique()
    test.cleanup(function() pcall(docker.api.VolumeDelete, { name = name, force = true }) end)
    return docker.volumes.create(name, options)
end

describe("docker.volumes.create", function()
    it("gives a volume with the engine's defaults", function()
        local v = create()
        expect(v.id):equals(v.name)
        expect(v.attrs.Driver):equals("local")
        expect(v.attrs.Scope):equals("local")
        expect(v.labels):equals {}
        expect(tostring(v)):equals("volume " .. v.name)
    end)

    it("passes every option to the engine", function()
        local v = create {
            driver = "local", labels = { app = "shop" },
            driver_opts = { type = "tmpfs", device = "tmpfs", o = "size=1m,uid=1000" },
        }
        expect(v:reload().attrs.Options):equals { type = "tmpfs", device = "tmpfs", o = "size=1m,uid=1000" }
        expect(v.labels):equals { app = "shop" }
    end)

    it("takes its name among the options, or lets the engine invent one", function()
        local v = docker.volumes.create { labels = { "x" } }
        test.cleanup(function() v:remove() end)
        expect(#v.name):equals(64)
        expect(v.labels.x):equals("")
        local name = test.unique()
        local w = docker.volumes.create { name = name }
        test.cleanup(function() w:remove() end)
        expect(w.name):equals(name)
    end)

    it("gives the one that is there", function()
        local v = create { labels = { a = "1" } }
        expect(docker.volumes.create(v.name)):equals(v)
    end)

    it("refuses what is wrong before anything is sent", function()
        expect(function() docker.volumes.create("x", { drivr = "local" }) end):raises { hint = "'driver'" }
        expect(function() docker.volumes.create(5) end):raises { kind = "invalid_argument" }
        expect(function() docker.volumes.create("x", "y") end):raises { kind = "invalid_argument" }
    end)
end)

describe("docker.volumes", function()
    it("lists by filters and finds by name", function()
        local label = test.unique("spec")
        local v = create { labels = { label } }
        local found = docker.volumes.list { filters = { label = label } }
        expect(#found):equals(1)
        expect(found[1]):equals(v)
        expect(found[1].attrs.Mountpoint):equals(v.attrs.Mountpoint)
        expect(#docker.volumes { filters = { label = label, dangling = false } }):equals(0)
        expect(docker.volumes.get(v.name)):equals(v)
        expect(docker.volumes.get(v).name):equals(v.name)
    end)

    it("names the nearest when there is none of that name", function()
        local v = create()
        expect(function() docker.volumes.get(v.name .. "x") end):raises { kind = "not_found", hint = "did you mean" }
        expect(function() docker.volumes.get "" end):raises { kind = "invalid_argument" }
    end)
end)

describe("a volume", function()
    it("outlives containers and is removed by hand", function()
        local v = create()
        local given = { volumes = { [v.name] = { bind = "/data", mode = "rw" } }, remove = true }
        docker.containers.run(engine.image, engine.shell "echo kept > /data/file", given)
        expect(docker.containers.run(engine.image, "cat /data/file", given)):equals("kept\n")
        expect(v:remove { dry_run = true }[1]):equals(v)
        expect(docker.volumes.get(v.name)):equals(v)
        v:remove { force = true }
        expect(function() docker.volumes.get(v.name) end):raises { kind = "not_found" }
    end)

    it("is not removed while it is used", function()
        local v = create()
        local c = engine.start("sleep 60", { volumes = { v.name .. ":/data" } })
        expect(function() v:remove() end):raises { kind = "conflict" }
        c:remove { force = true }
        v:remove()
    end)
end)

describe("docker.volumes.prune", function()
    it("removes what nobody uses, and tells it beforehand", function()
        local label = test.unique("spec")
        local idle, busy = create { labels = { label } }, create { labels = { label } }
        engine.start("sleep 60", { volumes = { busy.name .. ":/data", idle.name .. ":/idle" } }):remove { force = true }
        engine.start("sleep 60", { volumes = { busy.name .. ":/data" } })
        local filters = { label = label, all = docker.target().api_version >= "1.42" and "true" or nil }
        local plan = docker.volumes.prune { filters = filters, dry_run = true }
        expect(plan.VolumesDeleted):equals { idle.name }
        expect(plan.SpaceReclaimed):at_least(0)
        expect(docker.volumes.get(idle.name)):equals(idle)
        local done = docker.volumes.prune { filters = filters }
        expect(done.VolumesDeleted):equals { idle.name }
        expect(done.SpaceReclaimed):equals(plan.SpaceReclaimed)
    end)
end)

return test.report()
