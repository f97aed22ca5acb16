local test = require "test"
local engine = require "engine_support"
local describe, it, expect = test.describe, engine.it, test.expect

-- A client that sees every attempt to change something as an error.
local function reader() return docker.connect { host = engine.host, read_only = true } end

describe("docker.containers.prune", function()
    it("tells beforehand which stopped containers would go, and changes nothing", function()
        local label = test.unique("spec")
        local stopped = engine.start(engine.shell "head -c 5000 /dev/zero > /file", { labels = { [label] = "a" } })
        stopped:wait()
        engine.start("sleep 60", { labels = { label } })
        local plan = reader().containers.prune { filters = { label = label }, dry_run = true }
        expect(plan.ContainersDeleted):equals { stopped.id }
        expect(plan.SpaceReclaimed):at_least(5000)
        expect(plan.objects[1].name):equals(stopped.name)
        expect(tostring(plan)):equals("1 container would go")
        local done = docker.containers.prune { filters = { label = label } }
        expect(done.ContainersDeleted):equals(plan.ContainersDeleted)
        expect(done.SpaceReclaimed):equals(plan.SpaceReclaimed)
    end)

    it("applies the filters as the engine does", function()
        local label = test.unique("spec")
        local stopped = engine.start("true", { labels = { [label] = "a" } })
        stopped:wait()
        local function planned(filters)
            return #docker.containers.prune { filters = filters, dry_run = true }.ContainersDeleted
        end
        expect(planned { label = label .. "=a" }):equals(1)
        expect(planned { label = label .. "=b" }):equals(0)
        expect(planned { label = { label, "other" } }):equals(0)
        expect(planned { label = label, ["label!"] = label .. "=a" }):equals(0)
        expect(planned { label = label, ["label!"] = label .. "=b" }):equals(1)
        expect(planned { label = label, ["until"] = "1h" }):equals(0)
        expect(planned { label = label, ["until"] = os.time() + 60 }):equals(1)
        expect(planned { label = label, ["until"] = "2001-01-01T00:00:00Z" }):equals(0)
    end)

    it("refuses filters and options it does not know", function()
        expect(function() docker.containers.prune { filters = { lable = "x" }, dry_run = true } end):raises {
            kind = "invalid_argument", hint = "'label'",
        }
        expect(function() docker.containers.prune { dryrun = true } end):raises { hint = "'dry_run'" }
    end)
end)

describe("docker.images.prune", function()
    it("tells beforehand which images would go, and changes nothing", function()
        local label = test.unique("spec")
        local c = engine.start("sleep 60")
        local function make(name) return c:commit(name, { changes = { ("LABEL %s=1"):format(label) } }) end
        local named, nameless = make(label), make()
        test.cleanup(function()
            pcall(docker.images.remove, named.id, { force = true })
            pcall(docker.images.remove, nameless.id, { force = true })
        end)
        local plan = reader().images.prune { filters = { label = label }, dry_run = true }
        expect(plan.ImagesDeleted):equals { { Deleted = nameless.id } }
        plan = reader().images.prune { filters = { label = label, dangling = false }, dry_run = true }
        expect(#plan.objects):equals(2)
        expect(plan.ImagesDeleted):contains { Untagged = label .. ":latest" }
        local done = docker.images.prune { filters = { label = label } }
        expect(done.ImagesDeleted):contains { Deleted = nameless.id }
        expect(docker.images.get(label)):equals(named)
    end)

    it("keeps what a container uses", function()
        engine.start("sleep 60")
        local plan = docker.images.prune { filters = { dangling = false }, dry_run = true }
        for _, i in ipairs(plan.objects) do expect(table.concat(i.tags, " ")):differs(engine.image) end
    end)
end)

describe("docker.images.prune_builds", function()
    it("reports what it did, and beforehand what it would", function()
        local plan = reader().images.prune_builds { dry_run = true, all = true }
        expect(plan.SpaceReclaimed):at_least(0)
        expect(#plan.objects):equals(#plan.CachesDeleted)
        expect(function() docker.images.prune_builds { dry_run = true, keep_storage = "1g" } end):raises {
            kind = "invalid_argument",
        }
        local done = docker.images.prune_builds { filters = { ["until"] = "10000h" }, keep_storage = "100g" }
        expect(done.SpaceReclaimed):equals(0)
    end)
end)

describe("removing with dry_run", function()
    it("tells the container and its own volumes", function()
        local c = engine.start("sleep 60", { volumes = { "/anonymous" } })
        expect(function() c:remove { dry_run = true } end):raises { kind = "conflict" }
        local gone = c:remove { v = true, force = true, dry_run = true }
        expect(#gone):equals(2)
        expect(gone[1]):equals(c)
        expect(docker.volumes.get(gone[2].name)):equals(gone[2])
        expect(c:reload().status):equals("running")
        c:remove { v = true, force = true }
        expect(function() gone[2]:reload() end):raises { kind = "not_found" }
    end)

    it("tells the names and the image", function()
        local name = test.unique("spec")
        local i = docker.images.get(engine.image)
        test.cleanup(function() pcall(docker.images.remove, name) end)
        i:tag(name)
        expect(docker.images.remove(name, { dry_run = true })):equals { { Untagged = name .. ":latest" } }
        expect(docker.images.get(name)):equals(i)
        expect(function() i:remove { dry_run = true } end):raises { kind = "conflict", message = "names" }
        expect(docker.images.remove(name)):equals { { Untagged = name .. ":latest" } }
    end)
end)

return test.report()
