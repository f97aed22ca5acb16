internal import NIOCore

/// A limit of time that ran out.
struct TimeLimit: Sendable, Equatable {
    /// What was being waited for.
    enum Phase: Sendable, Equatable {
        case replyHead, replyBody, streamIdle, call
    }

    var phase: Phase
    var amount: TimeAmount
}

/// Why an exchange did not come to its end.
enum ExchangeFailure: Error, Sendable {
    /// What arrived, or the end of it, breaks the protocol.
    case fault(ExchangeFault)
    /// The system or the channel failed.
    case transport(any Error)
    /// A limit of time ran out.
    case timedOut(TimeLimit)
    /// Somebody stopped it.
    case cancelled

    /// Whether it may only mean that the other side closed the connection before the request came.
    var meansClosed: Bool {
        switch self {
        case .fault(.closedBeforeReply), .transport: true
        case .fault, .timedOut, .cancelled: false
        }
    }
}

/// What an exchange needs from whoever started it. Called on the event loop only.
protocol ExchangeOwner: AnyObject {
    /// The head of the reply is here; says what to do with its body.
    func replyHead(_ head: ResponseHead, isRaw: Bool, on connection: Connection) -> BodyPlan
    /// A collected body is complete. The connection has gone back to its pool already, if it could.
    func replyComplete(_ body: ByteBuffer)
    /// The exchange failed before its body was complete. Not called for streams: their reader is told.
    func exchangeFailed(_ failure: ExchangeFailure, replyBegan: Bool, nothingSent: Bool)
}

/// What to do with a body.
enum BodyPlan {
    /// Keep it all, up to a limit in bytes, for ``ExchangeOwner/replyComplete(_:)``.
    case collect(limit: Int)
    /// Decode it into a stream as its reader keeps up.
    case stream(StreamCore)
    /// The connection has changed to WebSocket: decode the payload of its frames into a stream.
    case webSocket(StreamCore)
    /// The head is not what the request needs: end the exchange.
    case refuse(ExchangeFault)
}
