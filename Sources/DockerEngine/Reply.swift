public import NIOCore

/// What the engine answered to a call that it accepted.
public struct Reply: Sendable {
    /// The body, in the shape that the operation promises.
    public enum Body: Sendable {
        /// There is none.
        case empty
        /// One JSON text.
        case json(ByteBuffer)
        /// A text or other bytes, complete.
        case text(ByteBuffer)
        /// A reply that goes on.
        case stream(EngineStream)
        /// The connection itself.
        case duplex(DuplexStream)
    }

    /// The HTTP status: 200 to 304, or 101 for a connection that was taken over.
    public var status: Int
    /// The header fields.
    public var headers: Headers
    /// The body.
    public var body: Body

    /// Makes a reply.
    public init(status: Int, headers: Headers, body: Body) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
