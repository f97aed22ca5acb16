/// The contexts of the docker command, in its own files: `contexts/meta/ID/meta.json` and `contexts/tls/ID/ENDPOINT/FILE` in its
/// folder, where ID is the SHA-256 of the context's name.
package struct ContextStore: Sendable {
    /// The folder `contexts`; nil when neither `DOCKER_CONFIG` nor `HOME` is set, and there are none.
    package let folder: String?
    private let files: FileReader

    /// The contexts of an environment.
    package init(_ environment: [String: String], files: FileReader = .local) {
        folder = ConfigFile.folder(environment).map { "\($0)/contexts" }
        self.files = files
    }

    /// The folder with the description of a context.
    package func metaFolder(_ name: String) -> String { "\(folder ?? "contexts")/meta/\(SHA256.hexadecimal(name))" }

    /// The folder with the TLS files of a context.
    package func tlsFolder(_ name: String) -> String { "\(folder ?? "contexts")/tls/\(SHA256.hexadecimal(name))" }

    // MARK: Reading

    /// Reads a context.
    ///
    /// - Throws: kind `not_found` with the nearest name when there is none, kind `invalid_argument` when its file is broken.
    package func context(_ name: String) throws(EngineError) -> DockerContext {
        let path = "\(metaFolder(name))/meta.json"
        guard folder != nil, let bytes = try files.read(path) else { throw missing(name) }
        return try complete(DockerContext(bytes, name: name, path: path))
    }

    /// All contexts by name, numbers in their order; the default one is not among them. A broken file makes an error.
    package func contexts() throws(EngineError) -> [DockerContext] {
        guard let folder else { return [] }
        var contexts: [DockerContext] = []
        for id in files.names("\(folder)/meta") {
            let path = "\(folder)/meta/\(id)/meta.json"
            guard let bytes = try files.read(path) else { continue }
            contexts.append(try complete(DockerContext(bytes, name: nil, path: path)))
        }
        return contexts.sorted { NaturalOrder.isLess($0.name, $1.name) }
    }

    /// The bytes of a TLS file; nil when there is none.
    package func tlsFile(_ file: String, of context: String, endpoint: String = DockerContext.endpoint)
        throws(EngineError) -> [UInt8]?
    {
        try files.read("\(tlsFolder(context))/\(endpoint)/\(file)")
    }

    private func complete(_ context: DockerContext) -> DockerContext {
        var context = context
        let folder = tlsFolder(context.name)
        for endpoint in files.names(folder) {
            let names = files.names("\(folder)/\(endpoint)").sorted()
            if !names.isEmpty { context.tlsFiles[endpoint] = names }
        }
        return context
    }

    private func missing(_ name: String) -> EngineError {
        let known = ((try? contexts()) ?? []).map(\.name) + [DockerContext.defaultName]
        let nearest = NearestName.find(name, in: known)
        return EngineError(
            .notFound, "there is no context \(JSONText.quoted(name))",
            hint: nearest.map { "Did you mean '\($0)'?" } ?? "There are: \(known.joined(separator: ", ")).")
    }

    // MARK: Writing

    /// Writes a context. Its TLS files stay as they are.
    package func save(_ context: DockerContext) throws(EngineError) {
        try DockerContext.check(context.name)
        guard folder != nil else {
            throw EngineError(
                .invalidArgument, "there is no place for contexts: neither DOCKER_CONFIG nor HOME is set")
        }
        let path = metaFolder(context.name)
        try LocalFiles.makeFolder(path, mode: 0o755)
        try LocalFiles.write(Array(context.document.compact.utf8), to: "\(path)/meta.json", mode: 0o644)
    }

    /// Replaces the TLS files of all endpoints of a context.
    package func setTLS(_ endpoints: [String: [String: [UInt8]]], of context: String) throws(EngineError) {
        try DockerContext.check(context)
        try LocalFiles.remove(tlsFolder(context))
        for (endpoint, files) in endpoints {
            for (file, bytes) in files {
                for part in [endpoint, file] where part.isEmpty || part.contains("/") || part == "." || part == ".." {
                    throw EngineError(.invalidArgument, "\(JSONText.quoted(part)) cannot be the name of a TLS file")
                }
                let folder = "\(tlsFolder(context))/\(endpoint)"
                try LocalFiles.makeFolder(folder, mode: 0o700)
                try LocalFiles.write(bytes, to: "\(folder)/\(file)", mode: 0o600)
            }
        }
    }

    /// Removes a context with its TLS files.
    ///
    /// - Throws: kind `not_found` with the nearest name when there is none.
    package func remove(_ name: String) throws(EngineError) {
        try DockerContext.check(name)
        guard folder != nil, try files.read("\(metaFolder(name))/meta.json") != nil else { throw missing(name) }
        try LocalFiles.remove(metaFolder(name))
        try LocalFiles.remove(tlsFolder(name))
    }
}

/// The order in which people expect names: `node2` before `node10`.
enum NaturalOrder {
    static func isLess(_ one: String, _ other: String) -> Bool {
        let (a, b) = (parts(one), parts(other))
        for (x, y) in zip(a, b) where x != y {
            if let m = Int(x), let n = Int(y), m != n { return m < n }
            return x < y
        }
        return a.count < b.count
    }

    /// The text cut into runs of digits and of anything else.
    private static func parts(_ text: String) -> [Substring] {
        var parts: [Substring] = []
        var start = text.startIndex
        var index = text.startIndex
        while index < text.endIndex {
            let next = text.index(after: index)
            if next == text.endIndex || text[index].isASCIIDigit != text[next].isASCIIDigit {
                parts.append(text[start..<next])
                start = next
            }
            index = next
        }
        return parts
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
