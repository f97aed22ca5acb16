internal import NIOCore

/// The state behind an ``Engine``: its connections and the version agreed on. Confined to the event loop.
final class EngineCore {
    /// Where and how.
    let configuration: EngineConfiguration
    /// The connections.
    let pool: ConnectionPool
    /// Who sees the exchanges.
    let observer: (any ExchangeObserver)?
    /// Writes requests.
    let encoder: RequestEncoder
    private let eventLoop: any EventLoop
    private let version: AgreedVersion
    private var waiting: [(Result<APIVersion, EngineError>) -> Void] = []
    private var box: NIOLoopBoundBox<EngineCore>?

    /// Prepares for an engine; connects to nothing.
    init(
        _ configuration: EngineConfiguration, _ encoder: RequestEncoder, _ version: AgreedVersion,
        eventLoop: any EventLoop, observer: (any ExchangeObserver)? = nil
    ) {
        self.configuration = configuration
        self.observer = observer
        self.eventLoop = eventLoop
        self.encoder = encoder
        self.version = version
        pool = ConnectionPool(dialer: Dialer(configuration, eventLoop: eventLoop), encoder: encoder)
    }

    // MARK: Version

    /// The version agreed on; nil before.
    var knownVersion: APIVersion? { version.value }

    /// Asks the engine for its version, once for all who want to know at the same time. A failure is not remembered.
    func agreeOnVersion(_ completion: @escaping (Result<APIVersion, EngineError>) -> Void) {
        if let pinned = configuration.apiVersion {
            guard pinned >= .oldest else { return completion(.failure(Self.tooOld(pinned, whose: "The version set"))) }
            return settle(.success(pinned), completion)
        }
        waiting.append(completion)
        if waiting.count == 1 { ping(method: "HEAD") }
    }

    private func ping(method: String) {
        let request: PreparedRequest
        do throws(EngineError) {
            request = try RequestBuilder.raw(method: method, path: "/_ping")
        } catch {
            return tellAll(.failure(error))
        }
        let box = box ?? NIOLoopBoundBox(self, eventLoop: eventLoop)
        self.box = box
        let promise = eventLoop.makePromise(of: Reply.self)
        promise.futureResult.assumeIsolated().whenComplete { result in
            self.box = nil
            switch result {
            case .success(let reply):
                if let text = reply.headers["Api-Version"], let version = APIVersion(text) {
                    self.tellAll(
                        version < .oldest
                            ? .failure(Self.tooOld(version, whose: "The engine")) : .success(.agreed(with: version)))
                } else {
                    self.retry(after: method, Self.notAnEngine(self.configuration.address))
                }
            case .failure(let error as EngineError) where error.status != nil && error.kind != .connection:
                self.retry(after: method, error)
            case .failure(let error as EngineError):
                self.tellAll(.failure(error))
            case .failure(let error):
                self.tellAll(
                    .failure(
                        EngineError(.connection, "The engine could not be asked for its version.", cause: "\(error)")))
            }
        }
        var spec = CallSpec(request, timeout: nil, tty: nil)
        spec.shape = .of(.headers)
        spec.operation = nil
        CallTask(spec, core: box, promise: promise).start()
    }

    private func retry(after method: String, _ error: EngineError) {
        // Very old engines and some proxies do not know HEAD here.
        if method == "HEAD" { ping(method: "GET") } else { tellAll(.failure(error)) }
    }

    private func tellAll(_ result: Result<APIVersion, EngineError>) {
        let waiters = waiting
        waiting = []
        for waiter in waiters { settle(result, waiter) }
    }

    private func settle(
        _ result: Result<APIVersion, EngineError>, _ completion: (Result<APIVersion, EngineError>) -> Void
    ) {
        if case .success(let agreed) = result { version.settle(agreed) }
        completion(result)
    }

    private static func tooOld(_ version: APIVersion, whose: String) -> EngineError {
        EngineError(
            .version, "\(whose) speaks API \(version); at least \(APIVersion.oldest) is needed.",
            hint: "Docker Engine 1.12 and later can be used.")
    }

    private static func notAnEngine(_ address: Address) -> EngineError {
        EngineError(
            .version, "\(address) does not tell which version of the Docker API it speaks.",
            hint: "Is that address really a Docker Engine's? DOCKER_API_VERSION can name the version.")
    }
}
