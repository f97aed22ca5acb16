internal import NIOCore

/// Asks on a new connection whether the engine is still there. Any reply says so: a connection alone does not, because the
/// system takes it for as long as somebody holds the listening socket, be it a process on its way out.
final class EngineCheck: ExchangeOwner {
    private static let request = OutgoingRequest(method: "HEAD", target: "/_ping")
    private let completion: (Bool) -> Void

    private init(_ completion: @escaping (Bool) -> Void) { self.completion = completion }

    /// Sends the question. Where the answer is not clear within `patience`, it is yes.
    static func perform(
        on connection: Connection, encoder: RequestEncoder, patience: TimeAmount,
        _ completion: @escaping (Bool) -> Void
    ) {
        connection.perform(
            request, encoder: encoder, limits: ExchangeLimits(call: patience), owner: EngineCheck(completion))
    }

    func replyHead(_ head: ResponseHead, isRaw: Bool, on connection: Connection) -> BodyPlan { .collect(limit: 0) }

    func replyComplete(_ body: ByteBuffer) { completion(true) }

    func exchangeFailed(_ failure: ExchangeFailure, replyBegan: Bool, nothingSent: Bool) {
        completion(replyBegan || !failure.meansClosed)
    }
}
