import Foundation
import NIOCore
import StubEngine
import Testing

/// What an engine under a foreign hand can put into its replies.
@Suite("Replies of an engine that is none") struct HostileReplyTests {
    private static let specs = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "StdlibTests/specs")

    @Test("replies damaged at random give results or errors, never a mistake in the library", arguments: [1, 2, 3])
    func damaged(_ seed: UInt64) async throws {
        let engine = try DamagedEngine(seed: seed)
        try await withStub({ engine.answer($0) }) { address in
            let script = Self.specs.appending(path: "hostile_replies.lua").path
            let run = try moondock("--no-rc", "-q", "-H", address, script, "40", within: 300)
            #expect(run.code == 0, "\(run.error)")
            #expect(run.output.contains("\n0 problems, ") || run.output.hasPrefix("0 problems, "), "\(run.output)")
            let results = run.output.split(separator: " ").dropFirst(2).first.flatMap { Int($0) } ?? 0
            #expect(results > 100)
        }
    }

    /// Serves one answer to everything but the ping.
    private func run(_ steps: [StubStep], _ code: String, environment: [String: String] = [:]) async throws -> Run {
        let canned = CannedEngine(containers: 1, lines: 1, apiVersion: "1.44")
        var result: Run?
        try await withStub({ $0.path == "/_ping" ? canned.answer($0) : steps }) { address in
            result = try moondock("--no-rc", "-H", address, "-e", code, environment: environment, within: 60)
        }
        return try #require(result)
    }

    @Test("a log line of gigabytes is an error of kind limit before it fills the memory, and can be read in pieces")
    func endlessLine() async throws {
        let chunk = StubBytes.chunk(StubBytes.frame(1, [UInt8](repeating: 0x78, count: 1 << 20)))
        let steps: [StubStep] = [
            .chunkedHead(type: "application/vnd.docker.multiplexed-stream"), .repeated(chunk, count: nil),
        ]
        let code = """
            local s = docker.logs('box')
            local ok, err = pcall(s.next_line, s)
            print(ok, err.kind, err.message, err.hint ~= nil, collectgarbage('count') < 200 * 1024)
            local size = 0
            for _ = 1, 200 do size = size + #s:read() end
            print(size > 1 << 20)
            """
        let run = try await run(steps, code, environment: ["MOONDOCK_LIMITS": "line=8m"])
        #expect(run.output == "false\tlimit\ta line is longer than 8388608 bytes\ttrue\ttrue\ntrue\n", "\(run.error)")
    }

    @Test("output of a command without end is an error of kind limit where it is kept whole")
    func endlessOutput() async throws {
        let chunk = StubBytes.chunk(StubBytes.frame(1, "line after line\n"))
        let steps: [StubStep] = [
            .chunkedHead(type: "application/vnd.docker.multiplexed-stream"), .repeated(chunk, count: nil),
        ]
        let run = try await run(
            steps, "print(select(2, pcall(function() return docker.logs('box'):read_all() end)).kind)",
            environment: ["MOONDOCK_LIMITS": "reply=1m"])
        #expect(run.output == "limit\n", "\(run.error)")
    }

    @Test(
        "JSON ten thousand levels deep is an error of kind limit: in a reply, in a stream, in what an image brings",
        arguments: [
            "docker.api.SystemInfo()", "docker.info()", "docker.images.get('x').attrs",
            "for event in docker.events() do end", "docker.images.pull('x')",
        ])
    func deep(_ code: String) async throws {
        let deep = String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000)
        let run = try await run(
            [.reply(#"{"Id":"x","Config":\#(deep)}"#)],
            "local _, err = pcall(function() \(code.hasPrefix("docker") ? "return " : "")\(code) end) print(err.kind)")
        #expect(run.output == "limit\n", "\(run.error)")
    }

    @Test("a limit that a reply meets names what allows more, and that does")
    func adjustable() async throws {
        let body = #"{"Name":"\#(String(repeating: "x", count: 100_000))"}"#
        let small = try await run(
            [.reply(body)], "docker.connect(docker.target().address).info()",
            environment: ["MOONDOCK_LIMITS": "reply=64k"])
        #expect(small.code == 4)
        #expect(small.error.contains("too large") && small.error.contains("limits = { reply = … }"), "\(small.error)")
        let code = "print(#docker.connect{host=docker.target().address, limits={reply='1m'}}.info().Name)"
        let large = try await run([.reply(body)], code, environment: ["MOONDOCK_LIMITS": "reply=64k"])
        #expect(large.output == "100000\n", "\(large.error)")
    }

    @Test("MOONDOCK_LIMITS that cannot be read is wrong usage, and names the thing")
    func wrongLimits() throws {
        let run = try moondock("-e", "print(1)", environment: ["MOONDOCK_LIMITS": "lines=5"])
        #expect(run.code == 2)
        #expect(run.error.contains("MOONDOCK_LIMITS: there is no limit 'lines'; did you mean 'line'?"), "\(run.error)")
    }

    @Test("help limits shows each limit with its default")
    func help() throws {
        let run = try moondock("help", "limits")
        #expect(run.code == 0)
        for words in ["reply", "256m", "line", "64m", "depth", "512", "MOONDOCK_LIMITS", "redirects"] {
            #expect(run.output.contains(words), "\(words)")
        }
    }

    private func withStub(
        _ script: @escaping StubEngine.Script, _ body: (String) throws -> Void
    ) async throws {
        let path = NSTemporaryDirectory() + "moondock-hostile-\(UUID().uuidString.prefix(8)).sock"
        let stub = try await StubEngine.start("unix://\(path)", script: script)
        do { try body(stub.address) } catch {
            try await stub.stop()
            throw error
        }
        try await stub.stop()
    }
}
