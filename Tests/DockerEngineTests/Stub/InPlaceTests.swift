import DockerEngine
import Glibc
import NIOCore
import NIOPosix
import StubEngine
import Synchronization
import Testing

/// Somebody who may tell the waiting thread to stop.
private final class Waker: Sendable {
    private let descriptors: (read: Int32, write: Int32)
    private let isOver = Atomic<Bool>(false)
    private let questions = Atomic<Int>(0)

    init() {
        var ends: [Int32] = [0, 0]
        let made = pipe(&ends)
        precondition(made == 0 && fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0, "no pipe: errno \(errno)")
        descriptors = (ends[0], ends[1])
    }

    deinit {
        close(descriptors.read)
        close(descriptors.write)
    }

    /// How often it was asked.
    var timesAsked: Int { questions.load(ordering: .relaxed) }

    /// Wakes the thread.
    func wake(ending: Bool) {
        isOver.store(ending, ordering: .relaxed)
        var byte: UInt8 = 1
        _ = write(descriptors.write, &byte, 1)
    }

    var wait: InPlaceWait {
        InPlaceWait(wakeDescriptor: descriptors.read) {
            self.questions.wrappingAdd(1, ordering: .relaxed)
            var bytes: UInt64 = 0
            _ = read(self.descriptors.read, &bytes, MemoryLayout.size(ofValue: bytes))
            return self.isOver.load(ordering: .relaxed)
        }
    }
}

extension Engine {
    /// Calls on a thread that may wait, as the shell's does.
    fileprivate func inPlace(
        _ operation: String, _ arguments: [(String, Argument)] = [], json: String? = nil, waker: Waker = Waker()
    ) async throws -> InPlaceOutcome {
        let invocation = try Engine.invocation(operation, arguments, json: json)
        return try await NIOThreadPool.singleton.runIfActive { self.invoke(invocation, inPlace: waker.wait) }
    }

    /// The reply of a call that has to be answered in place.
    fileprivate func replyInPlace(
        _ operation: String, _ arguments: [(String, Argument)] = [], json: String? = nil
    ) async throws -> Reply {
        switch try await inPlace(operation, arguments, json: json) {
        case .answered(let result): return try result.get()
        case .ended: throw EngineError(.cancelled, "ended")
        case .running(let call):
            Issue.record("\(operation) went to the event loop")
            return try await call.reply.get()
        }
    }
}

@Suite("Calls answered in place")
struct InPlaceTests {
    private static let ok: StubEngine.Script = { _ in [.reply("{}")] }

    @Test("share one connection of the calling thread, which counts as idle between them")
    func reuse() async throws {
        try await withStub(script: Self.ok) { engine, stub in
            for _ in 0..<20 {
                guard case .json(let body) = try await engine.replyInPlace("SystemInfo").body else {
                    Issue.record("no JSON")
                    return
                }
                #expect(String(buffer: body) == "{}")
            }
            _ = try await engine.replyInPlace("VolumeCreate", json: "{\"Name\":\"v\"}")
            #expect(stub.acceptedConnections == 1)
            #expect(stub.requests.count == 21)
            #expect(stub.requests[0].target == "/v1.41/info")
            #expect(stub.requests[20].headers["content-length"] == "12")
            let (open, idle) = try await engine.connectionCounts().get()
            #expect((open, idle) == (1, 1))
        }
    }

    @Test("close their connection with the client")
    func closing() async throws {
        try await withStub(script: Self.ok) { engine, stub in
            _ = try await engine.replyInPlace("SystemInfo")
            try await engine.close().get()
            #expect(await eventually { stub.openConnections == 0 })
            guard case .running(let call) = try await engine.inPlace("SystemInfo") else {
                Issue.record("a closed client connected")
                return
            }
            await #expect(throws: EngineError.self) { try await call.reply.get() }
            #expect(stub.requests.count == 1)
        }
    }

    @Test("agree on the version once, on the same connection")
    func negotiation() async throws {
        let script: StubEngine.Script = { request in
            request.path == "/_ping"
                ? [.text("HTTP/1.1 200 OK\r\nApi-Version: 1.43\r\nContent-Length: 0\r\n\r\n")] : [.reply("{}")]
        }
        try await withStub(version: nil, script: script) { engine, stub in
            for _ in 0..<3 { _ = try await engine.replyInPlace("SystemInfo") }
            #expect(stub.requests.map(\.method) == ["HEAD", "GET", "GET", "GET"])
            #expect(stub.requests.last?.target == "/v1.43/info")
            #expect(stub.acceptedConnections == 1)
            #expect(engine.negotiatedVersion == APIVersion(1, 43))
            // The event loop knows it too.
            _ = try await engine.call("SystemInfo")
            #expect(stub.requests.count == 5)
        }
    }

    @Test(
        "leave an engine that does not say its version plainly to the event loop",
        arguments: ["HTTP/1.1 405 No\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"])
    func oddVersion(_ answer: String) async throws {
        let script: StubEngine.Script = { request in
            if request.method == "HEAD" { return [.text(answer)] }
            return request.path == "/_ping"
                ? [.text("HTTP/1.1 200 OK\r\nApi-Version: 1.30\r\nContent-Length: 2\r\n\r\nOK")] : [.reply("{}")]
        }
        try await withStub(version: nil, script: script) { engine, stub in
            guard case .running(let call) = try await engine.inPlace("SystemInfo") else {
                Issue.record("answered in place")
                return
            }
            _ = try await call.reply.get()
            #expect(engine.negotiatedVersion == APIVersion(1, 30))
            #expect(stub.requests.last?.target == "/v1.30/info")
        }
    }

    @Test("fail as they do on the event loop", arguments: Misbehaviour.all.filter { !$0.streams })
    func misbehaviour(_ case: Misbehaviour) async throws {
        let test = `case`
        try await withStub(
            configure: {
                $0.responseTimeout = test.kind == .timeout ? .milliseconds(300) : .seconds(10)
                $0.limits.reply = 4 * 1024 * 1024
            }, script: { _ in test.steps }
        ) { engine, stub in
            let error = await #expect(throws: EngineError.self) { try await engine.replyInPlace("SystemInfo") }
            #expect(error?.kind == test.kind, "\(error.map { "\($0)" } ?? "no error")")
            #expect(error?.message.contains(test.words) == true, "\(error?.message ?? "")")
            #expect(await eventually { test.testDescription.hasPrefix("refuses") || stub.openConnections == 0 })
        }
    }

    @Test("take a reply cut at every byte", arguments: [1, 3, 7])
    func dripped(_ size: Int) async throws {
        try await withStub(script: { request in
            [.drip(ByteBuffer(string: Misbehaviour.plainReplies[request.ordinal - 1]), size: size, every: .zero)]
        }) { engine, stub in
            guard case .json(let body) = try await engine.replyInPlace("SystemInfo").body else {
                Issue.record("no JSON")
                return
            }
            #expect(String(buffer: body) == "{}")
            let error = await #expect(throws: EngineError.self) { try await engine.replyInPlace("SystemInfo") }
            #expect(error?.message == "gone")
            #expect(stub.acceptedConnections == 1)
        }
    }

    @Test("take a reply of many megabytes, and one that ends with the connection")
    func large() async throws {
        let piece = Array(repeating: UInt8(ascii: "7"), count: 100_000)
        let script: StubEngine.Script = { request in
            request.ordinal == 1
                ? [.chunkedHead(type: "application/json")] + Array(repeating: .chunk(piece), count: 80) + [.lastChunk]
                : [.text("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[1]"), .close]
        }
        try await withStub(script: script) { engine, _ in
            guard case .json(let body) = try await engine.replyInPlace("SystemInfo").body else {
                Issue.record("no JSON")
                return
            }
            #expect(body.readableBytes == 8_000_000)
            #expect(body.readableBytesView.allSatisfy { $0 == UInt8(ascii: "7") })
            guard case .json(let last) = try await engine.replyInPlace("SystemInfo").body else {
                Issue.record("no JSON")
                return
            }
            #expect(String(buffer: last) == "[1]")
        }
    }

    @Test(
        "do not notice that the engine has closed the kept connection, whatever they do",
        arguments: ["SystemInfo", "VolumeCreate"])
    func closedMeanwhile(_ operation: String) async throws {
        try await withStub(script: Self.ok) { engine, stub in
            _ = try await engine.replyInPlace("SystemInfo")
            try await stub.closeConnections()
            let json = operation == "VolumeCreate" ? "{}" : nil
            switch try await engine.inPlace(operation, json: json) {
            case .answered(let result): _ = try result.get()
            case .ended: Issue.record("ended")
            case .running(let call): _ = try await call.reply.get()
            }
            #expect(stub.requests.count == 2)
        }
    }

    @Test("are not sent again after the engine has had them, unless that does no harm", arguments: [true, false])
    func lostAfterSending(_ isSafe: Bool) async throws {
        let script: StubEngine.Script = { request in request.ordinal == 2 ? [.close] : [.reply("{}")] }
        try await withStub(script: script) { engine, stub in
            _ = try await engine.replyInPlace("SystemInfo")
            let outcome = try await engine.inPlace(isSafe ? "SystemInfo" : "VolumeCreate", json: isSafe ? nil : "{}")
            switch outcome {
            case .running(let call):
                #expect(isSafe)
                _ = try await call.reply.get()
            case .answered(.failure(let error)):
                #expect(!isSafe)
                #expect(error.kind == .connection)
            case .answered(.success), .ended: Issue.record("\(outcome)")
            }
            #expect(stub.requests.count == (isSafe ? 3 : 2))
        }
    }

    @Test("bytes that nobody asked for are no reply")
    func unasked() async throws {
        let extra = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n\"lie\""
        let script: StubEngine.Script = { request in
            request.path == "/info" ? [.reply("{}"), .pause(.milliseconds(20)), .text(extra)] : [.reply("\"truth\"")]
        }
        try await withStub(script: script) { engine, _ in
            _ = try await engine.replyInPlace("SystemInfo")
            try await Task.sleep(for: .milliseconds(200))
            let outcome = try await engine.inPlace("SystemVersion")
            guard case .running(let call) = outcome, case .json(let body) = try await call.reply.get().body else {
                Issue.record("\(outcome)")
                return
            }
            #expect(String(buffer: body) == "\"truth\"")
        }
    }

    @Test("end when they are told to, and the engine sees the connection close")
    func ended() async throws {
        try await withStub(script: { _ in [.stall] }) { engine, stub in
            let waker = Waker()
            async let outcome = engine.inPlace("SystemInfo", waker: waker)
            #expect(await eventually { stub.requests.count == 1 })
            // Not every wake means an end.
            waker.wake(ending: false)
            #expect(await eventually { waker.timesAsked == 1 })
            let started = ContinuousClock.now
            waker.wake(ending: true)
            guard case .ended = try await outcome else {
                Issue.record("not ended")
                return
            }
            #expect(ContinuousClock.now - started < .seconds(10))
            #expect(await eventually { stub.openConnections == 0 })
        }
    }

    @Test("are told to an observer as those of the event loop are")
    func observed() async throws {
        let tells: @Sendable (Notebook, Bool) async throws -> Void = { notebook, inPlace in
            let script: StubEngine.Script = { request in
                switch request.path {
                case "/_ping": [.text("HTTP/1.1 200 OK\r\nApi-Version: 1.43\r\nContent-Length: 0\r\n\r\n")]
                case "/info": [.chunkedHead(type: "application/json"), .chunk("{\"a\":"), .chunk("1}"), .lastChunk]
                case "/volumes/create": [.reply(status: "409 Conflict", "{\"message\":\"no\"}")]
                default: [.chunkedHead(type: "application/json"), .chunk("{"), .close]
                }
            }
            try await withStub(version: nil, observer: notebook, script: script) { engine, _ in
                for (operation, json) in [("SystemInfo", nil), ("VolumeCreate", "{}"), ("SystemVersion", nil)] {
                    let invocation = try Engine.invocation(operation, [], json: json)
                    if inPlace {
                        _ = try? await engine.replyInPlace(operation, json: json)
                    } else {
                        _ = try? await engine.invoke(invocation).reply.get()
                    }
                }
            }
        }
        let (here, there) = (Notebook(), Notebook())
        try await tells(here, true)
        try await tells(there, false)
        #expect(here.summary == there.summary)
        #expect(
            here.summary == [
                "HEAD /_ping SystemPingHead", "200", "ended", "GET /v1.43/info SystemInfo", "200", "< {\"a\":1}",
                "ended",
                "POST /v1.43/volumes/create VolumeCreate", "> {}", "409", "< {\"message\":\"no\"}", "ended",
                "GET /v1.43/version SystemVersion", "200", "< {", "ended badly",
            ])
    }

    @Test("that are given up tell an observer so")
    func givenUpObserved() async throws {
        let notebook = Notebook()
        try await withStub(
            observer: notebook, configure: { $0.responseTimeout = .milliseconds(200) }, script: { _ in [.stall] }
        ) { engine, stub in
            _ = try? await engine.replyInPlace("SystemInfo")
            let waker = Waker()
            async let outcome = engine.inPlace("SystemVersion", waker: waker)
            #expect(await eventually { stub.requests.count == 2 })
            waker.wake(ending: true)
            _ = try await outcome
        }
        #expect(notebook.exchanges == 2)
        #expect(notebook.texts.filter { $0.hasPrefix("ended: given up") }.count == 2)
    }

    @Test("are only those whose reply is collected and whose request is short")
    func others() async throws {
        let long = "{\"Name\":\"\(String(repeating: "x", count: 100_000))\"}"
        let id: [(String, Argument)] = [("id", .string("x"))]
        try await withStub(script: { _ in [.reply("{}")] }) { engine, stub in
            for (operation, arguments, json) in [
                ("SystemEvents", [], nil), ("ContainerLogs", logArguments, nil), ("ContainerWait", id, nil),
                ("VolumeCreate", [], long),
            ] as [(String, [(String, Argument)], String?)] {
                guard case .running(let call) = try await engine.inPlace(operation, arguments, json: json) else {
                    Issue.record("\(operation) was answered in place")
                    continue
                }
                _ = try? await call.reply.get()
            }
            // Whose output is a terminal's has been asked too.
            #expect(stub.requests.count == 5)
        }
    }

    @Test("are refused before anything is sent where the client is read-only")
    func readOnly() async throws {
        let stub = try await StubEngine.start(Place.unix.address, beforeFirstRequest: [], script: Self.ok)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let engine = Engine(
            EngineConfiguration(address: try Address.parse(stub.address)), eventLoop: group.next(), readOnly: true)
        let error = await #expect(throws: EngineError.self) {
            try await engine.replyInPlace("VolumeCreate", json: "{}")
        }
        #expect(error?.kind == .readOnly)
        #expect(stub.acceptedConnections == 0)
        try await engine.close().get()
        try await stub.stop()
        try await group.shutdownGracefully()
    }
}
