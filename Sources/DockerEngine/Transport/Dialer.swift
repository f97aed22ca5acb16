internal import NIOCore
internal import NIOPosix

/// Opens channels to an address. Whatever the address, what comes out is a byte channel that reads only when told.
struct Dialer: Sendable {
    /// Where to.
    let address: Address
    /// How long it may take, with everything that has to be agreed on before the first request.
    let timeout: TimeAmount
    /// Where the channels live.
    let eventLoop: any EventLoop
    private let logins: SSHLogins
    private let tls: (settings: TLSSettings, contexts: TLSContexts)?

    /// Makes a dialer; reads nothing and connects to nothing.
    init(_ configuration: EngineConfiguration, eventLoop: any EventLoop) {
        address = configuration.address
        timeout = configuration.connectTimeout
        self.eventLoop = eventLoop
        logins = SSHLogins(eventLoop: eventLoop)
        tls = configuration.effectiveTLS.map { ($0, TLSContexts($0)) }
    }

    /// Opens a channel.
    func dial() -> EventLoopFuture<any Channel> {
        switch address {
        case .unix(let path):
            bootstrap.connect(unixDomainSocketPath: path)
        case .tcp(let host, let port), .http(let host, let port), .https(let host, let port):
            if tls == nil { connect(host, port) } else { connectSecurely(host, port) }
        case .ssh(let target):
            logins.next { SSHConnection.open(target, bootstrap, timeout: timeout, eventLoop: eventLoop) }
        }
    }

    private var bootstrap: ClientBootstrap {
        ClientBootstrap(group: eventLoop)
            .channelOption(.autoRead, value: false)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(
                .recvAllocator,
                value: AdaptiveRecvByteBufferAllocator(minimum: 2048, initial: 4096, maximum: 128 * 1024)
            )
            .connectTimeout(timeout)
            .channelInitializer { $0.closeOnExec() }
    }

    private func connect(_ host: String, _ port: Int) -> EventLoopFuture<any Channel> {
        bootstrap.channelOption(.tcpOption(.tcp_nodelay), value: 1).connect(host: host, port: port)
    }

    private func connectSecurely(_ host: String, _ port: Int) -> EventLoopFuture<any Channel> {
        guard let (settings, contexts) = tls else { return connect(host, port) }
        let deadline = NIODeadline.now() + timeout
        return contexts.get(on: eventLoop).flatMap { context in
            connect(host, port).flatMap { channel in
                TLSHandshake.perform(
                    on: channel, host: host, address: address, settings: settings, context: context,
                    deadline: deadline, timeout: timeout)
            }
        }
    }
}
