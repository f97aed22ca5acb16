local test = require "test"
local event = require "docker.views.event"
local describe, it, expect = test.describe, test.it, test.expect

describe("docker.views.event", function()
    it("tells an event as the docker command does", function()
        expect(event.line {
            Type = "container", Action = "exec_start: ls -la ", time = 1795528678, timeNano = 1795528678602727682,
            Actor = { ID = ("61e8222cb240f907"):rep(4), Attributes = { name = "tick", app = "x", image = "busybox" } },
        }):equals("2026-11-24T13:57:58.602727682Z container exec_start: ls -la 61e8222cb240 "
            .. "(app=x, image=busybox, name=tick)")
    end)

    it("leaves out what the engine has not said", function()
        expect(event.line { Type = "network", Action = "prune" }):equals "network prune"
        expect(event.line { Type = "volume", Action = "create", Actor = { ID = "data" } }):equals "volume create data"
    end)

    it("knows what is no event", function()
        for _, other in ipairs { {}, "text", 5, { status = "Pulling" }, { Type = "x" }, { Type = 1, Action = "x" } } do
            expect(event.line(other)):equals(nil)
        end
    end)
end)

return test.report()
