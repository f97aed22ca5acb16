public import NIOCore

/// What ``EngineStream`` and ``DuplexStream`` have in common: bytes that come in for as long as the engine sends them.
public protocol ReadableStream: AnyObject, Sendable {
    /// What the bytes are.
    var content: StreamContent { get }

    /// What its readers may gather: see ``ReplyLimits/line`` and ``ReplyLimits/reply``.
    var limits: ReplyLimits { get }

    /// Everything that has arrived since the last call, as soon as there is something; nil when the engine has ended its
    /// side cleanly.
    ///
    /// Fails with an ``EngineError`` when the stream was cut short, broke its format, or told of an error of the engine.
    /// One call at a time; from any thread.
    func next() -> EventLoopFuture<StreamBatch?>

    /// What ``next()`` would give without waiting, from any thread and without a trip to the event loop.
    func takeAvailable() -> StreamAvailability

    /// Closes the connection. From any thread; quiet when repeated. A waiting ``next()`` fails with kind `cancelled`.
    func close()
}

extension ReadableStream {
    /// ``next()``, awaited. Cancelling the Swift task closes the stream.
    public func nextBatch() async throws(EngineError) -> StreamBatch? {
        let future = next()
        let result = await withTaskCancellationHandler {
            await future.outcome()
        } onCancel: {
            close()
        }
        return try result.get()
    }
}
