import DockerEngine
import NIOCore
import NIOPosix
import StubEngine
import Testing

@Suite("TLS with a stub")
struct TLSTests {
    private static func pem(_ text: String, _ name: String) -> TLSSettings.Material {
        .pem(Array(text.utf8), name: name)
    }

    private static let authority = pem(StubCertificates.authority, "authority")
    private static func settings(
        ca: TLSSettings.Material? = authority, _ client: StubCertificates.Pair? = nil, verify: Bool = true,
        hostname: String? = nil
    ) -> TLSSettings {
        TLSSettings(
            ca: ca, cert: client.map { pem($0.certificate, "cert") }, key: client.map { pem($0.key, "key") },
            verify: verify, hostname: hostname)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var stub: StubTLS
        var settings: TLSSettings
        /// nil: the call succeeds.
        var message: String?
        var hint = ""
    }

    static let cases: [Case] = [
        Case(testDescription: "a good certificate", stub: StubTLS(), settings: settings()),
        Case(testDescription: "TLS 1.2", stub: StubTLS(onlyTLS12: true), settings: settings()),
        Case(
            testDescription: "a client certificate", stub: StubTLS(clientAuthority: StubCertificates.authority),
            settings: settings(StubCertificates.client)),
        Case(
            testDescription: "an authority that did not issue it", stub: StubTLS(),
            settings: settings(ca: pem(StubCertificates.stranger, "stranger")),
            message: "was not issued by the authority in stranger", hint: "Take ca.pem"),
        Case(
            testDescription: "the system's authorities", stub: StubTLS(), settings: settings(ca: nil),
            message: "was not issued by an authority that this system trusts", hint: "DOCKER_CERT_PATH"),
        Case(
            testDescription: "an expired certificate", stub: StubTLS(StubCertificates.expired), settings: settings(),
            message: "has expired", hint: "It ended on 2021-01-01"),
        Case(
            testDescription: "a certificate from the future", stub: StubTLS(StubCertificates.future),
            settings: settings(), message: "is not valid yet", hint: "It begins on 2098-01-01"),
        Case(
            testDescription: "a certificate for another host", stub: StubTLS(StubCertificates.elsewhere),
            settings: settings(), message: "is for another host, not for 127.0.0.1", hint: "hostname"),
        Case(
            testDescription: "the name that the certificate is for", stub: StubTLS(StubCertificates.elsewhere),
            settings: settings(hostname: "engine.example")),
        Case(
            testDescription: "another name", stub: StubTLS(), settings: settings(hostname: "engine.example"),
            message: "is for another host, not for engine.example"),
        Case(
            testDescription: "no check at all", stub: StubTLS(StubCertificates.expired),
            settings: settings(ca: nil, verify: false)),
        Case(
            testDescription: "no client certificate", stub: StubTLS(clientAuthority: StubCertificates.authority),
            settings: settings(), message: "wants a client certificate", hint: "cert.pem and key.pem"),
        Case(
            testDescription: "no client certificate, TLS 1.2",
            stub: StubTLS(clientAuthority: StubCertificates.authority, onlyTLS12: true), settings: settings(),
            message: "wants a client certificate", hint: "cert.pem and key.pem"),
        Case(
            testDescription: "a foreign client certificate", stub: StubTLS(clientAuthority: StubCertificates.authority),
            settings: settings(StubCertificates.foreign), message: "does not accept the client certificate cert",
            hint: "Ask the one who runs the engine"),
        Case(
            testDescription: "a foreign client certificate, TLS 1.2",
            stub: StubTLS(clientAuthority: StubCertificates.authority, onlyTLS12: true),
            settings: settings(StubCertificates.foreign), message: "does not accept the client certificate cert"),
        Case(
            testDescription: "a name that is an address", stub: StubTLS(), settings: settings(hostname: "127.0.0.1"),
            message: "is not a name that a certificate could be checked for"),
    ]

    @Test("works, or says what is wrong with whose certificate", arguments: cases)
    func certificates(example: Case) async throws {
        let script: StubEngine.Script = { _ in [.reply("{}")] }
        try await withStub(
            .tls, tls: example.stub, configure: { $0.tls = example.settings }, script: script
        ) { engine, stub in
            guard let message = example.message else {
                _ = try await engine.call("SystemInfo")
                return
            }
            let error = await #expect(throws: EngineError.self) { try await engine.call("SystemInfo") }
            #expect(error?.kind == (message.contains("could be checked") ? .invalidArgument : .tls))
            #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
            #expect(error?.hint?.contains(example.hint) == true, "\(error?.hint ?? "")")
            #expect(error?.operation == "SystemInfo")
            #expect(stub.requests.isEmpty, "nothing is sent, and never without TLS")
            #expect(await eventually { stub.openConnections == 0 })
        }
    }

    struct Broken: Sendable {
        var settings: TLSSettings
        var message: String
        var hint: String
    }

    private static let client = StubCertificates.client
    static let broken: [Broken] = [
        Broken(
            settings: settings(ca: .file("/no/ca.pem")), message: "/no/ca.pem cannot be read: No such", hint: "path"),
        Broken(settings: settings(ca: .file("/tmp")), message: "/tmp cannot be read", hint: "path"),
        Broken(settings: settings(ca: .file("/dev/null")), message: "holds no certificate", hint: "PEM"),
        Broken(settings: settings(ca: .file("/dev/zero")), message: "/dev/zero is too large", hint: ""),
        Broken(settings: settings(ca: pem("nonsense", "ca")), message: "ca holds no certificate", hint: "PEM"),
        Broken(
            settings: settings(ca: pem(String(StubCertificates.authority.dropLast(300)), "ca")),
            message: "ca holds no certificate", hint: "PEM"),
        Broken(
            settings: TLSSettings(ca: authority, cert: pem(client.certificate, "mine")),
            message: "client certificate (mine), but not its key", hint: "both or none"),
        Broken(
            settings: TLSSettings(ca: authority, key: pem(client.key, "k")), message: "but not the certificate",
            hint: "both or none"),
        Broken(
            settings: TLSSettings(ca: authority, cert: pem(client.certificate, "mine"), key: pem("secret", "k")),
            message: "k holds no private key", hint: "PEM"),
        Broken(
            settings: TLSSettings(
                ca: authority, cert: pem(client.certificate, "mine"), key: pem(StubCertificates.foreign.key, "k")),
            message: "the key k does not belong to the certificate mine", hint: "made together"),
        Broken(
            settings: TLSSettings(
                ca: authority, cert: pem(client.certificate, "mine"),
                key: pem("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----", "k")),
            message: "k is locked with a passphrase", hint: "openssl pkey"),
    ]

    @Test("with files that cannot be used fails before anything is connected", arguments: broken)
    func files(example: Broken) async throws {
        try await withStub(.tls, configure: { $0.tls = example.settings }, script: { _ in [] }) { engine, stub in
            let error = await #expect(throws: EngineError.self) { try await engine.call("SystemInfo") }
            #expect(error?.kind == .tls)
            #expect(error?.message.contains(example.message) == true, "\(error?.message ?? "")")
            #expect(error?.hint?.contains(example.hint) ?? example.hint.isEmpty, "\(error?.hint ?? "")")
            #expect(error?.description.contains("secret") == false)
            #expect(stub.acceptedConnections == 0)
        }
    }

    @Test("spoken to a server that speaks plain HTTP says so, and so does the other way round")
    func mixedUp() async throws {
        let refusal = StubStep.text("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        try await withStub(.tcp, opening: [refusal], configure: { $0.tls = Self.settings() }, script: { _ in [] }) {
            engine, _ in
            let error = await #expect(throws: EngineError.self) { try await engine.call("SystemInfo") }
            #expect(error?.kind == .tls)
            #expect(error?.message.contains("does not speak TLS") == true, "\(error?.message ?? "")")
        }
        try await withStub(.tls, configure: { $0.tls = nil }, script: { _ in [] }) { engine, _ in
            let error = await #expect(throws: EngineError.self) { try await engine.call("SystemInfo") }
            #expect(error?.kind == .tls || error?.hint?.contains("TLS") == true, "\(error?.description ?? "")")
        }
    }

    @Test("does not wait for ever for a server that says nothing, or hangs up", arguments: [true, false])
    func silence(hangsUp: Bool) async throws {
        try await withStub(
            .tcp, opening: [hangsUp ? .close : .stall],
            configure: {
                $0.tls = Self.settings()
                $0.connectTimeout = hangsUp ? .seconds(30) : .milliseconds(200)
            }, script: { _ in [] }
        ) { engine, stub in
            let error = await #expect(throws: EngineError.self) { try await engine.call("SystemInfo") }
            #expect(error?.kind == (hangsUp ? .tls : .timeout), "\(error?.description ?? "")")
            #expect(await eventually { stub.openConnections == 0 })
        }
    }

    @Test("reads the same when every byte below it comes alone", arguments: [false, true])
    func splitting(onlyTLS12: Bool) async throws {
        let tls = StubTLS(
            clientAuthority: StubCertificates.authority, onlyTLS12: onlyTLS12, splitsBytes: true)
        let steps: [StubStep] = [
            .chunkedHead(type: "application/json"), .chunk("[1,"), .chunk("2]"), .lastChunk,
        ]
        try await withStub(
            .tls, tls: tls, configure: { $0.tls = Self.settings(Self.client) }, script: { _ in steps }
        ) { engine, stub in
            for _ in 0..<3 {
                let text = try await engine.text("ContainerList")
                #expect(text == "[1,2]")
            }
            #expect(stub.acceptedConnections == 1)
        }
    }

    @Test("that ends without its own end is an error where only the end tells that all has come")
    func truncation() async throws {
        let head = StubStep.text("HTTP/1.1 200 OK\r\nContent-Type: application/x-tar\r\n\r\n")
        for (last, isWhole) in [(StubStep.close, true), (.cut, false)] {
            try await withStub(.tls, script: { _ in [head, .text("tar"), .pause(.milliseconds(20)), last] }) {
                engine, _ in
                let stream = try await engine.stream(Engine.invocation("ContainerExport", [("id", .string("x"))]))
                #expect(try await stream.nextBatch().map { String(buffer: $0.bytes) } == "tar")
                if isWhole {
                    #expect(try await stream.nextBatch() == nil)
                } else {
                    let error = await #expect(throws: EngineError.self) { try await stream.nextBatch() }
                    #expect(error?.kind == .connection)
                    #expect(error?.message.contains("was cut") == true)
                }
            }
        }
    }

    @Test("tells an upgraded connection that was cut from one that ended")
    func cutDuplex() async throws {
        for (last, isWhole) in [(StubStep.close, true), (.cut, false)] {
            try await withStub(.tls, script: { _ in [.upgraded(), .text("x"), .pause(.milliseconds(20)), last] }) {
                engine, stub in
                let attach = try Engine.invocation("ContainerAttach", [("id", .string("x"))])
                let stream = try await engine.duplex(attach, tty: true)
                if isWhole {
                    #expect(try await stream.collect() == [0: "x"])
                } else {
                    let error = await #expect(throws: EngineError.self) { try await stream.collect() }
                    #expect(error?.kind == .connection)
                }
                #expect(await eventually { stub.openConnections == (isWhole ? 1 : 0) })
            }
        }
    }

    @Test("is not given up for a body whose length is known, and idle connections that were cut are replaced")
    func cutBetween() async throws {
        try await withStub(.tls, script: { _ in [.reply("{}"), .pause(.milliseconds(20)), .cut] }) { engine, stub in
            for count in 1...3 {
                _ = try await engine.call("SystemInfo")
                #expect(stub.acceptedConnections == count)
                #expect(await eventually { stub.openConnections == 0 })
            }
        }
    }

    @Test("is closed as soon as the other side has said goodbye, also in the middle of a stream that nobody reads")
    func quickClose() async throws {
        let block = ByteBuffer(repeating: 0x61, count: 64 * 1024)
        let head = StubStep.text("HTTP/1.1 200 OK\r\nContent-Type: application/x-tar\r\n\r\n")
        for steps in [[StubStep.reply("{}")], [head, .repeated(block, count: 1000), .stall]] {
            try await withStub(.tls, script: { _ in steps }) { engine, stub in
                let export = try Engine.invocation("ContainerExport", [("id", .string("x"))])
                let reply = try await engine.call(export)
                try await Task.sleep(for: .milliseconds(100))
                let start = ContinuousClock.now
                try await engine.close().get()
                #expect(ContinuousClock.now - start < .milliseconds(950))
                #expect(await eventually { stub.openConnections == 0 })
                _ = reply
            }
        }
    }

    @Test("carries many megabytes both ways")
    func bulk() async throws {
        try await withStub(.tls, script: { _ in [.upgraded(), .echo(framed: false)] }) { engine, _ in
            let stream = try await engine.duplex(
                Engine.invocation("ContainerAttach", [("id", .string("x"))]), tty: true)
            let size = 8 * 1024 * 1024
            async let written: Void = stream.write(ByteBuffer(repeating: 0x61, count: size)).get()
            var count = 0
            while count < size, let batch = try await stream.nextBatch() { count += batch.bytes.readableBytes }
            try await written
            try await stream.closeWrite().get()
            #expect(try await stream.nextBatch() == nil)
            #expect(count == size)
        }
    }
}
