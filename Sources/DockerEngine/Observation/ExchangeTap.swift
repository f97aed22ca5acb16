internal import NIOCore

/// Stands between the socket and the handler of a connection, lets everything pass, and shows it to a witness: the
/// handler knows nothing of it.
///
/// It is put into a connection's way when its first observed exchange begins.
final class ExchangeTap: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer

    private var witness: ExchangeWitness?

    /// The next request on this connection is observed.
    func begin(_ subject: ExchangeWitness.Subject) { witness = ExchangeWitness(subject) }

    /// One exchange after the other passes here; what is behind an end is not the witness's.
    private func show(_ change: (inout ExchangeWitness) -> Void) {
        guard var shown = witness.take() else { return }
        change(&shown)
        if !shown.isOver { witness = shown }
    }

    // MARK: Out

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        show { $0.wrote(unwrapOutboundIn(data)) }
        context.write(data, promise: promise)
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        switch mode {
        case .output: show { $0.closedOutput() }
        case .input: break
        case .all: show { $0.end($0.isRaw ? nil : ExchangeWitness.givenUp) }
        }
        context.close(mode: mode, promise: promise)
    }

    // MARK: In

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        show { witness in unwrapInboundIn(data).withUnsafeReadableBytes { witness.read($0) } }
        context.fireChannelRead(data)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent { show { $0.inputEnded() } }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        show { $0.inputEnded() }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        show { $0.end("\(error)") }
        context.fireErrorCaught(error)
    }
}

extension Connection {
    /// Lets an observer see the exchange that begins next. On the event loop.
    func observe(_ subject: ExchangeWitness.Subject) {
        let pipeline = channel.pipeline.syncOperations
        if let tap = try? pipeline.handler(type: ExchangeTap.self) { return tap.begin(subject) }
        let tap = ExchangeTap()
        guard (try? pipeline.addHandler(tap, position: .before(exchangeHandler))) != nil else { return }
        tap.begin(subject)
    }
}
