import DockerEngine
import Glibc
import NIOCore
import NIOPosix
import Testing

/// One after the other: some of them look at the processes that are left.
@Suite("Transports", .serialized, .enabled(if: LiveEngine.isAvailable))
enum LiveFrontSerialTests {}

extension LiveFrontSerialTests {
    @Suite("A real engine over every transport")
    struct Everywhere {
        @Test("lists, and runs a container to its end", arguments: LiveFront.available)
        func run(_ front: LiveFront) async throws {
            try await front.with { engine in
                try await engine.withContainer(#""Cmd":["sh","-c","sleep 0.2; exit 7"]"#) { id in
                    let list = try await engine.text("ContainerList", [("all", .boolean(true))])
                    #expect(list.contains(id))
                    let end = try await engine.text("ContainerWait", [("id", .string(id))])
                    #expect(end.contains("\"StatusCode\":7"))
                }
            }
        }

        @Test("follows logs as they are written", arguments: LiveFront.available)
        func logs(_ front: LiveFront) async throws {
            try await front.with { engine in
                let command = "for i in 1 2 3 4 5; do echo out $i; echo err $i >&2; sleep 0.1; done"
                try await engine.withContainer(#""Cmd":["sh","-c","\#(command)"]"#) { id in
                    let logs = try await engine.stream(
                        Engine.invocation(
                            "ContainerLogs",
                            [
                                ("id", .string(id)), ("stdout", .boolean(true)), ("stderr", .boolean(true)),
                                ("follow", .boolean(true)),
                            ]))
                    let parts = try await logs.collect()
                    #expect(parts[1] == (1...5).map { "out \($0)\n" }.joined())
                    #expect(parts[2] == (1...5).map { "err \($0)\n" }.joined())
                }
            }
        }

        @Test("gives a command its input, and the end of it", arguments: LiveFront.available)
        func exec(_ front: LiveFront) async throws {
            try await front.with { engine in
                try await engine.withContainer(#""Cmd":["sleep","60"]"#) { id in
                    let made = try await engine.text(
                        "ContainerExec", [("id", .string(id))],
                        json:
                            #"{"AttachStdin":true,"AttachStdout":true,"AttachStderr":true,"Cmd":["sh","-c","wc -c; echo gone >&2"]}"#
                    )
                    let exec = try #require(made.split(separator: "\"").first { $0.utf8.count == 64 }.map(String.init))
                    let stream = try await engine.duplex(
                        Engine.invocation("ExecStart", [("id", .string(exec))], json: "{}"))
                    for _ in 0..<10 { try await stream.write(ByteBuffer(repeating: 0x61, count: 100_000)).get() }
                    try await stream.closeWrite().get()
                    #expect(try await stream.collect() == [1: "1000000\n", 2: "gone\n"])
                }
            }
        }

        @Test("speaks WebSocket with a container: input, its end, and what comes after", arguments: LiveFront.available)
        func webSocket(_ front: LiveFront) async throws {
            try await front.with { engine in
                let fields =
                    #""OpenStdin":true,"StdinOnce":true,"AttachStdin":true,"Cmd":["sh","-c","cat; echo after"]"#
                try await engine.withContainer(fields, start: false) { id in
                    let stream = try await engine.duplex(
                        Engine.invocation("ContainerAttachWebsocket", try await engine.webSocket(id)))
                    #expect(stream.content == .raw)
                    _ = try await engine.call("ContainerStart", [("id", .string(id))])
                    let line = String(repeating: "x", count: 1000) + "\n"
                    for _ in 0..<50 { try await stream.write(ByteBuffer(string: line)).get() }
                    try await stream.closeWrite().get()
                    let output = try await stream.collect()
                    #expect(output == [0: String(repeating: line, count: 50) + "after\n"])
                }
            }
        }

        @Test("ends a WebSocket when the container ends by itself", arguments: LiveFront.available)
        func webSocketEnd(_ front: LiveFront) async throws {
            try await front.with { engine in
                try await engine.withContainer(#""Cmd":["sh","-c","echo hello; sleep 0.3"]"#) { id in
                    let stream = try await engine.duplex(
                        Engine.invocation(
                            "ContainerAttachWebsocket", try await engine.webSocket(id) + [("logs", .boolean(true))]))
                    #expect(try await stream.collect() == [0: "hello\n"])
                }
            }
        }

        @Test("takes the bytes of an archive out and puts them back", arguments: LiveFront.available)
        func archive(_ front: LiveFront) async throws {
            try await front.with { engine in
                try await engine.withContainer(#""Cmd":["sleep","60"]"#) { id in
                    func get(_ path: String) async throws -> ByteBuffer {
                        let stream = try await engine.stream(
                            Engine.invocation("ContainerArchive", [("id", .string(id)), ("path", .string(path))]))
                        var bytes = ByteBuffer()
                        while let batch = try await stream.nextBatch() { bytes.writeImmutableBuffer(batch.bytes) }
                        return bytes
                    }
                    let taken = try await get("/bin/busybox")
                    #expect(taken.readableBytes > 500_000 && taken.readableBytes % 512 == 0)
                    let operation = try Catalogue.operation("PutContainerArchive")
                    _ = try await engine.call(
                        Invocation(
                            operation: operation, arguments: [("id", .string(id)), ("path", .string("/tmp"))],
                            body: .bytes(taken, contentType: "application/x-tar")))
                    #expect(try await get("/tmp/busybox") == taken)
                }
            }
        }

        @Test("tells events as they happen", arguments: LiveFront.available)
        func events(_ front: LiveFront) async throws {
            try await front.with { engine in
                let events = try await engine.stream(Engine.invocation("SystemEvents"))
                try await engine.withContainer(#""Cmd":["true"]"#, start: false) { id in
                    var seen = ""
                    while !seen.contains(id), let batch = try await events.nextBatch() {
                        seen += String(buffer: batch.bytes)
                    }
                    #expect(seen.contains("\"create\""))
                }
                events.close()
            }
        }

        @Test("is told at once when a call is cancelled, and goes on with the next", arguments: LiveFront.available)
        func cancel(_ front: LiveFront) async throws {
            try await front.with { engine in
                try await engine.withContainer(#""Cmd":["sleep","60"]"#) { id in
                    let call = engine.invoke(try Engine.invocation("ContainerWait", [("id", .string(id))]))
                    try await Task.sleep(for: .milliseconds(200))
                    let start = ContinuousClock.now
                    call.cancel()
                    let error = await #expect(throws: EngineError.self) { _ = try await call.reply.get() }
                    #expect(error?.kind == .cancelled)
                    #expect(ContinuousClock.now - start < .seconds(1))
                    #expect(try await engine.text("SystemPing") == "OK")
                }
            }
        }

        @Test("serves many calls side by side", arguments: LiveFront.available)
        func concurrently(_ front: LiveFront) async throws {
            try await front.with { engine in
                let calls = try (0..<12).map { _ in engine.invoke(try Engine.invocation("ContainerList")) }
                for call in calls {
                    guard case .json = try await call.reply.get().body else {
                        Issue.record("no JSON")
                        return
                    }
                }
            }
        }
    }

}

extension LiveFrontSerialTests {
    @Suite("A real engine behind ssh", .enabled(if: LiveFront.available.contains(.ssh)))
    struct SSH {
        @Test("is spoken to over one ssh for one call after the other, and no process is left behind")
        func processes() async throws {
            let front = LiveFront.ssh
            #expect(await eventually { sshChildren().isEmpty })
            try await front.with { engine in
                for _ in 0..<5 { _ = try await engine.text("SystemPing") }
                #expect(sshChildren().count == 1)
                let own = try #require(sshChildren().first)
                #expect(getpgid(own) == own && getsid(own) == own, "Ctrl-C at the terminal does not reach it")
            }
            #expect(await eventually { sshChildren().isEmpty })
            for _ in 0..<3 {
                try await front.with { engine in
                    let call = engine.invoke(try Engine.invocation("SystemPing"))
                    try await Task.sleep(for: .milliseconds(50))
                    call.cancel()
                    _ = try? await call.reply.get()
                }
            }
            #expect(await eventually { sshChildren().isEmpty }, "cancelled while ssh logs in")
        }

        @Test("that dies takes its calls with it, and the next call starts another")
        func killed() async throws {
            try await LiveFront.ssh.with { engine in
                let events = try await engine.stream(Engine.invocation("SystemEvents"))
                for child in sshChildren() { kill(child, SIGKILL) }
                let error = await #expect(throws: EngineError.self) { try await events.nextBatch() }
                #expect(error?.kind == .connection)
                #expect(try await engine.text("SystemPing") == "OK")
            }
            #expect(await eventually { sshChildren().isEmpty })
        }

        @Test("is reached at a socket that the address names, and a socket that is not there is an error")
        func socket() async throws {
            let address = try #require(LiveFront.variable("MOONDOCK_TEST_SSH"))
            let host = try #require(LiveEngine.host)
            if host.hasPrefix("unix://") {
                let path = host.dropFirst("unix://".count)
                try await LiveFront.with(EngineConfiguration(address: try Address.parse(address + path))) { engine in
                    let answer = try await engine.text("SystemPing")
                    #expect(answer == "OK")
                }
            }
            try await LiveFront.with(EngineConfiguration(address: try Address.parse("\(address)/no/such.sock"))) {
                engine in
                let error = await #expect(throws: EngineError.self) { try await engine.text("SystemPing") }
                #expect(error?.kind == .connection)
                #expect(error?.message.contains("/no/such.sock") == true, "\(error?.message ?? "")")
            }
        }

        @Test("with another user, a closed port or no time is an error with ssh's own words")
        func refused() async throws {
            let address = try #require(LiveFront.variable("MOONDOCK_TEST_SSH"))
            let place = String(address.split(separator: "@").last ?? "")
            for (text, words) in [
                ("ssh://nobody@\(place)", "Permission denied (publickey)"), ("ssh://127.0.0.1:1", "Connection refused"),
            ] {
                try await LiveFront.with(EngineConfiguration(address: try Address.parse(text))) { engine in
                    let error = await #expect(throws: EngineError.self) { try await engine.text("SystemPing") }
                    #expect(error?.kind == .connection)
                    #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
                }
            }
            var hasty = EngineConfiguration(address: try Address.parse(address))
            hasty.connectTimeout = .milliseconds(10)
            try await LiveFront.with(hasty) { engine in
                let error = await #expect(throws: EngineError.self) { try await engine.text("SystemPing") }
                #expect(error?.kind == .timeout)
            }
            #expect(await eventually { sshChildren().isEmpty })
        }
    }

}

extension LiveFrontSerialTests {
    @Suite("A real TLS front", .enabled(if: LiveFront.available.contains(.tls)))
    struct TLS {
        @Test(
            "that does not like us, or we it, is an error of kind tls",
            arguments: [
                ("MOONDOCK_TEST_TLS", "no-client", "wants a client certificate"),
                ("MOONDOCK_TEST_TLS12", "no-client", "wants a client certificate"),
                ("MOONDOCK_TEST_TLS", "foreign-client", "does not accept the client certificate"),
                ("MOONDOCK_TEST_TLS12", "foreign-client", "does not accept the client certificate"),
                ("MOONDOCK_TEST_TLS", "expired-client", "it has expired"),
                ("MOONDOCK_TEST_TLS", "foreign-ca", "was not issued by"),
                ("MOONDOCK_TEST_TLS_EXPIRED", "client", "has expired"),
                ("MOONDOCK_TEST_TLS_WRONG_HOST", "client", "is for another host"),
                ("MOONDOCK_TEST_TCP", "client", "does not speak TLS"),
            ])
        func refused(variable: String, folder: String, message: String) async throws {
            let address = try Address.parse(try #require(LiveFront.variable(variable)))
            let settings = try LiveFront.certificates(folder)
            try await LiveFront.with(EngineConfiguration(address: address, tls: settings)) { engine in
                let error = await #expect(throws: EngineError.self) { try await engine.text("SystemPing") }
                #expect(error?.kind == .tls)
                #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
            }
        }

        @Test("needs no client certificate where the server wants none")
        func anyClient() async throws {
            let address = try Address.parse(try #require(LiveFront.variable("MOONDOCK_TEST_TLS_ANY_CLIENT")))
            let settings = try LiveFront.certificates("no-client")
            try await LiveFront.with(EngineConfiguration(address: address, tls: settings)) { engine in
                let answer = try await engine.text("SystemPing")
                #expect(answer == "OK")
            }
        }
    }
}
