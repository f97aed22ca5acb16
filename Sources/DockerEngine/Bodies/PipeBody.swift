public import NIOCore
internal import Synchronization

/// A body that a program writes piece by piece. One piece at a time is on its way: a write completes when the connection
/// has asked for its bytes, which is the time to write more.
public final class PipeBody: BodySource {
    private enum Ending {
        case complete
        case failed(EngineError)
        /// The request takes no more.
        case cancelled
    }

    private struct State {
        var piece: (bytes: ByteBuffer, taken: @Sendable (EngineError?) -> Void)?
        var reader: EventLoopPromise<ByteBuffer?>?
        var ending: Ending?
    }

    /// What to do once the state is no longer locked.
    private typealias Consequence = () -> Void

    /// Nobody knows how much will be written.
    public var length: Int64? { nil }
    private let state = Mutex(State())

    /// An empty pipe.
    public init() {}

    /// Hands over a piece. From any thread; one at a time.
    ///
    /// - Parameters:
    ///   - bytes: the piece; an empty one is taken at once.
    ///   - taken: called once, from any thread, when more may be written; with an error of kind `cancelled` when the request
    ///     takes no more.
    public func write(_ bytes: ByteBuffer, taken: @escaping @Sendable (EngineError?) -> Void) {
        let consequence: Consequence = state.withLock { state in
            if let ending = state.ending { return { taken(Self.refusal(ending)) } }
            guard bytes.readableBytes > 0 else { return { taken(nil) } }
            guard state.piece == nil else {
                return { taken(EngineError(.invalidArgument, "a piece of the body is being written already")) }
            }
            guard let reader = state.reader else {
                state.piece = (bytes, taken)
                return {}
            }
            state.reader = nil
            return {
                reader.succeed(bytes)
                taken(nil)
            }
        }
        consequence()
    }

    /// Ends the body, after the piece on its way if there is one. Quiet when repeated.
    public func finish() { end(.complete) }

    /// Breaks the request off: its call fails with that error.
    public func fail(_ error: EngineError) { end(.failed(error)) }

    private func end(_ ending: Ending) {
        let consequence: Consequence = state.withLock { state in
            guard state.ending == nil else { return {} }
            state.ending = ending
            guard let reader = state.reader else { return {} }
            state.reader = nil
            return { Self.tell(ending, reader) }
        }
        consequence()
    }

    /// The next piece; nil at the end.
    public func next(on eventLoop: any EventLoop) -> EventLoopFuture<ByteBuffer?> {
        let promise = eventLoop.makePromise(of: ByteBuffer?.self)
        let consequence: Consequence = state.withLock { state in
            if let piece = state.piece {
                state.piece = nil
                return {
                    promise.succeed(piece.bytes)
                    piece.taken(nil)
                }
            }
            if let ending = state.ending { return { Self.tell(ending, promise) } }
            state.reader = promise
            return {}
        }
        consequence()
        return promise.futureResult
    }

    /// Lets what is not sent yet go. Quiet when repeated.
    public func cancel() {
        let consequence: Consequence = state.withLock { state in
            let (piece, reader) = (state.piece, state.reader)
            state.piece = nil
            state.reader = nil
            state.ending = state.ending ?? .cancelled
            return {
                piece?.taken(Self.refusal(.cancelled))
                if let reader { Self.tell(.cancelled, reader) }
            }
        }
        consequence()
    }

    private static func tell(_ ending: Ending, _ reader: EventLoopPromise<ByteBuffer?>) {
        switch ending {
        case .complete: reader.succeed(nil)
        case .failed(let error): reader.fail(error)
        case .cancelled: reader.fail(EngineError(.cancelled, "The body is no longer read."))
        }
    }

    private static func refusal(_ ending: Ending) -> EngineError {
        switch ending {
        case .complete: EngineError(.invalidArgument, "the body has been ended already")
        case .failed(let error): error
        case .cancelled: EngineError(.cancelled, "the request takes no more of its body")
        }
    }
}
