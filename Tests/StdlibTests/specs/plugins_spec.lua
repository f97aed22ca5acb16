local test = require "test"
local engine = require "engine_support"
local describe, it, expect = test.describe, engine.it, test.expect

local folder

-- The folder of a volume plugin; without busybox and socat the test is skipped.
local function plugin_folder()
    if folder then return folder end
    local here = debug.getinfo(1, "S").source:match("^@(.*)[^/]*$"):match("^(.*/)") or ""
    local path = os.tmpname()
    os.remove(path)
    local ok, _, code = os.execute(("sh '%splugin_fixture.sh' '%s' 2>/dev/null"):format(here, path))
    if not ok then test.skip(code == 3 and "there is no busybox or no socat here" or "the plugin cannot be made") end
    folder = path
    return path
end

local function create(name)
    local path = plugin_folder()
    test.cleanup(function() pcall(function() docker.plugins.get(name):remove { force = true } end) end)
    return docker.plugins.create(name, path)
end

describe("docker.plugins", function()
    it("makes a plugin of a folder, sets it up, and its volumes can be used", function()
        local name = test.unique("plugin")
        local p = create(name)
        expect(p.name):equals(name .. ":latest")
        expect(p.enabled):equals(false)
        expect(p.description):equals("a volume driver for tests")
        expect(p:configure({ DEBUG = 1 }).settings.Env):equals { "DEBUG=1" }
        expect(p:configure({ "DEBUG=0" }).settings.Env):equals { "DEBUG=0" }
        expect(function() p:configure { NOPE = 1 } end):raises { message = "NOPE" }
        expect(p:enable({ timeout = 10 }).enabled):equals(true)
        expect(function() p:configure { DEBUG = 2 } end):raises { message = "disable" }

        local volume = test.unique("volume")
        docker.api.VolumeCreate { body = { Name = volume, Driver = name } }
        test.cleanup(function() pcall(docker.api.VolumeDelete, { name = volume, force = true }) end)
        local output = docker.containers.run(engine.image, engine.shell "echo kept > /v/a; cat /v/a", {
            volumes = { volume .. ":/v" }, remove = true,
        })
        expect(output):equals("kept\n")
        docker.api.VolumeDelete { name = volume }
        expect(function() p:remove() end):raises { message = "enabled" }
        expect(p:disable().enabled):equals(false)
        p:remove()
        expect(function() p:reload() end):raises { kind = "not_found" }
    end)

    it("are listed, found by name with and without a tag, and named when nearly right", function()
        local name = test.unique("plugin")
        local p = create(name)
        expect(docker.plugins.get(name)):equals(p)
        expect(docker.plugins.get(name .. ":latest")):equals(p)
        local found = false
        for _, listed in ipairs(docker.plugins.list()) do found = found or listed == p end
        expect(found):equals(true)
        for _, listed in ipairs(docker.plugins.list { filters = { enabled = true } }) do expect(listed):differs(p) end
        local err = expect(function() docker.plugins.get(name .. "x") end):raises { kind = "not_found" }
        expect(err.hint):contains(name)
    end)

    it("are not upgraded while they are enabled", function()
        local p = create(test.unique("plugin"))
        p:enable { timeout = 10 }
        expect(function() p:upgrade("nowhere/plugin") end):raises { kind = "conflict", hint = "p:disable%(%)" }
        p:disable(true)
    end)

    it("refuses a folder that holds no plugin, and names that are none", function()
        expect(function() docker.plugins.create("x", "/no/such/folder") end):raises { message = "no config%.json" }
        expect(function() docker.plugins.create("x") end):raises { message = "folder" }
        expect(function() docker.plugins.install("") end):raises { kind = "invalid_argument" }
        expect(function() docker.plugins.install("x", { grnt = 1 }) end):raises { hint = "grant" }
    end)
end)

if folder then os.execute(("rm -rf '%s'"):format(folder)) end
return test.report()
