public import NIOCore

/// A call on its way.
public final class EngineCall: Sendable {
    /// The reply, or the ``EngineError`` the call failed with.
    ///
    /// For streams and upgraded connections it is complete as soon as the head has come.
    public let reply: EventLoopFuture<Reply>
    private let task: NIOLoopBoundBox<CallTask>?

    init(_ task: NIOLoopBoundBox<CallTask>?, reply: EventLoopFuture<Reply>) {
        self.task = task
        self.reply = reply
    }

    /// Gives the call up: the reply fails with kind `cancelled` and the connection is closed at once, so that the engine
    /// notices. After the reply it closes the stream, if that is what came. From any thread; quiet when repeated.
    public func cancel() {
        guard let task else { return }
        if task.eventLoop.inEventLoop {
            task.value.cancel()
        } else {
            task.eventLoop.execute { task.value.cancel() }
        }
    }
}
