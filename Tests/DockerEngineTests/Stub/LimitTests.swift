import DockerEngine
import NIOCore
import NIOPosix
import StubEngine
import Testing

@Suite("Limits of time, and giving up")
struct LimitTests {
    @Test("the head of a reply that does not come in time, and the connection is closed")
    func head() async throws {
        try await withStub(
            configure: { $0.responseTimeout = .milliseconds(100) }, script: { _ in [.stall] }
        ) { engine, stub in
            let error = await #expect(throws: EngineError.self) { try await engine.call("SystemInfo") }
            #expect(error?.kind == .timeout)
            #expect(error?.message.contains("0.1 s") == true)
            #expect(await eventually { stub.openConnections == 0 })
        }
    }

    @Test("a body that stops")
    func body() async throws {
        try await withStub(
            configure: { $0.responseTimeout = .milliseconds(100) },
            script: { _ in [.text("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12"), .stall] }
        ) { engine, _ in
            let error = await #expect(throws: EngineError.self) { try await engine.call("SystemInfo") }
            #expect(error?.kind == .timeout)
            #expect(error?.message.contains("stopped") == true)
        }
    }

    @Test("a body that stops, whatever the time until the reply was allowed to be")
    func bodyOfLongCall() async throws {
        try await withStub(
            configure: { $0.responseTimeout = .milliseconds(100) },
            script: { _ in [.text("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12"), .stall] }
        ) { engine, _ in
            let started = ContinuousClock.now
            let error = await #expect(throws: EngineError.self) {
                try await engine.call("SystemInfo", timeout: .seconds(60))
            }
            #expect(error?.kind == .timeout)
            #expect(ContinuousClock.now - started < .seconds(30))
        }
    }

    @Test("a body that comes slowly but comes is not cut off")
    func slowBody() async throws {
        let body = ByteBuffer(string: "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n[12]")
        try await withStub(
            configure: { $0.responseTimeout = .milliseconds(300) },
            script: { _ in [.drip(body, size: 4, every: .milliseconds(60))] }
        ) { engine, _ in
            let started = ContinuousClock.now
            // The head is here after 0.6 s at most; the limit on it is counted from the request.
            _ = try? await engine.call("SystemInfo", timeout: .seconds(5))
            #expect(ContinuousClock.now - started > .milliseconds(400))
        }
    }

    @Test("a stream that is silent, but not one whose reader is slow")
    func idle() async throws {
        try await withStub(
            configure: { $0.idleTimeout = .milliseconds(150) },
            script: { _ in
                [
                    .chunkedHead(type: "application/json"), .chunk("{}\n"), .pause(.milliseconds(50)), .chunk("{}\n"),
                    .stall,
                ]
            }
        ) { engine, _ in
            let stream = try await engine.stream(Engine.invocation("SystemEvents"))
            _ = try await stream.nextBatch()
            let error = await #expect(throws: EngineError.self) { while try await stream.nextBatch() != nil {} }
            #expect(error?.kind == .timeout)
        }
    }

    @Test("the limit given for one call")
    func call() async throws {
        try await withStub(script: { _ in [.text("HTTP/1.1 200 OK\r\n\r\n"), .stall] }) { engine, _ in
            let error = await #expect(throws: EngineError.self) {
                try await engine.call("ContainerWait", [("id", .string("x"))], timeout: .milliseconds(100))
            }
            #expect(error?.kind == .timeout)
        }
    }

    @Test("a timeout of an earlier call says nothing about the next on its connection")
    func stale() async throws {
        let script: StubEngine.Script = { request in
            request.path == "/info" ? [.reply("{}")] : [.pause(.milliseconds(300)), .reply("{}")]
        }
        try await withStub(configure: { $0.responseTimeout = .milliseconds(100) }, script: script) { engine, stub in
            _ = try await engine.call("SystemInfo")
            _ = try await engine.call("ContainerWait", [("id", .string("x"))])
            #expect(stub.acceptedConnections == 1)
        }
    }

    @Test("connecting to an address that never answers")
    func connect() async throws {
        // 192.0.2.0/24 is for documentation: packets to it vanish, or the system says at once that there is no way.
        var configuration = EngineConfiguration(address: .tcp(host: "192.0.2.1", port: 2375))
        configuration.connectTimeout = .milliseconds(100)
        let engine = Engine(configuration, eventLoop: MultiThreadedEventLoopGroup.singleton.next())
        let error = await #expect(throws: EngineError.self) { try await engine.call("SystemInfo") }
        #expect(error?.kind == .timeout || error?.kind == .connection)
        try await engine.close().get()
    }

    @Test("cancelling a call closes its connection at once", arguments: Place.allCases)
    func cancel(_ place: Place) async throws {
        try await withStub(place, script: { _ in [.stall] }) { engine, stub in
            let call = engine.invoke(try Engine.invocation("SystemInfo"))
            #expect(await eventually { stub.requests.count == 1 })
            call.cancel()
            call.cancel()
            let error = await #expect(throws: EngineError.self) { _ = try await call.reply.get() }
            #expect(error?.kind == .cancelled)
            #expect(await eventually { stub.openConnections == 0 })
        }
    }

    @Test("cancelling before anything was sent, and after the reply, is quiet")
    func cancelEarlyAndLate() async throws {
        try await withStub(script: { _ in [.reply("{}")] }) { engine, stub in
            let early = engine.invoke(try Engine.invocation("SystemInfo"))
            early.cancel()
            _ = try? await early.reply.get()
            let late = engine.invoke(try Engine.invocation("SystemInfo"))
            _ = try await late.reply.get()
            late.cancel()
            _ = try await engine.call("SystemInfo")
            #expect(stub.openConnections <= 2)
        }
    }

    @Test("closing the client ends what runs")
    func close() async throws {
        try await withStub(script: { _ in [.stall] }) { engine, stub in
            let call = engine.invoke(try Engine.invocation("SystemInfo"))
            #expect(await eventually { stub.requests.count == 1 })
            try await engine.close().get()
            let error = await #expect(throws: EngineError.self) { _ = try await call.reply.get() }
            #expect(error?.kind == .cancelled)
            await #expect(throws: EngineError.self) { try await engine.call("SystemInfo") }
        }
    }

    @Test("a client that is forgotten closes its idle connections, and its streams live on")
    func forgotten() async throws {
        let script: StubEngine.Script = { request in
            request.path == "/info"
                ? [.reply("{}")]
                : [.chunkedHead(type: "application/json"), .pause(.milliseconds(100)), .chunk("{}\n"), .stall]
        }
        let stub = try await StubEngine.start(Place.unix.address, script: script)
        let address = try Address.parse(stub.address)
        func start() async throws -> EngineStream {
            let engine = Engine(
                EngineConfiguration(address: address, apiVersion: APIVersion(1, 41)),
                eventLoop: MultiThreadedEventLoopGroup.singleton.next())
            let stream = try await engine.stream(Engine.invocation("SystemEvents"))
            _ = try await engine.call("SystemInfo")
            return stream
        }
        let stream = try await start()
        #expect(await eventually { stub.openConnections == 1 })
        #expect(try await stream.nextBatch()?.runs.count == 1)
        #expect(stub.openConnections == 1)
        stream.close()
        #expect(await eventually { stub.openConnections == 0 })
        try await stub.stop()
    }
}
