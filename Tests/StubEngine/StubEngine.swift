public import NIOCore
internal import NIOPosix
internal import NIOSSL
internal import Synchronization

/// A server that answers as a script says, on a real socket: the engine of tests and measurements.
public final class StubEngine: Sendable {
    /// What to do about a request.
    public typealias Script = @Sendable (StubRequest) -> [StubStep]

    /// Where it listens: `unix:///…` or `tcp://127.0.0.1:…`.
    public let address: String
    private let channel: any Channel
    private let group: MultiThreadedEventLoopGroup
    private let log: StubLog

    private init(address: String, channel: any Channel, group: MultiThreadedEventLoopGroup, log: StubLog) {
        self.address = address
        self.channel = channel
        self.group = group
        self.log = log
    }

    /// Starts to listen.
    ///
    /// - Parameters:
    ///   - address: `unix:///path` or `tcp://host:port`; port 0 takes a free one.
    ///   - tls: speak TLS; nil: plain.
    ///   - beforeFirstRequest: what to do as soon as somebody connects, before any request.
    ///   - script: what to do about each request.
    public static func start(
        _ address: String, tls: StubTLS? = nil, beforeFirstRequest: [StubStep] = [], script: @escaping Script
    ) async throws -> StubEngine {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let log = StubLog()
        let secure = try tls.map { ($0, try $0.context()) }
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(
                .writeBufferWaterMark, value: .init(low: 256 * 1024, high: 512 * 1024)
            )
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let (tls, context) = secure { try tls.install(context, in: channel) }
                    let handler = StubHandler(log: log, script: script, opening: beforeFirstRequest)
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
        if address.hasPrefix("unix://") {
            let path = String(address.dropFirst("unix://".count))
            let channel = try await bootstrap.bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).get()
            return StubEngine(address: address, channel: channel, group: group, log: log)
        }
        let place = address.hasPrefix("tcp://") ? address.dropFirst("tcp://".count) : address[...]
        let colon = place.lastIndex(of: ":") ?? place.endIndex
        let host = String(place[..<colon])
        let port = Int(place[colon...].dropFirst()) ?? 0
        let channel = try await bootstrap.childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .bind(host: host, port: port).get()
        let bound = channel.localAddress?.port ?? port
        return StubEngine(address: "tcp://\(host):\(bound)", channel: channel, group: group, log: log)
    }

    /// Every request so far, in order.
    public var requests: [StubRequest] { log.requests }

    /// How many connections have been accepted.
    public var acceptedConnections: Int { log.counts.accepted }

    /// How many connections are open.
    public var openConnections: Int { log.counts.open }

    /// Everything received on connections that had left HTTP.
    public var received: ByteBuffer { log.received }

    /// Closes every connection that is open, but goes on listening.
    public func closeConnections() async throws {
        for channel in log.channels { try? await channel.close().get() }
    }

    /// Stops listening and closes every connection. Quiet when repeated.
    public func stop() async throws {
        guard log.stopsForTheFirstTime() else { return }
        try await channel.close().get()
        try await closeConnections()
        try await group.shutdownGracefully()
    }

    /// Waits until the connection that is listened on closes.
    public func run() async throws { try await channel.closeFuture.get() }
}

/// What a stub has seen.
final class StubLog: Sendable {
    private struct State {
        var requests: [StubRequest] = []
        var received = ByteBuffer()
        var accepted = 0
        var isStopped = false
        var channels: [ObjectIdentifier: any Channel] = [:]
    }

    /// Requests beyond this are not kept: measurements send many.
    private static let kept = 100_000
    private let state = Mutex(State())

    var requests: [StubRequest] { state.withLock { $0.requests } }
    var received: ByteBuffer { state.withLock { $0.received } }
    var channels: [any Channel] { state.withLock { Array($0.channels.values) } }
    var counts: (accepted: Int, open: Int) { state.withLock { ($0.accepted, $0.channels.count) } }

    func stopsForTheFirstTime() -> Bool {
        state.withLock { state in
            defer { state.isStopped = true }
            return !state.isStopped
        }
    }

    func opened(_ channel: any Channel) -> Int {
        state.withLock { state in
            state.accepted += 1
            state.channels[ObjectIdentifier(channel)] = channel
            return state.accepted
        }
    }

    func closed(_ channel: any Channel) {
        state.withLock { state in _ = state.channels.removeValue(forKey: ObjectIdentifier(channel)) }
    }

    func note(_ request: StubRequest) {
        state.withLock { state in if state.requests.count < Self.kept { state.requests.append(request) } }
    }

    func note(_ bytes: ByteBuffer) {
        state.withLock { state in
            guard state.received.readableBytes < 64 * 1024 * 1024 else { return }
            state.received.writeImmutableBuffer(bytes)
        }
    }
}
