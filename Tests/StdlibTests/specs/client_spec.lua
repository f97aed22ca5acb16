local test = require "test"
local engine = require "engine_support"
local describe, it, expect = test.describe, engine.it, test.expect

describe("docker", function()
    it("tells what the engine is", function()
        expect(docker.version().ApiVersion):matches("^%d+%.%d+$")
        expect(docker.info().Containers):at_least(0)
        expect(docker.ping()):equals(true)
        expect(docker.df().LayersSize):at_least(0)
    end)

    it("is called with a dot or a colon", function()
        expect(docker:ping()):equals(true)
        expect(docker:version().Version):equals(docker.version().Version)
    end)

    it("names the nearest of a field that it lacks", function()
        expect(function() return docker.contaners end):raises { message = "contaners", hint = "'containers'" }
        expect(function() return docker.containers.lst end):raises { hint = "'list'" }
    end)

    it("knows its target", function()
        docker.ping()
        expect(docker.target().address):equals(engine.host)
    end)
end)

describe("docker.connect", function()
    it("gives a client with the very same fields", function()
        local d = docker.connect(engine.host)
        expect(d.ping()):equals(true)
        expect(d.version().Version):equals(docker.version().Version)
        expect(d.images.get(engine.image).id):equals(docker.images.get(engine.image).id)
        d.close()
        d.close()
        expect(d.ping()):equals(true)
        d.close()
    end)

    it("refuses changes through a client that only reads", function()
        local d <close> = docker.connect { host = engine.host, read_only = true }
        expect(d.ping()):equals(true)
        expect(function() d.containers.create(engine.image, "true") end):raises { kind = "read_only" }
        local c = engine.start "sleep 60"
        local seen = d.containers.get(c.id)
        expect(seen:logs():read_all()):equals("")
        expect(seen:attach { logs = true, stream = false }:read_all()):equals("")
        for _, change in ipairs {
            function() seen:exec_run("true") end,
            function() seen:attach { stdin = true, stream = true } end,
            function() seen:kill() end,
            function() d.api.post("/containers/" .. c.id .. "/stop") end,
            function() task.spawn(function() seen:remove() end):wait() end,
        } do
            expect(change):raises { kind = "read_only" }
        end
        expect(docker.containers.get(c.id).status):equals("running")
    end)

    test.it("names the nearest option and needs no engine to say so", function()
        expect(function() docker.connect { hots = "x" } end):raises { kind = "invalid_argument", hint = "'host'" }
    end)

    test.it("reports an engine that is not there when it is first asked", function()
        local d = docker.connect("unix:///nowhere/docker.sock")
        expect(function() d.ping() end):raises { kind = "connection" }
    end)
end)

return test.report()
