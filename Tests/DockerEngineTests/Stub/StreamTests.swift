import DockerEngine
import Glibc
import NIOCore
import StubEngine
import Synchronization
import Testing

@Suite("Streams from a stub", .serialized)
struct StreamTests {
    private static let framed = "application/vnd.docker.multiplexed-stream"

    private static func script(_ steps: [StubStep]) -> StubEngine.Script {
        { $0.path.hasSuffix("/json") ? [.reply(#"{"Config":{"Tty":false}}"#)] : steps }
    }

    @Test("deliver all lines of the log source, and their connection is used again")
    func logs() async throws {
        let canned = CannedEngine(lines: 20_000)
        try await withStub(script: { canned.answer($0) }) { engine, stub in
            for _ in 0..<2 {
                let stream = try await engine.stream(Engine.invocation("ContainerLogs", logArguments))
                #expect(stream.content == .frames)
                var bytes = 0
                while let batch = try await stream.nextBatch() {
                    #expect(batch.runs == [.init(source: 1, length: batch.bytes.readableBytes)])
                    bytes += batch.bytes.readableBytes
                }
                #expect(bytes == 2_000_000)
                #expect(try await stream.nextBatch() == nil)
            }
            #expect(stub.acceptedConnections == 1)
        }
    }

    @Test(
        "without anything in them are streams that have ended, and their connection is used again",
        arguments: ["200 OK\r\nContent-Length: 0", "204 No Content"], Place.allCases)
    func empty(_ head: String, _ place: Place) async throws {
        try await withStub(place, script: { _ in [.text("HTTP/1.1 \(head)\r\n\r\n")] }) { engine, stub in
            for _ in 0..<3 {
                let stream = try await engine.stream(
                    Engine.invocation("ContainerStats", [("id", .string("x")), ("stream", .boolean(false))]))
                #expect(try await stream.nextBatch() == nil)
            }
            #expect(stub.acceptedConnections == 1)
        }
    }

    @Test("that the engine calls multiplexed need no question about the terminal")
    func typed() async throws {
        let steps: [StubStep] = [
            .chunkedHead(type: Self.framed), .chunk(StubBytes.frame(2, "err")), .lastChunk,
        ]
        try await withStub(version: APIVersion(1, 44), script: Self.script(steps)) { engine, stub in
            let parts = try await engine.stream(Engine.invocation("ContainerLogs", logArguments)).collect()
            #expect(parts == [2: "err"])
            #expect(stub.requests.count == 1)
        }
    }

    @Test("of a terminal are raw: the caller's word is enough")
    func raw() async throws {
        let steps: [StubStep] = [
            .chunkedHead(type: "application/vnd.docker.raw-stream"), .chunk("tty\r\n"), .lastChunk,
        ]
        try await withStub(script: Self.script(steps)) { engine, stub in
            let stream = try await engine.stream(Engine.invocation("ContainerLogs", logArguments), tty: true)
            #expect(stream.content == .raw)
            #expect(try await stream.collect() == [0: "tty\r\n"])
            #expect(stub.requests.count == 1)
        }
    }

    @Test("cut short fail after what has come", arguments: Place.allCases)
    func truncated(_ place: Place) async throws {
        let steps: [StubStep] = [
            .chunkedHead(type: Self.framed), .chunk(StubBytes.frame(1, "good\n")), .text("20\r\nab"), .close,
        ]
        try await withStub(place, script: Self.script(steps)) { engine, _ in
            let stream = try await engine.stream(Engine.invocation("ContainerLogs", logArguments))
            #expect(try await stream.nextBatch().map { String(buffer: $0.bytes) } == "good\n")
            let error = await #expect(throws: EngineError.self) { try await stream.nextBatch() }
            #expect(error?.kind == .connection)
        }
    }

    @Test("with an error in the middle of a pull fail with its words")
    func pullError() async throws {
        let steps: [StubStep] = [
            .chunkedHead(type: "application/json"), .chunk("{\"status\":\"Pulling\"}\r\n"),
            .chunk("{\"errorDetail\":{\"message\":\"no space\"},\"error\":\"no space\"}\r\n"), .lastChunk,
        ]
        try await withStub(script: Self.script(steps)) { engine, _ in
            let stream = try await engine.stream(Engine.invocation("ImageCreate", [("fromImage", .string("x"))]))
            #expect(try await stream.nextBatch()?.runs.count == 1)
            let error = await #expect(throws: EngineError.self) { while try await stream.nextBatch() != nil {} }
            #expect(error?.kind == .api)
            #expect(error?.message == "no space")
        }
    }

    @Test("of a slow reader do not fill the memory", arguments: [Place.unix, .tls])
    func backPressure(_ place: Place) async throws {
        let block = LogSource.block(lines: LogSource.linesPerBlock)
        let steps: [StubStep] = [.chunkedHead(type: Self.framed), .repeated(block, count: nil)]
        try await withStub(place, script: Self.script(steps)) { engine, _ in
            let stream = try await engine.stream(Engine.invocation("ContainerLogs", logArguments))
            for _ in 0..<5 {
                try await Task.sleep(for: .milliseconds(100))
                let bytes = try #require(try await stream.nextBatch()).bytes.readableBytes
                #expect(bytes <= 6 * 1024 * 1024)
            }
            stream.close()
        }
    }

    @Test("close their connection when they are closed, or no longer referenced")
    func closing() async throws {
        let steps: [StubStep] = [.chunkedHead(type: Self.framed), .chunk(StubBytes.frame(1, "a")), .stall]
        try await withStub(script: Self.script(steps)) { engine, stub in
            let stream = try await engine.stream(Engine.invocation("ContainerLogs", logArguments), tty: false)
            _ = try await stream.nextBatch()
            let next = stream.next()
            stream.close()
            stream.close()
            let error = await #expect(throws: EngineError.self) { _ = try await next.get() }
            #expect(error?.kind == .cancelled)
            #expect(await eventually { stub.openConnections == 0 })
            _ = try await engine.stream(Engine.invocation("ContainerLogs", logArguments), tty: false).nextBatch()
            #expect(await eventually { stub.openConnections == 0 })
        }
    }

    @Test("show a line within 5 ms when little is written")
    func latency() async throws {
        let sent = Mutex<[ContinuousClock.Instant]>([])
        let note = StubStep.run { sent.withLock { $0.append(.now) } }
        let steps: [StubStep] =
            [.chunkedHead(type: Self.framed)]
            + (0..<40).flatMap { _ in
                [.pause(.milliseconds(7)), note, .chunk(StubBytes.frame(1, "tick\n"))] as [StubStep]
            } + [.lastChunk]
        try await withStub(script: Self.script(steps)) { engine, _ in
            let stream = try await engine.stream(Engine.invocation("ContainerLogs", logArguments), tty: false)
            var delays: [Duration] = []
            while let batch = try await stream.nextBatch() {
                let now = ContinuousClock.now
                let times = sent.withLock { $0 }
                for _ in 0..<(batch.bytes.readableBytes / 5) where delays.count < times.count {
                    delays.append(now - times[delays.count])
                }
            }
            #expect(delays.count == 40)
            #expect(delays.sorted()[20] < .milliseconds(5))
        }
    }

    @Test("of JSON without end come text by text")
    func events() async throws {
        let text = ByteBuffer(string: "12\r\n{\"Type\":\"x\",\"n\":1}\r\n")
        let steps: [StubStep] = [.chunkedHead(type: "application/json"), .repeated(text, count: nil)]
        try await withStub(script: Self.script(steps)) { engine, _ in
            let stream = try await engine.stream(Engine.invocation("SystemEvents"))
            var texts = 0
            while texts < 100_000, let batch = try await stream.nextBatch() {
                #expect(batch.runs.allSatisfy { $0.length == 18 })
                texts += batch.runs.count
            }
            stream.close()
        }
    }
}

@Suite("Upgraded connections of a stub")
struct DuplexTests {
    private func invocation(_ id: String = "ContainerAttach") throws -> Invocation {
        try Engine.invocation(id, [("id", .string("x")), ("stream", .boolean(true))])
    }

    @Test("carry bytes both ways, and the input ends alone", arguments: Place.allCases)
    func echo(_ place: Place) async throws {
        try await withStub(place, script: { _ in [.upgraded(), .echo(framed: true)] }) { engine, stub in
            let stream = try await engine.duplex(invocation(), tty: false)
            #expect(stream.content == .frames)
            #expect(stub.requests.first?.headers["upgrade"] == "tcp")
            #expect(stub.requests.first?.headers["connection"] == "Upgrade")
            try await stream.write(ByteBuffer(string: "hello ")).get()
            try await stream.write(ByteBuffer(string: "world")).get()
            try await stream.closeWrite().get()
            try await stream.closeWrite().get()
            #expect(try await stream.collect() == [1: "hello world"])
            #expect(await eventually { stub.openConnections == 1 })  // kept for the next call
            let error = await #expect(throws: EngineError.self) {
                try await stream.write(ByteBuffer(string: "late")).get()
            }
            #expect(error != nil)
        }
    }

    @Test("lose no byte when head and data come in one segment, a thousand times")
    func noLoss() async throws {
        let data = StubBytes.frame(1, "first\n") + StubBytes.frame(2, "second\n")
        let head = "HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\n"
        let reply = ByteBuffer(bytes: Array(head.utf8) + data)
        try await withStub(script: { _ in [.send(reply), .endOutput, .swallow] }) { engine, stub in
            for _ in 0..<1000 {
                let stream = try await engine.duplex(invocation(), tty: false)
                #expect(try await stream.collect() == [1: "first\n", 2: "second\n"])
            }
            #expect(await eventually { stub.openConnections == 1 })  // kept for the next call
        }
    }

    @Test("that are closed are closed for the engine, whatever was started meanwhile", arguments: Place.allCases)
    func children(_ place: Place) async throws {
        try await withStub(place, script: { _ in [.upgraded(), .swallow] }) { engine, stub in
            let stream = try await engine.duplex(invocation(), tty: true)
            let child = try Child("/bin/sleep", "60")
            defer { child.kill() }
            #expect(stub.openConnections == 1)
            stream.close()
            #expect(await eventually { stub.openConnections == 0 })
        }
    }

    @Test("may begin with 200 instead of 101")
    func takeover() async throws {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\n"
        try await withStub(script: { _ in [.text(head), .echo(framed: false)] }) { engine, _ in
            let stream = try await engine.duplex(invocation(), tty: true)
            try await stream.write(ByteBuffer(string: "x")).get()
            try await stream.closeWrite().get()
            #expect(try await stream.collect() == [0: "x"])
        }
    }

    @Test("that are refused keep the engine's sentence")
    func refused() async throws {
        let script: StubEngine.Script = { _ in
            [.reply(status: "409 Conflict", #"{"message":"container x is not running"}"#)]
        }
        try await withStub(script: script) { engine, _ in
            let error = await #expect(throws: EngineError.self) { try await engine.duplex(invocation(), tty: false) }
            #expect(error?.kind == .conflict)
            #expect(error?.message == "container x is not running")
        }
    }

    @Test("of an engine that has gone fail, where they would end of one that is there", arguments: Place.allCases)
    func engineGone(_ place: Place) async throws {
        let script: StubEngine.Script = { _ in [.upgraded(), .text("first\n"), .stall] }
        try await withStub(place, script: script) { engine, stub in
            let stream = try await engine.duplex(invocation(), tty: true)
            #expect(try await stream.nextBatch()?.bytes == ByteBuffer(string: "first\n"))
            try await stub.stop()
            let error = await #expect(throws: EngineError.self) { _ = try await stream.nextBatch() }
            #expect(error?.kind == .connection)
            #expect(error?.message == "the connection ended inside the stream")
        }
        let ending: StubEngine.Script = { _ in [.upgraded(), .text("first\n"), .close] }
        try await withStub(place, script: ending) { engine, stub in
            for _ in 0..<3 {
                let stream = try await engine.duplex(invocation(), tty: true)
                #expect(try await stream.collect() == [0: "first\n"])
            }
            // The connection that told that the engine is there serves the next call.
            #expect(await eventually { stub.acceptedConnections == 4 })
            #expect(try await engine.connectionCounts().get() == (1, 1))
        }
    }

    @Test("make a writer wait when nobody reads")
    func writeBackPressure() async throws {
        try await withStub(script: { _ in [.upgraded(), .deaf] }) { engine, _ in
            let stream = try await engine.duplex(invocation(), tty: false)
            let write = stream.write(ByteBuffer(repeating: 0x61, count: 32 * 1024 * 1024))
            try await Task.sleep(for: .milliseconds(100))
            stream.close()
            let error = await #expect(throws: EngineError.self) { try await write.get() }
            #expect(error?.kind == .connection)
        }
    }

    @Test("closed by the engine without a word are at their end")
    func remoteEnd() async throws {
        try await withStub(script: { _ in [.upgraded(), .close] }) { engine, stub in
            let stream = try await engine.duplex(invocation(), tty: true)
            #expect(try await stream.nextBatch() == nil)
            stream.close()
            #expect(await eventually { stub.openConnections == 1 })  // kept for the next call
        }
    }
}

/// A process that inherits what is not kept from it.
private struct Child {
    private let number: pid_t

    init(_ program: String, _ argument: String) throws {
        var number: pid_t = 0
        var arguments = [strdup(program), strdup(argument), nil]
        defer { for text in arguments { free(text) } }
        let failure = posix_spawn(&number, program, nil, nil, &arguments, nil)
        guard failure == 0 else { throw IOError(errnoCode: failure, reason: "posix_spawn") }
        self.number = number
    }

    func kill() {
        Glibc.kill(number, SIGKILL)
        waitpid(number, nil, 0)
    }
}
