import Testing

@testable import DockerEngine

@Suite("TLS settings")
struct TLSSettingsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var address: String
        var environment: [String: String]
        var files: Set<String> = []
        var expected: TLSSettings?
        var port: Int?
    }

    private static let all: Set = ["/c/ca.pem", "/c/cert.pem", "/c/key.pem"]
    private static let pair = TLSSettings(cert: .file("/c/cert.pem"), key: .file("/c/key.pem"))
    private static let whole = TLSSettings(
        ca: .file("/c/ca.pem"), cert: .file("/c/cert.pem"), key: .file("/c/key.pem"))

    static let cases = [
        Case(testDescription: "nothing is said", address: "tcp://h", environment: [:], port: 2375),
        Case(
            testDescription: "empty variables say nothing", address: "tcp://h",
            environment: ["DOCKER_TLS_VERIFY": "", "DOCKER_TLS": "", "DOCKER_CERT_PATH": "/c"], files: all, port: 2375),
        Case(
            testDescription: "a folder alone does not ask for TLS", address: "tcp://h",
            environment: ["DOCKER_CERT_PATH": "/c"], files: all, port: 2375),
        Case(
            testDescription: "any value asks for it, 0 too, as with the docker command", address: "tcp://h",
            environment: ["DOCKER_TLS_VERIFY": "0", "DOCKER_CERT_PATH": "/c"], files: all, expected: whole, port: 2376),
        Case(
            testDescription: "a port that is named stays", address: "tcp://h:2375",
            environment: ["DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": "/c/"], files: all, expected: whole, port: 2375),
        Case(
            testDescription: "the client's pair may be missing", address: "tcp://h",
            environment: ["DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": "/c"], files: ["/c/ca.pem"],
            expected: TLSSettings(ca: .file("/c/ca.pem"))),
        Case(
            testDescription: "~/.docker is the folder by default", address: "tcp://h",
            environment: ["DOCKER_TLS_VERIFY": "1", "HOME": "/me"], files: ["/me/.docker/ca.pem"],
            expected: TLSSettings(ca: .file("/me/.docker/ca.pem"))),
        Case(
            testDescription: "DOCKER_CONFIG moves it", address: "tcp://h",
            environment: ["DOCKER_TLS_VERIFY": "1", "HOME": "/me", "DOCKER_CONFIG": "/c"],
            files: all.union(["/me/.docker/ca.pem"]), expected: whole),
        Case(
            testDescription: "DOCKER_TLS alone believes whoever answers", address: "tcp://h",
            environment: ["DOCKER_TLS": "1", "DOCKER_CERT_PATH": "/c"], files: all,
            expected: TLSSettings(cert: .file("/c/cert.pem"), key: .file("/c/key.pem"), verify: false), port: 2376),
        Case(
            testDescription: "https is TLS by itself", address: "https://h", environment: ["HOME": "/me"],
            files: ["/me/.docker/ca.pem"], expected: TLSSettings(), port: 2376),
        Case(
            testDescription: "https takes the folder that is named", address: "https://h:443",
            environment: ["DOCKER_CERT_PATH": "/c"], files: all, expected: whole, port: 443),
        Case(
            testDescription: "https without an authority asks the system's, pair or not", address: "https://h",
            environment: ["DOCKER_CERT_PATH": "/c"], files: ["/c/cert.pem", "/c/key.pem"], expected: pair),
        Case(
            testDescription: "http never speaks TLS", address: "http://h",
            environment: ["DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": "/c"], files: all),
        Case(
            testDescription: "a socket has no use for it", address: "unix:///s",
            environment: ["DOCKER_TLS_VERIFY": "1"]),
        Case(testDescription: "nor has ssh", address: "ssh://h", environment: ["DOCKER_TLS_VERIFY": "1"]),
    ]

    @Test("come from the environment by the docker command's rules", arguments: cases)
    func environment(example: Case) throws {
        let probe = EngineConfiguration.Probe(exists: { example.files.contains($0) }, userID: { 1000 })
        let found = try EngineConfiguration.resolve(
            host: example.address, environment: example.environment, probe: probe)
        #expect(found.tls == example.expected)
        switch found.address {
        case .tcp(_, let port), .http(_, let port), .https(_, let port):
            #expect(example.port == nil || port == example.port)
        case .unix, .ssh: break
        }
    }

    @Test("demanded without an authority are an error that names the folder")
    func withoutAuthority() {
        let error = #expect(throws: EngineError.self) {
            try EngineConfiguration.resolve(
                host: "tcp://h", environment: ["DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": "/c"],
                probe: .init(exists: { _ in false }, userID: { 0 }))
        }
        #expect(error?.kind == .tls)
        #expect(error?.message.contains("no ca.pem in /c") == true)
        #expect(error?.hint == "Check DOCKER_CERT_PATH.")
    }

    @Test("count for tcp and https only")
    func effective() throws {
        let settings = TLSSettings(verify: false)
        func effective(_ address: String, _ tls: TLSSettings?) throws -> TLSSettings? {
            EngineConfiguration(address: try Address.parse(address), tls: tls).effectiveTLS
        }
        #expect(try effective("tcp://h", nil) == nil)
        #expect(try effective("tcp://h", settings) == settings)
        #expect(try effective("https://h", nil) == TLSSettings())
        #expect(try effective("http://h", settings) == nil)
        #expect(try effective("unix:///s", settings) == nil)
    }

    @Test(
        "find a host among the names of a certificate",
        arguments: [
            (["engine.example"], "engine.example", true), (["Engine.Example."], "engine.example", true),
            (["engine.example"], "ENGINE.example.", true), (["a", "b"], "b", true), ([], "a", false),
            (["engine.example"], "example", false), (["engine.example"], "x.engine.example", false),
            (["*.example.org"], "engine.example.org", true), (["*.example.org"], "example.org", false),
            (["*.example.org"], "a.b.example.org", false), (["*.org"], "example.org", false), (["*"], "engine", false),
            (["*.*.org"], "a.b.org", false), (["e*.example.org"], "engine.example.org", false), ([""], "", false),
            (["*.example.org"], ".example.org", false),
        ])
    func names(names: [String], host: String, isFor: Bool) {
        #expect(CertificateNames(names).include(host) == isFor)
    }

    @Test("never show a key")
    func secrets() {
        let key = TLSSettings.Material.pem(Array("secret".utf8), name: "key of the context")
        var dumped = ""
        dump(TLSSettings(key: key), to: &dumped)
        for text in ["\(key)", String(reflecting: key), "\(TLSSettings(key: key))", dumped] {
            #expect(!text.contains("115") && !text.contains("secret"), "\(text)")
        }
    }
}
