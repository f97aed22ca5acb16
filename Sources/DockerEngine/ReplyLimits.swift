/// How much of what an engine sends is taken before the call fails with kind `limit`: what an engine under a foreign hand
/// may cost. The defaults are far above what honest engines send.
public struct ReplyLimits: Sendable, Equatable {
    /// What is kept as a whole: a reply, or the collected output of a command, in bytes. Streams have no such limit.
    public var reply = 256 << 20
    /// One JSON text in a stream of them, in bytes.
    public var text = 64 << 20
    /// One line of a log or of a command's output, in bytes.
    public var line = 64 << 20
    /// The head of a reply, in bytes.
    public var head = 256 << 10
    /// The payload that one frame of a multiplexed stream may announce, in bytes. It is passed on as it comes.
    public var frame = 256 << 20

    /// The defaults.
    public init() {}

    /// One limit as data: what documents it, reads it and checks it.
    public struct Field: Sendable {
        /// Its name in `docker.connect` and in `MOONDOCK_LIMITS`.
        public let name: String
        /// The largest value that makes sense; buffers end there.
        public let most: Int
        /// What it bounds.
        public let doc: String
        /// Where it is kept.
        public let path: any (WritableKeyPath<ReplyLimits, Int> & Sendable)
    }

    /// Every limit that can be set for an engine.
    public static let fields: [Field] = [
        Field(
            name: "reply", most: 2 << 30, doc: "what is kept whole: a reply, or the output of a command or log",
            path: \.reply),
        Field(name: "text", most: 1 << 30, doc: "one JSON text in a stream: an event, a step of a build", path: \.text),
        Field(name: "line", most: 1 << 30, doc: "one line of a log or of a command's output", path: \.line),
        Field(name: "head", most: 16 << 20, doc: "the head of a reply", path: \.head),
        Field(
            name: "frame", most: Int(UInt32.max), doc: "what one frame of a multiplexed stream announces", path: \.frame
        ),
    ]

    /// The environment variable that sets limits for every engine of a run: `line=1m,reply=2g`.
    public static let variable = "MOONDOCK_LIMITS"
    /// How deep JSON may be nested: the bounds of what the variable takes, and the default. It holds for the whole run,
    /// as the texts of all engines are read by one parser.
    public static let depths = 16...4096
    /// See ``depths``.
    public static let defaultDepth = 512

    /// Sets one limit.
    ///
    /// - Parameters:
    ///   - name: as in ``fields``.
    ///   - bytes: above 0, and not above the field's ``Field/most``.
    /// - Throws: kind `invalid_argument` for an unknown name, with the nearest one, and for numbers out of bounds.
    public mutating func set(_ name: String, _ bytes: Int) throws(EngineError) {
        guard let field = Self.fields.first(where: { $0.name == name }) else { throw Self.unknown(name) }
        guard bytes > 0, bytes <= field.most else {
            throw EngineError(
                .invalidArgument, "the limit '\(name)' is a size from 1 to \(Self.size(field.most))",
                hint: "It bounds \(field.doc).")
        }
        self[keyPath: field.path] = bytes
    }

    /// Reads `MOONDOCK_LIMITS`.
    ///
    /// - Parameter environment: the process environment; without the variable, everything has its default.
    /// - Throws: kind `invalid_argument` for what is not `name=size,…`.
    public static func read(
        _ environment: [String: String]
    ) throws(EngineError) -> (limits: ReplyLimits, depth: Int) {
        var limits = ReplyLimits()
        var depth = defaultDepth
        for entry in (environment[variable] ?? "").split(separator: ",") {
            let parts = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = trimmed(parts[0])
            do throws(EngineError) {
                guard parts.count == 2, let number = bytes(trimmed(parts[1])) else {
                    throw EngineError(.invalidArgument, "'\(entry)' is not a limit such as line=16m")
                }
                if name == "depth" {
                    guard depths.contains(number) else {
                        let bounds = "\(depths.lowerBound) to \(depths.upperBound)"
                        throw EngineError(.invalidArgument, "the limit 'depth' is a number from \(bounds)")
                    }
                    depth = number
                } else {
                    try limits.set(name, number)
                }
            } catch {
                var located = error
                located.message = "\(variable): \(error.message)"
                throw located
            }
        }
        return (limits, depth)
    }

    /// A size such as `64m`, in bytes.
    private static func bytes(_ text: String) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int(digits) else { return nil }
        let shift: Int
        switch text.dropFirst(digits.count).lowercased() {
        case "", "b": shift = 0
        case "k", "kb", "kib": shift = 10
        case "m", "mb", "mib": shift = 20
        case "g", "gb", "gib": shift = 30
        default: return nil
        }
        return number <= Int.max >> (shift + 1) ? number << shift : nil
    }

    /// A size as ``read(_:)`` takes it.
    static func size(_ bytes: Int) -> String {
        for (shift, unit) in [(30, "g"), (20, "m"), (10, "k")] where bytes >= 1 << shift && bytes % (1 << shift) == 0 {
            return "\(bytes >> shift)\(unit)"
        }
        return "\(bytes) bytes"
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }

    private static func unknown(_ name: String) -> EngineError {
        let names = fields.map(\.name)
        let nearest = NearestName.find(name, in: names + ["depth"]).map { "; did you mean '\($0)'?" } ?? ""
        if name == "depth" {
            return EngineError(
                .invalidArgument, "the limit 'depth' holds for a whole run",
                hint: "Set \(variable)=depth=1024 before it.")
        }
        return EngineError(
            .invalidArgument, "there is no limit '\(name)'\(nearest)",
            hint: "Limits are: \(names.joined(separator: ", ")) and, in \(variable), depth.")
    }

    /// The hint for a reader that has met a limit.
    static func hint(_ name: String) -> String {
        "A larger one is allowed by docker.connect { limits = { \(name) = … } } or \(variable)=\(name)=…; "
            + "see help \"limits\"."
    }
}
