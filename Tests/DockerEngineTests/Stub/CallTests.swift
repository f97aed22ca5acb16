import DockerEngine
import NIOCore
import NIOPosix
import StubEngine
import Testing

@Suite("Calls to a stub")
struct CallTests {
    static let ok: StubEngine.Script = { _ in [.reply("{}")] }

    @Test("one after the other share a connection", arguments: Place.allCases)
    func reuse(_ place: Place) async throws {
        try await withStub(place, script: Self.ok) { engine, stub in
            for _ in 0..<20 { _ = try await engine.call("SystemInfo") }
            #expect(stub.acceptedConnections == 1)
            #expect(stub.requests.count == 20)
            let request = try #require(stub.requests.first)
            #expect(request.target == "/v1.41/info")
            #expect(request.headers["host"]?.isEmpty == false)
            #expect(request.headers["user-agent"]?.hasPrefix("moondock/") == true)
        }
    }

    @Test("carry the header fields of the configuration, where they set none of that name themselves")
    func furtherHeaders() async throws {
        let fields = [("X-Meta", "1"), ("Content-Type", "x/y"), ("Host", "evil")]
        try await withStub(configure: { $0.headers = fields.map { (name: $0.0, value: $0.1) } }, script: Self.ok) {
            engine, stub in
            _ = try await engine.call("SystemInfo")
            _ = try await engine.call("SystemAuth", json: "{}")
            #expect(stub.requests.map { $0.headers["x-meta"] } == ["1", "1"])
            #expect(stub.requests.map { $0.headers["content-type"] } == ["x/y", "application/json"])
            #expect(stub.requests.allSatisfy { $0.headers["host"] != "evil" })
        }
    }

    @Test("at the same time have connections of their own, which are kept")
    func parallel() async throws {
        try await withStub(script: { _ in [.pause(.milliseconds(20)), .reply("{}")] }) { engine, stub in
            for _ in 0..<2 {
                try await withThrowingTaskGroup { group in
                    for _ in 0..<8 { group.addTask { _ = try await engine.call("SystemInfo") } }
                    try await group.waitForAll()
                }
            }
            #expect(stub.acceptedConnections == 8)
        }
    }

    @Test("agree on a version once, however many start together; HEAD is enough")
    func negotiation() async throws {
        let script: StubEngine.Script = { request in
            request.path == "/_ping"
                ? [
                    .pause(.milliseconds(30)),
                    .text("HTTP/1.1 200 OK\r\nApi-Version: 1.43\r\nContent-Length: 0\r\n\r\n"),
                ]
                : [.reply("{}")]
        }
        try await withStub(version: nil, script: script) { engine, stub in
            try await withThrowingTaskGroup { group in
                for _ in 0..<10 { group.addTask { _ = try await engine.call("SystemInfo") } }
                try await group.waitForAll()
            }
            #expect(stub.requests.filter { $0.path == "/_ping" }.map(\.method) == ["HEAD"])
            #expect(stub.requests.filter { $0.path == "/info" }.allSatisfy { $0.target == "/v1.43/info" })
            #expect(engine.negotiatedVersion == APIVersion(1, 43))
        }
    }

    @Test(
        "speak the newest version known with a newer engine, and refuse one that is too old",
        arguments: [("1.99", "/v1.51/info"), ("1.12", nil)] as [(String, String?)])
    func clamp(_ version: String, _ target: String?) async throws {
        let script: StubEngine.Script = { request in
            request.path == "/_ping"
                ? [.reply(type: "text/plain", "OK", headers: "Api-Version: \(version)\r\n")] : [.reply("{}")]
        }
        // GET has a body and HEAD must not: the stub answers only GET well.
        let get: StubEngine.Script = { request in
            request.method == "HEAD" ? [.text("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")] : script(request)
        }
        try await withStub(version: nil, script: get) { engine, stub in
            guard let target else {
                let error = await #expect(throws: EngineError.self) { try await engine.call("SystemInfo") }
                #expect(error?.kind == .version)
                return
            }
            _ = try await engine.call("SystemInfo")
            #expect(stub.requests.last?.target == target)
        }
    }

    @Test("that could not learn the version try again the next time")
    func failedNegotiation() async throws {
        let script: StubEngine.Script = { request in
            switch (request.path, request.connection) {
            case ("/_ping", 1): [.close]
            case ("/_ping", _): [.text("HTTP/1.1 200 OK\r\nApi-Version: 1.40\r\nContent-Length: 0\r\n\r\n")]
            default: [.reply("{}")]
            }
        }
        try await withStub(version: nil, script: script) { engine, _ in
            let error = await #expect(throws: EngineError.self) { try await engine.call("SystemInfo") }
            #expect(error?.kind == .connection)
            _ = try await engine.call("SystemInfo")
            #expect(engine.negotiatedVersion == APIVersion(1, 40))
        }
    }

    @Test("are sent once more when a kept connection turns out to be dead, on a fresh one", arguments: Place.allCases)
    func retry(_ place: Place) async throws {
        let script: StubEngine.Script = { $0.ordinal > 1 ? [.close] : [.reply("{}")] }
        try await withStub(place, script: script) { engine, stub in
            _ = try await engine.call("SystemInfo")
            _ = try await engine.call("SystemInfo")
            #expect(stub.requests.map(\.connection) == [1, 1, 2])
        }
    }

    @Test("that change something are not sent twice")
    func noRetry() async throws {
        let script: StubEngine.Script = { $0.ordinal > 1 ? [.close] : [.reply("{}")] }
        try await withStub(script: script) { engine, stub in
            _ = try await engine.call("SystemInfo")
            let error = await #expect(throws: EngineError.self) {
                try await engine.call("ContainerStart", [("id", .string("x"))])
            }
            #expect(error?.kind == .connection)
            #expect(stub.requests.count == 2)
        }
    }

    @Test("are not repeated on a fresh connection, nor after the first byte of a reply")
    func noSecondRetry() async throws {
        try await withStub(script: { _ in [.close] }) { engine, stub in
            await #expect(throws: EngineError.self) { try await engine.call("SystemInfo") }
            #expect(stub.requests.count == 1)
        }
        let script: StubEngine.Script = { $0.ordinal > 1 ? [.text("HTTP"), .close] : [.reply("{}")] }
        try await withStub(script: script) { engine, stub in
            _ = try await engine.call("SystemInfo")
            await #expect(throws: EngineError.self) { try await engine.call("SystemInfo") }
            #expect(stub.requests.count == 2)
        }
    }

    @Test("survive that the engine closes idle connections")
    func idleClose() async throws {
        try await withStub(script: Self.ok) { engine, stub in
            for _ in 0..<3 {
                _ = try await engine.call("SystemInfo")
                try await stub.closeConnections()
            }
            #expect(stub.acceptedConnections == 3)
        }
    }

    @Test("are read the same when they drip in byte by byte")
    func drip() async throws {
        let reply = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n[1,\r\n3\r\n22]\r\n0\r\n\r\n"
        let script: StubEngine.Script = { _ in [.drip(ByteBuffer(string: reply), size: 1, every: .nanoseconds(0))] }
        try await withStub(script: script) { engine, stub in
            for _ in 0..<2 {
                let text = try await engine.text("ContainerList")
                #expect(text == "[1,22]")
            }
            #expect(stub.acceptedConnections == 1)
        }
    }

    @Test("fail with the engine's words, and the connection lives on")
    func refusal() async throws {
        let script: StubEngine.Script = { _ in
            [.reply(status: "409 Conflict", "{\"message\":\"The name is \\\"taken\\\"\"}\n")]
        }
        try await withStub(script: script) { engine, stub in
            for _ in 0..<2 {
                let error = await #expect(throws: EngineError.self) {
                    try await engine.call("ContainerCreate", json: #"{"Image":"x"}"#)
                }
                #expect(error?.kind == .conflict)
                #expect(error?.message == "The name is \"taken\"")
                #expect(error?.operation == "ContainerCreate")
            }
            #expect(stub.acceptedConnections == 1)
            #expect(stub.requests.first?.headers["content-type"] == "application/json")
            #expect(stub.requests.first.map { String(buffer: $0.body) } == #"{"Image":"x"}"#)
        }
    }

    @Test("send large bodies whole")
    func largeBody() async throws {
        let text = "{\"Image\":\"" + String(repeating: "x", count: 3_000_000) + "\"}"
        try await withStub(script: { _ in [.reply(status: "201 Created", "{}")] }) { engine, stub in
            _ = try await engine.call("ContainerCreate", json: text)
            #expect(stub.requests.first?.body.readableBytes == text.utf8.count)
        }
    }

    @Test(
        "that are answered with nonsense say so, with advice",
        arguments: [
            ("SSH-2.0-OpenSSH_9.2\r\n", EngineError.Kind.connection, "HTTP"),
            ("\u{15}\u{3}\u{1}\u{0}\u{2}\u{2}\u{28}", .tls, "TLS"),
            (
                "HTTP/1.1 400 Bad Request\r\nContent-Length: 48\r\n\r\nClient sent an HTTP request to an HTTPS server.\n",
                .tls, "TLS"
            ),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", .connection, "chunk"),
            ("HTTP/1.1 200 OK\r\nA: \(String(repeating: "x", count: 300_000))", .limit, "too large"),
            ("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", .connection, "ended inside"),
        ])
    func nonsense(_ bytes: String, _ kind: EngineError.Kind, _ words: String) async throws {
        try await withStub(script: { _ in [.text(bytes), .pause(.milliseconds(150)), .close] }) { engine, _ in
            let error = await #expect(throws: EngineError.self) { try await engine.call("SystemInfo") }
            #expect(error?.kind == kind)
            #expect(error?.message.contains(words) == true)
            #expect(error?.operation == "SystemInfo")
        }
    }

    @Test("to nobody say what to try")
    func nobody() async throws {
        for (address, words) in [
            ("unix:///tmp/moondock-no-such.sock", "no such socket"), ("tcp://127.0.0.1:1", "nothing listens"),
            ("unix:///etc/hostname", "nothing listens"),
        ] {
            let engine = Engine(
                EngineConfiguration(address: try Address.parse(address)),
                eventLoop: MultiThreadedEventLoopGroup.singleton.next())
            let error = await #expect(throws: EngineError.self) { try await engine.call("SystemInfo") }
            #expect(error?.kind == .connection)
            #expect(error?.message.contains(words) == true || error?.message.contains("not the socket") == true)
            #expect(error?.hint?.isEmpty == false)
            try await engine.close().get()
        }
    }

    @Test("that change something are refused by a read-only client before anything is sent")
    func readOnly() async throws {
        let stub = try await StubEngine.start(Place.unix.address, script: Self.ok)
        let engine = Engine(
            EngineConfiguration(address: try Address.parse(stub.address), apiVersion: APIVersion(1, 41)),
            eventLoop: MultiThreadedEventLoopGroup.singleton.next(), readOnly: true)
        _ = try await engine.call("SystemInfo")
        let error = await #expect(throws: EngineError.self) {
            try await engine.call("ContainerStart", [("id", .string("x"))])
        }
        #expect(error?.kind == .readOnly)
        await #expect(throws: EngineError.self) {
            try await engine.raw(method: "POST", path: "/containers/x/stop").reply.get()
        }
        #expect(stub.requests.count == 1)
        try await engine.close().get()
        try await stub.stop()
    }

    @Test("leave no descriptor behind, a thousand connections later")
    func noLeak() async throws {
        let script: StubEngine.Script = { _ in
            [.text("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"), .close]
        }
        try await withStub(script: script) { engine, stub in
            for _ in 0..<1000 { _ = try await engine.call("SystemInfo") }
            #expect(stub.acceptedConnections == 1000)
            #expect(await eventually { stub.openConnections == 0 })
        }
    }
}
