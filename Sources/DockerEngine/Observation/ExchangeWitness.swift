internal import NIOCore
internal import Synchronization

/// Tells an observer what passes in one exchange.
///
/// It reads the reply with a state machine of its own, so that whoever carries the bytes only has to show them.
struct ExchangeWitness {
    /// What is known of an exchange before it begins.
    struct Subject {
        var observer: any ExchangeObserver
        var address: Address
        var kind: ExchangeStateMachine.Request
    }

    /// Why an exchange is incomplete that this side gave up.
    static let givenUp = "given up before its end"

    private static let count = Atomic<Int>(0)

    private let number: Int
    private let subject: Subject
    private var sent = SentRequest()
    private var machine = ExchangeStateMachine()
    /// Whether the observer has been told of the end; it hears nothing behind it.
    private(set) var isOver = false

    init(_ subject: Subject) {
        number = Self.count.wrappingAdd(1, ordering: .relaxed).newValue
        self.subject = subject
        machine.begin(subject.kind)
    }

    /// Whether the connection has left HTTP.
    var isRaw: Bool { machine.phase == .raw }

    private func tell(_ kind: ExchangeEvent.Kind) {
        subject.observer.observe(ExchangeEvent(exchange: number, time: .now(), kind: kind))
    }

    /// The exchange is over; `problem` tells why it is incomplete, where it is.
    mutating func end(_ problem: String?) {
        guard !isOver else { return }
        isOver = true
        tell(.ended(problem: problem))
    }

    // MARK: Out

    /// Bytes were written.
    mutating func wrote(_ bytes: ByteBuffer) {
        guard !isOver else { return }
        for part in sent.take(bytes) {
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

    /// The writing side was closed.
    func closedOutput() {
        if !isOver { tell(.inputClosed) }
    }

    // MARK: In

    /// Bytes have come.
    mutating func read(_ input: UnsafeRawBufferPointer) {
        var rest = input
        while !isOver {
            var sink = CollectSink()
            // Whoever carries the bytes reports what is wrong with the reply; here it only ends the observation.
            guard let step = try? machine.read(rest, into: &sink) else { return end("the reply cannot be read") }
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

    /// Nothing more comes.
    mutating func inputEnded() {
        guard !isOver else { return }
        let isComplete = (try? machine.endOfInput()) ?? false
        end(isComplete ? nil : "the connection ended before the reply")
    }
}
