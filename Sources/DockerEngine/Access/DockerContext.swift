/// A context of the docker command: a name for an engine, with its address and its TLS files.
package struct DockerContext: Sendable, Equatable {
    /// The one that is always there and that no file describes: what the environment says.
    package static let defaultName = "default"
    /// The endpoint that matters here; contexts may have others.
    static let endpoint = "docker"

    /// The name.
    package let name: String
    /// Its meta.json, as it stands there.
    package var document: JSONDocument
    /// The TLS files of each endpoint, by their names: `["docker": ["ca.pem", "cert.pem", "key.pem"]]`.
    package var tlsFiles: [String: [String]] = [:]

    /// A new context.
    package init(name: String) {
        self.name = name
        document = .object([
            .init("Name", .string(name)), .init("Metadata", .object([])),
            .init("Endpoints", .object([])),
        ])
    }

    /// Takes a meta.json apart.
    ///
    /// - Throws: kind `invalid_argument`, naming the file and the place, when it is no such file.
    init(_ bytes: [UInt8], name: String?, path: String) throws(EngineError) {
        let file = try ConfigFile(bytes, path: path)
        let written = try file.string("Name")
        guard let name = name ?? written else {
            throw EngineError(.invalidArgument, "\(path): the context has no Name")
        }
        self.name = name
        document = file.document
        document["Name"] = .string(name)
        _ = try file.object("Metadata")
        guard let endpoint = try file.object("Endpoints")?[Self.endpoint] else { return }
        guard case .object = endpoint else { throw file.wrong(["Endpoints", Self.endpoint], endpoint, "an object") }
        if let host = endpoint["Host"], host != .null, host.text == nil {
            throw file.wrong(["Endpoints", Self.endpoint, "Host"], host, "a string")
        }
    }

    private var dockerEndpoint: JSONDocument? { document["Endpoints"]?[Self.endpoint] }

    /// Whether it names a Docker engine at all.
    package var hasEndpoint: Bool { dockerEndpoint != nil }

    /// The engine's address; nil when it gives none.
    package var host: String? {
        get { dockerEndpoint?["Host"]?.text.flatMap { $0.isEmpty ? nil : $0 } }
        set { setEndpoint("Host", newValue.map { .string($0) }) }
    }

    /// Whether the engine's certificate is taken unchecked.
    package var skipsVerification: Bool {
        get { dockerEndpoint?["SkipTLSVerify"] == .boolean(true) }
        set { setEndpoint("SkipTLSVerify", .boolean(newValue)) }
    }

    /// What people say of it.
    package var summary: String? {
        get { document["Metadata"]?["Description"]?.text.flatMap { $0.isEmpty ? nil : $0 } }
        set {
            var metadata = document["Metadata"] ?? .object([])
            metadata["Description"] = newValue.flatMap { $0.isEmpty ? nil : .string($0) }
            document["Metadata"] = metadata
        }
    }

    private mutating func setEndpoint(_ name: String, _ value: JSONDocument?) {
        var endpoints = document["Endpoints"] ?? .object([])
        var endpoint = endpoints[Self.endpoint] ?? .object([])
        endpoint[name] = value
        endpoints[Self.endpoint] = endpoint
        document["Endpoints"] = endpoints
    }

    /// Refuses names that the docker command refuses.
    package static func check(_ name: String) throws(EngineError) {
        if name == defaultName {
            throw EngineError(
                .invalidArgument, "the context \"default\" is always there and cannot be changed",
                hint: "It follows DOCKER_HOST and the local sockets.")
        }
        let letters = Array(name.utf8)
        let isWord = { (byte: UInt8) in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
        }
        guard letters.count > 1, let first = letters.first, isWord(first),
            letters.allSatisfy({ isWord($0) || "_.+-".utf8.contains($0) })
        else {
            throw EngineError(
                .invalidArgument, "\(JSONText.quoted(name)) cannot be the name of a context",
                hint: "Two or more letters, digits, and _ . + - after the first.")
        }
    }
}
