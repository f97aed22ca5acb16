local test = require "test"
local task = require "task"
local engine = require "engine_support"
local describe, it, expect = test.describe, engine.it, test.expect

describe("docker.events", function()
    it("tells what happened between two times", function()
        local c = engine.start("true")
        c:wait()
        local actions = {}
        for event in docker.events { since = "5m", until_ = os.time() + 1, filters = { container = c.id } } do
            actions[#actions + 1] = event.Action
        end
        expect(actions):contains("create")
        expect(actions):contains("start")
        expect(actions):contains("die")
    end)

    it("follows what happens, until the loop is left", function()
        local name = test.unique()
        local seen = task.spawn(function()
            for event in docker.events { filters = { type = "container", event = { "die" }, container = name } } do
                return event.Actor.Attributes.exitCode
            end
        end)
        task.sleep(0.3)
        engine.start(engine.shell "exit 9", { name = name })
        expect(task.timeout("20s", function() return seen:wait() end)):equals("9")
    end)

    it("ends when its task is cancelled", function()
        local t = task.spawn(function() for _ in docker.events() do end end)
        task.sleep(0.1)
        t:cancel()
        expect(function() t:wait() end):raises { kind = "cancelled" }
    end)
end)

describe("docker.events.on", function()
    it("calls a function in the background until it is cancelled", function()
        local label, seen = test.unique("spec"), {}
        local handler <close> = docker.events.on({ event = { "start", "die" }, label = label }, function(event)
            seen[#seen + 1] = event.Action
        end)
        engine.start("true", { labels = { label } }):wait()
        for _ = 1, 100 do
            if #seen == 2 then break end
            task.sleep(0.05)
        end
        expect(seen):equals { "start", "die" }
        expect(handler.count):equals(2)
        expect(handler:status()):equals("running")
        handler:cancel()
        handler:cancel()
        handler:wait()
        expect(handler:status()):equals("cancelled")
        engine.start("true", { labels = { label } }):wait()
        task.sleep(0.2)
        expect(#seen):equals(2)
    end)

    it("goes on after an error of the function", function()
        local label, count = test.unique("spec"), 0
        local handler <close> = docker.events.on({ event = "die", label = label }, function()
            count = count + 1
            error("this message is part of a test", 0)
        end)
        for _ = 1, 2 do engine.start("true", { labels = { label } }):wait() end
        for _ = 1, 100 do
            if count == 2 then break end
            task.sleep(0.05)
        end
        expect(count):equals(2)
        expect(handler:status()):equals("running")
    end)

    it("takes the name of an event, or all events", function()
        local names = {}
        local all <close> = docker.events.on(function(event) names[event.Action] = true end)
        local die <close> = docker.events.on("die", function(event) names["on " .. event.Action] = true end)
        engine.start("true"):wait()
        task.sleep(0.3)
        expect(names.start and names.die and names["on die"]):equals(true)
        expect(names["on start"]):equals(nil)
        expect(tostring(all)):matches("^event handler %(running, %d+ handled%)$")
        expect(die.count):at_least(1)
    end)

    it("goes on where it was when the connection breaks", function()
        -- A connection that is quiet for so long counts as broken.
        local client = docker.connect { host = engine.host, idle_timeout = 0.3 }
        local label, seen = test.unique("spec"), {}
        local handler <close> = client.events.on({ event = "die", label = label }, function(event)
            seen[#seen + 1] = event.Actor.ID
        end)
        local expected = {}
        for i = 1, 3 do
            local c = engine.start("true", { labels = { label } })
            c:wait()
            expected[i] = c.id
            task.sleep(0.6)
        end
        for _ = 1, 100 do
            if #seen >= 3 then break end
            task.sleep(0.05)
        end
        expect(seen):equals(expected)
        expect(handler:status()):equals("running")
    end)

    it("refuses what is wrong at once", function()
        expect(function() docker.events.on("die") end):raises { kind = "invalid_argument" }
        expect(function() docker.events.on(5, print) end):raises { kind = "invalid_argument" }
        expect(function() docker.events.off() end):raises { message = "no 'off'" }
        local dead = docker.connect { host = "unix:///nonexistent/docker.sock" }
        expect(function() dead.events.on("die", print) end):raises { kind = "connection" }
    end)
end)

return test.report()
