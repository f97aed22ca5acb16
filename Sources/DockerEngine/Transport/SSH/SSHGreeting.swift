internal import NIOCore

/// Asks for a sign of life on a new channel, and waits for it.
///
/// Nothing tells when `ssh` has logged in and the program over there has reached its engine. So the connection counts as
/// made when the engine has answered a ping: what goes wrong before is a failure to connect, and no request of the
/// caller's is lost in it.
final class SSHGreeting: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Why there is no connection.
    enum Failure: Error {
        /// The channel ended before an answer.
        case ended
        /// Something else than an engine answers; its first bytes.
        case noise([UInt8])
        /// It took too long.
        case late
    }

    private static let ping = "HEAD /_ping HTTP/1.1\r\nHost: docker\r\n\r\n"
    private var promise: EventLoopPromise<Void>?
    private var parser = HeadParser()
    private var timer: Scheduled<Void>?

    private init(_ promise: EventLoopPromise<Void>) { self.promise = promise }

    /// Sends the ping on a channel that reads only when told. On its event loop. On failure the channel is closed.
    static func perform(on channel: any Channel, timeout: TimeAmount) -> EventLoopFuture<any Channel> {
        let promise = channel.eventLoop.makePromise(of: Void.self)
        let greeting = SSHGreeting(promise)
        do {
            try channel.pipeline.syncOperations.addHandler(greeting)
            greeting.timer = channel.eventLoop.assumeIsolated().scheduleTask(in: timeout) {
                greeting.end(.failure(Failure.late))
                channel.close(promise: nil)
            }
            channel.writeAndFlush(ByteBuffer(string: ping), promise: nil)
            channel.read()
        } catch {
            greeting.end(.failure(error))
            channel.close(promise: nil)
        }
        return promise.futureResult.map { channel }
    }

    private func end(_ result: Result<Void, any Error>) {
        timer?.cancel()
        timer = nil
        let waiting = promise
        promise = nil
        waiting?.completeWith(result)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard promise != nil else { return context.fireChannelRead(data) }
        let buffer = unwrapInboundIn(data)
        do {
            let outcome = try buffer.withUnsafeReadableBytes { try parser.read($0) }
            guard case .complete(_, let consumed) = outcome else { return }
            guard consumed == buffer.readableBytes else { throw Failure.noise(Array(buffer.readableBytesView)) }
            // The next handler takes over inside of this call, before anything more can be read.
            end(.success(()))
            context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
        } catch {
            end(.failure(Self.failure(error)))
            context.close(promise: nil)
        }
    }

    private static func failure(_ error: any Error) -> any Error {
        if case .notHTTP(let bytes)? = error as? ExchangeFault { Failure.noise(bytes) } else { error }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if promise != nil { context.read() } else { context.fireChannelReadComplete() }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if promise != nil, case .inputClosed? = event as? ChannelEvent {
            end(.failure(Failure.ended))
            context.close(promise: nil)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard promise != nil else { return context.fireErrorCaught(error) }
        end(.failure(Failure.ended))
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        end(.failure(Failure.ended))
        context.fireChannelInactive()
    }
}
