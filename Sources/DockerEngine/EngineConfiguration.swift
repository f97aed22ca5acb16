public import NIOCore

/// How to reach an engine and how patient to be with it.
public struct EngineConfiguration: Sendable {
    /// The version of this client, as it tells engines.
    public static let clientVersion = "0.1.0"

    /// Where the engine listens.
    public var address: Address
    /// What decided the address: `argument`, `context argument`, `DOCKER_HOST`, `DOCKER_CONTEXT`, `currentContext` (in
    /// config.json), `default socket`, `rootless socket`, or what the caller sets.
    public var addressRule: String
    /// How to speak TLS. For `tcp://` addresses nil means plain HTTP, for `https://` TLS with the authorities the system
    /// trusts. Other addresses have no use for it.
    public var tls: TLSSettings?
    /// The context that brought the address; `default` when none did.
    public var contextName = "default"
    /// Header fields that every request carries, where it does not set them itself.
    public var headers: [(name: String, value: String)] = []
    /// The API version to speak. nil: agreed with the engine at the first call.
    public var apiVersion: APIVersion?
    /// How long connecting may take. 10 s unless set.
    public var connectTimeout: TimeAmount
    /// How long the head of a reply may take, for operations that do not wait by nature. 60 s unless set; nil: for ever.
    public var responseTimeout: TimeAmount?
    /// How long a stream may be silent. nil, the default: for ever.
    public var idleTimeout: TimeAmount?
    /// How much of what the engine sends is taken. A larger thing fails with kind `limit`.
    public var limits = ReplyLimits()
    /// What to put into the `User-Agent` field.
    public var userAgent: String

    /// A configuration for an address; everything else has the default named at its property.
    public init(
        address: Address, addressRule: String = "argument", tls: TLSSettings? = nil, apiVersion: APIVersion? = nil,
        connectTimeout: TimeAmount = .seconds(10), responseTimeout: TimeAmount? = .seconds(60),
        idleTimeout: TimeAmount? = nil, userAgent: String = "moondock/\(clientVersion)"
    ) {
        self.address = address
        self.addressRule = addressRule
        self.tls = tls
        self.apiVersion = apiVersion
        self.connectTimeout = connectTimeout
        self.responseTimeout = responseTimeout
        self.idleTimeout = idleTimeout
        self.userAgent = userAgent
    }
}
