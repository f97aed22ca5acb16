local test = require "test"
local host = require "moondock.host"
local task = require "task"
local engine = require "engine_support"
local describe, it, expect = test.describe, engine.it, test.expect
local shell = engine.shell

local function seconds(f)
    local began = host.monotonic()
    f()
    return host.monotonic() - began
end

describe("container:wait_for", function()
    it("waits until it runs", function()
        local name = test.unique()
        engine.remove_later(name)
        local c = docker.containers.create(engine.image, "sleep 60", { name = name, stop_timeout = 1 })
        task.spawn(function()
            task.sleep(0.3)
            c:start()
        end)
        expect(c:wait_for("running", { timeout = 20 })):is(c)
        expect(c.status):equals("running")
        expect(seconds(function() c:wait_for "running" end)):at_most(2)
    end)

    it("waits until it is healthy", function()
        local check = { test = "test -f /ok", interval = "100ms", retries = 1000 }
        local c = engine.start(shell "sleep 0.6; touch /ok; sleep 60", { healthcheck = check })
        c:wait_for("healthy", "30s")
        expect(c.health):equals("healthy")
    end)

    it("waits until many are healthy at the same time", function()
        local check = { test = "test -f /ok", interval = "100ms", retries = 1000 }
        local list = {}
        for i = 1, 10 do
            list[i] = engine.start(shell "sleep 0.5; touch /ok; sleep 60", { healthcheck = check })
        end
        task.map(list, function(c) c:wait_for("healthy", 60) end, { limit = 10 })
        for _, c in ipairs(list) do expect(c.health):equals("healthy") end
    end)

    it("waits until it has ended or is gone", function()
        local c = engine.start(shell "sleep 0.3; exit 7")
        local same, code = c:wait_for "exited"
        expect(same):is(c)
        expect(code):equals(7)
        expect(c.status):equals("exited")
        task.spawn(function()
            task.sleep(0.2)
            c:remove()
        end)
        c:wait_for("removed", 20)
        expect(function() c:reload() end):raises { kind = "not_found" }
        c:wait_for("removed", 20)
    end)

    it("waits for a line of the logs, old or new", function()
        local c = engine.start(shell "echo first; sleep 0.4; echo ready on 80 >&2; sleep 60")
        local same, line = c:wait_for("ready on %d+", 20)
        expect(same):is(c)
        expect(line):equals("ready on 80")
        expect(select(2, c:wait_for "^fir")):equals("first")
    end)

    it("waits for a line of the present run, not of an earlier one", function()
        local c = engine.start(shell "if test -f /again; then sleep 0.5; fi; echo up; touch /again; sleep 60")
        c:wait_for "up"
        c:restart(0)
        expect(seconds(function() c:wait_for("up", 20) end)):at_least(0.3)
    end)

    it("waits for a port that something in it listens on", function()
        local c = engine.start(shell "sleep 0.4; nc -l -p 8080; sleep 60")
        expect(seconds(function() c:wait_for("port:8080", 20) end)):at_least(0.2)
        -- Looking does not connect: the server still waits for its first client.
        c:exec_run(shell "echo hello | nc 127.0.0.1 8080")
        expect((c:logs():read_all())):equals("hello\n")
    end)

    it("waits for a port of UDP too, and leaves no process behind", function()
        local c = engine.start(shell [[
            echo "interface eth0" > /conf
            echo "lease_file /leases" >> /conf
            touch /leases
            sleep 0.3
            exec udhcpd -f /conf
        ]])
        c:wait_for("port:67/udp", 20)
        expect(function() c:wait_for("port:67/tcp", 0.4) end):raises { kind = "timeout", message = "port 67/tcp" }
        expect(#c:top().Processes):equals(1)
    end)

    it("fails at once with the last lines when the container dies", function()
        for _, what in ipairs { "healthy", "never written", "port:80" } do
            local c = engine.start(shell "echo bad luck; sleep 0.5; exit 3", {
                healthcheck = { test = "false", interval = "1h" },
            })
            local took = seconds(function()
                local err = expect(function() c:wait_for(what) end):raises {
                    kind = "exec_failed", message = "exited with 3 before it was .*bad luck",
                }
                expect(err.exit_code):equals(3)
                expect(err.logs):equals("bad luck\n")
            end)
            expect(took):at_most(10)
        end
    end)

    it("fails at once when the container is dead or gone already", function()
        local c = engine.start "true"
        c:wait()
        expect(function() c:wait_for "running" end):raises { kind = "exec_failed", message = "exited with 0" }
        c:remove()
        expect(function() c:wait_for "running" end):raises { kind = "exec_failed", message = "removed" }
    end)

    it("goes on while the engine starts the container again", function()
        local c = engine.start(shell "if test -f /ok; then echo up; sleep 60; fi; touch /ok; exit 1", {
            restart_policy = "always",
        })
        c:wait_for("up", 30)
        expect(c:reload().attrs.RestartCount):at_least(1)
    end)

    it("raises kind timeout, and tells how far it came", function()
        local c = engine.start(shell "echo here; sleep 60", {
            healthcheck = { test = "echo not yet; false", interval = "100ms", retries = 1000 },
        })
        task.sleep(0.3)
        local err = expect(function() c:wait_for("healthy", 0.5) end):raises {
            kind = "timeout", message = "was not healthy after 500ms; it is running, health starting: not yet",
        }
        expect(err.logs):equals("here\n")
        expect(function() c:wait_for("helthy", 0.3) end):raises { kind = "timeout", hint = "'healthy'" }
    end)

    it("refuses what it cannot wait for", function()
        local c = engine.start "sleep 60"
        expect(function() c:wait_for "healthy" end):raises { kind = "invalid_argument", message = "no health check" }
        expect(function() c:wait_for() end):raises { kind = "invalid_argument" }
        expect(function() c:wait_for "port:0" end):raises { kind = "invalid_argument" }
        expect(function() c:wait_for "port:http" end):raises { kind = "invalid_argument" }
        expect(function() c:wait_for "[" end):raises { kind = "invalid_argument" }
        expect(function() c:wait_for("running", { timeot = 1 }) end):raises { hint = "'timeout'" }
    end)
end)

describe("docker.with", function()
    it("removes the container however the function ends", function()
        local name = test.unique()
        local given = { image = engine.image, command = "sleep 60", name = name, stop_timeout = 1 }
        expect(docker.with(given, function(c) return c.name .. c:reload().status end)):equals(name .. "running")
        expect(function() docker.containers.get(name) end):raises { kind = "not_found" }
        local err = expect(function() docker.with(given, function() error("mine", 0) end) end):raises()
        expect(err):equals("mine")
        expect(function() docker.containers.get(name) end):raises { kind = "not_found" }
    end)

    it("takes a container, and one that is gone already", function()
        local c = engine.start "sleep 60"
        docker.with(c, function(same)
            expect(same):is(c)
            c:remove { force = true }
        end)
        expect(function() c:reload() end):raises { kind = "not_found" }
    end)

    it("removes the container when it is cancelled", function()
        local name = test.unique()
        engine.remove_later(name)
        local t = task.spawn(docker.with, { image = engine.image, command = "sleep 60", name = name }, function(c)
            c:wait_for "exited"
        end)
        for _ = 1, 100 do
            if pcall(docker.containers.get, name) then break end
            task.sleep(0.05)
        end
        task.sleep(0.3)
        t:cancel()
        expect(function() t:wait() end):raises { kind = "cancelled" }
        expect(function() docker.containers.get(name) end):raises { kind = "not_found" }
    end)

    it("refuses what is no container before anything runs", function()
        expect(function() docker.with({ image = engine.image, detach = false }, print) end):raises {
            kind = "invalid_argument",
        }
        expect(function() docker.with(5, print) end):raises { kind = "invalid_argument" }
        expect(function() docker.with({ image = engine.image }) end):raises { kind = "invalid_argument" }
    end)
end)

return test.report()
