internal import NIOCore

/// One call from start to reply. Confined to the event loop.
final class CallTask: ExchangeOwner {
    /// The longest message of a refusal that is read.
    private static let refusalLimit = 1024 * 1024

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
            request = OutgoingRequest(
                method: spec.request.method, target: try spec.request.target(version: version ?? .newest),
                headers: headers, body: spec.request.body, upgrade: spec.upgrade,
                headLimit: engine.configuration.limits.head)
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
                ExchangeTap.Subject(
                    observer: observer, address: engine.configuration.address, kind: request.kind))
        }
        connection.perform(request, encoder: engine.encoder, limits: limits, owner: self)
    }

    private var limits: ExchangeLimits {
        let patience = spec.waits ? nil : engine.configuration.responseTimeout
        let idle = engine.configuration.idleTimeout
        return switch spec.shape {
        case .of(.byteStream), .of(.jsonStream), .of(.logStream), .of(.duplex):
            ExchangeLimits(head: spec.timeout ?? patience, idle: idle)
        default:
            ExchangeLimits(head: spec.timeout == nil ? patience : nil, body: patience, idle: idle, call: spec.timeout)
        }
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
        if head.status >= 400 || head.isRedirect { return .collect(limit: Self.refusalLimit) }
        if let handshake, isRaw, head.status != 101 || !handshake.accepts(head) {
            return .refuse(.malformed("it did not change to WebSocket as it was asked to"))
        }
        if case .known(let tty) = spec.terminal { terminal = tty }
        let kind = StreamKind(spec.shape, head: head, isRaw: isRaw, version: version, terminal: terminal)
        guard let content = kind.content else { return .collect(limit: engine.configuration.limits.reply) }
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
        if head.isRedirect {
            return fail(.redirect(status: head.status, to: head.headers["Location"], operation: spec.operation))
        }
        if head.status >= 400 {
            return fail(.reply(status: head.status, body: body, operation: spec.operation))
        }
        if spec.shape == .of(.duplex), head.status == 200, body.readableBytes > 0 {
            let words = String(buffer: body)
            return fail(
                EngineError(
                    .api, "The engine did not open the stream: \(words)", status: 200, operation: spec.operation))
        }
        let shaped: Reply.Body =
            if body.readableBytes == 0 {
                .empty
            } else {
                switch spec.shape {
                case .of(.json), .of(.longPoll): .json(body)
                case .of(.text): .text(body)
                case .of(.empty), .of(.headers): .empty
                default: StreamKind.isJSON(head) ? .json(body) : .text(body)
                }
            }
        succeed(Reply(status: head.status, headers: head.headers, body: shaped))
    }

    func exchangeFailed(_ failure: ExchangeFailure, replyBegan: Bool, nothingSent: Bool) {
        connection = nil
        guard !isFinished else { return }
        // A kept connection may have been closed by the engine while nobody looked. That says nothing about this call.
        if wasReused, !hasRetried, !replyBegan, let request, request.isSafeToRepeat || nothingSent,
            Self.meansClosed(failure)
        {
            hasRetried = true
            return connect(fresh: true)
        }
        fail(context.error(for: failure))
    }

    private static func meansClosed(_ failure: ExchangeFailure) -> Bool {
        switch failure {
        case .fault(.closedBeforeReply), .transport: true
        case .fault, .timedOut, .cancelled: false
        }
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
