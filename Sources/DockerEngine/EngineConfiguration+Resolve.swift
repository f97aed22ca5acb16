internal import Glibc

extension EngineConfiguration {
    /// What `resolve` asks the system, so that tests can answer.
    public struct Probe: Sendable {
        /// Whether there is something at a path.
        public var exists: @Sendable (String) -> Bool
        /// The user's number.
        public var userID: @Sendable () -> UInt32

        /// A probe with those answers.
        public init(exists: @escaping @Sendable (String) -> Bool, userID: @escaping @Sendable () -> UInt32) {
            self.exists = exists
            self.userID = userID
        }

        /// The system's own answers.
        public static let system = Probe(exists: { access($0, F_OK) == 0 }, userID: { getuid() })
    }

    /// Finds the engine: the host argument, then `DOCKER_HOST`, then the default socket, then the sockets of a rootless engine.
    /// When none of the sockets is there, the default one is taken, so that connecting tells what is missing. The API
    /// version is taken from `DOCKER_API_VERSION`, TLS as ``TLSSettings/fromEnvironment(_:for:exists:)`` says. Variables that are empty count as not set.
    ///
    /// - Throws: kind `invalid_argument` for an address or version that cannot be read; kind `tls` when
    ///   `DOCKER_TLS_VERIFY` demands a check that no certificate is there for.
    public static func resolve(
        host: String? = nil, environment: [String: String], probe: Probe = .system
    ) throws(EngineError) -> EngineConfiguration {
        let (address, rule) = try place(host: host, environment: environment, probe: probe)
        var configuration = EngineConfiguration(address: address, addressRule: rule)
        configuration.tls = try TLSSettings.fromEnvironment(environment, for: address, exists: probe.exists)
        if let text = set("DOCKER_API_VERSION", environment) {
            configuration.apiVersion = try APIVersion.parse(text, source: "DOCKER_API_VERSION")
        }
        return configuration
    }

    private static func place(
        host: String?, environment: [String: String], probe: Probe
    ) throws(EngineError) -> (address: Address, rule: String) {
        let tls = TLSSettings.isDemanded(by: environment)
        if let host { return (try Address.parse(host, tls: tls), "argument") }
        if let text = set("DOCKER_HOST", environment) {
            do {
                return (try Address.parse(text, tls: tls), "DOCKER_HOST")
            } catch {
                throw EngineError(error.kind, "DOCKER_HOST: \(error.message)", hint: error.hint)
            }
        }
        if !probe.exists(Address.defaultSocket) {
            for path in rootlessSockets(environment, probe) where probe.exists(path) {
                return (.unix(path: path), "rootless socket")
            }
        }
        return (.unix(path: Address.defaultSocket), "default socket")
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
