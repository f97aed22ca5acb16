internal import NIOCore

/// One connection to a ``ReplayServer``: reads requests, plays replies.
final class ReplayHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let book: ReplayBook
    private var request = SentRequest()
    private var head: (method: String, target: String)?
    private var body = ByteBuffer()
    private var playing: Recording.Entry?
    private var pieces: ArraySlice<Recording.Piece> = []
    private var inputBytes = 0
    private var inputEnded = false
    private var isScheduled = false

    init(_ book: ReplayBook) { self.book = book }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        for part in request.take(unwrapInboundIn(data)) {
            switch part {
            case .head(let method, let target, _): head = (method, target)
            case .body(var bytes): body.writeBuffer(&bytes)
            case .input(let bytes): inputBytes += bytes.readableBytes
            }
        }
        if playing != nil { return play(context) }
        guard let head, request.isComplete else { return }
        answer(context, RecordedRequest(method: head.method, target: head.target, body: String(buffer: body)))
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent {
            inputEnded = true
            if playing == nil { context.close(promise: nil) } else { play(context) }
        }
        context.fireUserInboundEventTriggered(event)
    }

    private func answer(_ context: ChannelHandlerContext, _ request: RecordedRequest) {
        switch book.answer(request) {
        case .unknown(let words):
            let text = "{\"message\":\(JSONText.quoted("replay: \(words)"))}"
            write(
                context,
                "HTTP/1.1 501 Not Implemented\r\nContent-Type: application/json\r\n"
                    + "Content-Length: \(text.utf8.count)\r\n\r\n\(text)")
            next()
        case .entry(let entry):
            playing = entry
            pieces = entry.pieces[...]
            writeHead(context, entry)
            play(context)
        }
    }

    /// Whether the reply has a body for HTTP.
    private func hasBody(_ entry: Recording.Entry) -> Bool {
        !entry.isRaw && entry.method != "HEAD" && entry.status != 204 && entry.status != 304
    }

    private func writeHead(_ context: ChannelHandlerContext, _ entry: Recording.Entry) {
        var text = "HTTP/1.1 \(entry.status) \(entry.reason)\r\n"
        for (name, value) in entry.headers
        where !["content-length", "transfer-encoding"].contains(name.lowercased()) {
            text += "\(name): \(value)\r\n"
        }
        if hasBody(entry) { text += "Transfer-Encoding: chunked\r\n" }
        write(context, text + "\r\n")
    }

    /// Plays what is due; what waits for time or for the client is played when that has come.
    private func play(_ context: ChannelHandlerContext) {
        guard let entry = playing, !isScheduled else { return }
        while let piece = pieces.first {
            switch piece {
            case .input(let count):
                guard inputBytes >= count || inputEnded else { return }
                inputBytes = max(0, inputBytes - count)
            case .inputClosed:
                guard inputEnded else { return }
            case .reply(let bytes, let delay):
                if delay > .milliseconds(1) {
                    isScheduled = true
                    pieces[pieces.startIndex] = .reply(bytes, after: .zero)
                    // The handler lives as long as its channel, and the timer is on the channel's loop.
                    context.eventLoop.assumeIsolated().scheduleTask(in: delay) {
                        self.isScheduled = false
                        if context.channel.isActive { self.play(context) }
                    }
                    return
                }
                write(context, entry, bytes)
            }
            pieces = pieces.dropFirst()
        }
        // A reply whose end nobody waited for does not end here either.
        guard !entry.isOpen else { return }
        if entry.isRaw {
            context.close(mode: .output, promise: nil)
            if inputEnded { context.close(promise: nil) }
        } else {
            if hasBody(entry) { write(context, "0\r\n\r\n") }
            next()
        }
    }

    private func write(_ context: ChannelHandlerContext, _ entry: Recording.Entry, _ bytes: ByteBuffer) {
        guard bytes.readableBytes > 0 else { return }
        guard !entry.isRaw else { return context.writeAndFlush(wrapOutboundOut(bytes), promise: nil) }
        guard hasBody(entry) else { return }
        var chunk = ByteBuffer(string: String(bytes.readableBytes, radix: 16) + "\r\n")
        chunk.writeImmutableBuffer(bytes)
        chunk.writeString("\r\n")
        context.writeAndFlush(wrapOutboundOut(chunk), promise: nil)
    }

    private func write(_ context: ChannelHandlerContext, _ text: String) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
    }

    /// Ready for the next request on this connection.
    private func next() {
        request = SentRequest()
        head = nil
        body = ByteBuffer()
        playing = nil
        inputBytes = 0
    }
}
