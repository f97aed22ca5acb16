/// Decides from what the engine and the caller say, never from the bytes, how a body is read.
struct StreamKind: Sendable {
    /// The API version from which on the reply's type tells framed output from raw.
    static let typedReplies = APIVersion(1, 42)

    /// What the stream consists of; nil when the reply is collected.
    let content: StreamContent?

    /// Decides for an accepted reply.
    init(_ shape: CallSpec.Shape, head: ResponseHead, isRaw: Bool, version: APIVersion?, terminal: Bool?) {
        if isRaw {
            content = Self.output(head, version, terminal, isTrusted: head.status == 101 || terminal == nil)
            return
        }
        let hasNoBody = head.status == 204 || head.status == 304 || head.contentLength == 0
        switch shape {
        // A stream without anything in it, such as the stats of a container that has just gone, is one nevertheless.
        case .of(.byteStream): content = .bytes
        case .of(.jsonStream): content = .json
        case .of(.logStream): content = Self.output(head, version, terminal)
        case .of(.duplex): content = Self.isOutput(head) && !hasNoBody ? Self.output(head, version, terminal) : nil
        case .of: content = nil
        case .byMediaType: content = hasNoBody ? nil : Self.byMediaType(head, version, terminal)
        }
    }

    /// - Parameter isTrusted: false for a takeover without 101, which calls everything raw, whatever the version.
    private static func output(
        _ head: ResponseHead, _ version: APIVersion?, _ terminal: Bool?, isTrusted: Bool = true
    ) -> StreamContent {
        let type = mediaType(head)
        if type == "application/vnd.docker.multiplexed-stream" { return .frames }
        if let version, version >= typedReplies, isTrusted, type == "application/vnd.docker.raw-stream" { return .raw }
        return terminal == true ? .raw : .frames
    }

    private static func byMediaType(
        _ head: ResponseHead, _ version: APIVersion?, _ terminal: Bool?
    ) -> StreamContent? {
        if isOutput(head) { return output(head, version, terminal) }
        return switch mediaType(head) {
        case "application/x-tar", "application/octet-stream", "application/gzip": .bytes
        case "application/json-seq", "application/x-ndjson", "application/jsonl": .json
        default: nil
        }
    }

    private static func isOutput(_ head: ResponseHead) -> Bool {
        let type = mediaType(head)
        return type == "application/vnd.docker.multiplexed-stream" || type == "application/vnd.docker.raw-stream"
    }

    /// Whether the reply is one JSON text.
    static func isJSON(_ head: ResponseHead) -> Bool { mediaType(head) == "application/json" }

    private static func mediaType(_ head: ResponseHead) -> String {
        let field = head.headers["Content-Type"] ?? ""
        let type = field.prefix { $0 != ";" }
        return String(type.drop { $0 == " " }.prefix { $0 != " " }).lowercased()
    }
}
