public import NIOCore

/// The reading side of a reply that goes on: logs, events, progress, archives.
///
/// The connection belongs to the stream until it ends, is closed, or is no longer referenced. At most some megabytes are
/// read ahead; a reader that takes its time slows the engine down rather than filling the memory.
public final class EngineStream: ReadableStream {
    /// What the bytes are.
    public let content: StreamContent
    /// What its readers may gather.
    public let limits: ReplyLimits
    private let core: StreamCore

    init(_ core: StreamCore) {
        content = core.content
        limits = core.limits
        self.core = core
    }

    deinit { core.release() }

    /// Waits for what comes: see ``ReadableStream/next()``.
    public func next() -> EventLoopFuture<StreamBatch?> { core.next() }

    /// Takes what is there: see ``ReadableStream/takeAvailable()``.
    public func takeAvailable() -> StreamAvailability { core.takeNow().availability }

    /// Closes the connection: see ``ReadableStream/close()``.
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
