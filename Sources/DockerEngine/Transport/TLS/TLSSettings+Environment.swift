extension TLSSettings {
    /// Whether the environment asks for TLS with addresses that begin with `tcp://`: `DOCKER_TLS_VERIFY` or `DOCKER_TLS` is
    /// not empty.
    public static func isDemanded(by environment: [String: String]) -> Bool {
        value("DOCKER_TLS_VERIFY", environment) != nil || value("DOCKER_TLS", environment) != nil
    }

    /// What the environment says about TLS with an engine, by the rules of the docker command. nil where the address is
    /// spoken to plain. Looks whether files are there and reads none.
    ///
    /// - `tcp://`: TLS if `DOCKER_TLS_VERIFY` is not empty. With `DOCKER_TLS` alone the engine is believed unchecked.
    /// - `https://`: always TLS, checked; the engine's authority is the system's business unless `DOCKER_CERT_PATH` is set.
    /// - Files: `ca.pem`, `cert.pem` and `key.pem` in `DOCKER_CERT_PATH`, else in `DOCKER_CONFIG`, else in `~/.docker`. The
    ///   client shows a certificate if both of its files, or one, are there; half of the pair fails when connecting.
    ///
    /// - Parameters:
    ///   - address: where the engine is.
    ///   - environment: the process's variables.
    ///   - exists: whether there is a file at a path.
    /// - Throws: kind `tls` when `DOCKER_TLS_VERIFY` is set and there is no `ca.pem`.
    public static func fromEnvironment(
        _ environment: [String: String], for address: Address, exists: (String) -> Bool
    ) throws(EngineError) -> TLSSettings? {
        let folder = certificateFolder(environment)
        let isNamed = value("DOCKER_CERT_PATH", environment) != nil
        switch address {
        case .unix, .http, .ssh:
            return nil
        case .tcp:
            guard isDemanded(by: environment) else { return nil }
            guard value("DOCKER_TLS_VERIFY", environment) != nil else {
                return TLSSettings(
                    cert: file("cert.pem", folder, exists), key: file("key.pem", folder, exists), verify: false)
            }
            guard let ca = file("ca.pem", folder, exists) else {
                throw EngineError(
                    .tls,
                    "DOCKER_TLS_VERIFY is set, and there is no ca.pem in \(folder) to check the engine at \(address) with",
                    hint: isNamed
                        ? "Check DOCKER_CERT_PATH."
                        : "Let DOCKER_CERT_PATH name the folder of ca.pem, cert.pem and key.pem."
                )
            }
            return TLSSettings(ca: ca, cert: file("cert.pem", folder, exists), key: file("key.pem", folder, exists))
        case .https:
            // Certificates in the default folder belong to an engine that nobody has named here.
            guard isNamed || isDemanded(by: environment) else { return TLSSettings() }
            return TLSSettings(
                ca: file("ca.pem", folder, exists), cert: file("cert.pem", folder, exists),
                key: file("key.pem", folder, exists))
        }
    }

    private static func certificateFolder(_ environment: [String: String]) -> String {
        value("DOCKER_CERT_PATH", environment) ?? value("DOCKER_CONFIG", environment)
            ?? "\(value("HOME", environment) ?? "")/.docker"
    }

    private static func file(_ name: String, _ folder: String, _ exists: (String) -> Bool) -> Material? {
        let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
        return exists(path) ? .file(path) : nil
    }

    private static func value(_ name: String, _ environment: [String: String]) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}
