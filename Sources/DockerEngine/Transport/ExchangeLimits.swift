internal import NIOCore

/// The limits of time of one exchange; nil means none.
struct ExchangeLimits: Sendable, Equatable {
    /// From the request, or the last piece of it that was taken, to the head of the reply.
    var head: TimeAmount?
    /// Between two reads of a collected body.
    var body: TimeAmount?
    /// Between two reads of a stream.
    var idle: TimeAmount?
    /// From the request to the complete reply, or to the head where the reply is a stream.
    var call: TimeAmount?
}

/// Knows which limit runs out next. One timer serves a whole connection: it is set again only when it fires, so that a
/// short call costs no timer at all.
struct DeadlineClock: Sendable {
    private var limits = ExchangeLimits()
    private var started = NIODeadline.uptimeNanoseconds(0)
    private var touched = NIODeadline.uptimeNanoseconds(0)
    private var sent = NIODeadline.uptimeNanoseconds(0)
    private var waitsFor: TimeLimit.Phase?

    /// A request is sent.
    mutating func start(_ limits: ExchangeLimits, now: NIODeadline) {
        self.limits = limits
        started = now
        touched = now
        sent = now
        waitsFor = .replyHead
    }

    /// A piece of the request has been taken: the reply is not due before the last.
    mutating func requestProgressed(now: NIODeadline) { sent = now }

    /// The head has come; a collected body or a stream follows.
    mutating func headArrived(stream: Bool, now: NIODeadline) {
        guard waitsFor != nil else { return }
        touched = now
        waitsFor = stream ? .streamIdle : .replyBody
    }

    /// Bytes have come, or reading goes on after the reader had fallen behind.
    mutating func touch(now: NIODeadline) { touched = now }

    /// The stream's reader is behind: silence is not the engine's.
    mutating func suspend() { if waitsFor == .streamIdle { touched = .distantFuture } }

    /// Nothing is waited for.
    mutating func stop() { waitsFor = nil }

    /// Whether reads have to be noted.
    var watchesReads: Bool {
        switch waitsFor {
        case .replyBody: limits.body != nil
        case .streamIdle: limits.idle != nil
        default: false
        }
    }

    /// The limit that runs out next, and when.
    var next: (deadline: NIODeadline, limit: TimeLimit)? {
        guard let waitsFor else { return nil }
        var found: (deadline: NIODeadline, limit: TimeLimit)?
        func consider(_ amount: TimeAmount?, from: NIODeadline, _ phase: TimeLimit.Phase) {
            guard let amount, from != .distantFuture else { return }
            let deadline = from + amount
            if found.map({ deadline < $0.deadline }) ?? true {
                found = (deadline, TimeLimit(phase: phase, amount: amount))
            }
        }
        switch waitsFor {
        case .replyHead: consider(limits.head, from: sent, .replyHead)
        case .replyBody: consider(limits.body, from: touched, .replyBody)
        default: consider(limits.idle, from: touched, .streamIdle)
        }
        if waitsFor != .streamIdle { consider(limits.call, from: started, .call) }
        return found
    }
}
