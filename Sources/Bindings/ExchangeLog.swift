internal import DockerEngine
internal import Glibc
internal import LuaRuntime
internal import NIOCore
internal import Synchronization

/// What engines said and heard since Lua last asked. Listens only while Lua wants it to.
final class ExchangeLog: ExchangeObserver {
    /// One event as Lua gets it: facts as JSON, and bytes.
    private struct Entry {
        var facts: String
        var bytes: ByteBuffer?
    }

    /// How many bytes of an exchange have passed.
    private struct Passed {
        var all = 0
        var sent = 0
        var input = 0

        mutating func add(_ count: Int, _ kind: ExchangeEvent.Kind) {
            all += count
            switch kind {
            case .requestBody: sent += count
            case .input: input += count
            default: break
            }
        }
    }

    private struct State {
        var isListening = false
        /// How many bytes of each exchange are kept; what is beyond it is counted.
        var limit = Int.max
        var entries = CircularBuffer<Entry>()
        var passed: [Int: Passed] = [:]
        var waiting: Completion?
        /// How many entries it waits for.
        var wanted = 1
        /// Header fields whose values Lua does not get, in lower case.
        var hiddenFields: Set<String> = []
    }

    private let state = Mutex(State())
    /// The same as ``State/isListening``, for those who only look.
    private let listening = Atomic<Bool>(false)

    var isListening: Bool { listening.load(ordering: .relaxed) }

    /// Keeps the values of these header fields from Lua.
    func hide(_ names: [String]) {
        state.withLock { $0.hiddenFields.formUnion(names.map { $0.lowercased() }) }
    }

    func observe(_ event: ExchangeEvent) {
        let (hidden, passed) = state.withLock { ($0.hiddenFields, $0.passed[event.exchange] ?? Passed()) }
        let (facts, bytes) = describe(event, hiding: hidden, sent: passed.sent, input: passed.input)
        let waiting: Completion? = state.withLock { state in
            guard state.isListening else { return nil }
            var entry = Entry(facts: facts, bytes: bytes)
            if let count = bytes?.readableBytes {
                let before = passed.all
                state.passed[event.exchange, default: Passed()].add(count, event.kind)
                // A follower that nobody reads the trace of must not fill the memory.
                if before >= state.limit { return nil }
                if before + count > state.limit, let bytes {
                    entry.bytes = bytes.getSlice(at: bytes.readerIndex, length: state.limit - before)
                }
            }
            if case .ended = event.kind { state.passed[event.exchange] = nil }
            state.entries.append(entry)
            guard state.entries.count >= state.wanted else { return nil }
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?(.value(.boolean(true)))
    }

    /// Begins to listen, or ends it. What was heard is kept until it is taken.
    func listen(_ wanted: Bool, limit: Int) {
        let waiting: Completion? = state.withLock { state in
            state.isListening = wanted
            state.limit = limit
            if !wanted { state.passed = [:] }
            defer { state.waiting = nil }
            return state.waiting
        }
        listening.store(wanted, ordering: .relaxed)
        waiting?(.value(.boolean(wanted)))
    }

    /// The oldest event that was not taken yet: its facts, and its bytes or false.
    func take() -> HostReply {
        guard let entry = state.withLock({ $0.entries.popFirst() }) else { return .nothing }
        return .values([
            .json(HostBytes(entry.facts)), entry.bytes.map { .bytes(HostBytes($0)) } ?? .boolean(false),
        ])
    }

    /// Answers as soon as there are so many entries to take, or what is listened to changes.
    func wait(_ completion: Completion, for count: Int) -> HostOutcome {
        let isReady = state.withLock { state in
            if state.entries.count >= count || !state.isListening { return true }
            state.waiting = completion
            state.wanted = count
            return false
        }
        return isReady
            ? .reply(.value(.boolean(true))) : .standingBy(cancel: { self.state.withLock { $0.waiting = nil } })
    }

    var functions: [HostFunction] {
        [
            // trace_listen(wanted [, limit]): begins or ends to note exchanges, so many bytes of each.
            HostFunction("trace_listen", "bi?") { call in
                self.listen(call.boolean(0), limit: call.integer(1).map { Int($0) } ?? .max)
                return .nothing
            },
            // trace_take(): the facts of the next event and its bytes, or false; nothing when there is none.
            HostFunction("trace_take", "") { _ in self.take() },
            // trace_wait([count]): waits until there are so many events to take, default 1, or until who listens changes.
            HostFunction(
                "trace_wait", "i?",
                deferring: { call in self.wait(call.completion, for: max(1, call.integer(0).map { Int($0) } ?? 1)) }),
        ]
    }
}

private func describe(
    _ event: ExchangeEvent, hiding hidden: Set<String>, sent: Int, input: Int
) -> (String, ByteBuffer?) {
    var object = JSONObject()
    object.add("exchange", event.exchange)
    object.add("time", Int(event.time.uptimeNanoseconds))
    var bytes: ByteBuffer?
    switch event.kind {
    case .request(let request):
        object.add("kind", "request")
        object.add("method", request.method)
        object.add("target", request.target)
        object.add("address", "\(request.address)")
        if let operation = request.operation { object.add("operation", operation) }
        var headers = Headers()
        for (name, value) in request.headers {
            headers.add(name, hidden.contains(name.lowercased()) ? ExchangeEvent.hidden : value)
        }
        object.add("headers", headers)
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        object.add("began", now.tv_sec * 1_000_000_000 + now.tv_nsec)
    case .requestBody(let piece):
        object.add("kind", "request_body")
        bytes = piece
    case .reply(let reply):
        object.add("kind", "reply")
        object.add("status", reply.status)
        object.add("reason", reply.reason)
        object.add("headers", reply.headers)
        object.add("raw", reply.isRaw)
        object.add("sent", sent)
    case .replyBody(let piece):
        object.add("kind", "reply_body")
        bytes = piece
    case .input(let piece):
        object.add("kind", "input")
        bytes = piece
    case .inputClosed: object.add("kind", "input_closed")
    case .ended(let problem):
        object.add("kind", "ended")
        object.add("sent", sent)
        object.add("input", input)
        if let problem { object.add("problem", problem) }
    }
    return (object.text, bytes)
}
