internal import DockerEngine
internal import LuaRuntime

/// The options of `engine_open` that concern TLS: `tls` (true or false), `tls_ca`, `tls_cert`, `tls_key` (each the path of a
/// PEM file or the PEM text itself), `tls_verify` (true unless false) and `tls_hostname`.
///
/// Where one of them is given, they stand for what the environment would say. `tls = true` alone takes the files that
/// `DOCKER_CERT_PATH` names, if it is set, and the system's authorities if not.
struct TLSOptions {
    static let names = ["tls", "tls_ca", "tls_cert", "tls_key", "tls_verify", "tls_hostname"]

    private var isWanted: Bool?
    private var settings = TLSSettings()
    private var hasParts = false

    /// Takes one field, which is one of ``names``. Returns what is wrong with it.
    mutating func take(_ field: HostField) -> String? {
        switch (field.name, field.value) {
        case ("tls", .boolean(let flag)): isWanted = flag
        case ("tls", _): return "tls is true or false"
        case ("tls_verify", .boolean(let flag)):
            settings.verify = flag
            hasParts = true
        case ("tls_verify", _): return "tls_verify is true or false"
        case (let name, .string(let text)):
            guard !text.isEmpty else { return "\(name) is empty" }
            hasParts = true
            switch name {
            case "tls_ca": settings.ca = Self.material(text, name)
            case "tls_cert": settings.cert = Self.material(text, name)
            case "tls_key": settings.key = Self.material(text, name)
            default: settings.hostname = text
            }
        default: return "\(field.name) is a string"
        }
        return nil
    }

    private static func material(_ text: String, _ name: String) -> TLSSettings.Material {
        text.contains("-----BEGIN ") ? .pem(Array(text.utf8), name: "given as \(name)") : .file(text)
    }

    private var wants: Bool? { isWanted ?? (hasParts ? true : nil) }

    /// The environment to find the engine by: what is said here about TLS counts in place of its own words.
    func environment(_ environment: [String: String]) -> [String: String] {
        guard let wants else { return environment }
        var changed = environment
        changed["DOCKER_TLS_VERIFY"] = nil
        // It makes 2376 the port of an address without one.
        changed["DOCKER_TLS"] = wants ? "1" : nil
        return changed
    }

    /// Puts the settings into a configuration whose address is known.
    ///
    /// - Throws: kind `invalid_argument` when TLS and the address do not go together.
    func apply(to configuration: inout EngineConfiguration, environment: [String: String]) throws(EngineError) {
        guard let wants else { return }
        switch configuration.address {
        case .tcp(let host, let port):
            guard wants else { return configuration.tls = nil }
            configuration.tls = try settings(.https(host: host, port: port), environment)
        case .https:
            guard wants else {
                throw EngineError(
                    .invalidArgument, "\(configuration.address) means TLS, and the option tls says no",
                    hint: "Use http:// for an engine without TLS.")
            }
            configuration.tls = try settings(configuration.address, environment)
        case .unix, .http, .ssh:
            guard wants else { return }
            throw EngineError(
                .invalidArgument, "\(configuration.address) cannot be spoken to with TLS",
                hint: "TLS goes with tcp://HOST:PORT and https://HOST:PORT.")
        }
    }

    private func settings(
        _ address: Address, _ environment: [String: String]
    ) throws(EngineError) -> TLSSettings? {
        if hasParts { return settings }
        var certificates = environment
        certificates["DOCKER_TLS_VERIFY"] = nil
        certificates["DOCKER_TLS"] = nil
        return try TLSSettings.fromEnvironment(
            certificates, for: address, exists: EngineConfiguration.Probe.system.exists)
    }
}
