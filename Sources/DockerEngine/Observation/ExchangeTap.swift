internal import NIOCore
internal import Synchronization

/// Stands between the socket and the handler of a connection, lets everything pass, and tells an observer what it was.
///
/// It reads the reply with a state machine of its own, so that the handler knows nothing of it. It is put into a
/// connection's way when its first observed exchange begins.
final class ExchangeTap: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer

    /// What is known of an exchange before it begins.
    struct Subject {
        var observer: any ExchangeObserver
        var address: Address
        var kind: ExchangeStateMachine.Request
    }

    private struct Exchange {
        var number: Int
        var subject: Subject
        var sent = SentRequest()
        var machine = ExchangeStateMachine()
    }

    private static let count = Atomic<Int>(0)
    private var exchange: Exchange?

    /// The next request on this connection is observed.
    func begin(_ subject: Subject) {
        var exchange = Exchange(
            number: Self.count.wrappingAdd(1, ordering: .relaxed).newValue, subject: subject)
        exchange.machine.begin(subject.kind)
        self.exchange = exchange
    }

    private func tell(_ kind: ExchangeEvent.Kind) {
        guard let exchange else { return }
        exchange.subject.observer.observe(ExchangeEvent(exchange: exchange.number, time: .now(), kind: kind))
    }

    private func end(_ problem: String?) {
        tell(.ended(problem: problem))
        exchange = nil
    }

    // MARK: Out

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if exchange != nil { wrote(unwrapOutboundIn(data)) }
        context.write(data, promise: promise)
    }

    private func wrote(_ bytes: ByteBuffer) {
        guard let parts = exchange?.sent.take(bytes), let subject = exchange?.subject else { return }
        for part in parts {
            switch part {
            case .head(let method, let target, let headers):
                tell(
                    .request(
                        ExchangeEvent.Request(
                            method: method, target: target, headers: headers,
                            operation: PathLookup.operation(method: method, target: target)?.id,
                            address: subject.address)))
            case .body(let piece): tell(.requestBody(piece))
            case .input(let piece): tell(.input(piece))
            }
        }
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        switch mode {
        case .output: tell(.inputClosed)
        case .input: break
        case .all: if exchange != nil { end(isRaw ? nil : "given up before its end") }
        }
        context.close(mode: mode, promise: promise)
    }

    // MARK: In

    private var isRaw: Bool { exchange?.machine.phase == .raw }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if exchange != nil { unwrapInboundIn(data).withUnsafeReadableBytes { read($0) } }
        context.fireChannelRead(data)
    }

    private func read(_ input: UnsafeRawBufferPointer) {
        var rest = input
        while exchange != nil {
            var sink = CollectSink()
            // The handler behind reports what is wrong with the reply; here it only ends the observation.
            guard let step = try? exchange?.machine.read(rest, into: &sink) else {
                return end("the reply cannot be read")
            }
            if sink.bytes.readableBytes > 0 { tell(.replyBody(sink.bytes)) }
            switch step {
            case .wait: return
            case .end: return end(nil)
            case .head(let head, let consumed):
                rest = UnsafeRawBufferPointer(rebasing: rest[consumed...])
                tell(
                    .reply(
                        ExchangeEvent.Reply(
                            status: head.status, reason: head.reason, headers: head.headers, isRaw: isRaw)))
            }
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent { inputEnded() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        inputEnded()
        context.fireChannelInactive()
    }

    private func inputEnded() {
        guard exchange != nil else { return }
        let isComplete = (try? exchange?.machine.endOfInput()) ?? false
        end(isComplete ? nil : "the connection ended before the reply")
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if exchange != nil { end("\(error)") }
        context.fireErrorCaught(error)
    }
}

extension Connection {
    /// Lets an observer see the exchange that begins next. On the event loop.
    func observe(_ subject: ExchangeTap.Subject) {
        let pipeline = channel.pipeline.syncOperations
        if let tap = try? pipeline.handler(type: ExchangeTap.self) { return tap.begin(subject) }
        let tap = ExchangeTap()
        guard (try? pipeline.addHandler(tap, position: .before(exchangeHandler))) != nil else { return }
        tap.begin(subject)
    }
}
