internal import NIOCore

/// One call from start to reply. Confined to the event loop.
final class CallTask: ExchangeOwner {
    private let spec: CallSpec
    private let core: NIOLoopBoundBox<EngineCore>
    private let promise: EventLoopPromise<Reply>
    private var isFinished = false
    private var connection: Connection?
    private var request: OutgoingRequest?
    private var version: APIVersion?
    private var wasReused = false
    private var hasRetried = false
    private var head: ResponseHead?
    private var stream: StreamCore?
    private var inner: CallTask?
    private var terminal: Bool?
    private var handshake: WebSocketHandshake?

    /// Makes a call that does nothing until ``start()``. From any thread.
    init(_ spec: CallSpec, core: NIOLoopBoundBox<EngineCore>, promise: EventLoopPromise<Reply>) {
        self.spec = spec
        self.core = core
        self.promise = promise
    }

    private var engine: EngineCore { core.value }
    private var context: CallContext { CallContext(engine.configuration, operation: spec.operation) }

    /// Begins. On the event loop.
    func start() {
        guard !isFinished else { return }
        guard spec.needsVersion else { return prepare(nil) }
        if let version = engine.knownVersion { return prepare(version) }
        engine.agreeOnVersion { result in
            switch result {
            case .success(let version): self.prepare(version)
            case .failure(let error): self.fail(error.during(self.spec.operation))
            }
        }
    }

    /// Gives up. On the event loop.
    func cancel() {
        if isFinished {
            stream?.release()
            return
        }
        inner?.cancel()
        fail(context.error(for: .cancelled))
        let running = connection
        connection = nil
        running?.stop(.cancelled)
    }

    // MARK: Sending

    private func prepare(_ version: APIVersion?) {
        guard !isFinished else { return }
        self.version = version
        do throws(EngineError) {
            var headers = spec.request.headers
            if spec.upgrade == "websocket" {
                let handshake = WebSocketHandshake()
                for (name, value) in handshake.fields { headers[name] = value }
                self.handshake = handshake
            }
            request = try spec.outgoing(version, headers: headers, headLimit: engine.configuration.limits.head)
        } catch {
            return fail(error)
        }
        if case .inspect(let inspected, let path) = spec.terminal, let version, version < StreamKind.typedReplies {
            lookUpTerminal(inspected, path)
        } else {
            connect()
        }
    }

    /// What can be sent only once does not go on a kept connection, which may be dead without showing it.
    private func connect() { connect(fresh: request?.hasUpload ?? false) }

    private func connect(fresh: Bool) {
        guard !engine.pool.isClosed else { return fail(context.error(for: .cancelled)) }
        if !fresh, let connection = engine.pool.takeIdle() {
            wasReused = true
            return send(on: connection)
        }
        wasReused = false
        engine.pool.dial { result in
            switch result {
            case .success(let connection):
                guard !self.isFinished else { return connection.stop(.cancelled) }
                self.send(on: connection)
            case .failure(let error):
                let isClosed = self.engine.pool.isClosed
                self.fail(isClosed ? self.context.error(for: .cancelled) : self.context.connectError(error))
            }
        }
    }

    private func send(on connection: Connection) {
        guard let request else { return }
        self.connection = connection
        if let observer = engine.observer, observer.isListening {
            connection.observe(
                ExchangeWitness.Subject(
                    observer: observer, address: engine.configuration.address, kind: request.kind))
        }
        connection.perform(request, encoder: engine.encoder, limits: spec.limits(engine.configuration), owner: self)
    }

    /// Asks the engine whether there is a terminal: before API 1.42 the reply's type does not tell.
    private func lookUpTerminal(_ inspected: CallSpec.Inspected, _ path: String) {
        do throws(EngineError) {
            let inspect = try RequestBuilder.raw(method: "GET", path: path)
            var call = CallSpec(inspect, timeout: nil, tty: nil)
            call.operation = spec.operation
            let answer = core.eventLoop.makePromise(of: Reply.self)
            let task = CallTask(call, core: core, promise: answer)
            inner = task
            answer.futureResult.assumeIsolated().whenComplete { result in
                self.inner = nil
                guard !self.isFinished else { return }
                switch result {
                case .success(let reply):
                    if case .json(let text) = reply.body {
                        self.terminal = text.withUnsafeReadableBytes { inspected.terminal($0) }
                    }
                    self.connect()
                case .failure(let error):
                    self.fail(error as? EngineError ?? self.context.error(for: .transport(error)))
                }
            }
            task.start()
        } catch {
            fail(error)
        }
    }

    // MARK: The reply

    func replyHead(_ head: ResponseHead, isRaw: Bool, on connection: Connection) -> BodyPlan {
        self.head = head
        if head.isRefusal { return .collect(limit: spec.bodyLimit(head, engine.configuration)) }
        if let handshake, isRaw, head.status != 101 || !handshake.accepts(head) {
            return .refuse(.malformed("it did not change to WebSocket as it was asked to"))
        }
        if case .known(let tty) = spec.terminal { terminal = tty }
        let kind = StreamKind(spec.shape, head: head, isRaw: isRaw, version: version, terminal: terminal)
        guard let content = kind.content else { return .collect(limit: spec.bodyLimit(head, engine.configuration)) }
        let core = StreamCore(
            content: content, limits: engine.configuration.limits, handler: connection.exchangeHandler,
            eventLoop: self.core.eventLoop, context: context)
        stream = core
        self.connection = nil
        let body: Reply.Body =
            isRaw ? .duplex(DuplexStream(core, channel: connection.channel)) : .stream(EngineStream(core))
        // The handler learns of the stream when this returns; whoever waits for the reply is told after that.
        let reply = Reply(status: head.status, headers: head.headers, body: body)
        core.eventLoop.assumeIsolated().execute { self.succeed(reply) }
        return handshake != nil && isRaw ? .webSocket(core) : .stream(core)
    }

    func replyComplete(_ body: ByteBuffer) {
        connection = nil
        guard let head else { return }
        do throws(EngineError) {
            succeed(try spec.reply(head, body))
        } catch {
            fail(error)
        }
    }

    func exchangeFailed(_ failure: ExchangeFailure, replyBegan: Bool, nothingSent: Bool) {
        connection = nil
        guard !isFinished else { return }
        // A kept connection may have been closed by the engine while nobody looked. That says nothing about this call.
        if wasReused, !hasRetried, !replyBegan, let request, request.isSafeToRepeat || nothingSent, failure.meansClosed
        {
            hasRetried = true
            return connect(fresh: true)
        }
        fail(context.error(for: failure))
    }

    private func succeed(_ reply: Reply) {
        guard !isFinished else { return }
        isFinished = true
        promise.succeed(reply)
    }

    private func fail(_ error: EngineError) {
        guard !isFinished else { return }
        isFinished = true
        stream?.release()
        if case .stream(let source, _) = spec.request.body { source.cancel() }
        promise.fail(error)
    }
}
