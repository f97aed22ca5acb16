internal import NIOCore
internal import NIOWebSocket

/// Makes a plain byte stream of a WebSocket: the payload of data frames comes in, each write goes out as a binary frame.
///
/// Text and binary frames, whole or in fragments, are all bytes here. Pings are answered. WebSocket knows no half-close,
/// but its closing handshake serves: closing the output sends a Close frame, after which the other side may finish what
/// it has to say before it sends its own. Docker's engine does exactly that: the process sees the end of its input, and
/// the Close frame comes when its output has ended. A connection that ends without it was cut.
final class WebSocketBytes: ChannelDuplexHandler {
    typealias InboundIn = WebSocketFrame
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = WebSocketFrame

    /// The longest frame accepted. One is held whole, so that this bounds the memory; engines send at most 32 KB.
    static let longestFrame = 16 * 1024 * 1024

    private enum Message { case none, fragments }
    private var message = Message.none
    private var closeSent = false
    private var closeReceived = false
    /// What to say when the connection is closed from this side.
    private var goodbye = WebSocketErrorCode.normalClosure

    /// Puts the handlers of WebSocket before `handler`, and gives them the bytes that came behind the head.
    static func install(before handler: any ChannelHandler, in context: ChannelHandlerContext, first bytes: ByteBuffer)
        throws
    {
        let pipeline = context.pipeline.syncOperations
        let start = FirstBytes()
        try pipeline.addHandlers(
            [
                start, ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: longestFrame)),
                WebSocketFrameEncoder(), WebSocketBytes(),
            ],
            position: .before(handler))
        start.give(bytes)
    }

    // MARK: Coming in

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        guard !closeReceived else { return }
        if let problem = problem(frame) { return fail(context, .malformed(problem)) }
        switch frame.opcode {
        case .text, .binary, .continuation:
            message = frame.fin ? .none : .fragments
            if frame.data.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(frame.data)) }
        case .ping:
            guard !closeSent else { return }
            send(context, .pong, frame.data)
        case .connectionClose:
            receiveClose(context, frame.data)
        default:
            break
        }
    }

    /// What of the rules (RFC 6455, 5) the frame breaks.
    private func problem(_ frame: WebSocketFrame) -> String? {
        if frame.maskKey != nil { return "a WebSocket frame of the engine is masked" }
        if frame.rsv1 || frame.rsv2 || frame.rsv3 {
            return "a WebSocket frame uses an extension that was not agreed on"
        }
        switch (frame.opcode, message) {
        case (.continuation, .none): return "a WebSocket message begins with its continuation"
        case (.text, .fragments), (.binary, .fragments): return "a WebSocket message begins inside another"
        case (.continuation, _), (.text, _), (.binary, _), (.ping, _), (.pong, _): return nil
        case (.connectionClose, _):
            return frame.data.readableBytes == 1 ? "a WebSocket Close frame has half a status" : nil
        default: return "a WebSocket frame is of an unknown kind"
        }
    }

    private func receiveClose(_ context: ChannelHandlerContext, _ data: ByteBuffer) {
        closeReceived = true
        var payload = data
        let code = payload.readInteger(as: UInt16.self)
        if !closeSent {
            closeSent = true
            send(context, .connectionClose, data.getSlice(at: data.readerIndex, length: min(2, data.readableBytes)))
            context.fireUserInboundEventTriggered(ChannelEvent.outputClosed)
        }
        // 1000 and 1001 are ends; the other codes tell of something that went wrong.
        if let code, code != 1000, code != 1001 {
            let words = String(buffer: payload)
            let closed = "the engine closed the WebSocket with status \(code)"
            return fail(context, .engine(words.isEmpty ? closed : "\(closed): \(words)"))
        }
        if message == .fragments { return fail(context, .truncated("a WebSocket message")) }
        context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent {
            guard !closeReceived else { return }
            closeReceived = true
            return fail(context, .truncated("the stream, before its WebSocket Close frame"))
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        if !closeReceived {
            closeReceived = true
            context.fireErrorCaught(ExchangeFault.truncated("the stream, before its WebSocket Close frame"))
        }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case NIOWebSocketError.invalidFrameLength:
            fail(context, .tooLarge("a WebSocket frame of more than \(Self.longestFrame) bytes"))
        case NIOWebSocketError.fragmentedControlFrame, NIOWebSocketError.multiByteControlFrameLength:
            fail(context, .malformed("a WebSocket control frame is cut or too long"))
        case is ByteToMessageDecoderError:
            // The end came inside a frame, which the end itself tells better.
            break
        default:
            context.fireErrorCaught(error)
        }
    }

    private func fail(_ context: ChannelHandlerContext, _ fault: ExchangeFault) {
        closeReceived = true
        switch fault {
        case .truncated: closeSent = true  // nobody is there any more
        case .tooLarge: goodbye = .messageTooLarge
        default: goodbye = .protocolError
        }
        // Whoever hears it closes the connection.
        context.fireErrorCaught(fault)
    }

    // MARK: Going out

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !closeSent else {
            promise?.fail(ChannelError.outputClosed)
            return
        }
        let bytes = unwrapOutboundIn(data)
        // An empty frame would say nothing, and some servers take it for an end.
        guard bytes.readableBytes > 0 else {
            promise?.succeed()
            return
        }
        context.write(wrapOutboundOut(Self.frame(.binary, bytes)), promise: promise)
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        switch mode {
        case .output:
            guard !closeSent else {
                promise?.fail(ChannelError.outputClosed)
                return
            }
            closeSent = true
            context.writeAndFlush(wrapOutboundOut(closing(context)), promise: promise)
            context.fireUserInboundEventTriggered(ChannelEvent.outputClosed)
        case .all, .input:
            if mode == .all, !closeSent {
                closeSent = true
                context.writeAndFlush(wrapOutboundOut(closing(context)), promise: nil)
            }
            closeReceived = true
            context.close(mode: mode, promise: promise)
        }
    }

    private func closing(_ context: ChannelHandlerContext) -> WebSocketFrame {
        var status = context.channel.allocator.buffer(capacity: 2)
        status.write(webSocketErrorCode: goodbye)
        return Self.frame(.connectionClose, status)
    }

    private func send(_ context: ChannelHandlerContext, _ opcode: WebSocketOpcode, _ data: ByteBuffer?) {
        context.writeAndFlush(wrapOutboundOut(Self.frame(opcode, data ?? ByteBuffer())), promise: nil)
    }

    /// Every frame of a client is masked, with a key that nobody can foresee.
    private static func frame(_ opcode: WebSocketOpcode, _ data: ByteBuffer) -> WebSocketFrame {
        WebSocketFrame(fin: true, opcode: opcode, maskKey: .random(), data: data)
    }
}

/// Gives bytes that have been read already to the handlers behind it.
private final class FirstBytes: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private var context: ChannelHandlerContext?

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func give(_ bytes: ByteBuffer) {
        guard bytes.readableBytes > 0 else { return }
        context?.fireChannelRead(wrapInboundOut(bytes))
    }
}
