public import NIOCore

/// An upgraded connection: the output of a process comes in, its input goes out.
///
/// Reading is as with ``EngineStream``. Both directions end apart: ``closeWrite()`` tells the process that its input has
/// ended while its output goes on.
public final class DuplexStream: ReadableStream {
    /// What the bytes are.
    public let content: StreamContent
    /// What its readers may gather.
    public let limits: ReplyLimits
    private let core: StreamCore
    private let channel: any Channel

    init(_ core: StreamCore, channel: any Channel) {
        content = core.content
        limits = core.limits
        self.core = core
        self.channel = channel
    }

    deinit { core.release() }

    /// Waits for what comes: see ``ReadableStream/next()``.
    public func next() -> EventLoopFuture<StreamBatch?> { core.next() }

    /// Takes what is there: see ``ReadableStream/takeAvailable()``.
    public func takeAvailable() -> StreamAvailability { core.takeNow().availability }

    /// Sends bytes as they are. Completes when the system has taken them all, which is the time to write more; fails with
    /// kind `connection` when the other side is gone.
    public func write(_ bytes: ByteBuffer) -> EventLoopFuture<Void> {
        let core = core
        return channel.writeAndFlush(bytes).flatMapErrorThrowing { throw core.writeError($0) }
    }

    /// Ends the input of the process; its output goes on. Quiet when repeated or when the connection is closed already.
    public func closeWrite() -> EventLoopFuture<Void> {
        let core = core
        return channel.close(mode: .output).flatMapErrorThrowing { error in
            switch error as? ChannelError {
            case .alreadyClosed, .outputClosed, .ioOnClosedChannel: return
            default: throw core.writeError(error)
            }
        }
    }

    /// Closes the connection: see ``ReadableStream/close()``.
    public func close() { core.release() }
}

extension StreamCore {
    /// What a failed write means to its caller.
    func writeError(_ error: any Error) -> EngineError {
        switch error as? ChannelError {
        case .outputClosed:
            EngineError(.invalidArgument, "The writing side of the stream has been closed.")
        case .ioOnClosedChannel, .alreadyClosed, .eof:
            EngineError(.connection, "The stream is closed; nothing can be written to it.")
        default:
            self.error(for: .transport(error))
        }
    }
}
