/// How TLS is spoken with an engine.
///
/// ```swift
/// var configuration = EngineConfiguration(address: try Address.parse("tcp://engine.example", tls: true))
/// configuration.tls = TLSSettings(
///     ca: .file("/certs/ca.pem"), cert: .file("/certs/cert.pem"), key: .file("/certs/key.pem"))
/// ```
public struct TLSSettings: Sendable, Hashable {
    /// Certificates or a key, in PEM form.
    public enum Material: Sendable, Hashable {
        /// A file that is read when the first connection is made.
        case file(String)
        /// The PEM text itself, and where it is from, for messages.
        case pem([UInt8], name: String)
    }

    /// Certificates of the authorities to trust, and no others. nil: those the system trusts.
    public var ca: Material?
    /// The client's own certificate, perhaps with the intermediate ones behind it. nil: the client shows none.
    public var cert: Material?
    /// The key of ``cert``, without a passphrase.
    public var key: Material?
    /// Whether the engine has to prove who it is. false: whoever answers is believed, certificates are not looked at.
    public var verify: Bool
    /// The name to find in the engine's certificate, in place of the host in its address. nil: that host.
    public var hostname: String?

    /// Settings with those parts. Without any, the engine is checked against the authorities the system trusts.
    public init(
        ca: Material? = nil, cert: Material? = nil, key: Material? = nil, verify: Bool = true, hostname: String? = nil
    ) {
        self.ca = ca
        self.cert = cert
        self.key = key
        self.verify = verify
        self.hostname = hostname
    }
}

extension TLSSettings.Material: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The path or the name; never the text, which may be a key.
    public var description: String {
        switch self {
        case .file(let path): path
        case .pem(_, let name): name
        }
    }

    /// The same as ``description``.
    public var debugDescription: String { description }

    /// Shows nothing of the text either.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension EngineConfiguration {
    /// The settings to speak TLS with; nil where the address is spoken to plain.
    public var effectiveTLS: TLSSettings? {
        switch address {
        case .tcp: tls
        case .https: tls ?? TLSSettings()
        case .unix, .http, .ssh: nil
        }
    }
}
