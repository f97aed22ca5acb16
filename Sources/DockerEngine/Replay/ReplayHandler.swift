internal import NIOCore

/// One connection to a ``ReplayServer``: reads requests, plays replies.
final class ReplayHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let book: any ReplayAnswers
    private var request = SentRequest()
    private var head: (method: String, target: String)?
    private var body = ByteBuffer()
    private var playing: Recording.Entry?
    private var pieces: ArraySlice<Recording.Piece> = []
    private var inputBytes = 0
    /// What came in and was not compared yet, where it matters.
    private var input = ByteBuffer()
    private var inputEnded = false
    private var isScheduled = false

    init(_ book: any ReplayAnswers) { self.book = book }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        for part in request.take(unwrapInboundIn(data)) {
            switch part {
            case .head(let method, let target, _): head = (method, target)
            case .body(var bytes): body.writeBuffer(&bytes)
            case .input(let bytes):
                inputBytes += bytes.readableBytes
                if book.advice != nil { input.writeImmutableBuffer(bytes) }
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
            let text = "{\"message\":\(JSONText.quoted(words))}"
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
            case .input(let expected):
                let count = expected.readableBytes
                if let words = difference(from: expected) { return complain(context, entry, words) }
                guard inputBytes >= count || inputEnded else { return }
                inputBytes = max(0, inputBytes - count)
                input.moveReaderIndex(forwardBy: min(count, input.readableBytes))
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

    /// How what came in differs from what was recorded, as far as both go; nil when it does not, or does not matter.
    private func difference(from expected: ByteBuffer) -> String? {
        guard let advice = book.advice, !input.readableBytesView.isEmpty else { return nil }
        let length = min(input.readableBytes, expected.readableBytes)
        guard input.readableBytesView.prefix(length) != expected.readableBytesView.prefix(length) else { return nil }
        let text = JSONText.quoted(String(buffer: expected))
        return "this is a recording, and what was written there is \(text); \(advice)\n"
    }

    /// Says on the command's stderr, framed as that of commands without a terminal is, what the recording knows, and ends.
    private func complain(_ context: ChannelHandlerContext, _ entry: Recording.Entry, _ words: String) {
        var frame = ByteBuffer(bytes: [2, 0, 0, 0])
        frame.writeInteger(UInt32(words.utf8.count))
        frame.writeString(words)
        write(context, entry, frame)
        pieces = []
        context.close(mode: .output, promise: nil)
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
        input.clear()
    }
}
