import Glibc
import LuaHost
import Testing

/// Errors in the middle of everything: no memory, interrupts, limits.
@Suite struct SafetyTests {
    @Test(
        "every allocation of every entry point may fail, and the state goes on",
        arguments: [
            ("call", h + "return h.later({a = {1, 2, {b = 'c'}}, d = ('x'):rep(50)}).d"),
            ("fields", h + "return h.fields{a = 1, b = {1, 2}, c = 'text'}"),
            ("error", h + "local ok, e = pcall(h.fail) return e.kind or error(e, 0)"),
            ("json", h + "return h.json_encode(h.json_decode('{\"a\":[1,2,{\"b\":null}],\"c\":\"d\"}'), true)"),
            ("coroutine", h + "return coroutine.wrap(function() return h.later('x') end)()"),
            ("spawn", h + "return h.spawn(function() end) ~= 0"),
            ("load", h + "return h.load('return 1')()"),
            (
                "stream",
                h + "local s = h.open() local t = {} for line in s do t[#t + 1] = line end s.x = 1 s:close() return #t"
            ),
        ])
    func allocationFailures(_ name: String, _ chunk: String) throws {
        let host = Host()
        let pointer = try #require(host.pointer)
        let batch = ("one\ntwo thr", [moon_run(length: 11, source: 1)])
        host.batches = [batch]
        let good = host.run(chunk)
        #expect(!good.hasPrefix("error"))
        var failures = 0
        for allowed in Int64(0)..<4000 {
            host.batches = [batch]
            moon_fail_allocations_after(pointer, allowed)
            let result = host.run(chunk)
            moon_fail_allocations_after(pointer, -1)
            for task in host.spawned { moon_task_release(pointer, task) }
            host.spawned = []
            host.pending = [:]
            if result == good { break }
            failures += 1
            #expect(result.contains("not enough memory"), "with \(allowed) allocations: \(result)")
            #expect(allowed < 3999, "never succeeds")
        }
        #expect(failures > 0)
        host.batches = [batch]
        #expect(host.run(chunk) == good)
        for task in host.spawned { moon_task_release(pointer, task) }
        _ = host.run("collectgarbage() collectgarbage()")
        let settled = moon_memory(pointer)
        host.batches = [batch]
        _ = host.run(chunk)
        for task in host.spawned { moon_task_release(pointer, task) }
        _ = host.run("collectgarbage() collectgarbage()")
        #expect(moon_memory(pointer) <= settled + 4096)
        _ = host.run("collectgarbage() collectgarbage()")
        #expect(host.opened.sorted() == host.released.sorted(), "no stream is forgotten")
    }

    @Test("a stream that comes when its task was interrupted is closed")
    func interruptedDelivery() throws {
        let host = Host()
        let pointer = try #require(host.pointer)
        let task = moon_task_new(pointer)
        let chunk = h + "local s = h.open_later() kept = s"
        let status = chunk.withCString {
            moon_task_load(pointer, task, $0, strlen($0), "=open", Int32(MOON_STATEMENTS.rawValue))
        }
        #expect(status == Int32(MOON_LOADED.rawValue))
        let step = moon_task_step(pointer, task, nil)
        #expect(step.state == MOON_WAITING.rawValue)
        moon_interrupt(pointer, Int32(MOON_INTERRUPTED.rawValue))
        var reply = host.reply(to: step.ticket)
        #expect(moon_task_step(pointer, task, &reply).state == MOON_FAILED.rawValue)
        moon_task_release(pointer, task)
        moon_interrupt_clear(pointer)
        #expect(host.run("collectgarbage() return tostring(kept)") == "nil")
        #expect(host.opened.count == 1 && host.opened == host.released)
    }

    @Test("a stream that comes for a task that is gone, or for a coroutine that was closed, is closed")
    func lateStream() throws {
        let host = Host()
        let pointer = try #require(host.pointer)
        for isGone in [true, false] {
            let task = moon_task_new(pointer)
            let chunk = h + "local c = coroutine.create(h.open_later) waiting = c return coroutine.resume(c)"
            _ = chunk.withCString {
                moon_task_load(pointer, task, $0, strlen($0), "=open", Int32(MOON_STATEMENTS.rawValue))
            }
            let step = moon_task_step(pointer, task, nil)
            #expect(step.state == MOON_WAITING.rawValue)
            if isGone {
                moon_task_release(pointer, task)
            } else {
                _ = host.run("coroutine.close(waiting)")
            }
            var reply = host.reply(to: step.ticket)
            _ = moon_task_step(pointer, task, &reply)
            moon_task_release(pointer, task)
            _ = host.run("waiting = nil collectgarbage() collectgarbage()")
            #expect(host.opened == host.released, "\(isGone ? "a task that is gone" : "a closed coroutine")")
        }
        #expect(host.opened.count == 2)
    }

    @Test("an interrupt reaches what an error leaves to be closed")
    func interruptedClosing() throws {
        let host = Host()
        let pointer = try #require(host.pointer)
        let task = moon_task_new(pointer)
        let chunk =
            "local x <close> = setmetatable({}, {__close = function() while true do end end}) error('on purpose')"
        _ = chunk.withCString {
            moon_task_load(pointer, task, $0, strlen($0), "=close", Int32(MOON_STATEMENTS.rawValue))
        }
        #expect(moon_task_step(pointer, task, nil).state == MOON_FAILED.rawValue)
        moon_interrupt(pointer, Int32(MOON_INTERRUPTED.rawValue))
        moon_task_release(pointer, task)
        moon_interrupt_clear(pointer)
        #expect(host.run("return 'alive'") == "alive")
    }

    @Test("a state that cannot be opened for lack of memory is no state", arguments: [1000, 20_000, 40_000])
    func opening(_ limit: Int) {
        _ = Host(memoryLimit: limit).run("return 1")
    }

    @Test("a memory limit is an ordinary error, and the state goes on")
    func memoryLimit() {
        let host = Host(memoryLimit: 2_000_000)
        #expect(host.run("local t = {} while true do t[#t + 1] = ('x'):rep(1e5) end").contains("not enough memory"))
        #expect(host.run("return 1 + 1") == "2")
    }

    @Test(
        "an instruction limit ends what would not end",
        arguments: [
            "while true do end", "while true do pcall(function() while true do end end) end",
            "coroutine.wrap(function() while true do end end)()",
        ])
    func instructionLimit(_ chunk: String) {
        #expect(Host(instructionLimit: 5_000_000).run(chunk).contains("limit of Lua instructions"))
    }

    @Test(
        "an interrupt stops every kind of loop",
        arguments: [
            "while true do end",
            "while true do pcall(function() while true do end end) end",
            "while true do xpcall(function() while true do end end, function() end) end",
            "coroutine.wrap(function() while true do end end)()",
            "while true do local c = coroutine.create(function() while true do end end) coroutine.resume(c) end",
            "local t = {} for i = 1, 100 do t[i] = i end while true do table.sort(t, function(a, b) return a > b end) end",
            "while true do ('x'):rep(100):gsub('x', function() end) end",
            h + "while true do pcall(h.fail) end",
        ])
    func interrupts(_ chunk: String) throws {
        let host = Host()
        let pointer = try #require(host.pointer)
        let task = moon_task_new(pointer)
        let status = chunk.withCString {
            moon_task_load(pointer, task, $0, strlen($0), "=loop", Int32(MOON_STATEMENTS.rawValue))
        }
        #expect(status == Int32(MOON_LOADED.rawValue))
        moon_interrupt(pointer, Int32(MOON_INTERRUPTED.rawValue))
        let step = moon_task_step(pointer, task, nil)
        #expect(step.state == MOON_FAILED.rawValue)
        var report = moon_task_report(pointer, task)
        #expect(report.kind.map { String(cString: $0) } == "interrupted")
        moon_report_free(&report)
        moon_task_release(pointer, task)
        moon_interrupt_clear(pointer)
        #expect(host.run("return 'alive'") == "alive")
    }

    @Test("the first interrupt lets clean-up code run")
    func cleanUp() throws {
        let host = Host()
        let pointer = try #require(host.pointer)
        moon_interrupt(pointer, Int32(MOON_INTERRUPTED.rawValue))
        let chunk =
            "cleaned = 0 local x <close> = setmetatable({}, {__close = function() for i = 1, 100 do cleaned = cleaned + 1 end end}) while true do end"
        _ = host.run(chunk)
        moon_interrupt_clear(pointer)
        #expect(host.run("return cleaned") == "100" || host.run("return cleaned") == "nil")
    }

    @Test("bytecode is refused")
    func bytecode() {
        #expect(Host().run(h + "return (select(2, h.load(string.dump(function() end))))").contains("binary"))
    }

    @Test(
        "unfinished text is told from wrong text",
        arguments: [
            ("1 + 1", MOON_LOADED), ("for i = 1, 3 do", MOON_INCOMPLETE), ("f(", MOON_INCOMPLETE),
            ("1 +", MOON_INCOMPLETE),
            ("x = [[", MOON_INCOMPLETE), ("--[[", MOON_INCOMPLETE), ("x =", MOON_INCOMPLETE), ("x = = 1", MOON_WRONG),
            ("end", MOON_WRONG), ("\"abc", MOON_WRONG), ("", MOON_LOADED), ("-- nothing", MOON_LOADED),
            ("return", MOON_LOADED), ("#x +", MOON_INCOMPLETE), ("#x", MOON_LOADED), ("#x y", MOON_WRONG),
            ("#!/usr/bin/env moondock\nx = 1", MOON_LOADED),
        ])
    func completeness(_ text: String, _ expected: moon_load_status) throws {
        let host = Host()
        let pointer = try #require(host.pointer)
        let mode = Int32(MOON_EXPRESSION_FIRST.rawValue)
        #expect(text.withCString { moon_check(pointer, $0, strlen($0), mode) } == Int32(expected.rawValue))
    }
}
