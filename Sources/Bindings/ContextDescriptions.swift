internal import DockerEngine
internal import LuaRuntime

/// Contexts as `docker context inspect` tells of them, with the one in use marked, and the changes that touch the choice.
struct ContextDescriptions {
    private let settings: EngineSettings
    private let store: ContextStore

    init(_ settings: EngineSettings) {
        self.settings = settings
        store = ContextStore(settings.environment)
    }

    /// Every context, the default one first.
    func all() throws(EngineError) -> HostReply {
        let current = try currentName()
        var items = [defaultDescription(isCurrent: current == DockerContext.defaultName)]
        for context in try store.contexts() { items.append(description(context, isCurrent: context.name == current)) }
        return .json(.array(items))
    }

    /// One context; nil: the one in use.
    func one(_ name: String?) throws(EngineError) -> HostReply {
        let current = try currentName()
        let name = name ?? current
        if name == DockerContext.defaultName { return .json(defaultDescription(isCurrent: name == current)) }
        return .json(description(try store.context(name), isCurrent: name == current))
    }

    /// Makes a context the current one in config.json.
    func use(_ name: String) throws(EngineError) {
        if name != DockerContext.defaultName { _ = try store.context(name) }
        var config = try ConfigFile.load(settings.environment)
        config.document["currentContext"] = name == DockerContext.defaultName ? nil : .string(name)
        try config.save()
    }

    /// Removes a context; the current one only by force, after which the default one is current.
    func remove(_ name: String, force: Bool) throws(EngineError) {
        try DockerContext.check(name)
        let isCurrent = try ConfigFile.load(settings.environment).currentContext == name
        if isCurrent, !force, store.has(name) {
            throw EngineError(
                .conflict, "the context \"\(name)\" is the current one",
                hint: "docker.contexts.use(\"default\") first, or remove it with force=true.")
        }
        try store.remove(name)
        if isCurrent { try use(DockerContext.defaultName) }
    }

    /// The context that the session's client is in.
    private func currentName() throws(EngineError) -> String {
        if settings.host != nil { return DockerContext.defaultName }
        if let name = settings.context { return name }
        let environment = settings.environment
        if environment["DOCKER_HOST"]?.isEmpty == false { return DockerContext.defaultName }
        if let name = environment["DOCKER_CONTEXT"], !name.isEmpty { return name }
        return try ConfigFile.load(environment).currentContext ?? DockerContext.defaultName
    }

    private func defaultDescription(isCurrent: Bool) -> JSONDocument {
        // What stands in the way of the address is told by whoever connects.
        let found = try? EngineConfiguration.resolve(
            host: settings.host, context: settings.host == nil ? DockerContext.defaultName : nil,
            environment: settings.environment)
        var context = DockerContext(name: DockerContext.defaultName)
        context.host = found.map { "\($0.address)" } ?? settings.host ?? settings.environment["DOCKER_HOST"]
        context.skipsVerification = false
        context.summary = "Current DOCKER_HOST based configuration"
        return description(context, isCurrent: isCurrent, isStored: false)
    }

    private func description(_ context: DockerContext, isCurrent: Bool, isStored: Bool = true) -> JSONDocument {
        var document = context.document
        if document["Metadata"] == nil { document["Metadata"] = .object([]) }
        if document["Endpoints"] == nil { document["Endpoints"] = .object([]) }
        document["TLSMaterial"] = .object(
            context.tlsFiles.sorted { $0.key < $1.key }.map { .init($0.key, .array($0.value.map { .string($0) })) })
        let inMemory = "<IN MEMORY>"
        document["Storage"] = .object([
            .init("MetadataPath", .string(isStored ? store.metaFolder(context.name) : inMemory)),
            .init("TLSPath", .string(isStored ? store.tlsFolder(context.name) : inMemory)),
        ])
        document["Current"] = .boolean(isCurrent)
        return document
    }
}

/// A context as `docker.contexts.create` and `update` describe it.
struct ContextDraft {
    private let fields: JSONDocument
    private let isUpdate: Bool

    init(_ fields: JSONDocument, isUpdate: Bool) {
        self.fields = fields
        self.isUpdate = isUpdate
    }

    /// Writes it. The TLS files are read first, so that nothing is written when one is missing.
    ///
    /// - Throws: kind `conflict` when there is such a context and a new one is wanted; kind `not_found` the other way round.
    func save(_ environment: [String: String]) throws(EngineError) {
        let store = ContextStore(environment)
        let name = fields.string("name") ?? ""
        try DockerContext.check(name)
        var context = DockerContext(name: name)
        if isUpdate {
            context = try store.context(name)
        } else if store.has(name) {
            throw EngineError(
                .conflict, "there is a context \"\(name)\" already", hint: "docker.contexts.update changes it.")
        }
        var tls: [String: [String: [UInt8]]]?
        if let source = fields.string("from"), source != DockerContext.defaultName {
            let original = try store.context(source)
            context.host = original.host
            context.skipsVerification = original.skipsVerification
            tls = [:]
            for (endpoint, files) in original.tlsFiles {
                for file in files {
                    tls?[endpoint, default: [:]][file] = try store.tlsFile(file, of: source, endpoint: endpoint)
                }
            }
        } else if fields.string("from") != nil || !isUpdate && fields.string("host") == nil {
            context.host = try "\(EngineConfiguration.resolve(context: "default", environment: environment).address)"
        }
        if let host = fields.string("host") {
            _ = try Address.parse(host)
            context.host = host
        }
        context.skipsVerification = fields.boolean("skip_tls_verify") ?? context.skipsVerification
        if let summary = fields.string("description") { context.summary = summary }
        let files = try readFiles()
        if !files.isEmpty { tls = ["docker": files] }
        try store.save(context)
        if let tls { try store.setTLS(tls, of: name) }
    }

    private func readFiles() throws(EngineError) -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for part in ["ca", "cert", "key"] {
            guard let path = fields.string(part) else { continue }
            guard let bytes = try LocalFiles.read(path) else {
                throw EngineError(.invalidArgument, "option '\(part)': there is no file \(path)")
            }
            files["\(part).pem"] = bytes
        }
        return files
    }
}
