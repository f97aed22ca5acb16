local test = require "test"
local task = require "task"
local diagnostics = require "moondock.diagnostics"
local engine = require "engine_support"
local describe, it, expect = test.describe, test.it, test.expect

describe("diagnostics.counts", function()
    it("counts tasks, timers and files, and forgets them again", function()
        local before = diagnostics.counts()
        local t = task.spawn(task.sleep, 60)
        local file = assert(io.open("/dev/null"))
        task.sleep(0)
        local now = diagnostics.counts()
        expect(now.tasks - before.tasks):equals(1)
        expect(now.timers - before.timers):equals(1)
        expect(now.calls - before.calls):equals(1)
        expect(now.descriptors - before.descriptors):equals(1)
        expect(now.connections):equals(nil)
        t:cancel()
        file:close()
        pcall(t.wait, t)
        expect(diagnostics.counts()):equals(before)
    end)

    engine.it("counts the connections of a client, and those that wait for a next call", function()
        local client <close> = docker.connect(engine.host)
        expect(diagnostics.counts(client).connections):equals(0)
        client.ping()
        local quiet = diagnostics.counts(client)
        expect({ quiet.connections, quiet.idle }):equals { 1, 1 }
        -- Calls without company share a connection that streams do not use.
        local stream <close> = (client.events())
        local busy = diagnostics.counts(client)
        expect({ busy.connections, busy.idle, busy.handles - quiet.handles }):equals { 2, 1, 1 }
        stream:close()
        task.sleep(0.05)
        expect(diagnostics.counts(client).connections):equals(1)
    end)
end)

return test.report()
