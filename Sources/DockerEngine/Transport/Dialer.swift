internal import NIOCore
internal import NIOPosix

/// Opens channels to an address. Whatever the address, what comes out is a plain byte channel that reads only when told.
struct Dialer: Sendable {
    /// Where to.
    let address: Address
    /// How long it may take.
    let timeout: TimeAmount
    /// Where the channels live.
    let eventLoop: any EventLoop

    /// Opens a channel.
    func dial() -> EventLoopFuture<any Channel> {
        let bootstrap = ClientBootstrap(group: eventLoop)
            .channelOption(.autoRead, value: false)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(
                .recvAllocator,
                value: AdaptiveRecvByteBufferAllocator(minimum: 2048, initial: 4096, maximum: 128 * 1024)
            )
            .connectTimeout(timeout)
        switch address {
        case .unix(let path):
            return bootstrap.connect(unixDomainSocketPath: path)
        case .tcp(let host, let port):
            return bootstrap.channelOption(.tcpOption(.tcp_nodelay), value: 1).connect(host: host, port: port)
        }
    }
}
