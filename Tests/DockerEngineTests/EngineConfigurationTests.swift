import DockerEngine
import NIOCore
import Testing

@Suite("Finding the engine")
struct EngineConfigurationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var host: String?
        var environment: [String: String] = [:]
        var sockets: [String] = []
        var address: String
        var rule: String
    }

    static let cases = [
        Case(
            testDescription: "the host argument beats everything", host: "tcp://a:1",
            environment: ["DOCKER_HOST": "tcp://b:2"],
            sockets: [Address.defaultSocket], address: "tcp://a:1", rule: "argument"),
        Case(
            testDescription: "DOCKER_HOST beats the sockets", environment: ["DOCKER_HOST": "tcp://b:2"],
            sockets: [Address.defaultSocket], address: "tcp://b:2", rule: "DOCKER_HOST"),
        Case(
            testDescription: "an empty DOCKER_HOST is none", environment: ["DOCKER_HOST": ""],
            sockets: [Address.defaultSocket], address: "unix:///var/run/docker.sock", rule: "default socket"),
        Case(
            testDescription: "the default socket beats the rootless one", environment: ["XDG_RUNTIME_DIR": "/run/me"],
            sockets: ["/run/me/docker.sock", Address.defaultSocket], address: "unix:///var/run/docker.sock",
            rule: "default socket"),
        Case(
            testDescription: "XDG_RUNTIME_DIR leads to the rootless socket",
            environment: ["XDG_RUNTIME_DIR": "/run/me"],
            sockets: ["/run/me/docker.sock", "/run/user/1000/docker.sock"], address: "unix:///run/me/docker.sock",
            rule: "rootless socket"),
        Case(
            testDescription: "the user's number leads there too", sockets: ["/run/user/1000/docker.sock"],
            address: "unix:///run/user/1000/docker.sock", rule: "rootless socket"),
        Case(
            testDescription: "a runtime folder too long for a socket is passed over",
            environment: ["XDG_RUNTIME_DIR": "/" + String(repeating: "x", count: 100)],
            sockets: ["/" + String(repeating: "x", count: 100) + "/docker.sock", "/run/user/1000/docker.sock"],
            address: "unix:///run/user/1000/docker.sock", rule: "rootless socket"),
        Case(
            testDescription: "without any socket it is the default one, so that connecting tells what is missing",
            environment: ["XDG_RUNTIME_DIR": ""], address: "unix:///var/run/docker.sock", rule: "default socket"),
        Case(
            testDescription: "TLS demanded does not matter for a socket", environment: ["DOCKER_TLS_VERIFY": "1"],
            address: "unix:///var/run/docker.sock", rule: "default socket"),
    ]

    @Test("follows the order of the rules", arguments: cases)
    func order(example: Case) throws {
        let probe = EngineConfiguration.Probe(exists: { example.sockets.contains($0) }, userID: { 1000 })
        let found = try EngineConfiguration.resolve(
            host: example.host, environment: example.environment, probe: probe)
        #expect(found.address.description == example.address)
        #expect(found.addressRule == example.rule)
    }

    @Test(
        "takes the API version from DOCKER_API_VERSION",
        arguments: [([:], nil), (["DOCKER_API_VERSION": ""], nil), (["DOCKER_API_VERSION": "1.40"], APIVersion(1, 40))])
    func version(environment: [String: String], expected: APIVersion?) throws {
        #expect(try EngineConfiguration.resolve(host: "/x", environment: environment).apiVersion == expected)
    }

    @Test(
        "refuses what cannot be meant, and says where it stands",
        arguments: [
            (["DOCKER_HOST": "tpc://x"], EngineError.Kind.invalidArgument, "DOCKER_HOST: \"tpc://x\""),
            (["DOCKER_API_VERSION": "new"], .invalidArgument, "DOCKER_API_VERSION is \"new\""),
            (["DOCKER_HOST": "tcp://x", "DOCKER_TLS_VERIFY": "1", "HOME": "/no"], .tls, "DOCKER_TLS_VERIFY is set"),
        ])
    func refusals(environment: [String: String], kind: EngineError.Kind, message: String) {
        let error = #expect(throws: EngineError.self) { try EngineConfiguration.resolve(environment: environment) }
        #expect(error?.kind == kind)
        #expect(error?.message.hasPrefix(message) == true)
        #expect(error?.hint != nil)
    }

    @Test("has patience by default, and none without end but for streams")
    func defaults() {
        let configuration = EngineConfiguration(address: .unix(path: "/x"))
        #expect(configuration.connectTimeout == .seconds(10))
        #expect(configuration.responseTimeout == .seconds(60))
        #expect(configuration.idleTimeout == nil)
        #expect(configuration.userAgent.hasPrefix("moondock/"))
    }

    @Test("asks the real system whether a file is there")
    func system() {
        #expect(EngineConfiguration.Probe.system.exists("/"))
        #expect(!EngineConfiguration.Probe.system.exists("/no/such/file"))
    }
}
