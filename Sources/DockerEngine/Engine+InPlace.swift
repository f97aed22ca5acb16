public import NIOCore

/// How a thread that waits in place hears that it should wait no longer.
public struct InPlaceWait {
    /// A descriptor that becomes readable when ``mustEnd`` is worth asking.
    let wakeDescriptor: Int32
    /// Whether the wait has to end. Makes the descriptor quiet again.
    let mustEnd: () -> Bool

    /// - Parameters:
    ///   - wakeDescriptor: becomes readable when there may be a reason to end the wait.
    ///   - mustEnd: tells whether there is one, and makes the descriptor quiet again.
    public init(wakeDescriptor: Int32, mustEnd: @escaping () -> Bool) {
        self.wakeDescriptor = wakeDescriptor
        self.mustEnd = mustEnd
    }
}

/// What became of a call that could be answered in place.
public enum InPlaceOutcome: Sendable {
    /// The reply, or what the call failed with.
    case answered(Result<Reply, EngineError>)
    /// The wait had to end; the connection is closed, so that the engine notices.
    case ended
    /// It needs the event loop, and is on its way there.
    case running(EngineCall)
}

extension Engine {
    /// Calls an operation, and waits for the reply on the thread of the caller where that is possible: that saves waking
    /// the event loop and being woken by it. Possible are calls over a unix socket whose request is short and whose reply
    /// is collected. Not on the event loop.
    ///
    /// - Parameters:
    ///   - invocation: the operation and its values.
    ///   - tty: as for ``invoke(_:tty:)``.
    ///   - wait: what ends the wait early.
    public func invoke(_ invocation: Invocation, tty: Bool? = nil, inPlace wait: InPlaceWait) -> InPlaceOutcome {
        do throws(EngineError) {
            return answer(try CallSpec(invocation, tty: tty), wait)
        } catch {
            return .answered(.failure(error))
        }
    }

    /// ``raw(method:path:query:headers:body:timeout:)``, answered in place where that is possible.
    public func raw(
        method: String, path: String, query: [(String, Argument)] = [], headers: [(String, String)] = [],
        body: RequestBody = .none, timeout: TimeAmount? = nil, inPlace wait: InPlaceWait
    ) -> InPlaceOutcome {
        do throws(EngineError) {
            let request = try RequestBuilder.raw(
                method: method, path: path, query: query, headers: headers, body: body)
            return answer(CallSpec(request, timeout: timeout, tty: nil), wait)
        } catch {
            return .answered(.failure(error))
        }
    }

    private func answer(_ spec: CallSpec, _ wait: InPlaceWait) -> InPlaceOutcome {
        do throws(EngineError) {
            try admit(spec)
            if spec.canBeAnsweredInPlace, case .unix(let path) = configuration.address, !isClosed {
                let caller = InPlaceCaller(self, wait)
                if let outcome = try caller.call(spec, path: path) { return outcome }
            }
            return .running(start(spec))
        } catch {
            return .answered(.failure(error))
        }
    }
}

extension CallSpec {
    /// Whether its request is short and its reply is collected, whatever the engine says.
    fileprivate var canBeAnsweredInPlace: Bool {
        switch shape {
        case .of(.json), .of(.text), .of(.empty), .of(.headers): upgrade == nil && RequestEncoder.isShort(request.body)
        default: false
        }
    }
}

/// One call on the engine's blocking connection. What is nil here is better done by the event loop, which has more to
/// say about connections that fail and engines that do not tell their version.
private struct InPlaceCaller {
    private enum Answer {
        case reply(ResponseHead, ByteBuffer, isReusable: Bool)
        case ended
    }

    private enum Agreement {
        case version(APIVersion?)
        case ended
    }

    private let engine: Engine
    private let wait: InPlaceWait

    init(_ engine: Engine, _ wait: InPlaceWait) {
        self.engine = engine
        self.wait = wait
    }

    func call(_ spec: CallSpec, path: String) throws(EngineError) -> InPlaceOutcome? {
        guard var connection = engine.blockingConnection.take() ?? BlockingConnection(path: path) else { return nil }
        var version: APIVersion?
        if spec.needsVersion {
            switch try agreeOnVersion(for: spec, on: &connection) {
            case .ended: return .ended
            case .version(nil): return nil
            case .version(let agreed): version = agreed
            }
        }
        let request: OutgoingRequest
        do throws(EngineError) {
            request = try outgoing(spec, version)
        } catch {
            engine.blockingConnection.put(connection)
            throw error
        }
        switch try ask(spec, request, on: &connection) {
        case .reply(let head, let body, let isReusable):
            if isReusable { engine.blockingConnection.put(connection) }
            return .answered(.success(try spec.reply(head, body)))
        case .ended: return .ended
        case nil: return nil
        }
    }

    private func outgoing(_ spec: CallSpec, _ version: APIVersion?) throws(EngineError) -> OutgoingRequest {
        try spec.outgoing(version, headers: spec.request.headers, headLimit: engine.configuration.limits.head)
    }

    private func agreeOnVersion(
        for spec: CallSpec, on connection: inout BlockingConnection
    ) throws(EngineError) -> Agreement {
        if let known = engine.negotiatedVersion { return .version(known) }
        if let pinned = engine.configuration.apiVersion {
            guard pinned >= .oldest else { return .version(nil) }
            engine.versionAgreed(pinned)
            return .version(pinned)
        }
        var ping = CallSpec(try RequestBuilder.raw(method: "HEAD", path: "/_ping"), timeout: nil, tty: nil)
        ping.operation = spec.operation
        switch try ask(ping, outgoing(ping, nil), on: &connection) {
        case .ended: return .ended
        case .reply(let head, _, isReusable: true):
            guard head.status == 200, let text = head.headers["Api-Version"], let version = APIVersion(text),
                version >= .oldest
            else { return .version(nil) }
            let agreed = APIVersion.agreed(with: version)
            engine.versionAgreed(agreed)
            return .version(agreed)
        case .reply, nil: return .version(nil)
        }
    }

    private func ask(
        _ spec: CallSpec, _ request: OutgoingRequest, on connection: inout BlockingConnection
    ) throws(EngineError) -> Answer? {
        let encoded = engine.encoder.encode(request, allocator: ByteBufferAllocator())
        let wasReused = connection.wasUsed
        let outcome = connection.exchange(
            encoded.first, request.kind, limits: spec.limits(engine.configuration), wait: wait,
            witness: engine.witness(request.kind), bodyLimit: { spec.bodyLimit($0, engine.configuration) })
        switch outcome {
        case .reply(let head, let body, let isReusable): return .reply(head, body, isReusable: isReusable)
        case .ended: return .ended
        case .failed(let failure, let replyBegan, let nothingSent):
            // A kept connection may have been closed by the engine while nobody looked. That says nothing about this call.
            if !replyBegan, nothingSent || wasReused && request.isSafeToRepeat, failure.meansClosed { return nil }
            throw CallContext(engine.configuration, operation: spec.operation).error(for: failure)
        }
    }
}
