public import NIOCore
internal import Synchronization

/// A client of one Docker Engine.
///
/// Nothing is connected until the first call. Calls may be made from any thread and run side by side, each on a
/// connection of its own or on one that an earlier call has left behind.
public final class Engine: Sendable {
    /// Where and how.
    public let configuration: EngineConfiguration
    /// Whether calls that change anything are refused before they are sent.
    public let isReadOnly: Bool
    /// Where the connections live.
    public let eventLoop: any EventLoop
    /// Writes requests.
    let encoder: RequestEncoder
    /// The connection of calls that are answered in place.
    let blockingConnection = BlockingConnectionShelf()
    private let observer: (any ExchangeObserver)?
    private let core: NIOLoopBoundBox<EngineCore>
    private let version = AgreedVersion()
    private let closed = Atomic<Bool>(false)

    /// Prepares a client.
    ///
    /// - Parameters:
    ///   - configuration: the engine's address, and the limits of time.
    ///   - eventLoop: where the connections live.
    ///   - readOnly: refuse operations that change anything, with kind `read_only`.
    ///   - observer: sees what goes over the wire.
    public init(
        _ configuration: EngineConfiguration, eventLoop: any EventLoop, readOnly: Bool = false,
        observer: (any ExchangeObserver)? = nil
    ) {
        self.configuration = configuration
        self.eventLoop = eventLoop
        isReadOnly = readOnly
        self.observer = observer
        encoder = RequestEncoder(
            address: configuration.address, userAgent: configuration.userAgent, further: configuration.headers)
        core = NIOLoopBoundBox.makeBoxSendingValue(
            EngineCore(configuration, encoder, version, eventLoop: eventLoop, observer: observer),
            eventLoop: eventLoop)
    }

    /// What runs goes on to its end; connections that nobody uses are closed.
    deinit {
        guard !isClosed else { return }
        let core = core
        eventLoop.execute { core.value.pool.retire() }
    }

    /// The API version spoken: the pinned one or the one agreed on; nil before the first call has found out.
    public var negotiatedVersion: APIVersion? { version.value }

    /// A version has been agreed on.
    func versionAgreed(_ agreed: APIVersion) { version.settle(agreed) }

    /// Whether ``close()`` was called.
    var isClosed: Bool { closed.load(ordering: .relaxed) }

    /// Who sees the exchange that begins next, and tells of it; nil where nobody wants to.
    func witness(_ kind: ExchangeStateMachine.Request) -> ExchangeWitness? {
        guard let observer, observer.isListening else { return nil }
        return ExchangeWitness(
            ExchangeWitness.Subject(observer: observer, address: configuration.address, kind: kind))
    }

    /// Calls an operation. From any thread.
    ///
    /// - Parameters:
    ///   - invocation: the operation and its values.
    ///   - tty: whether the container or command has a terminal, where the caller knows; it decides how its output is
    ///     read on engines before API 1.42. nil: the engine is asked where that is needed.
    public func invoke(_ invocation: Invocation, tty: Bool? = nil) -> EngineCall {
        do throws(EngineError) {
            let spec = try CallSpec(invocation, tty: tty)
            try admit(spec)
            return start(spec)
        } catch {
            return EngineCall(nil, reply: eventLoop.makeFailedFuture(error))
        }
    }

    /// Sends a request by path, as curl would. From any thread.
    ///
    /// - Parameters:
    ///   - method: such as `GET`.
    ///   - path: begins with a slash; the version is put before it unless it brings its own.
    ///   - query: parts of the query.
    ///   - headers: further header fields.
    ///   - body: the body.
    ///   - timeout: the limit for the whole reply, or for its head where it is a stream.
    /// - Returns: a call whose reply has the shape that the catalogue gives to that path, else the one its media type tells.
    public func raw(
        method: String, path: String, query: [(String, Argument)] = [], headers: [(String, String)] = [],
        body: RequestBody = .none, timeout: TimeAmount? = nil
    ) -> EngineCall {
        do throws(EngineError) {
            let request = try RequestBuilder.raw(
                method: method, path: path, query: query, headers: headers, body: body)
            let spec = CallSpec(request, timeout: timeout, tty: nil)
            try admit(spec)
            return start(spec)
        } catch {
            return EngineCall(nil, reply: eventLoop.makeFailedFuture(error))
        }
    }

    /// Closes all connections; calls and streams on them fail with kind `cancelled`, and so do later calls. From any
    /// thread; quiet when repeated.
    public func close() -> EventLoopFuture<Void> {
        let core = core
        closed.store(true, ordering: .relaxed)
        blockingConnection.close()
        return eventLoop.flatSubmit {
            EventLoopFuture.andAllComplete(core.value.pool.close(), on: core.eventLoop)
        }
    }

    /// How many connections are open now, and how many of them wait for a next call. From any thread.
    public func connectionCounts() -> EventLoopFuture<(open: Int, idle: Int)> {
        let core = core
        let kept = blockingConnection.isEmpty ? 0 : 1
        return eventLoop.submit { (core.value.pool.openCount + kept, core.value.pool.idleCount + kept) }
    }

    /// Refuses what this client must not send.
    func admit(_ spec: CallSpec) throws(EngineError) {
        guard isReadOnly, spec.mutates else { return }
        throw EngineError(
            .readOnly, "The client is read-only, and this would change something.", operation: spec.operation)
    }

    /// Runs a call on the event loop.
    func start(_ spec: CallSpec) -> EngineCall {
        let promise = eventLoop.makePromise(of: Reply.self)
        let task = NIOLoopBoundBox.makeBoxSendingValue(
            CallTask(spec, core: core, promise: promise), eventLoop: eventLoop)
        if eventLoop.inEventLoop {
            task.value.start()
        } else {
            eventLoop.execute { task.value.start() }
        }
        return EngineCall(task, reply: promise.futureResult)
    }
}
