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

return test.report()
