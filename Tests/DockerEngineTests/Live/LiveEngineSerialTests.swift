import DockerEngine
import NIOCore
import Testing

@Suite("A real engine", .serialized, .enabled(if: LiveEngine.isAvailable))
struct LiveEngineSerialTests {
    @Test("answers a ping and agrees on a version")
    func ping() async throws {
        try await LiveEngine.with { engine in
            #expect(engine.negotiatedVersion == nil)
            #expect(try await engine.text("SystemPing") == "OK")
            let version = try await engine.text("SystemVersion")
            #expect(version.contains("\"ApiVersion\""))
            let agreed = try #require(engine.negotiatedVersion)
            #expect(agreed >= .oldest && agreed <= .newest)
        }
    }

    @Test("lists containers as one JSON text")
    func list() async throws {
        try await LiveEngine.with { engine in
            let list = try await engine.text("ContainerList", [("all", .boolean(true))])
            #expect(list.hasPrefix("["))
            guard case .json = try await engine.raw(method: "GET", path: "/info").reply.get().body else {
                Issue.record("no JSON")
                return
            }
        }
    }

    @Test("tells that a container is not there, in its own words")
    func notFound() async throws {
        try await LiveEngine.with { engine in
            let error = await #expect(throws: EngineError.self) {
                try await engine.call("ContainerInspect", [("id", .string("no-such-thing"))])
            }
            #expect(error?.kind == .notFound)
            #expect(error?.status == 404)
            #expect(error?.operation == "ContainerInspect")
            #expect(error?.message.contains("no-such-thing") == true)
        }
    }

    @Test("starting a running container again is no error")
    func startTwice() async throws {
        try await LiveEngine.with { engine in
            try await engine.withContainer(#""Cmd":["sleep","60"]"#) { id in
                let reply = try await engine.call("ContainerStart", [("id", .string(id))])
                #expect(reply.status == 304)
            }
        }
    }

    @Test("gives the logs of both outputs apart, and of a terminal raw")
    func logs() async throws {
        try await LiveEngine.with { engine in
            for tty in [false, true] {
                let fields = #""Tty":\#(tty),"Cmd":["sh","-c","echo out; sleep 0.2; echo err >&2"]"#
                try await engine.withContainer(fields) { id in
                    _ = try await engine.call("ContainerWait", [("id", .string(id))])
                    let logs = try await engine.stream(
                        Engine.invocation(
                            "ContainerLogs",
                            [("id", .string(id)), ("stdout", .boolean(true)), ("stderr", .boolean(true))]))
                    #expect(logs.content == (tty ? .raw : .frames))
                    let parts = try await logs.collect()
                    #expect(parts == (tty ? [0: "out\r\nerr\r\n"] : [1: "out\n", 2: "err\n"]))
                }
            }
        }
    }

    @Test("waits for the end of a container longer than the response timeout")
    func wait() async throws {
        try await LiveEngine.with(timeout: .seconds(2)) { engine in
            try await engine.withContainer(#""Cmd":["sh","-c","sleep 3; exit 7"]"#) { id in
                guard case .json(let text) = try await engine.call("ContainerWait", [("id", .string(id))]).body else {
                    Issue.record("no JSON")
                    return
                }
                #expect(String(buffer: text).contains("\"StatusCode\":7"))
            }
        }
    }

    @Test("a limit on the wait ends it")
    func limitedWait() async throws {
        try await LiveEngine.with { engine in
            try await engine.withContainer(#""Cmd":["sleep","60"]"#) { id in
                let error = await #expect(throws: EngineError.self) {
                    try await engine.call("ContainerWait", [("id", .string(id))], timeout: .milliseconds(300))
                }
                #expect(error?.kind == .timeout)
            }
        }
    }

    @Test("half-close reaches the process of an exec, and its output comes back whole")
    func exec() async throws {
        try await LiveEngine.with { engine in
            try await engine.withContainer(#""Cmd":["sleep","60"]"#) { id in
                for tty in [false, true] {
                    let made = try await engine.text(
                        "ContainerExec", [("id", .string(id))],
                        json:
                            #"{"AttachStdin":true,"AttachStdout":true,"AttachStderr":true,"Tty":\#(tty),"Cmd":["sh","-c","cat; echo gone >&2"]}"#
                    )
                    let exec = try #require(made.split(separator: "\"").first { $0.utf8.count == 64 }.map(String.init))
                    let stream = try await engine.duplex(
                        Engine.invocation("ExecStart", [("id", .string(exec))], json: #"{"Tty":\#(tty)}"#))
                    #expect(stream.content == (tty ? .raw : .frames))
                    try await stream.write(ByteBuffer(string: tty ? "hello\n\u{4}" : "hello\n")).get()
                    if !tty { try await stream.closeWrite().get() }
                    let parts = try await stream.collect()
                    if tty {
                        #expect(parts[0]?.contains("gone") == true)
                    } else {
                        #expect(parts == [1: "hello\n", 2: "gone\n"])
                    }
                }
            }
        }
    }

    @Test("output that was written before an attach is not lost, one hundred times")
    func attach() async throws {
        try await LiveEngine.with { engine in
            let fields = #""Cmd":["sh","-c","echo first; echo second >&2"]"#
            try await engine.withContainer(fields) { id in
                _ = try await engine.call("ContainerWait", [("id", .string(id))])
                for _ in 0..<100 {
                    let stream = try await engine.duplex(
                        Engine.invocation(
                            "ContainerAttach",
                            [
                                ("id", .string(id)), ("logs", .boolean(true)), ("stdout", .boolean(true)),
                                ("stderr", .boolean(true)),
                            ]))
                    let parts = try await stream.collect()
                    #expect(parts == [1: "first\n", 2: "second\n"])
                }
            }
        }
    }

    @Test("a refused attach keeps the engine's sentence")
    func refusedAttach() async throws {
        try await LiveEngine.with { engine in
            let error = await #expect(throws: EngineError.self) {
                try await engine.duplex(
                    Engine.invocation("ExecStart", [("id", .string("0123456789abcdef"))], json: "{}"))
            }
            #expect(error?.kind == .notFound)
            #expect(error?.message.contains("0123456789abcdef") == true)
        }
    }

    @Test("events come as they happen, and closing the stream ends the wait")
    func events() async throws {
        try await LiveEngine.with { engine in
            let events = try await engine.stream(Engine.invocation("SystemEvents"))
            #expect(events.content == .json)
            try await engine.withContainer(#""Cmd":["true"]"#, start: false) { _ in }
            let batch = try #require(try await events.nextBatch())
            #expect(String(buffer: batch.bytes).contains("\"create\""))
            let waiting = events.next()
            events.close()
            // The removal may have come in the meantime; a wait for more ends in any case.
            _ = try? await waiting.get()
            let error = await #expect(throws: EngineError.self) { try await events.nextBatch() }
            #expect(error?.kind == .cancelled)
        }
    }

    @Test("an error inside the stream of a pull, or before it, is an error")
    func pull() async throws {
        try await LiveEngine.with { engine in
            let error = await #expect(throws: EngineError.self) {
                let stream = try await engine.stream(
                    Engine.invocation(
                        "ImageCreate", [("fromImage", .string("localhost:1/none")), ("tag", .string("x"))]))
                while try await stream.nextBatch() != nil {}
            }
            #expect(error?.message.isEmpty == false)
        }
    }
}
