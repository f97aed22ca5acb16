internal import Glibc

extension EngineConfiguration {
    /// What `resolve` asks the system, so that tests can answer.
    public struct Probe: Sendable {
        /// Whether there is something at a path.
        public var exists: @Sendable (String) -> Bool
        /// The user's number.
        public var userID: @Sendable () -> UInt32
        /// The docker command's files.
        package var files: FileReader

        /// A probe with those answers, and without any file.
        public init(exists: @escaping @Sendable (String) -> Bool, userID: @escaping @Sendable () -> UInt32) {
            self.init(exists: exists, userID: userID, files: .none)
        }

        /// A probe with those answers.
        package init(
            exists: @escaping @Sendable (String) -> Bool, userID: @escaping @Sendable () -> UInt32, files: FileReader
        ) {
            self.exists = exists
            self.userID = userID
            self.files = files
        }

        /// The system's own answers.
        public static let system = Probe(
            exists: { access($0, F_OK) == 0 }, userID: { getuid() }, files: .local)
    }

    /// Finds the engine as the docker command does: the host or the context that is asked for, then `DOCKER_HOST`, then the context
    /// in `DOCKER_CONTEXT`, then the one that config.json names as current, then the default socket, then the sockets of a
    /// rootless engine. The context `default` stands for what comes without any context. When none of the sockets is there,
    /// the default one is taken, so that connecting tells what is missing. Variables that are empty count as not set.
    ///
    /// TLS is as the context says; without one, as ``TLSSettings/fromEnvironment(_:for:exists:)`` says. The API version is taken
    /// from `DOCKER_API_VERSION`, and the header fields for every request from config.json; a
    /// broken config.json is passed over when a host is given or `DOCKER_HOST` is set.
    ///
    /// - Parameters:
    ///   - host: an address to use.
    ///   - context: the name of a context to use. Not together with `host`.
    ///   - environment: the process environment.
    ///   - probe: what the system is asked.
    /// - Throws: kind `invalid_argument` for an address, version or file that cannot be read, and for `host` together with
    ///   `context`; kind `not_found` for a context that is not there; kind `tls` where TLS is demanded and cannot be
    ///   had: plain HTTP in its place would be an unpleasant surprise.
    public static func resolve(
        host: String? = nil, context: String? = nil, environment: [String: String], probe: Probe = .system
    ) throws(EngineError) -> EngineConfiguration {
        var configuration = try place(host: host, context: context, environment: environment, probe: probe)
        if let text = set("DOCKER_API_VERSION", environment) {
            configuration.apiVersion = try APIVersion.parse(text, source: "DOCKER_API_VERSION")
        }
        do throws(EngineError) {
            configuration.headers = try ConfigFile.load(environment, files: probe.files).httpHeaders
        } catch {
            // Who names the engine can do without the docker command's files.
            if host == nil, set("DOCKER_HOST", environment) == nil { throw error }
        }
        return configuration
    }

    private static func place(
        host: String?, context: String?, environment: [String: String], probe: Probe
    ) throws(EngineError) -> EngineConfiguration {
        if let host, let context {
            throw EngineError(
                .invalidArgument, "both a host (\(host)) and a context (\(context)) are given",
                hint: "A context brings its own address: give one of them.")
        }
        if let host { return try byEnvironment(host, "argument", environment, probe) }
        if let named = try contextName(context, environment, probe), named.name != DockerContext.defaultName {
            return try inContext(named.name, rule: named.rule, environment, probe)
        }
        if let text = set("DOCKER_HOST", environment) {
            do {
                return try byEnvironment(text, "DOCKER_HOST", environment, probe)
            } catch {
                throw error.message.hasPrefix("\"") ? error.located("DOCKER_HOST") : error
            }
        }
        if !probe.exists(Address.defaultSocket) {
            for path in rootlessSockets(environment, probe) where probe.exists(path) {
                return EngineConfiguration(address: .unix(path: path), addressRule: "rootless socket")
            }
        }
        return EngineConfiguration(address: .unix(path: Address.defaultSocket), addressRule: "default socket")
    }

    /// The context that is asked for, and by what; nil when it is none.
    private static func contextName(
        _ context: String?, _ environment: [String: String], _ probe: Probe
    ) throws(EngineError) -> (name: String, rule: String)? {
        if let context { return (context, "context argument") }
        if set("DOCKER_HOST", environment) != nil { return nil }
        if let name = set("DOCKER_CONTEXT", environment) { return (name, "DOCKER_CONTEXT") }
        return try ConfigFile.load(environment, files: probe.files).currentContext.map { ($0, "currentContext") }
    }

    private static func inContext(
        _ name: String, rule: String, _ environment: [String: String], _ probe: Probe
    ) throws(EngineError) -> EngineConfiguration {
        let store = ContextStore(environment, files: probe.files)
        let place =
            switch rule {
            case "DOCKER_CONTEXT": "DOCKER_CONTEXT: "
            case "currentContext": "currentContext in \(ConfigFile.folder(environment) ?? "")/config.json: "
            default: ""
            }
        do throws(EngineError) {
            let context = try store.context(name)
            guard context.hasEndpoint else {
                throw EngineError(.invalidArgument, "the context \"\(name)\" has no Docker endpoint")
            }
            let tls = settings(context, store)
            var address = Address.unix(path: Address.defaultSocket)
            if let host = context.host { address = try Address.parse(host, tls: tls != nil) }
            var configuration = EngineConfiguration(address: address, addressRule: rule)
            configuration.contextName = name
            configuration.tls = tls
            return configuration
        } catch {
            throw error.located(place.isEmpty ? nil : String(place.dropLast(2)))
        }
    }

    /// What a context brings for TLS: its files, or the wish not to check the engine. nil when it brings neither, which means
    /// plain HTTP for `tcp://`.
    private static func settings(_ context: DockerContext, _ store: ContextStore) -> TLSSettings? {
        let files = context.tlsFiles[DockerContext.endpoint] ?? []
        guard !files.isEmpty || context.skipsVerification else { return nil }
        func file(_ name: String) -> TLSSettings.Material? {
            files.contains(name)
                ? .file("\(store.tlsFolder(context.name))/\(DockerContext.endpoint)/\(name)") : nil
        }
        return TLSSettings(
            ca: file("ca.pem"), cert: file("cert.pem"), key: file("key.pem"), verify: !context.skipsVerification)
    }

    private static func byEnvironment(
        _ host: String, _ rule: String, _ environment: [String: String], _ probe: Probe
    ) throws(EngineError) -> EngineConfiguration {
        let address = try Address.parse(host, tls: TLSSettings.isDemanded(by: environment))
        let tls = try TLSSettings.fromEnvironment(environment, for: address, exists: probe.exists)
        return EngineConfiguration(address: address, addressRule: rule, tls: tls)
    }

    /// Paths too long for a socket are left out: nothing can listen there.
    private static func rootlessSockets(_ environment: [String: String], _ probe: Probe) -> [String] {
        let folders = [set("XDG_RUNTIME_DIR", environment), "/run/user/\(probe.userID())"].compactMap { $0 }
        return folders.map { "\($0)/docker.sock" }.filter { $0.hasPrefix("/") && $0.utf8.count <= Address.longestPath }
    }

    private static func set(_ name: String, _ environment: [String: String]) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}

extension EngineError {
    /// The same error, told of where the wrong thing stands.
    fileprivate func located(_ place: String?) -> EngineError {
        var copy = self
        if let place { copy.message = "\(place): \(message)" }
        return copy
    }
}
