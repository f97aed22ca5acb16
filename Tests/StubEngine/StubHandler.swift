internal import Glibc
internal import NIOCore
internal import NIOSSL

/// Runs the scripts of one connection. Confined to its event loop.
final class StubHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum Mode { case http, echo(framed: Bool), swallow, deaf }

    private let log: StubLog
    private let script: StubEngine.Script
    private var steps: [StubStep]
    private var next = 0
    private var isRunning = false
    private var isClosed = false
    private var reader = RequestReader()
    private var mode = Mode.http
    private var number = 0
    private var ordinal = 0
    private var context: ChannelHandlerContext?
    private var repeating: (block: ByteBuffer, left: Int?)?
    private var inputEnded = false

    init(log: StubLog, script: @escaping StubEngine.Script, opening: [StubStep]) {
        self.log = log
        self.script = script
        steps = opening
    }

    func channelActive(context: ChannelHandlerContext) {
        self.context = context
        number = log.opened(context.channel)
        isRunning = true
        proceed()
        context.read()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        switch mode {
        case .http:
            reader.append(buffer)
            takeRequest()
        case .echo(let framed):
            answer(buffer, framed: framed)
        case .swallow, .deaf:
            log.note(buffer)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.flush()
        if case .deaf = mode { return }
        context.read()
    }

    private func answer(_ buffer: ByteBuffer, framed: Bool) {
        guard buffer.readableBytes > 0 else { return }
        log.note(buffer)
        context?.write(
            wrapOutboundOut(framed ? ByteBuffer(bytes: StubBytes.frame(1, buffer.readableBytesView)) : buffer),
            promise: nil)
    }

    private func takeRequest() {
        guard !isRunning, !isClosed, case .http = mode,
            let request = reader.next(connection: number, ordinal: ordinal + 1)
        else { return }
        ordinal += 1
        log.note(request)
        steps = script(request)
        next = 0
        isRunning = true
        proceed()
    }

    /// Runs steps until one has to be waited for.
    private func proceed() {
        while let context, !isClosed, next < steps.count {
            let step = steps[next]
            next += 1
            guard run(step, context) else { return }
        }
        guard !isClosed else { return }
        isRunning = false
        takeRequest()
    }

    /// Returns whether the next step may run at once.
    private func run(_ step: StubStep, _ context: ChannelHandlerContext) -> Bool {
        switch step {
        case .send(let bytes):
            context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
        case .drip(let bytes, let size, let pause):
            drip(bytes, size, pause)
            return false
        case .repeated(let block, let count):
            repeating = (block, count)
            return !pump(context)
        case .pause(let time):
            later(time) { $0.proceed() }
            return false
        case .until(let condition):
            if condition() { return true }
            next -= 1
            later(.milliseconds(5)) { $0.proceed() }
            return false
        case .stall:
            return false
        case .close:
            context.close(promise: nil)
            return false
        case .reset:
            reset(context)
            return false
        case .cut:
            let tls = try? context.pipeline.syncOperations.context(handlerType: NIOSSLServerHandler.self)
            (tls ?? context).close(promise: nil)
            return false
        case .endOutput:
            context.close(mode: .output, promise: nil)
        case .echo(let framed):
            mode = .echo(framed: framed)
            answer(reader.takeRest(), framed: framed)
            context.flush()
            if inputEnded { context.close(mode: .output, promise: nil) }
        case .swallow:
            mode = .swallow
            log.note(reader.takeRest())
        case .deaf:
            mode = .deaf
        case .run(let action):
            action()
        }
        return true
    }

    private func drip(_ bytes: ByteBuffer, _ size: Int, _ pause: TimeAmount) {
        var rest = bytes
        guard let context, !isClosed, let piece = rest.readSlice(length: min(size, rest.readableBytes)),
            piece.readableBytes > 0
        else { return proceed() }
        context.writeAndFlush(wrapOutboundOut(piece), promise: nil)
        later(pause) { $0.drip(rest, size, pause) }
    }

    /// Writes the repeated block while there is room. Returns whether there is more to come.
    private func pump(_ context: ChannelHandlerContext) -> Bool {
        var unflushed = 0
        while let (block, left) = repeating, !isClosed {
            if left == 0 {
                repeating = nil
                break
            }
            guard context.channel.isWritable else {
                context.flush()
                if !context.channel.isWritable { return true }
                continue
            }
            context.write(wrapOutboundOut(block), promise: nil)
            // TLS keeps what it is given until it is flushed, so that the channel would look writable for ever.
            unflushed += block.readableBytes
            if unflushed > 256 * 1024 {
                unflushed = 0
                context.flush()
            }
            repeating = (block, left.map { $0 - 1 })
        }
        context.flush()
        return false
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        guard context.channel.isWritable, repeating != nil else { return }
        // Not from inside a flush: the channel would recurse as deep as the stream is long.
        later(.nanoseconds(0)) { handler in
            guard let context = handler.context, handler.repeating != nil else { return }
            if !handler.pump(context) { handler.proceed() }
        }
    }

    private func later(_ time: TimeAmount, _ action: @escaping (StubHandler) -> Void) {
        guard let context, !isClosed else { return }
        let loop = context.eventLoop.assumeIsolated()
        if time.nanoseconds <= 0 {
            loop.execute { action(self) }
        } else {
            loop.scheduleTask(in: time) { action(self) }
        }
    }

    private func reset(_ context: ChannelHandlerContext) {
        _ = (context.channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
        context.close(promise: nil)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent {
            inputEnded = true
            switch mode {
            case .http, .swallow, .deaf: context.close(promise: nil)
            case .echo: context.close(mode: .output, promise: nil)
            }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    func channelInactive(context: ChannelHandlerContext) {
        isClosed = true
        repeating = nil
        self.context = nil
        log.closed(context.channel)
    }
}
