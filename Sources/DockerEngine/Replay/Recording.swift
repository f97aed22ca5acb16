public import NIOCore

/// Exchanges with an engine that were kept, to be answered again without one: see ``ReplayServer``.
public struct Recording: Sendable {
    /// Something that happened after the head of a reply.
    public enum Piece: Sendable {
        /// The engine sent bytes, that long after what was before.
        case reply(ByteBuffer, after: TimeAmount)
        /// The client sent bytes on an upgraded connection.
        case input(ByteBuffer)
        /// The client ended its input.
        case inputClosed
    }

    /// One request and its reply.
    public struct Entry: Sendable {
        /// Such as `GET`.
        public var method: String
        /// Path, version and query.
        public var target: String
        /// What was sent; empty for nothing. Values that hold ``ExchangeEvent/hidden`` fit any.
        public var body: String
        /// The status code of the reply.
        public var status: Int
        /// The words behind it.
        public var reason: String
        /// The reply's fields.
        public var headers: Headers
        /// Whether the connection left HTTP.
        public var isRaw: Bool
        /// Whether the client did not wait for the end.
        public var isOpen: Bool
        /// What followed.
        public var pieces: [Piece]

        /// An exchange without pieces.
        public init(
            method: String, target: String, body: String, status: Int, reason: String, headers: Headers, isRaw: Bool,
            isOpen: Bool, pieces: [Piece] = []
        ) {
            self.method = method
            self.target = target
            self.body = body
            self.status = status
            self.reason = reason
            self.headers = headers
            self.isRaw = isRaw
            self.isOpen = isOpen
            self.pieces = pieces
        }
    }

    /// The exchanges in the order in which they began.
    public var entries: [Entry]

    /// A recording.
    public init(entries: [Entry] = []) { self.entries = entries }
}
