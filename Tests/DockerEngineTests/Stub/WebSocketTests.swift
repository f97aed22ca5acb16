import DockerEngine
import NIOCore
import StubEngine
import Synchronization
import Testing

@Suite("A WebSocket of a stub")
struct WebSocketTests {
    private func attach() throws -> Invocation {
        try Engine.invocation("ContainerAttachWebsocket", [("id", .string("x")), ("stream", .boolean(true))])
    }

    private static let good =
        StubWebSocket.frame(0x82, "bytes ") + StubWebSocket.frame(0x81, "text ") + StubWebSocket.frame(0x89, "ping")
        + StubWebSocket.frame(0x02, "in ") + StubWebSocket.frame(0x8A, "unasked") + StubWebSocket.frame(0x00, "three ")
        + StubWebSocket.frame(0x89) + StubWebSocket.frame(0x80, "parts ") + StubWebSocket.frame(0x82)
        + StubWebSocket.frame(0x82, String(repeating: "l", count: 300))
        + StubWebSocket.frame(0x88, [0x03, 0xE8] + "bye".utf8)
    private static let text = "bytes text in three parts " + String(repeating: "l", count: 300)

    private static func reply(_ frames: [UInt8]) -> StubEngine.Script {
        { [.send(ByteBuffer(bytes: Array(StubWebSocket.accept($0).utf8) + frames)), .swallow] }
    }

    @Test("is a plain stream of bytes; pings and the close are answered", arguments: Place.allCases)
    func good(_ place: Place) async throws {
        try await withStub(place, script: Self.reply(Self.good)) { engine, stub in
            let stream = try await engine.duplex(attach())
            #expect(stream.content == .raw)
            #expect(try await stream.collect() == [0: Self.text])
            let request = try #require(stub.requests.first)
            #expect(
                stub.requests.filter { $0.method == "GET" }.count == 1, "nobody has to be asked about the terminal")
            #expect(request.headers["upgrade"] == "websocket")
            #expect(request.headers["connection"] == "Upgrade")
            #expect(request.headers["sec-websocket-version"] == "13")
            #expect(await eventually { stub.openConnections == 1 })
            let sent = try #require(StubWebSocket.read(stub.received))
            #expect(sent.map(\.first) == [0x8A, 0x8A, 0x88])
            #expect(sent.map(\.payload) == [Array("ping".utf8), [], [0x03, 0xE8]])
        }
    }

    @Test("loses no byte between the head and the first frame, wherever they are cut")
    func everyCut() async throws {
        let script: StubEngine.Script = { request in
            let bytes = Array(StubWebSocket.accept(request).utf8) + Self.good
            let cut =
                Int(request.query.split(separator: "&").first { $0.hasPrefix("detachKeys=") }?.dropFirst(11) ?? "") ?? 0
            return [
                .send(ByteBuffer(bytes: bytes[..<cut])), .pause(.microseconds(300)),
                .send(ByteBuffer(bytes: bytes[cut...])), .swallow,
            ]
        }
        try await withStub(script: script) { engine, _ in
            for cut in 1..<(150 + Self.good.count) {
                let invocation = try Engine.invocation(
                    "ContainerAttachWebsocket", [("id", .string("x")), ("detachKeys", .string("\(cut)"))])
                #expect(try await engine.duplex(invocation).collect() == [0: Self.text], "cut at \(cut)")
            }
        }
        let drip: StubEngine.Script = {
            let bytes = Array(StubWebSocket.accept($0).utf8) + Self.good
            return [.drip(ByteBuffer(bytes: bytes), size: 1, every: .nanoseconds(0)), .swallow]
        }
        try await withStub(script: drip) { engine, _ in
            let read = try await engine.duplex(attach()).collect()
            #expect(read == [0: Self.text])
        }
    }

    @Test("sends masked binary frames, then a Close; what comes afterwards is still read")
    func halfClose() async throws {
        let isClosed = Mutex(false)
        let script: StubEngine.Script = {
            [
                .text(StubWebSocket.accept($0)), .until { isClosed.withLock { $0 } },
                .send(ByteBuffer(bytes: StubWebSocket.frame(0x82, "late") + StubWebSocket.frame(0x88, [0x03, 0xE8]))),
                .swallow,
            ]
        }
        try await withStub(.tcp, script: script) { engine, stub in
            let stream = try await engine.duplex(attach())
            let long = [UInt8](repeating: 0x62, count: 100_000)
            try await stream.write(ByteBuffer(string: "a")).get()
            try await stream.write(ByteBuffer()).get()
            try await stream.write(ByteBuffer(bytes: long)).get()
            try await stream.closeWrite().get()
            try await stream.closeWrite().get()
            let error = await #expect(throws: EngineError.self) {
                try await stream.write(ByteBuffer(string: "x")).get()
            }
            #expect(error?.message.contains("writing side") == true)
            isClosed.withLock { $0 = true }
            #expect(try await stream.collect() == [0: "late"])
            #expect(await eventually { stub.openConnections == 1 })
            let sent = try #require(StubWebSocket.read(stub.received))
            #expect(sent.map(\.first) == [0x82, 0x82, 0x88])
            #expect(sent.map(\.payload) == [[0x61], long, [0x03, 0xE8]])
        }
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var frames: [UInt8]
        var message: String
        var close: [UInt8]? = [0x03, 0xEA]
    }

    static let bad = [
        Bad(testDescription: "masked", frames: [0x82, 0x81, 1, 2, 3, 4, 0x61], message: "is masked"),
        Bad(testDescription: "an extension", frames: [0xC2, 0], message: "an extension that was not agreed on"),
        Bad(testDescription: "an unknown kind", frames: [0x83, 0], message: "of an unknown kind"),
        Bad(testDescription: "a continuation of nothing", frames: [0x80, 0], message: "begins with its continuation"),
        Bad(testDescription: "a message in a message", frames: [0x02, 0, 0x82, 0], message: "begins inside another"),
        Bad(testDescription: "a cut ping", frames: [0x09, 0], message: "control frame"),
        Bad(testDescription: "a long ping", frames: [0x89, 126, 0, 126], message: "control frame"),
        Bad(testDescription: "half a status", frames: [0x88, 1, 3], message: "half a status"),
        Bad(
            testDescription: "an endless frame", frames: [0x82, 127, 0, 0, 1, 0, 0, 0, 0, 0],
            message: "more than 16777216 bytes", close: [0x03, 0xF1]),
        Bad(
            testDescription: "a close because of an error",
            frames: StubWebSocket.frame(0x88, [0x03, 0xF3] + "no disk".utf8),
            message: "status 1011: no disk", close: [0x03, 0xF3]),
        Bad(
            testDescription: "a close inside a message", frames: [0x02, 1, 0x61, 0x88, 2, 0x03, 0xE8],
            message: "inside a WebSocket message", close: [0x03, 0xE8]),
    ]

    @Test("that breaks the rules is an error after what was good", arguments: bad)
    func broken(example: Bad) async throws {
        let frames = StubWebSocket.frame(0x82, "good") + example.frames
        try await withStub(script: Self.reply(frames)) { engine, stub in
            let stream = try await engine.duplex(attach())
            var read = ""
            let error = await #expect(throws: EngineError.self) {
                while let batch = try await stream.nextBatch() { read += String(buffer: batch.bytes) }
            }
            #expect(read.hasPrefix("good"))
            #expect(error?.message.contains(example.message) == true, "\(error?.message ?? "")")
            #expect(await eventually { stub.openConnections == 0 })
            #expect(StubWebSocket.read(stub.received)?.first { $0.first == 0x88 }?.payload == example.close)
        }
    }

    @Test("that ends without a Close frame was cut", arguments: [[], [0x82, 9, 0x61], [0x82]])
    func cut(frames: [UInt8]) async throws {
        let script: StubEngine.Script = {
            [.send(ByteBuffer(bytes: Array(StubWebSocket.accept($0).utf8) + frames)), .pause(.milliseconds(5)), .close]
        }
        for place in Place.allCases {
            try await withStub(place, script: script) { engine, stub in
                let stream = try await engine.duplex(attach())
                let error = await #expect(throws: EngineError.self) { try await stream.collect() }
                #expect(error?.kind == .connection)
                #expect(error?.message.contains("before its WebSocket Close frame") == true, "\(error?.message ?? "")")
                #expect(await eventually { stub.openConnections == 0 })
            }
        }
    }

    @Test("is not begun by a wrong digest, another protocol, or 200")
    func refused() async throws {
        let wrong = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: AAAA\r\n\r\n"
        let heads: [@Sendable (StubRequest) -> String] = [
            { _ in wrong },
            { StubWebSocket.accept($0).replacing("websocket", with: "tcp") },
            { StubWebSocket.accept($0).replacing("\r\n\r\n", with: "\r\nSec-WebSocket-Extensions: x\r\n\r\n") },
            { _ in "HTTP/1.1 200 OK\r\n\r\n" },
        ]
        for head in heads {
            try await withStub(script: { [.text(head($0)), .swallow] }) { engine, stub in
                let error = await #expect(throws: EngineError.self) { try await engine.duplex(attach()) }
                #expect(error?.message.contains("did not change to WebSocket") == true, "\(error?.message ?? "")")
                #expect(await eventually { stub.openConnections == 0 })
            }
        }
        let missing: StubEngine.Script = { _ in [.reply(status: "404 Not Found", #"{"message":"no such container"}"#)] }
        try await withStub(script: missing) { engine, _ in
            let error = await #expect(throws: EngineError.self) { try await engine.duplex(attach()) }
            #expect(error?.kind == .notFound)
        }
    }

    @Test("closed by its reader says goodbye")
    func closing() async throws {
        try await withStub(script: { [.text(StubWebSocket.accept($0)), .swallow] }) { engine, stub in
            let stream = try await engine.duplex(attach())
            stream.close()
            stream.close()
            #expect(await eventually { stub.openConnections == 0 })
            #expect(StubWebSocket.read(stub.received)?.map(\.first) == [0x88])
        }
    }
}
