import DockerEngine
import Glibc
import NIOCore
import NIOPosix
import StubEngine
import Synchronization
import Testing

/// Where a stub listens.
enum Place: String, Sendable, CaseIterable, CustomTestStringConvertible {
    case unix, tcp, tls
    var testDescription: String { rawValue }

    private static let counter = Mutex(0)

    var address: String {
        guard self == .unix else { return "tcp://127.0.0.1:0" }
        let number = Self.counter.withLock { count in
            count += 1
            return count
        }
        return "unix:///tmp/moondock-stub-\(getpid())-\(number).sock"
    }
}

/// Runs a test with a stub and a client for it. Where the client has no version to ask for, the stub answers whoever asks
/// whether it is still there; the script hears of everything else.
func withStub<Value>(
    _ place: Place = .unix, tls: StubTLS? = nil, opening: [StubStep] = [], version: APIVersion? = APIVersion(1, 41),
    observer: (any ExchangeObserver)? = nil, configure: (inout EngineConfiguration) -> Void = { _ in },
    script: @escaping StubEngine.Script, _ body: (Engine, StubEngine) async throws -> Value
) async throws -> Value {
    let isThere = StubStep.text("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    let stub = try await StubEngine.start(
        place.address, tls: tls ?? (place == .tls ? StubTLS() : nil), beforeFirstRequest: opening,
        script: { version != nil && $0.method == "HEAD" && $0.path == "/_ping" ? [isThere] : script($0) })
    var configuration = EngineConfiguration(address: try Address.parse(stub.address), apiVersion: version)
    if place == .tls {
        configuration.tls = TLSSettings(ca: .pem(Array(StubCertificates.authority.utf8), name: "authority"))
    }
    configure(&configuration)
    // A loop of its own: tests that keep a loop busy do not slow down those that measure time.
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let engine = Engine(configuration, eventLoop: group.next(), observer: observer)
    let result: Result<Value, any Error>
    do {
        result = .success(try await body(engine, stub))
    } catch {
        result = .failure(error)
    }
    try await engine.close().get()
    try await stub.stop()
    try await group.shutdownGracefully()
    return try result.get()
}

/// Waits until something holds, at most ten seconds.
func eventually(_ condition: () -> Bool) async -> Bool {
    for _ in 0..<2000 {
        if condition() { return true }
        try? await Task.sleep(for: .milliseconds(5))
    }
    return condition()
}

let logArguments: [(String, Argument)] = [("id", .string("x")), ("stdout", .boolean(true))]
