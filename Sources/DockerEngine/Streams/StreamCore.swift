internal import NIOCore
internal import Synchronization

/// The bounded queue between a connection, on its event loop, and the reader of a stream, on any thread.
///
/// It is one growing batch: the connection decodes into it, the reader takes it whole. When it holds more than
/// ``highWater`` bytes the connection stops reading.
final class StreamCore: Sendable {
    /// How many bytes may wait for the reader before the connection stops reading.
    static let highWater = 4 * 1024 * 1024
    /// The same for archives. They come in large pieces, which a reader copies as a whole: more at a time is no faster.
    static let highWaterOfBytes = 1024 * 1024
    private static let largestFirstBuffer = 512 * 1024

    fileprivate enum Ending: Sendable {
        case clean
        case failed(EngineError)
    }

    fileprivate struct State: Sendable {
        var batch = StreamBatch()
        var waiter: EventLoopPromise<StreamBatch?>?
        var ending: Ending?
        var isFull = false
        /// Whether the reader has closed the stream.
        var isReleased = false
        var lastTaken = 0
    }

    /// What a reader gets without waiting.
    enum Taken {
        case batch(StreamBatch)
        case end
        case failure(EngineError)
        case nothing
    }

    /// What the bytes are.
    let content: StreamContent
    /// How much is taken.
    let limits: ReplyLimits
    /// The connection's event loop.
    let eventLoop: any EventLoop
    private let state = Mutex(State())
    private let handler: NIOLoopBound<ExchangeHandler>
    private let context: CallContext

    /// Makes the queue for what `handler` will read. On its event loop.
    init(
        content: StreamContent, limits: ReplyLimits, handler: ExchangeHandler, eventLoop: any EventLoop,
        context: CallContext
    ) {
        self.content = content
        self.limits = limits
        self.eventLoop = eventLoop
        self.context = context
        self.handler = NIOLoopBound(handler, eventLoop: eventLoop)
    }

    // MARK: The connection's side

    /// Decodes what arrived.
    func receive(
        _ input: UnsafeRawBufferPointer, through machine: inout ExchangeStateMachine, decoder: inout StreamDecoder
    ) throws(ExchangeFault) -> ExchangeStateMachine.Step {
        try withBatch { (batch) throws(ExchangeFault) in
            try decoder.receive(input, through: &machine, into: &batch)
        }
    }

    /// The body is complete.
    func finishText(decoder: inout StreamDecoder) throws(ExchangeFault) {
        try withBatch { (batch) throws(ExchangeFault) in try decoder.finish(into: &batch) }
    }

    /// Runs a pass on the batch, then looks for the engine's own errors among new JSON texts.
    private func withBatch<Value>(
        _ body: (inout StreamBatch) throws(ExchangeFault) -> Value
    ) throws(ExchangeFault) -> Value {
        var (batch, hint) = state.withLock { state in
            var taken = StreamBatch()
            swap(&taken, &state.batch)
            return (taken, state.lastTaken)
        }
        defer { state.withLock { $0.batch = batch } }
        return try run(&batch, hint, body)
    }

    private func run<Value>(
        _ batch: inout StreamBatch, _ hint: Int, _ body: (inout StreamBatch) throws(ExchangeFault) -> Value
    ) throws(ExchangeFault) -> Value {
        if batch.bytes.capacity == 0, hint > 0 { batch.bytes.reserveCapacity(min(hint, Self.largestFirstBuffer)) }
        let known = batch.runs.count
        let value = try body(&batch)
        if content == .json { try StreamErrors.check(&batch, from: known) }
        return value
    }

    /// Hands what has been decoded to a waiting reader.
    func deliver() {
        let ready: (EventLoopPromise<StreamBatch?>, StreamBatch)? = state.withLock { state in
            guard let waiter = state.waiter, !state.batch.runs.isEmpty else { return nil }
            state.waiter = nil
            return (waiter, state.take())
        }
        if let ready { ready.0.succeed(ready.1) }
    }

    /// Whether the connection has to stop reading. It is told when to go on.
    func isFull() -> Bool {
        let highWater = content == .bytes ? Self.highWaterOfBytes : Self.highWater
        return state.withLock { state in
            state.isFull = state.batch.bytes.readableBytes >= highWater
            return state.isFull
        }
    }

    /// Nothing more will come: the clean end (nil), or an error.
    func end(_ failure: ExchangeFailure?) {
        let error = failure.map(context.error(for:))
        deliver()
        let waiter = state.withLock { state in
            if state.ending == nil { state.ending = error.map(Ending.failed) ?? .clean }
            defer { state.waiter = nil }
            return state.waiter
        }
        guard let waiter else { return }
        if let error { waiter.fail(error) } else { waiter.succeed(nil) }
    }

    // MARK: The reader's side

    /// Everything that waits, or the end, without waiting.
    func takeNow() -> Taken {
        let (taken, resumes) = state.withLock { state in
            let taken = state.takeNow()
            defer { if case .batch = taken { state.isFull = false } }
            return (taken, state.isFull)
        }
        if resumes, case .batch = taken { onLoop { $0.resumeReading() } }
        return taken
    }

    /// Everything that waits, as soon as there is something.
    func next() -> EventLoopFuture<StreamBatch?> {
        let promise = eventLoop.makePromise(of: StreamBatch?.self)
        let (taken, resumes, misused) = state.withLock { state in
            let taken = state.takeNow()
            let resumes = state.isFull
            if case .batch = taken { state.isFull = false }
            guard case .nothing = taken else { return (taken, resumes, false) }
            if state.waiter != nil { return (taken, false, true) }
            state.waiter = promise
            return (taken, false, false)
        }
        switch taken {
        case .batch(let batch):
            if resumes { onLoop { $0.resumeReading() } }
            promise.succeed(batch)
        case .end: promise.succeed(nil)
        case .failure(let error): promise.fail(error)
        case .nothing:
            if misused {
                promise.fail(
                    EngineError(.invalidArgument, "The stream is being read already.", operation: context.operation))
            }
        }
        return promise.futureResult
    }

    /// Closes the connection, if it still belongs to this stream, and forgets what has not been read.
    func release() {
        let error = EngineError(.cancelled, "The stream was closed.", operation: context.operation)
        let (waiter, first) = state.withLock { state in
            defer { state.isReleased = true }
            state.ending = state.ending ?? .failed(error)
            state.batch = StreamBatch()
            defer { state.waiter = nil }
            return (state.waiter, !state.isReleased)
        }
        waiter?.fail(error)
        if first { onLoop { $0.release(self) } }
    }

    private func onLoop(_ action: @escaping @Sendable (ExchangeHandler) -> Void) {
        if eventLoop.inEventLoop {
            action(handler.value)
        } else {
            eventLoop.execute { action(self.handler.value) }
        }
    }

    /// Makes an engine error of a failed write.
    func error(for failure: ExchangeFailure) -> EngineError { context.error(for: failure) }
}

extension StreamCore.State {
    fileprivate mutating func take() -> StreamBatch {
        var taken = StreamBatch()
        swap(&taken, &batch)
        lastTaken = taken.bytes.readableBytes
        return taken
    }

    fileprivate mutating func takeNow() -> StreamCore.Taken {
        if isReleased { return .failure(EngineError(.cancelled, "The stream was closed.")) }
        if !batch.runs.isEmpty { return .batch(take()) }
        switch ending {
        case .clean: return .end
        case .failed(let error): return .failure(error)
        case nil: return .nothing
        }
    }
}
