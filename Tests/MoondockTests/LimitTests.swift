import Testing

/// `--timeout`, `--max-instructions` and `--max-memory` against code that does not want to end.
///
/// One after the other: each takes a processor for seconds.
@Suite(.serialized) struct LimitTests {
    /// Code, how it ends, and within how many seconds.
    struct Stubborn: CustomTestStringConvertible, Sendable {
        let code: String
        var exitCode: Int32
        var seconds: Double
        var testDescription: String { code }

        init(_ code: String, _ exitCode: Int32, within seconds: Double = 12) {
            self.code = code
            self.exitCode = exitCode
            self.seconds = seconds
        }
    }

    private static let forever = "function() while true do end end"
    private static let closing = "local x <close> = setmetatable({}, {__close = \(forever)})"

    /// Places where a hook reaches it.
    private static let reachable = [
        "goto a ::a:: ::b:: goto b",
        "while true do pcall(\(forever)) end",
        "coroutine.wrap(\(forever))()",
        "coroutine.wrap(function() while true do pcall(coroutine.wrap(\(forever))) end end)()",
        "table.sort({3, 2, 1, 5, 4}, \(forever))",
        "('x'):gsub('.', \(forever))",
        "tostring(setmetatable({}, {__tostring = \(forever)}))",
        "assert(load(\(forever)))",
        "local t = setmetatable({}, {__index = \(forever)}) return t.x",
        "task.spawn(\(forever)):wait()",
        "local c = coroutine.wrap(function() while true do coroutine.yield() end end) while true do c() end",
        "local function f() for i = 1, 50 do end end while true do coroutine.wrap(f)() end",
        "local function f() task.spawn(f) end f() while true do task.sleep(0) end",
        "task.spawn(error, setmetatable({}, {__tostring = \(forever)})) task.sleep(0.01) "
            + "collectgarbage() collectgarbage() for i = 1, 100 do task.sleep(0.01) end while true do end",
        "json.encode(setmetatable({}, {__pairs = \(forever)})) while true do end",
        "xpcall(error, \(forever))",
        "table.sort(setmetatable({}, {__len = function() return 2^31 - 2 end, __index = function() return 1 end}), "
            + "function() return math.random() < 0.5 end)",
    ]

    /// Places where hooks are off, or code of C that takes as long as the world stands.
    private static let unreachable = [
        "xpcall(\(forever), \(forever))",
        "\(closing) while true do end",
        "coroutine.wrap(function() \(closing) while true do end end)()",
    ]
    private static let ofC = [
        "('a'):rep(40):find(('a*'):rep(20) .. 'b')",
        "table.move({}, 1, math.maxinteger - 1, 2)",
        "table.insert(setmetatable({}, {__len = function() return 1e15 end}), 1, 1)",
    ]

    @Test(
        "the time limit ends everything with exit code 124, at the latest a few seconds late",
        arguments: reachable.map { Stubborn($0, 124) } + (unreachable + ofC).map { Stubborn($0, 124) } + [
            Stubborn("error(setmetatable({}, {__tostring = \(forever)}))", 124),
            Stubborn("while true do task.sleep(0.01) end", 124),
            Stubborn("while true do pcall(task.sleep, 60) end", 124),
        ])
    func timeout(_ stubborn: Stubborn) throws {
        let run = try moondock(
            "--sandbox-lua", "--timeout", "0.3s", "-e", stubborn.code, within: stubborn.seconds)
        #expect(run.code == stubborn.exitCode, "\(run.error)")
        #expect(run.error.contains("the time limit for the whole run is over"))
    }

    @Test("a finalizer that does not end cannot outlast the time limit, even when the state is closed")
    func finalizer() throws {
        let run = try moondock(
            "--timeout", "0.5s", "-e", "kept = setmetatable({}, {__gc = \(Self.forever)})", within: 12)
        #expect(run.code == 124, "\(run.error)")
    }

    @Test(
        "the limit of instructions ends everything that Lua runs",
        arguments: reachable.map { Stubborn($0, 1) } + unreachable.map { Stubborn($0, 1, within: 60) } + [
            Stubborn("error(setmetatable({}, {__tostring = \(forever)}))", 1)
        ])
    func instructions(_ stubborn: Stubborn) throws {
        let run = try moondock(
            "--sandbox-lua", "--max-instructions", "2000000", "-e", stubborn.code, within: stubborn.seconds)
        // What swallows the error goes on, if it ends soon after.
        let isSwallowed = run.code == 0 && stubborn.code.hasPrefix("xpcall(error")
        #expect(run.code == stubborn.exitCode || isSwallowed, "\(run.code) \(run.error)")
        if !isSwallowed { #expect(run.error.contains("the limit of Lua instructions is used up")) }
    }

    @Test(
        "a time that is beyond all clocks is a long one, and what is no number is none",
        arguments: ["1e300", "1/0", "0/0", "-1/0"])
    func times(_ time: String) throws {
        for call in [
            "call(docker, 'SystemPing', {}, nil, nil, \(time))", "raw(docker, 'GET', '/_ping', {}, nil, \(time))",
        ] {
            let run = try moondock("-H", "unix:///no/such.sock", "-e", "require('docker.engine').\(call)")
            #expect(run.code == 3, "\(run.error)")
        }
    }

    @Test(
        "more memory than allowed is an error, not an end by force",
        arguments: [
            "local t = {} while true do t[#t + 1] = {} end", "local s = 'x' while true do s = s .. s end",
            "('x'):rep(1 << 40)", "local t = {} for i = 1, 1e7 do t[i] = coroutine.create(print) end",
            "error(setmetatable({}, {__tostring = function() return ('x'):rep(1 << 30) end}))",
            "local function f() return f() + 1 end f()", "table.concat({('x'):rep(1 << 24)}, '', 1, 1):rep(64)",
            "local t = {} for i = 1, 1e7 do t = {t} end json.encode(t)",
            "local a, t = require('docker.archive'), {} "
                + "for i = 1, 99 do t[i] = a.pack({ a = ('x'):rep(1 << 22) }) end",
        ])
    func memory(_ code: String) throws {
        let run = try moondock("--sandbox-lua", "--max-memory", "64M", "--timeout", "20s", "-e", code)
        #expect(run.code == 1, "\(run.error)")
        #expect(run.error.contains("not enough memory") || run.error.contains("too large"), "\(run.error)")
    }

    @Test(
        "what is too big or too deep is refused at once",
        arguments: [
            ("string.format('%99999d', 1)", "invalid conversion"), ("table.unpack({}, 1, 1e8)", "too many results"),
            ("table.concat({}, 'x', 1, 1e9)", "invalid value"), ("string.rep('x', 1 << 40, 'y')", "too large"),
            ("json.encode((function() local t = {} t.t = t return t end)())", "nested deeper"),
            ("json.decode(('['):rep(1e6))", "JSON"), ("assert(load(('('):rep(1e6)))", "C stack overflow"),
            (
                "setmetatable({}, {__index = function(t) return t.x end}).y = nil local f f = function() return "
                    + "coroutine.wrap(f)() end f()", "C stack overflow"
            ),
            (
                "table.sort({1, 2, 3, 4, 5, 6}, function() return true end) error('invalid order function')",
                "invalid order"
            ),
        ])
    func refused(_ code: String, _ message: String) throws {
        let run = try moondock("--sandbox-lua", "--max-memory", "256M", "--timeout", "20s", "-e", code)
        #expect(run.code == 1)
        #expect(run.error.contains(message), "\(run.error)")
    }

    @Test("an error whose text cannot be made says so")
    func untellable() throws {
        let run = try moondock("-e", "error(setmetatable({}, {__tostring = function() error('again') end}))")
        #expect(run.code == 1)
        #expect(run.error.contains("its __tostring failed"))
    }
}
