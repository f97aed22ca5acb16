public import NIOCore

/// The reading side of a reply that goes on: logs, events, progress, archives.
///
/// The connection belongs to the stream until it ends, is closed, or is no longer referenced. At most some megabytes are
/// read ahead; a reader that takes its time slows the engine down rather than filling the memory.
public final class EngineStream: Sendable {
    /// What the bytes are.
    public let content: StreamContent
    /// What its readers may gather: see ``ReplyLimits/line`` and ``ReplyLimits/reply``.
    public let limits: ReplyLimits
    private let core: StreamCore

    init(_ core: StreamCore) {
        content = core.content
        limits = core.limits
        self.core = core
    }

    deinit { core.release() }

    /// Everything that has arrived since the last call, as soon as there is something; nil at the clean end.
    ///
    /// Fails with an ``EngineError`` when the stream was cut short, broke its format, or told of an error of the engine.
    /// One call at a time; from any thread.
    public func next() -> EventLoopFuture<StreamBatch?> { core.next() }

    /// What ``next()`` would give without waiting, from any thread and without a trip to the event loop.
    public func takeAvailable() -> StreamAvailability { core.takeNow().availability }

    /// Closes the connection. From any thread; quiet when repeated. A waiting ``next()`` fails with kind `cancelled`.
    public func close() { core.release() }
}

/// The answer of `takeAvailable`.
public enum StreamAvailability: Sendable {
    /// Everything that was waiting.
    case batch(StreamBatch)
    /// The stream has ended cleanly.
    case ended
    /// The stream has failed.
    case failed(EngineError)
    /// Nothing yet; `next()` tells when there is.
    case nothingYet
}

extension StreamCore.Taken {
    /// The same, for the outside.
    var availability: StreamAvailability {
        switch self {
        case .batch(let batch): .batch(batch)
        case .end: .ended
        case .failure(let error): .failed(error)
        case .nothing: .nothingYet
        }
    }
}
