import Dispatch
import LuaRuntime
import Synchronization
import Testing

/// A host object that notes its end.
private final class Probe: HostStream {
    let closed = Mutex(0)
    let batches: Mutex<[String]>

    init(_ batches: [String] = []) { self.batches = Mutex(batches) }

    func close() { closed.withLock { $0 += 1 } }

    func next(_ completion: Completion) -> HostOutcome {
        let text = batches.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        guard let text else { return .reply(.nothing) }
        let reply = HostReply.batch(HostBytes(text), [HostRun(source: 1, length: text.utf8.count)])
        DispatchQueue.global().async { completion(reply) }
        return .deferred(cancel: {})
    }
}

/// What tests see of the work behind a call.
private final class Work: Sendable {
    let cancelled = Mutex(0)
    let gathered = Mutex<[Completion]>([])
    let wakes = Mutex(0)
    let probe = Probe(["one\ntw", "o\nthree"])

    var functions: [HostFunction] {
        [
            HostFunction(
                "reply", "j?",
                deferring: { call in
                    let completion = call.completion
                    let text = call.string(0) ?? "null"
                    DispatchQueue.global().async { completion(.value(.json(HostBytes(text)))) }
                    return .deferred(cancel: {})
                }),
            HostFunction(
                "never", "",
                deferring: { _ in
                    .deferred(cancel: { self.cancelled.withLock { $0 += 1 } })
                }),
            HostFunction("open", "") { _ in .value(.stream(self.probe, .frames, duplex: false)) },
            HostFunction("alone", "") { .value(.boolean($0.isAlone)) },
            // Answers all in one go as soon as three have called.
            HostFunction(
                "third", "",
                deferring: { call in
                    let all = self.gathered.withLock { gathered in
                        gathered.append(call.completion)
                        return gathered.count < 3 ? [] : gathered
                    }
                    guard !all.isEmpty else { return .deferred(cancel: {}) }
                    DispatchQueue.global().asyncAfter(deadline: .now() + 0.05) {
                        var wakes: [@Sendable () -> Void] = []
                        for completion in all { completion(.value(.integer(1))) { wakes.append($0) } }
                        self.wakes.withLock { $0 += wakes.count }
                        for wake in wakes { wake() }
                    }
                    return .deferred(cancel: {})
                }),
        ]
    }
}

@Suite struct SchedulerTests {
    private let work = Work()

    private func run(_ source: String) throws -> RunOutcome {
        let machine = try #require(LuaMachine(functions: work.functions))
        return run(source, on: machine)
    }

    private func run(_ source: String, on machine: LuaMachine) -> RunOutcome {
        let text = "local h, task = require 'moondock.host', require 'task' " + source
        return machine.run(source: Array(text.utf8), name: "=test")
    }

    private func expect(
        _ source: String, gives expected: LuaValue, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        switch try run(source) {
        case .finished(let values): #expect(values.first == expected, sourceLocation: sourceLocation)
        case .failed(let report), .wrong(let report, _):
            Issue.record("\(report.text(withTraceback: true))", sourceLocation: sourceLocation)
        }
    }

    @Test("replies from other threads reach the task that waits")
    func replies() throws {
        try expect("local s = 0 for i = 1, 1000 do s = s + h.reply(i) end return s", gives: .integer(500_500))
    }

    @Test("tasks run side by side in one thread")
    func sideBySide() throws {
        try expect(
            """
            local order = {}
            local a = task.spawn(function() h.sleep(0.02) order[#order + 1] = 'a' end)
            local b = task.spawn(function() h.sleep(0.001) order[#order + 1] = 'b' end)
            a:wait() b:wait()
            return table.concat(order)
            """, gives: .string("ba"))
        try expect(
            "local r = task.map({1, 2, 3, 4, 5}, function(n) return h.reply(n * 2) end, {limit = 2}) return r[1] + r[5]",
            gives: .integer(12))
    }

    @Test("replies that come together wake the thread once")
    func together() throws {
        try expect(
            "local r = task.map({1, 2, 3}, function() return h.third() end) return r[1] + r[2] + r[3]",
            gives: .integer(3))
        #expect(work.wakes.withLock { $0 } == 1)
    }

    @Test(
        "a call may wait on the thread only where no other task could run",
        arguments: [
            ("return h.alone()", true),
            ("local t = task.spawn(function() h.sleep(0.01) end) t:wait() return h.alone()", true),
            ("task.spawn(function() h.sleep(0.01) end) return h.alone()", false),
            ("task.spawn(function() h.sleep(0.01) end) h.sleep(0.001) return h.alone()", false),
            ("return task.spawn(h.alone):wait()", false),
            ("local a = coroutine.wrap(function() return h.alone() end)() return a", true),
        ])
    func alone(_ source: String, _ isAlone: Bool) throws {
        try expect(source, gives: .boolean(isAlone))
    }

    @Test("ten thousand tasks may wait at once")
    func many() throws {
        try expect(
            """
            local list, n = {}, 0
            for i = 1, 10000 do list[i] = task.spawn(function() h.sleep(0.01) n = n + 1 end) end
            for _, t in ipairs(list) do t:wait() end
            return n
            """, gives: .integer(10_000))
    }

    @Test("cancelling a task reaches the work below and runs its to-be-closed variables")
    func cancelling() throws {
        try expect(
            """
            local closed = false
            local t = task.spawn(function()
                local x <close> = setmetatable({}, {__close = function() h.sleep(0.001) closed = true end})
                h.never()
            end)
            h.sleep(0.005)
            t:cancel()
            local ok, err = pcall(t.wait, t)
            return tostring(closed) .. ' ' .. tostring(ok) .. ' ' .. err.kind .. ' ' .. t:status()
            """, gives: .string("true false cancelled cancelled"))
        #expect(work.cancelled.withLock { $0 } == 1)
    }

    @Test("a task inside nested coroutines is cancelled from the inside out")
    func cancellingNested() throws {
        try expect(
            """
            local order = {}
            local function note(name)
                return setmetatable({}, {__close = function() order[#order + 1] = name end})
            end
            local t = task.spawn(function()
                local a <close> = note 'outer'
                coroutine.wrap(function()
                    local b <close> = note 'inner'
                    h.never()
                end)()
            end)
            h.sleep(0.005)
            t:cancel()
            pcall(t.wait, t)
            return table.concat(order, ' ')
            """, gives: .string("inner outer"))
    }

    @Test("a race cancels the losers")
    func racing() throws {
        try expect(
            "return task.race{function() return h.never() end, function() return h.reply(7) end}", gives: .integer(7))
        #expect(work.cancelled.withLock { $0 } == 1)
    }

    @Test("a time limit ends what takes longer")
    func limits() throws {
        try expect(
            "local ok, err = pcall(task.timeout, 0.01, h.never) return err.kind", gives: .string("timeout"))
        #expect(work.cancelled.withLock { $0 } == 1)
    }

    @Test("waiting for another task works where Lua cannot yield")
    func joinInPlace() throws {
        try expect(
            """
            local t = {2, 1}
            table.sort(t, function(a, b)
                local job = task.spawn(function() h.sleep(0.001) return a < b end)
                return job:wait()
            end)
            return t[1]
            """, gives: .integer(1))
    }

    @Test("channels carry values in order")
    func channels() throws {
        try expect(
            """
            local ch, got = task.channel(), {}
            task.spawn(function() for i = 1, 5 do ch:send(i) end ch:close() end)
            for value in ch do got[#got + 1] = value end
            return table.concat(got, ',')
            """, gives: .string("1,2,3,4,5"))
    }

    @Test("a stream is read by lines and closed once")
    func streams() throws {
        try expect(
            "local t = {} for line, source in h.open() do t[#t + 1] = line end return table.concat(t, '|')",
            gives: .string("one|two|three"))
        #expect(work.probe.closed.withLock { $0 } == 1)
    }

    @Test("what still runs at the end is cancelled, and cleans up")
    func ending() throws {
        let machine = try #require(LuaMachine(functions: work.functions))
        _ = run(
            """
            task.spawn(function()
                local x <close> = setmetatable({}, {__close = function() h.sleep(0.001) cleaned = true end})
                h.never()
            end)
            h.sleep(0.002)
            """, on: machine)
        machine.cancelBackgroundTasks(seconds: 1)
        guard case .finished(let values) = run("return rawget(_G, 'cleaned')", on: machine) else { return }
        #expect(values == [.boolean(true)])
        #expect(work.cancelled.withLock { $0 } == 1)
    }

    @Test("a machine that goes closes every handle")
    func teardown() throws {
        do {
            let machine = try #require(LuaMachine(functions: work.functions))
            _ = run("kept = h.open()", on: machine)
            #expect(machine.handleCount == 1)
        }
        #expect(work.probe.closed.withLock { $0 } == 1)
    }

    @Test("an error tells where the user's code made it")
    func places() throws {
        guard case .failed(let report) = try run("\n\ntask.sleep({})") else {
            Issue.record("no error")
            return
        }
        #expect(report.location == "test:3")
        guard case .wrong(let wrong, let incomplete) = try run("x = = 1") else {
            Issue.record("no error")
            return
        }
        #expect(!incomplete)
        #expect(wrong.message.contains("test:1: unexpected symbol near '='"))
    }
}
