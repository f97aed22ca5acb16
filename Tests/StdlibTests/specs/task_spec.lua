local test = require "test"
local task = require "task"
local errors = require "moondock.errors"
local host = require "moondock.host"
local describe, it, expect = test.describe, test.it, test.expect

-- Sets a field of `record` when the scope of the caller ends.
local function mark(record, name)
    return setmetatable({}, { __close = function() record[name] = true end })
end

describe("a task", function()
    it("gives its results to whoever waits", function()
        local t = task.spawn(function(a, b) return b, a, nil end, 1, 2)
        expect(t:status()):equals("running")
        expect(table.pack(t:wait())):equals { 2, 1, nil, n = 3 }
        expect(t:status()):equals("done")
        expect((t:join())):equals(2)
    end)

    it("raises its error in whoever waits, each time", function()
        local t = task.spawn(function() errors.invalid("no") end)
        expect(function() t:wait() end):raises { kind = "invalid_argument", message = "^no$" }
        expect(function() t:wait() end):raises { kind = "invalid_argument" }
        expect(t:status()):equals("failed")
    end)

    it("can be waited for by several tasks", function()
        local t = task.spawn(function()
            task.sleep(0.01)
            return 7
        end)
        local results = task.all { function() return t:wait() end, function() return t:wait() end }
        expect(results):equals { 7, 7 }
    end)

    it("is cancelled at its next wait when the one before is over in the same moment", function()
        local host = require "moondock.host"
        for _ = 1, 20 do
            local t = task.spawn(function()
                while true do task.sleep(0.001) end
            end)
            task.sleep(0.002)
            -- Both sleeps are over before either task goes on.
            local over = host.monotonic() + 0.003
            while host.monotonic() < over do end
            t:cancel()
            expect(function() task.timeout(2, function() t:wait() end) end):raises { kind = "cancelled" }
        end
    end)

    -- In the callback of gsub a task cannot yield: it waits in place, and what it waits for runs inside it.
    local function wait_in_place(get)
        return task.spawn(function()
            task.sleep(0.001)
            local got
            ("x"):gsub("x", function() got = get():wait() end)
            return got
        end)
    end

    it("that waits in place lets one go on whose own wait ended in the same moment", function()
        local host = require "moondock.host"
        local other
        local first = wait_in_place(function() return other end)
        other = task.spawn(function()
            task.sleep(0.001)
            return 7
        end)
        task.sleep(0)
        -- Both sleeps are over before either task goes on.
        local over = host.monotonic() + 0.005
        while host.monotonic() < over do end
        expect(task.timeout(2, function() return first:wait() end)):equals(7)
    end)

    it("that waits in place lets one begin that was started in the same moment", function()
        local other
        local first = task.spawn(function()
            local got
            ("x"):gsub("x", function() got = other:wait() end)
            return got
        end)
        other = task.spawn(function() return 7 end)
        expect(task.timeout(2, function() return first:wait() end)):equals(7)
    end)

    it("that waits in place loses no reply to another", function()
        local host = require "moondock.host"
        local steps, tasks = 0, {}
        for i = 1, 20 do
            tasks[i] = task.spawn(function()
                task.sleep(0.001)
                if i % 3 == 1 then ("x"):gsub("x", function() task.spawn(task.sleep, 0):wait() end) end
                task.sleep(0.001)
                steps = steps + 1
            end)
        end
        task.sleep(0)
        local over = host.monotonic() + 0.005
        while host.monotonic() < over do end
        task.timeout(2, task.all, tasks)
        expect(steps):equals(20)
    end)

    it("runs its to-be-closed variables when it is cancelled", function()
        local record = {}
        local t = task.spawn(function()
            local _ <close> = mark(record, "closed")
            task.sleep(60)
        end)
        task.sleep(0.01)
        t:cancel()
        expect(function() t:wait() end):raises { kind = "cancelled" }
        expect(record.closed):is_true()
        expect(t:status()):equals("cancelled")
        t:cancel()
    end)

    it("never starts when it is cancelled first", function()
        local started = false
        local t = task.spawn(function() started = true end)
        t:cancel()
        expect(function() t:wait() end):raises { kind = "cancelled" }
        task.sleep(0.01)
        expect(started):equals(false)
    end)

    it("needs a function", function()
        expect(function() task.spawn(5) end):raises { kind = "invalid_argument" }
    end)

    it("that nobody has any more tells its error from another task, not in the midst of collecting", function()
        local told = false
        local err = setmetatable({}, { __tostring = function() told = true return "forgotten on purpose" end })
        task.spawn(error, err)
        task.sleep(0.01)
        collectgarbage()
        collectgarbage()
        expect(told):is_false()
        task.sleep(0.01)
        expect(told):is_true()
    end)

    it("is not resumed or closed by way of its coroutine", function()
        local thread
        local waiting = task.spawn(function()
            thread = coroutine.running()
            task.sleep(0.05)
            return "woke"
        end)
        task.sleep(0.01)
        local ok, message = coroutine.resume(thread)
        expect(ok):is_false()
        expect(message):contains("cannot resume a task")
        expect(function() coroutine.close(thread) end):raises("cannot close a task")
        expect(waiting:wait()):equals("woke")
    end)
end)

describe("task.all", function()
    it("keeps keys and runs side by side", function()
        local began = host.monotonic()
        local results = task.all {
            a = function()
                task.sleep(0.05)
                return 1
            end,
            b = function()
                task.sleep(0.05)
                return 2
            end,
        }
        expect(results):equals { a = 1, b = 2 }
        expect(host.monotonic() - began):at_most(0.095)
    end)

    it("cancels the rest when one fails, and waits for them", function()
        local record = {}
        expect(function()
            task.all {
                function()
                    local _ <close> = mark(record, "closed")
                    task.sleep(60)
                end,
                function()
                    task.sleep(0.01)
                    errors.invalid("boom")
                end,
            }
        end):raises { message = "^boom$" }
        expect(record.closed):is_true()
    end)

    it("takes its tasks along when whoever waits is cancelled", function()
        local record = {}
        local outer = task.spawn(function()
            task.all { function()
                local _ <close> = mark(record, "closed")
                task.sleep(60)
            end }
        end)
        task.sleep(0.01)
        outer:cancel()
        expect(function() outer:wait() end):raises { kind = "cancelled" }
        expect(record.closed):is_true()
    end)

    it("gives an empty table for none", function()
        expect(task.all {}):equals {}
    end)
end)

describe("task.race", function()
    it("gives the first result and cancels the rest", function()
        local record = {}
        local result = task.race {
            function()
                local _ <close> = mark(record, "closed")
                task.sleep(60)
            end,
            function()
                task.sleep(0.01)
                return "fast"
            end,
        }
        expect(result):equals("fast")
        expect(record.closed):is_true()
    end)

    it("raises the error of the first when it fails", function()
        expect(function()
            task.race { function() errors.invalid("first") end, function() task.sleep(60) end }
        end):raises { message = "^first$" }
    end)
end)

describe("task.timeout", function()
    it("gives the results of what is done in time", function()
        expect(table.pack(task.timeout("10s", function(a) return a, 2 end, 1))):equals { 1, 2, n = 2 }
    end)

    it("raises kind timeout and closes what was too slow", function()
        local record = {}
        expect(function()
            task.timeout(0.02, function()
                local _ <close> = mark(record, "closed")
                task.sleep(60)
            end)
        end):raises { kind = "timeout", message = "20ms" }
        expect(record.closed):is_true()
    end)

    it("passes the function's own error on", function()
        expect(function() task.timeout(1, function() errors.invalid("own") end) end):raises { message = "^own$" }
    end)
end)

describe("task.map", function()
    it("keeps the order, whatever ends first", function()
        local results = task.map({ 3, 2, 1 }, function(x, i)
            task.sleep(x / 200)
            return x * 10 + i
        end)
        expect(results):equals { 31, 22, 13 }
    end)

    it("runs no more at a time than it may", function()
        local running, most = 0, 0
        task.map({ 1, 2, 3, 4, 5, 6, 7 }, function()
            running = running + 1
            most = math.max(most, running)
            task.sleep(0.005)
            running = running - 1
        end, { limit = 3 })
        expect(most):equals(3)
    end)

    it("stops at the first error", function()
        local called = 0
        expect(function()
            task.map({ 1, 2, 3, 4 }, function(x)
                called = called + 1
                task.sleep(0.001)
                if x == 2 then errors.invalid("two") end
            end, { limit = 1 })
        end):raises { message = "^two$" }
        expect(called):equals(2)
    end)

    it("names the nearest option", function()
        expect(function() task.map({}, print, { limt = 2 }) end):raises { hint = "limit" }
    end)
end)

describe("a channel", function()
    it("hands values over in order and ends when it is closed", function()
        local ch, got = task.channel(), {}
        local sender = task.spawn(function()
            for i = 1, 5 do ch:send(i) end
            ch:close()
        end)
        for value in ch do got[#got + 1] = value end
        sender:wait()
        expect(got):equals { 1, 2, 3, 4, 5 }
        expect(table.pack(ch:receive())):equals { nil, false, n = 2 }
    end)

    it("holds as many values as its capacity before send waits", function()
        local ch, sent = task.channel(2), 0
        local sender = task.spawn(function()
            for i = 1, 4 do
                ch:send(i)
                sent = i
            end
        end)
        task.sleep(0.01)
        expect(sent):equals(2)
        ch:receive()
        task.sleep(0.01)
        expect(sent):equals(3)
        ch:receive()
        sender:wait()
        expect(sent):equals(4)
    end)

    it("wakes one receiver for one value", function()
        local ch, got = task.channel(), {}
        local receivers = {}
        for i = 1, 3 do receivers[i] = task.spawn(function() table.insert(got, (ch:receive())) end) end
        task.sleep(0.01)
        for i = 1, 3 do ch:send(i) end
        for i = 1, 3 do receivers[i]:wait() end
        table.sort(got)
        expect(got):equals { 1, 2, 3 }
    end)

    it("loses nothing when a receiver is cancelled", function()
        local ch, got = task.channel(1), {}
        local function receive() table.insert(got, (ch:receive())) end
        local first, second = task.spawn(receive), task.spawn(receive)
        task.sleep(0.01)
        ch:send("value")
        first:cancel()
        task.sleep(0.01)
        expect(got):equals { "value" }
        second:cancel()
    end)

    it("does not keep a cancelled receiver that was just woken", function()
        local ch = task.channel(1)
        local t = task.spawn(function() while true do ch:receive() end end)
        task.sleep(0.01)
        ch:send("value")
        t:cancel()
        expect(function() task.timeout(5, t.wait, t) end):raises { kind = "cancelled" }
    end)

    it("takes a value back when its sender is cancelled", function()
        local ch = task.channel()
        local sender = task.spawn(function() ch:send("never") end)
        task.sleep(0.01)
        sender:cancel()
        task.sleep(0.01)
        ch:close()
        expect(ch:receive()):equals(nil)
    end)

    it("refuses nil and sending after the end", function()
        local ch = task.channel(1)
        expect(function() ch:send(nil) end):raises { kind = "invalid_argument" }
        ch:close()
        ch:close()
        expect(function() ch:send(1) end):raises { kind = "invalid_argument" }
    end)
end)

return test.report()
