/// The docker command's config.json.
///
/// Only what is asked for is looked at, so a mistake in one part is no trouble for what needs another. What is not
/// understood stays as it is when the file is written.
package struct ConfigFile: Sendable {
    /// Where it is, or would be; also how messages call it.
    package let path: String
    /// The whole file; an empty object when there is none.
    package var document: JSONDocument

    /// Reads the text of a file. An empty one counts as `{}`.
    ///
    /// - Throws: kind `invalid_argument`, with the line and column, when it is no JSON object.
    init(_ bytes: [UInt8], path: String) throws(EngineError) {
        self.path = path
        if bytes.allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) {
            document = .object([])
            return
        }
        do throws(JSONSyntaxError) {
            document = try JSONDocument(parsing: bytes)
        } catch {
            throw EngineError(
                .invalidArgument,
                "\(path) is not valid JSON: line \(error.line), column \(error.column): \(error.reason)",
                hint: "Correct it, or set DOCKER_CONFIG to another folder.")
        }
        guard case .object = document else {
            throw EngineError(.invalidArgument, "\(path) must hold a JSON object, and holds \(document.type)")
        }
    }

    /// The folder of the docker command's files: `DOCKER_CONFIG`, else `~/.docker`. nil when neither it nor `HOME` is set.
    package static func folder(_ environment: [String: String]) -> String? {
        if let folder = environment["DOCKER_CONFIG"], !folder.isEmpty { return folder }
        guard let home = environment["HOME"], !home.isEmpty else { return nil }
        return "\(home)/.docker"
    }

    /// Reads the config.json of an environment; an empty one when there is none.
    package static func load(
        _ environment: [String: String], files: FileReader = .local
    ) throws(EngineError) -> ConfigFile {
        guard let folder = folder(environment) else { return try load(path: "config.json", files: .none) }
        return try load(path: "\(folder)/config.json", files: files)
    }

    /// Reads a config.json; an empty one when there is none.
    package static func load(path: String, files: FileReader = .local) throws(EngineError) -> ConfigFile {
        try ConfigFile(try files.read(path) ?? [], path: path)
    }

    /// Writes the file, readable for its owner only, in one step.
    package func save() throws(EngineError) {
        var document = document
        if document["auths"] == nil { document["auths"] = .object([]) }
        try LocalFiles.write(Array(document.indented.utf8), to: path, mode: 0o600)
    }

    // MARK: Its parts

    /// The context in use; nil for the default one.
    package var currentContext: String? {
        get throws(EngineError) { try string("currentContext") }
    }

    /// The keys that leave an attached container, such as `ctrl-p,ctrl-q`; nil when none are set.
    package var detachKeys: String? {
        get throws(EngineError) { try string("detachKeys") }
    }

    /// The header fields that every request to an engine carries, sorted by name. The client's own `User-Agent` stands.
    package var httpHeaders: [(name: String, value: String)] {
        get throws(EngineError) {
            var fields: [(name: String, value: String)] = []
            for member in try object("HttpHeaders")?.members ?? [] {
                guard let value = member.value.text else {
                    throw wrong(["HttpHeaders", member.name], member.value, "a string")
                }
                var checked = Headers()
                do throws(EngineError) {
                    try RequestBuilder.add(member.name, value, to: &checked)
                } catch {
                    throw EngineError(.invalidArgument, "\(path): HttpHeaders: \(error.message)")
                }
                if member.name.lowercased() != "user-agent" { fields.append((member.name, value)) }
            }
            return fields.sorted { $0.name < $1.name }
        }
    }

    /// The proxies for what runs on an engine, as variables in upper and lower case: those for its address where there
    /// are any, else the default ones.
    package func proxies(for address: String? = nil) throws(EngineError) -> [(name: String, value: String)] {
        let known = [
            ("httpProxy", "HTTP_PROXY"), ("httpsProxy", "HTTPS_PROXY"), ("noProxy", "NO_PROXY"),
            ("ftpProxy", "FTP_PROXY"), ("allProxy", "ALL_PROXY"),
        ]
        guard let proxies = try object("proxies") else { return [] }
        let key = address.flatMap { address in proxies.members.contains { $0.name == address } ? address : nil }
        guard let settings = proxies[key ?? "default"] else { return [] }
        guard case .object = settings else { throw wrong(["proxies", key ?? "default"], settings, "an object") }
        var variables: [(name: String, value: String)] = []
        for (field, name) in known {
            guard let value = settings[field], value != .null else { continue }
            guard let text = value.text else { throw wrong(["proxies", key ?? "default", field], value, "a string") }
            if !text.isEmpty { variables += [(name, text), (name.lowercased(), text)] }
        }
        return variables
    }

    /// A string member; nil when it is missing, null or empty.
    func string(_ name: String) throws(EngineError) -> String? {
        guard let value = document[name], value != .null else { return nil }
        guard let text = value.text else { throw wrong([name], value, "a string") }
        return text.isEmpty ? nil : text
    }

    /// An object member; nil when it is missing or null.
    func object(_ name: String) throws(EngineError) -> JSONDocument? {
        guard let value = document[name], value != .null else { return nil }
        guard case .object = value else { throw wrong([name], value, "an object") }
        return value
    }

    /// What a message says of a value of the wrong type. The value itself is not shown: it may be a secret.
    func wrong(_ place: [String], _ value: JSONDocument, _ expected: String) -> EngineError {
        EngineError(.invalidArgument, "\(path): \(Self.written(place)) must be \(expected), and is \(value.type)")
    }

    /// A place in the file: `auths."ghcr.io".auth`.
    static func written(_ place: [String]) -> String {
        place.map { part in
            part.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) }
                ? part : JSONText.quoted(part)
        }.joined(separator: ".")
    }
}
