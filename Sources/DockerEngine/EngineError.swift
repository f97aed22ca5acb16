/// What went wrong between the caller and the engine. One shape for every failure: the engine's own refusals, trouble with the
/// connection, and requests that were refused before they were sent.
public struct EngineError: Error, Sendable, Equatable {
    /// What kind of failure it is, to branch on. Open-ended: code that switches over it needs a default.
    public struct Kind: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
        /// The stable name, such as `not_found`.
        public let rawValue: String

        /// Takes the stable name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The stable name.
        public var description: String { rawValue }

        /// The engine does not know the object, or not the route (status 404).
        public static let notFound = Kind(rawValue: "not_found")
        /// The object's state does not allow it, or its name is taken (status 409).
        public static let conflict = Kind(rawValue: "conflict")
        /// The request is wrong: refused here before it was sent, or by the engine (status 400).
        public static let invalidArgument = Kind(rawValue: "invalid_argument")
        /// The engine or a registry wants other credentials (status 401 or 403).
        public static let unauthorized = Kind(rawValue: "unauthorized")
        /// Any other refusal of the engine.
        public static let api = Kind(rawValue: "api")
        /// The engine cannot be reached, or the connection broke.
        public static let connection = Kind(rawValue: "connection")
        /// A limit of time set by the caller ran out.
        public static let timeout = Kind(rawValue: "timeout")
        /// The caller cancelled the call.
        public static let cancelled = Kind(rawValue: "cancelled")
        /// The TLS handshake or its certificates.
        public static let tls = Kind(rawValue: "tls")
        /// The engine's API version and the request do not fit.
        public static let version = Kind(rawValue: "version")
        /// An image build failed.
        public static let build = Kind(rawValue: "build")
        /// A command run in a container ended with an exit code that is not 0.
        public static let execFailed = Kind(rawValue: "exec_failed")
        /// The client is read-only and the operation changes something.
        public static let readOnly = Kind(rawValue: "read_only")
        /// The engine sent more than is taken: see ``ReplyLimits``.
        public static let limit = Kind(rawValue: "limit")
        /// The user pressed Ctrl-C.
        public static let interrupted = Kind(rawValue: "interrupted")
    }

    /// What kind of failure it is.
    public var kind: Kind
    /// What happened, in a sentence. For a refusal of the engine: its own words.
    public var message: String
    /// The HTTP status, where the engine answered.
    public var status: Int?
    /// The id of the operation, such as `ContainerInspect`.
    public var operation: String?
    /// What to try.
    public var hint: String?
    /// What lies below: the system's error text, or the cause that the engine names apart.
    public var cause: String?

    /// An error of that kind; everything but the message may be left out.
    public init(
        _ kind: Kind, _ message: String, status: Int? = nil, operation: String? = nil, hint: String? = nil,
        cause: String? = nil
    ) {
        self.kind = kind
        self.message = message
        self.status = status
        self.operation = operation
        self.hint = hint
        self.cause = cause
    }

    /// The same error, told of the operation it belongs to. An operation already named is kept.
    public func during(_ operation: String?) -> EngineError {
        var copy = self
        copy.operation = copy.operation ?? operation
        return copy
    }
}

extension EngineError: CustomStringConvertible {
    /// One line that says what happened and where, then the hint on a line of its own.
    public var description: String {
        let place = [operation, status.map { "status \($0)" }].compactMap { $0 }.joined(separator: ", ")
        var text = Self.oneLine(message)
        if !place.isEmpty { text += " (\(place))" }
        if let hint { text += "\n" + Self.oneLine(hint) }
        return text
    }

    /// Engines quote what users and containers wrote; line breaks and control characters would spoil a line of a log.
    private static func oneLine(_ text: String) -> String {
        var line = String.UnicodeScalarView()
        var pendingSpace = false
        for scalar in text.unicodeScalars {
            if scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) {
                pendingSpace = true
                continue
            }
            if pendingSpace, !line.isEmpty { line.append(" ") }
            pendingSpace = false
            line.append(scalar)
        }
        return String(line)
    }
}
