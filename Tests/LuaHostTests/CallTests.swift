import LuaHost
import Testing

@Suite struct CallTests {
    @Test(
        "a call answers the same at once and later, wherever it is made",
        arguments: [
            ("plain", "return h.%(7)", 1),
            ("three in a row", "return h.%(1) + h.%(2) + h.%(3)", 3),
            ("pcall", "local ok, v = pcall(h.%, 7) return v", 1),
            ("xpcall", "local ok, v = xpcall(h.%, error, 7) return v", 1),
            (
                "Lua iterator",
                "local s = 0 for v in function() local v = h.%(s) if v < 3 then return v + 1 end end do s = v end return s",
                4
            ),
            ("__index", "return setmetatable({}, {__index = function(_, k) return h.%(k) end}).x", 1),
            ("__add", "return setmetatable({}, {__add = function(_, k) return h.%(k) end}) + 7", 1),
            (
                "__close",
                "local seen do local x <close> = setmetatable({}, {__close = function() seen = h.%(7) end}) end return seen",
                1
            ),
            ("load", "return load('local h = ... return h.%(7)')(h)", 1),
            ("coroutine.wrap", "return coroutine.wrap(function() return h.%(7) end)()", 1),
            (
                "coroutine.resume",
                "local ok, v = coroutine.resume(coroutine.create(function() return h.%(7) end)) return v", 1
            ),
            (
                "nested coroutines",
                "return coroutine.wrap(function() return coroutine.wrap(function() return h.%(7) end)() end)()", 1
            ),
            (
                "a generator that waits",
                "local s = 0 for v in coroutine.wrap(function() for i = 1, 3 do coroutine.yield(h.%(i)) end end) do s = s + v end return s",
                3
            ),
        ])
    func answers(_ name: String, _ chunk: String, _ waits: Int) {
        let host = Host()
        let now = host.run(h + chunk.replacing("%", with: "now"), expectWaits: 0)
        let later = host.run(h + chunk.replacing("%", with: "later"), expectWaits: waits)
        #expect(now == later)
        #expect(!now.hasPrefix("error"))
        #expect(host.waitsInPlace == 0)
    }

    @Test(
        "where Lua cannot yield, the call waits in place",
        arguments: [
            ("sort", "local t = {2, 1} table.sort(t, function(a, b) return h.later(a) < b end) return t[1]", "1"),
            ("gsub", "return (('a'):gsub('a', function(c) return h.later(c) end))", "a"),
            ("tostring", "return tostring(setmetatable({}, {__tostring = function() return h.later('x') end}))", "x"),
            (
                "a coroutine inside a comparator",
                "local t = {2, 1} table.sort(t, function(a, b) return coroutine.wrap(function() return h.later(a) end)() < b end) return t[1]",
                "1"
            ),
            ("require", "package.preload.m = function() return h.later('m') end return require 'm'", "m"),
        ])
    func waitsInPlace(_ name: String, _ chunk: String, _ expected: String) {
        let host = Host()
        #expect(host.run(h + chunk, expectWaits: 0) == expected)
        #expect(host.waitsInPlace > 0)
    }

    @Test(
        "an error of the host is a table with its fields",
        arguments: [
            ("local ok, e = pcall(h.fail) return e.kind", "not_found"),
            ("local ok, e = pcall(h.fail) return e.status", "404"),
            ("local ok, e = pcall(h.fail) return e.where", "test:1"),
            ("local ok, e = pcall(coroutine.wrap(h.fail)) return e.message", "No such thing"),
            ("local ok, e = coroutine.resume(coroutine.create(h.fail)) return e.message", "No such thing"),
        ])
    func errors(_ chunk: String, _ expected: String) {
        #expect(Host().run(h + chunk) == expected)
    }

    @Test("a wrong argument is named with its place")
    func wrongArguments() {
        #expect(Host().run(h + "h.now(print)").contains("a function has no JSON form"))
        #expect(Host().run(h + "h.fields(1)").contains("bad argument #1"))
        #expect(Host().run(h + "h.fields{1}").contains("parameter names are strings"))
        #expect(Host().run(h + "return h.fields{b = 1, a = {x = 1}, c = 's'}") == "a,b,c")
    }

    @Test("an absent argument stays absent behind converted ones")
    func absentArguments() {
        #expect(Host().run(h + "return h.optional({a = {1}}, {2})") == "7500")
        #expect(Host().run(h + "return h.optional(nil, nil, nil, true)") == "0001")
    }

    @Test("a task cannot yield by itself, a coroutine can")
    func yielding() {
        #expect(Host().run("coroutine.yield(1)").contains("outside a coroutine"))
        #expect(Host().run("return select(2, coroutine.running())") == "true")
        #expect(Host().run("return coroutine.wrap(function() return select(2, coroutine.running()) end)()") == "false")
        #expect(Host().run("return coroutine.isyieldable()") == "false")
        #expect(Host().run("return coroutine.wrap(coroutine.isyieldable)()") == "true")
    }

    @Test("coroutines keep Lua's own manners")
    func coroutineManners() {
        let host = Host()
        #expect(
            host.run("local c = coroutine.wrap(function() end) c() local ok, e = pcall(c) return e")
                .hasSuffix("cannot resume dead coroutine"))
        #expect(
            host.run(
                "local c = coroutine.create(function() end) coroutine.resume(c) return select(2, coroutine.resume(c))")
                == "cannot resume dead coroutine")
        #expect(host.run("return select(2, coroutine.resume(coroutine.create(function() error('x', 0) end)))") == "x")
        #expect(
            host.run(
                "local c c = coroutine.create(function() return coroutine.resume(c) end) return select(3, coroutine.resume(c))"
            ) == "cannot resume non-suspended coroutine")
        #expect(
            host.run(
                "local a, b, c = coroutine.wrap(function(...) return select('#', ...), ... end)(nil, nil) return a")
                == "2")
    }
}
