public import NIOCore

/// One thing that happened in an exchange with an engine.
public struct ExchangeEvent: Sendable {
    /// The head of a request, as it was sent.
    public struct Request: Sendable {
        /// Such as `GET`.
        public var method: String
        /// The path with the version and the query, percent-encoded.
        public var target: String
        /// Every field that was sent. Credentials in fields are replaced by ``ExchangeEvent/hidden``.
        public var headers: Headers
        /// The operation's id, where the catalogue knows it.
        public var operation: String?
        /// The engine.
        public var address: Address
    }

    /// The head of a reply.
    public struct Reply: Sendable {
        /// The status code.
        public var status: Int
        /// The words behind it; may be empty.
        public var reason: String
        /// Every field.
        public var headers: Headers
        /// Whether the connection has left HTTP: from now on bytes go both ways.
        public var isRaw: Bool
    }

    /// What happened.
    public enum Kind: Sendable {
        /// A request's head was written.
        case request(Request)
        /// A piece of the request's body was written, without the framing of HTTP.
        case requestBody(ByteBuffer)
        /// The reply's head arrived.
        case reply(Reply)
        /// A piece of the reply's body, or of an upgraded connection's output, without the framing of HTTP.
        case replyBody(ByteBuffer)
        /// Bytes were written to an upgraded connection.
        case input(ByteBuffer)
        /// The writing side of an upgraded connection was closed.
        case inputClosed
        /// The exchange is over. `problem` tells why it is incomplete, where it is.
        case ended(problem: String?)
    }

    /// What stands in place of credentials.
    public static let hidden = "***"

    /// Tells exchanges apart: a number that no other exchange of this process has.
    public var exchange: Int
    /// When.
    public var time: NIODeadline
    /// What.
    public var kind: Kind
}
