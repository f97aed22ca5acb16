import Testing

@testable import DockerEngine

@Suite("Finding the engine by context")
struct ContextChoiceTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var host: String?
        var context: String?
        var environment: [String: String] = [:]
        var config = #"{"currentContext":"prod"}"#
        var address: String
        var rule: String
        var name: String
    }

    static let cases = [
        Case(
            testDescription: "a host beats everything", host: "tcp://a:1", environment: ["DOCKER_CONTEXT": "lab"],
            address: "tcp://a:1", rule: "argument", name: "default"),
        Case(
            testDescription: "a context that is asked for beats DOCKER_HOST", context: "lab",
            environment: ["DOCKER_HOST": "tcp://b:2"], address: "unix:///lab.sock", rule: "context argument",
            name: "lab"),
        Case(
            testDescription: "DOCKER_HOST beats DOCKER_CONTEXT and the current one",
            environment: ["DOCKER_HOST": "tcp://b:2", "DOCKER_CONTEXT": "lab"], address: "tcp://b:2",
            rule: "DOCKER_HOST", name: "default"),
        Case(
            testDescription: "DOCKER_CONTEXT beats the current one", environment: ["DOCKER_CONTEXT": "lab"],
            address: "unix:///lab.sock", rule: "DOCKER_CONTEXT", name: "lab"),
        Case(
            testDescription: "empty variables are none", environment: ["DOCKER_HOST": "", "DOCKER_CONTEXT": ""],
            address: "unix:///prod.sock", rule: "currentContext", name: "prod"),
        Case(
            testDescription: "the current context beats the sockets", address: "unix:///prod.sock",
            rule: "currentContext", name: "prod"),
        Case(
            testDescription: "without a current context it is the socket", config: "{}",
            address: "unix:///var/run/docker.sock", rule: "default socket", name: "default"),
        Case(
            testDescription: "an empty current context is none", config: #"{"currentContext":""}"#,
            address: "unix:///var/run/docker.sock", rule: "default socket", name: "default"),
        Case(
            testDescription: "the context default is the socket", context: "default",
            address: "unix:///var/run/docker.sock", rule: "default socket", name: "default"),
        Case(
            testDescription: "the context default follows DOCKER_HOST", context: "default",
            environment: ["DOCKER_HOST": "tcp://b:2"], address: "tcp://b:2", rule: "DOCKER_HOST", name: "default"),
        Case(
            testDescription: "DOCKER_CONTEXT=default turns the current one off",
            environment: ["DOCKER_CONTEXT": "default"], address: "unix:///var/run/docker.sock", rule: "default socket",
            name: "default"),
        Case(
            testDescription: "a context without an address means the default socket", context: "bare",
            address: "unix:///var/run/docker.sock", rule: "context argument", name: "bare"),
        Case(
            testDescription: "a broken config.json does not matter where a host is given", host: "/x", config: "{",
            address: "unix:///x", rule: "argument", name: "default"),
        Case(
            testDescription: "nor where DOCKER_HOST is set", environment: ["DOCKER_HOST": "unix:///y"], config: "{",
            address: "unix:///y", rule: "DOCKER_HOST", name: "default"),
    ]

    private static func probe(_ config: String) -> EngineConfiguration.Probe {
        let contexts = [
            "lab": #"{"Host":"unix:///lab.sock"}"#, "prod": #"{"Host":"unix:///prod.sock"}"#, "bare": "{}",
            "odd": #"{"Host":"tpc://x"}"#,
        ]
        var files = ["/c/config.json": config]
        for (name, endpoint) in contexts {
            files["/c/contexts/meta/\(SHA256.hexadecimal(name))/meta.json"] =
                #"{"Name":"\#(name)","Endpoints":{"docker":\#(endpoint)}}"#
        }
        files["/c/contexts/meta/\(SHA256.hexadecimal("none"))/meta.json"] = #"{"Name":"none"}"#
        let ids = contexts.keys.map { SHA256.hexadecimal($0) }
        return .init(
            exists: { $0 == Address.defaultSocket }, userID: { 1000 },
            files: FileReader(
                read: { [files] (path) throws(EngineError) in files[path].map { Array($0.utf8) } },
                names: { $0 == "/c/contexts/meta" ? ids : [] }))
    }

    @Test("follows the docker command's order", arguments: cases)
    func order(example: Case) throws {
        let host = example.host.map { $0 == "/x" ? "unix:///x" : $0 }
        let found = try EngineConfiguration.resolve(
            host: host, context: example.context,
            environment: example.environment.merging(["DOCKER_CONFIG": "/c"]) { $1 }, probe: Self.probe(example.config))
        #expect(found.address.description == example.address)
        #expect(found.addressRule == example.rule)
        #expect(found.contextName == example.name)
    }

    @Test(
        "says what is wrong, and where it stands",
        arguments: [
            ("x", "lab", [:], "{}", EngineError.Kind.invalidArgument, "both a host (x) and a context (lab) are given"),
            (nil, "labb", [:], "{}", .notFound, "there is no context \"labb\""),
            (nil, nil, ["DOCKER_CONTEXT": "labb"], "{}", .notFound, "DOCKER_CONTEXT: there is no context \"labb\""),
            (
                nil, nil, [:], #"{"currentContext":"labb"}"#, .notFound,
                "currentContext in /c/config.json: there is no context \"labb\""
            ),
            (nil, nil, [:], "{", .invalidArgument, "/c/config.json is not valid JSON: line 1, column 2"),
            (
                nil, nil, [:], #"{"currentContext":5}"#, .invalidArgument,
                "/c/config.json: currentContext must be a string, and is a number"
            ),
            (nil, "none", [:], "{}", .invalidArgument, "the context \"none\" has no Docker endpoint"),
            (nil, "odd", [:], "{}", .invalidArgument, "\"tpc://x\" is not the address of an engine"),
        ] as [(String?, String?, [String: String], String, EngineError.Kind, String)])
    func refusals(
        host: String?, context: String?, environment: [String: String], config: String, kind: EngineError.Kind,
        message: String
    ) {
        let error = #expect(throws: EngineError.self) {
            try EngineConfiguration.resolve(
                host: host, context: context, environment: environment.merging(["DOCKER_CONFIG": "/c"]) { $1 },
                probe: Self.probe(config))
        }
        #expect(error?.kind == kind)
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
    }

    @Test("a context brings its TLS files, and the wish not to check the engine")
    func tls() async throws {
        try await TemporaryFolder.with { folder in
            let store = ContextStore(folder.environment)
            var context = DockerContext(name: "secure")
            context.host = "tcp://h"
            try store.save(context)
            let resolve = { () throws in
                try EngineConfiguration.resolve(context: "secure", environment: folder.environment)
            }
            #expect(try resolve().tls == nil)
            #expect(try resolve().address.description == "tcp://h:2375")
            try store.setTLS(["docker": ["ca.pem": [1], "cert.pem": [2], "key.pem": [3]]], of: "secure")
            let files = "\(store.tlsFolder("secure"))/docker"
            let tls = try #require(try resolve().tls)
            #expect(tls.ca == .file("\(files)/ca.pem") && tls.key == .file("\(files)/key.pem") && tls.verify)
            #expect(try resolve().address.description == "tcp://h:2376")
            context.skipsVerification = true
            try store.save(context)
            #expect(try resolve().tls?.verify == false)
        }
    }

    @Test("config.json's header fields go with every request")
    func headers() throws {
        let found = try EngineConfiguration.resolve(
            environment: ["DOCKER_CONFIG": "/c"], probe: Self.probe(#"{"HttpHeaders":{"X-Meta":"1"}}"#))
        #expect(found.headers.map { "\($0.name)=\($0.value)" } == ["X-Meta=1"])
    }
}
