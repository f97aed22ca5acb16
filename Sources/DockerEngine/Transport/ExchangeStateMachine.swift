/// One side of HTTP/1.1 (RFC 9112) as a value: what the client must do about each thing that happens on a connection.
///
/// It holds no socket, no clock and no buffer but a cut head; `ExchangeHandler` runs what it decides. Each byte is used
/// exactly once: what follows a head belongs to the body or to the upgraded stream, never to nobody.
struct ExchangeStateMachine: Sendable {
    /// What of the request decides how the reply is read.
    struct Request: Equatable, Sendable {
        /// Whether the method is HEAD, whose replies never have a body.
        var isHead = false
        /// Whether the connection may leave HTTP: the request carried `Upgrade`.
        var wantsUpgrade = false
        /// The longest head accepted, in bytes.
        var headLimit = ReplyLimits().head
    }

    /// Where the exchange is.
    enum Phase: Equatable, Sendable {
        /// No exchange: a request may be sent.
        case idle
        /// Sent or being sent; the final head has not come.
        case head
        /// The head has been handed out; its body is being read.
        case body
        /// The connection has left HTTP: bytes both ways.
        case raw
        /// Nothing more can happen on this connection.
        case closed
    }

    /// What to do after some bytes.
    enum Step {
        /// Everything was used; more is needed.
        case wait
        /// The final head of the reply. `consumed` bytes were used; the rest must be given again.
        case head(ResponseHead, consumed: Int)
        /// The reply is complete. `consumed` bytes were used.
        case end(consumed: Int, reusable: Bool)
    }

    /// Who has to hear about an interruption (timeout, cancellation, failed connection).
    enum Interruption: Equatable, Sendable {
        /// Nobody: no exchange was running.
        case ignored
        /// The caller, who has no reply yet. `replyBegan` tells whether any byte of one had come.
        case failsReply(replyBegan: Bool)
        /// The reader of the body or of the raw stream.
        case failsBody
    }

    private enum Body: Sendable {
        case empty
        case length(Int)
        case chunked(ChunkDecoder)
        case untilClose
    }

    private(set) var phase = Phase.idle
    private var request = Request()
    private var parser = HeadParser()
    private var body = Body.empty
    private var keepsAlive = true
    private var requestIsSent = false
    private var interimHeads = 0
    /// Engines send one interim head at most; without a bound they could go on for ever.
    private static let mostInterimHeads = 100

    /// Whether any byte of the reply to the running request has arrived.
    var replyBegan: Bool { phase != .head || parser.hasStarted || interimHeads > 0 }

    /// A request starts. Only in ``Phase/idle``.
    mutating func begin(_ request: Request) {
        precondition(phase == .idle, "a connection carries one exchange at a time")
        self.request = request
        phase = .head
        parser = HeadParser(headLimit: request.headLimit)
        requestIsSent = false
        interimHeads = 0
    }

    /// The last byte of the request has been handed to the system.
    mutating func requestSent() { requestIsSent = true }

    /// Bytes arrived. Body bytes go to `sink`; the caller gives the unused rest again until it gets ``Step/wait``.
    mutating func read(
        _ input: UnsafeRawBufferPointer, into sink: inout some BodySink
    ) throws(ExchangeFault) -> Step {
        switch phase {
        case .head:
            return try readHead(input)
        case .body:
            return try readBody(input, into: &sink)
        case .raw:
            if let start = input.baseAddress, !input.isEmpty { try sink.append(start, input.count) }
            return .wait
        case .idle:
            guard !input.isEmpty else { return .wait }
            phase = .closed
            throw .malformed("the engine sent bytes that nobody asked for")
        case .closed:
            return .wait
        }
    }

    /// The engine ended its side. Returns true when that is the clean end of a reply, false when no exchange ran.
    mutating func endOfInput() throws(ExchangeFault) -> Bool {
        let ended = phase
        phase = .closed
        switch ended {
        case .idle, .closed:
            return false
        case .raw:
            return true
        case .head:
            if parser.hasStarted || interimHeads > 0 { throw .truncated("the reply's head") }
            throw .closedBeforeReply
        case .body:
            switch body {
            case .empty, .untilClose: return true
            case .length(let missing): throw .truncated("the reply's body, \(missing) bytes before its end")
            case .chunked: throw .truncated("the reply's body")
            }
        }
    }

    /// The exchange is stopped from outside. The connection cannot be used again.
    mutating func interrupt() -> Interruption {
        let began = replyBegan
        defer { phase = .closed }
        switch phase {
        case .idle, .closed: return .ignored
        case .head: return .failsReply(replyBegan: began)
        case .body, .raw: return .failsBody
        }
    }

    private mutating func readHead(_ input: UnsafeRawBufferPointer) throws(ExchangeFault) -> Step {
        var offset = 0
        while offset < input.count {
            let rest = UnsafeRawBufferPointer(rebasing: input[offset...])
            guard case .complete(let head, let consumed) = try parser.read(rest) else { return .wait }
            offset += consumed
            if head.status < 200, head.status != 101 {
                interimHeads += 1
                guard interimHeads <= Self.mostInterimHeads else {
                    throw .tooLarge("more than \(Self.mostInterimHeads) interim heads before the reply's")
                }
                continue
            }
            try accept(head)
            return .head(head, consumed: offset)
        }
        return .wait
    }

    /// Decides where the body of this reply ends (RFC 9112, 6.3).
    private mutating func accept(_ head: ResponseHead) throws(ExchangeFault) {
        keepsAlive = head.keepsAlive
        phase = .body
        if head.status == 101 {
            guard request.wantsUpgrade else { throw .malformed("the engine changed the protocol without being asked") }
            phase = .raw
        } else if request.isHead || head.status == 204 || head.status == 304 {
            body = .empty
        } else if head.isChunked {
            body = .chunked(ChunkDecoder())
        } else if head.hasForeignCoding {
            body = .untilClose
        } else if let length = head.contentLength {
            body = length == 0 ? .empty : .length(length)
        } else if request.wantsUpgrade, head.status == 200 {
            // An engine asked to hijack may answer 200 without a length: from here on the connection is raw.
            phase = .raw
        } else {
            body = .untilClose
        }
    }

    private mutating func readBody(
        _ input: UnsafeRawBufferPointer, into sink: inout some BodySink
    ) throws(ExchangeFault) -> Step {
        switch body {
        case .empty:
            return end(consumed: 0, of: input.count)
        case .length(let remaining):
            guard let start = input.baseAddress, !input.isEmpty else { return .wait }
            let piece = min(remaining, input.count)
            try sink.append(start, piece)
            body = .length(remaining - piece)
            return remaining == piece ? end(consumed: piece, of: input.count) : .wait
        case .chunked(var decoder):
            guard let start = input.baseAddress, !input.isEmpty else { return .wait }
            let used = try decoder.decode(start, input.count, into: &sink)
            body = .chunked(decoder)
            return decoder.isFinished ? end(consumed: used, of: input.count) : .wait
        case .untilClose:
            if let start = input.baseAddress, !input.isEmpty { try sink.append(start, input.count) }
            return .wait
        }
    }

    private mutating func end(consumed: Int, of count: Int) -> Step {
        // Bytes after the end, or a request still being sent, leave the connection in a state nobody can trust.
        let reusable = keepsAlive && requestIsSent && consumed == count
        phase = reusable ? .idle : .closed
        return .end(consumed: consumed, reusable: reusable)
    }
}
