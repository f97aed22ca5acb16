local test = require "test"
local task = require "task"
local host = require "moondock.host"
local engine = require "engine_support"
local describe, it, expect = test.describe, engine.it, test.expect
local shell, image = engine.shell, engine.image

local function exists(name)
    return #docker.containers.list { all = true, filters = { name = ("^/%s$"):format(name) } } > 0
end

local function gone(name)
    for _ = 1, 50 do
        if not exists(name) then return true end
        host.sleep(0.05)
    end
    return false
end

describe("docker.containers.run", function()
    it("gives the output, and removes the container when told to", function()
        local name = test.unique()
        engine.remove_later(name)
        expect(docker.containers.run(image, "echo hi", { name = name, remove = true })):equals("hi\n")
        expect(exists(name)):equals(false)
    end)

    it("keeps the container otherwise", function()
        local name = test.unique()
        engine.remove_later(name)
        docker.containers.run(image, "true", { name = name })
        expect(exists(name)):equals(true)
    end)

    it("gives stdout, stderr or both", function()
        local script = shell "echo out; sleep 0.05; echo err >&2"
        expect(docker.containers.run(image, script, { remove = true })):equals("out\n")
        expect(docker.containers.run(image, script, { remove = true, stderr = true })):equals("out\nerr\n")
        expect(docker.containers.run(image, script, { remove = true, stdout = false, stderr = true })):equals("err\n")
        expect(docker.containers.run(image, "echo a", { remove = true, tty = true })):equals("a\r\n")
    end)

    it("loses nothing of short-lived containers, with any log driver", function()
        for _ = 1, 5 do
            local given = { remove = true, log_config = { type = "none" } }
            expect(docker.containers.run(image, "echo x", given)):equals("x\n")
        end
    end)

    it("raises when the exit code is not 0, with the code and what was written", function()
        local name = test.unique()
        engine.remove_later(name)
        local err = expect(function()
            docker.containers.run(image, shell "echo bad >&2; exit 3", { name = name, remove = true })
        end):raises { kind = "exec_failed", message = "exited with 3: bad$" }
        expect(err.exit_code):equals(3)
        expect(err.stderr):equals("bad\n")
        expect(exists(name)):equals(false)
    end)

    it("lets the engine remove the container, and still knows how it ended", function()
        local name = test.unique()
        expect(docker.containers.run(image, "echo auto", { name = name, auto_remove = true })):equals("auto\n")
        expect(gone(name)):equals(true)
        local err = expect(function() docker.containers.run(image, shell "exit 4", { auto_remove = true }) end):raises {
            kind = "exec_failed",
        }
        expect(err.exit_code):equals(4)
    end)

    it("gives the container when detached, which removes itself when told to", function()
        local name = test.unique()
        engine.remove_later(name)
        local c = docker.containers.run(image, "sleep 60", { name = name, detach = true, remove = true })
        expect(c.name):equals(name)
        expect(c.HostConfig.AutoRemove):equals(true)
        c:stop(0)
        expect(gone(name)):equals(true)
    end)

    it("removes a container that does not start", function()
        local name = test.unique()
        engine.remove_later(name)
        expect(function() docker.containers.run(image, "/no/such/file", { name = name, remove = true }) end):raises()
        expect(gone(name)):equals(true)
    end)

    it("removes the container when it is cancelled", function()
        local name = test.unique()
        engine.remove_later(name)
        local t = task.spawn(function() docker.containers.run(image, "sleep 60", { name = name, remove = true }) end)
        for _ = 1, 100 do
            if exists(name) then break end
            task.sleep(0.05)
        end
        task.sleep(0.3)
        t:cancel()
        expect(function() t:wait() end):raises { kind = "cancelled" }
        expect(exists(name)):equals(false)
    end)

    it("tries to pull a missing image, and reports why that failed", function()
        local err = expect(function() docker.containers.run("localhost:1/nothing:here", "true") end):raises()
        expect(err.operation):equals("ImageCreate")
    end)

    it("names the nearest of an unknown option before anything is created", function()
        expect(function() docker.containers.run(image, "true", { detatch = true }) end):raises { hint = "'detach'" }
    end)
end)

describe("docker.containers.run with stream", function()
    it("yields lines at once and then the exit code", function()
        local name = test.unique()
        engine.remove_later(name)
        local began, first = host.monotonic(), nil
        local script = shell "echo 1; sleep 1; echo 2; exit 7"
        local stream = docker.containers.run(image, script, { name = name, stream = true })
        local got = {}
        for line in stream do
            first = first or host.monotonic()
            got[#got + 1] = line
        end
        expect(got):equals { "1", "2" }
        expect(host.monotonic() - first):at_least(0.7)
        expect(first - began):at_most(5)
        expect(stream:exit_code()):equals(7)
    end)

    it("removes the container at its end", function()
        local name = test.unique()
        engine.remove_later(name)
        local given = { name = name, stream = true, remove = true }
        local stream = docker.containers.run(image, shell "echo 1; exit 2", given)
        local lines = 0
        for _ in stream do lines = lines + 1 end
        expect(lines):equals(1)
        expect(stream:exit_code()):equals(2)
        expect(gone(name)):equals(true)
    end)

    it("removes the container when the loop is left early", function()
        local name = test.unique()
        engine.remove_later(name)
        local given = { name = name, stream = true, remove = true }
        for _ in docker.containers.run(image, shell "while true; do echo x; sleep 0.05; done", given) do break end
        expect(gone(name)):equals(true)
    end)
end)

return test.report()
