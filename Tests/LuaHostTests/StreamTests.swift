import LuaHost
import Testing

@Suite struct StreamTests {
    private func run(_ text: String, cutEvery size: Int, source: UInt32 = 1, _ chunk: String) -> String {
        let host = Host()
        let bytes = Array(text.utf8)
        host.batches = stride(from: 0, to: bytes.count, by: size).map { start in
            let piece = String(decoding: bytes[start..<min(start + size, bytes.count)], as: UTF8.self)
            return (piece, [moon_run(length: piece.utf8.count, source: source)])
        }
        return host.run(h + "local s = h.open() " + chunk)
    }

    @Test("lines are whole wherever the batches are cut", arguments: 1...12)
    func lines(_ size: Int) {
        let chunk =
            "local t = {} for line, source in s do t[#t + 1] = line .. '/' .. source end return table.concat(t, '|')"
        let text = "one\n\ntwo three\nlast"
        #expect(run(text, cutEvery: size, chunk) == "one/stdout|/stdout|two three/stdout|last/stdout")
        #expect(run(text, cutEvery: size, source: 2, chunk).hasPrefix("one/stderr"))
    }

    @Test("partial lines of stdout and stderr are kept apart")
    func mixed() {
        let host = Host()
        host.batches = [
            (
                "aAbB\nb\n",
                [
                    moon_run(length: 1, source: 1), moon_run(length: 1, source: 2), moon_run(length: 1, source: 1),
                    moon_run(length: 2, source: 2), moon_run(length: 2, source: 1),
                ]
            )
        ]
        let chunk =
            "local s = h.open() local t = {} for line, source in s do t[#t + 1] = line .. source end return table.concat(t, ' ')"
        #expect(host.run(h + chunk) == "ABstderr abbstdout")
    }

    @Test("what is neither stdout nor stderr, as all that a terminal shows, counts as stdout", arguments: [0, 3, 255])
    func otherSources(_ source: UInt32) {
        let lines =
            "local t = {} for line, source in s do t[#t + 1] = line .. '/' .. source end return table.concat(t, '|')"
        #expect(run("one\ntwo", cutEvery: 5, source: source, lines) == "one/stdout|two/stdout")
        #expect(run("one", cutEvery: 5, source: source, "local _, source = s:read() return source") == "stdout")
        let apart = "local all, out, err = s:read_all() return all .. ' ' .. out .. ' ' .. err"
        #expect(run("one", cutEvery: 2, source: source, apart) == "one one ")
    }

    @Test("everything is read with the sources apart, after a line was taken")
    func all() {
        let host = Host()
        host.batches = [
            ("x\nab", [moon_run(length: 4, source: 1)]), ("EE", [moon_run(length: 2, source: 2)]),
            ("cd", [moon_run(length: 2, source: 1)]),
        ]
        let chunk =
            "local s = h.open() s:next_line() local all, out, err = s:read_all() return all .. ' ' .. out .. ' ' .. err"
        #expect(host.run(h + chunk) == "abEEcd abcd EE")
    }

    @Test("a line beyond its limit raises, and can still be read in pieces", arguments: 1...12)
    func longLine(_ size: Int) {
        let host = Host()
        host.limits.line = 5
        host.batches = stride(from: 0, to: 17, by: size).map { start in
            let piece = String("abcde\nabcdefghij\n".dropFirst(start).prefix(size))
            return (piece, [moon_run(length: piece.utf8.count, source: 1)])
        }
        let chunk = """
            local s = h.open()
            local first = s:next_line()
            local ok, err = pcall(s.next_line, s)
            local again = pcall(s.next_line, s)
            local rest = ''
            for piece in s.read, s do rest = rest .. piece end
            return table.concat({ first, tostring(ok), tostring(again), err.kind, err.message, rest }, '|')
            """
        #expect(
            host.run(h + chunk) == "abcde|false|false|limit|a line is longer than 5 bytes|abcdefghij\n")
    }

    @Test("more output than may be kept raises where it is read as one")
    func longOutput() {
        let host = Host()
        host.limits.whole = 5
        host.batches = [("abc", [moon_run(length: 3, source: 1)]), ("def", [moon_run(length: 3, source: 2)])]
        let chunk = "local ok, err = pcall(h.open().read_all, h.open()) return err.kind .. '|' .. err.message"
        #expect(host.run(h + chunk) == "limit|the output is longer than 5 bytes")
    }

    @Test("a handle is released once: by hand, by a closed scope, by collection")
    func release() {
        let host = Host()
        _ = host.run(h + "local s = h.open() s:close() s:close() collectgarbage()")
        #expect(host.released.count == 1)
        _ = host.run(h + "do local s <close> = h.open() end collectgarbage()")
        #expect(host.released.count == 2)
        _ = host.run(h + "h.open() collectgarbage() collectgarbage()")
        #expect(host.released.count == 3)
        _ = host.run(h + "kept = h.open()")
        host.close()
        #expect(host.released.count == 4)
    }

    @Test("leaving a loop closes the stream")
    func leaving() {
        let host = Host()
        host.batches = [("a\nb\nc\n", [moon_run(length: 6, source: 1)])]
        _ = host.run(h + "local s = h.open() for line in s, nil, nil, s do break end")
        #expect(host.released.count == 1)
    }

    @Test("a handle keeps fields of Lua's")
    func fields() {
        #expect(Host().run(h + "local s = h.open() s.name = 'x' return s.name .. tostring(s.other)") == "xnil")
    }

    @Test(
        "a finalizer may close or read the stream in the middle of being read",
        arguments: ["s:close()", "pcall(s.next_line, s)", "pcall(s.read, s)", "pcall(s.read_all, s)"],
        [
            "for line in s do n = n + #line end", "for piece in s.read, s do n = n + #piece end",
            "for i = 1, 3 do n = n + #(s:next_line() or '') end n = n + #s:read_all()",
            "local all, out, err = s:read_all() n = n + #all assert(#all == #out + #err)",
        ])
    func finalizers(_ action: String, _ reading: String) {
        let host = Host()
        let rounds = 60
        let long = String(repeating: "x", count: 300)
        let batch = (
            "one\ntwo\n\(long)\nthr", [moon_run(length: 4, source: 1), moon_run(length: 308, source: 2)]
        )
        let rest = ("ee\nfour\n", [moon_run(length: 3, source: 2), moon_run(length: 5, source: 1)])
        for _ in 0..<rounds { host.batches += [batch, rest, ("", [])] }
        let chunk = """
            collectgarbage('incremental', 1, 1000)
            local sum = 0
            for round = 1, \(rounds) do
              local s <close> = h.open()
              local n, is_over = 0, false
              local function watch()
                setmetatable({}, {__gc = function()
                  if is_over then return end
                  \(action)
                  watch()
                end})
              end
              for i = 1, round do watch() end
              pcall(function() \(reading) end)
              is_over = true
              sum = sum + n
            end
            collectgarbage() collectgarbage()
            return sum <= \(rounds * 400)
            """
        #expect(host.run(h + chunk) == "true")
        #expect(host.opened.count == rounds && host.released.count == rounds)
    }
}
