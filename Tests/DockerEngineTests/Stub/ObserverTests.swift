import DockerEngine
import NIOCore
import NIOPosix
import StubEngine
import Synchronization
import Testing

/// Notes what it hears, in words.
final class Notebook: ExchangeObserver {
    private let events = Mutex<[(exchange: Int, text: String)]>([])
    private let listening: Atomic<Bool>

    init(isListening: Bool = true) { listening = Atomic(isListening) }

    var isListening: Bool { listening.load(ordering: .relaxed) }

    func listen(_ wanted: Bool) { listening.store(wanted, ordering: .relaxed) }

    var texts: [String] { events.withLock { $0.map(\.text) } }

    /// The same whatever pieces the bodies came in, and without the words for what went wrong.
    var summary: [String] {
        texts.reduce(into: []) { lines, text in
            if text.hasPrefix("< "), let last = lines.last, last.hasPrefix("< ") {
                lines[lines.count - 1] = last + text.dropFirst(2)
            } else {
                lines.append(text.hasPrefix("ended: ") ? "ended badly" : text)
            }
        }
    }

    var exchanges: Int { events.withLock { Set($0.map(\.exchange)).count } }

    func observe(_ event: ExchangeEvent) {
        let text =
            switch event.kind {
            case .request(let request): "\(request.method) \(request.target) \(request.operation ?? "?")"
            case .requestBody(let bytes): "> \(String(buffer: bytes))"
            case .reply(let reply): "\(reply.status)\(reply.isRaw ? " raw" : "")"
            case .replyBody(let bytes): "< \(String(buffer: bytes))"
            case .input(let bytes): "in \(String(buffer: bytes))"
            case .inputClosed: "in end"
            case .ended(let problem): problem.map { "ended: \($0)" } ?? "ended"
            }
        events.withLock { $0.append((event.exchange, text)) }
    }
}

@Suite("An observer of exchanges")
struct ObserverTests {
    private func withObserved(
        _ notebook: Notebook, script: @escaping StubEngine.Script, _ body: (Engine) async throws -> Void
    ) async throws {
        let stub = try await StubEngine.start(Place.unix.address, beforeFirstRequest: [], script: script)
        let configuration = EngineConfiguration(
            address: try Address.parse(stub.address), apiVersion: APIVersion(1, 41))
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let engine = Engine(configuration, eventLoop: group.next(), observer: notebook)
        try await body(engine)
        try await engine.close().get()
        try await stub.stop()
        try await group.shutdownGracefully()
    }

    @Test("sees requests and replies on a kept connection, chunks put together")
    func keptConnection() async throws {
        let notebook = Notebook()
        let script: StubEngine.Script = { request in
            request.path == "/info"
                ? [.chunkedHead(type: "application/json"), .chunk("{\"a\":"), .chunk("1}"), .lastChunk]
                : [.reply(status: "404 Not Found", "{\"message\":\"no\"}")]
        }
        try await withObserved(notebook, script: script) { engine in
            _ = try await engine.call("SystemInfo")
            _ = try? await engine.call("SystemVersion")
        }
        #expect(notebook.exchanges == 2)
        let texts = notebook.texts
        #expect(texts.first == "GET /v1.41/info SystemInfo")
        #expect(texts.filter { $0.hasPrefix("< ") }.map { $0.dropFirst(2) }.joined() == "{\"a\":1}{\"message\":\"no\"}")
        #expect(texts.filter { $0 == "ended" }.count == 2)
        #expect(texts.contains("404"))
    }

    @Test("sees both directions of an upgraded connection")
    func upgrade() async throws {
        let notebook = Notebook()
        try await withObserved(notebook, script: { _ in [.upgraded(), .echo(framed: false)] }) { engine in
            let operation = try Catalogue.operation("ExecStart")
            let reply = try await engine.call(
                Invocation(
                    operation: operation, arguments: [("id", .string("x"))],
                    body: .json(ByteBuffer(string: "{\"Tty\":true}"))), tty: true)
            guard case .duplex(let stream) = reply.body else { return #expect(Bool(false), "no duplex stream") }
            try await stream.write(ByteBuffer(string: "hello")).get()
            try await stream.closeWrite().get()
            while try await stream.next().get() != nil {}
        }
        let texts = notebook.texts
        #expect(texts.prefix(3) == ["POST /v1.41/exec/x/start ExecStart", "> {\"Tty\":true}", "101 raw"])
        #expect(texts.contains("in hello"))
        #expect(texts.contains("in end"))
        #expect(texts.filter { $0.hasPrefix("< ") }.map { $0.dropFirst(2) }.joined() == "hello")
        #expect(texts.last == "ended")
    }

    @Test("is told of a reply that is cut short")
    func cut() async throws {
        let notebook = Notebook()
        try await withObserved(
            notebook, script: { _ in [.chunkedHead(type: "application/json"), .chunk("{"), .close] }
        ) { engine in
            await #expect(throws: EngineError.self) { _ = try await engine.call("SystemInfo") }
        }
        #expect(notebook.texts.last?.hasPrefix("ended: ") == true)
    }

    @Test("hears nothing while it does not listen, and all that begins after")
    func onAndOff() async throws {
        let notebook = Notebook(isListening: false)
        try await withObserved(notebook, script: { _ in [.reply("{}")] }) { engine in
            _ = try await engine.call("SystemInfo")
            #expect(notebook.texts.isEmpty)
            notebook.listen(true)
            _ = try await engine.call("SystemVersion")
            notebook.listen(false)
            _ = try await engine.call("SystemInfo")
        }
        #expect(notebook.texts == ["GET /v1.41/version SystemVersion", "200", "< {}", "ended"])
    }
}
