internal import NIOCore
internal import NIOSSL
internal import NIOTLS

/// Puts TLS on a connected channel and waits until both sides have agreed.
///
/// Afterwards the handler passes on what happens (failures of later reads are explained where the call is known), and
/// sees to it that a close does not last longer than it takes the other side to answer.
final class TLSHandshake: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer

    private let address: Address
    private let settings: TLSSettings
    /// The name to find in the certificate; nil: the address connected to.
    private let name: String?
    private var promise: EventLoopPromise<Void>?
    private var timer: Scheduled<Void>?

    private init(_ address: Address, _ settings: TLSSettings, _ name: String?, _ promise: EventLoopPromise<Void>) {
        self.address = address
        self.settings = settings
        self.name = name
        self.promise = promise
    }

    /// Shakes hands on a channel that reads only when told. On its event loop. On failure the channel is closed.
    ///
    /// - Parameters:
    ///   - host: the host in the address.
    ///   - deadline: when to give up.
    ///   - timeout: the limit that `deadline` comes from, for the message.
    static func perform(
        on channel: any Channel, host: String, address: Address, settings: TLSSettings, context: NIOSSLContext,
        deadline: NIODeadline, timeout: TimeAmount
    ) -> EventLoopFuture<any Channel> {
        let promise = channel.eventLoop.makePromise(of: Void.self)
        do {
            let pipeline = channel.pipeline.syncOperations
            let name = settings.hostname ?? (isNumeric(host) ? nil : host)
            let handshake = TLSHandshake(address, settings, name, promise)
            // The handshake begins when the TLS handler is added, so its listener has to be there before.
            try pipeline.addHandler(handshake)
            handshake.timer = channel.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
                handshake.end(.failure(EngineError.connectTimeout(address, after: timeout)))
                channel.close(promise: nil)
            }
            let tls = try NIOSSLClientHandler(context: context, serverHostname: name)
            try pipeline.addHandler(tls, position: .before(handshake))
            channel.read()
        } catch {
            promise.fail(error)
            channel.close(promise: nil)
        }
        return promise.futureResult.map { channel }
    }

    /// Numbers are not announced to the server; the certificate is checked for the address connected to.
    private static func isNumeric(_ host: String) -> Bool {
        (try? SocketAddress(ipAddress: String(host.prefix { $0 != "%" }), port: 0)) != nil
    }

    private func end(_ result: Result<Void, any Error>) {
        timer?.cancel()
        timer = nil
        let waiting = promise
        promise = nil
        waiting?.completeWith(result)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent { completed(context) }
        context.fireUserInboundEventTriggered(event)
    }

    private func completed(_ context: ChannelHandlerContext) {
        let certificate = certificate(context)
        if settings.verify, let name, certificate.map({ CertificateNames($0).include(name) }) != true {
            let failure = TLSFailure(address: address, settings: settings, certificate: certificate)
            end(.failure(failure.wrongName(nil)))
            context.close(promise: nil)
        } else {
            end(.success(()))
        }
    }

    private func certificate(_ context: ChannelHandlerContext) -> NIOSSLCertificate? {
        try? context.pipeline.syncOperations.handler(type: NIOSSLClientHandler.self).peerCertificate
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard promise != nil else { return context.fireErrorCaught(error) }
        let failure = TLSFailure(address: address, settings: settings, certificate: certificate(context))
        end(.failure(failure.duringHandshake(error)))
        context.close(promise: nil)
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if mode == .all {
            // The end that the other side announces now is the end of the channel, and no half-close any more. It has to
            // be read, whether or not somebody still wants what comes before it.
            try? context.channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: false)
            context.read()
        }
        context.close(mode: mode, promise: promise)
    }

    func channelInactive(context: ChannelHandlerContext) {
        if promise != nil {
            let failure = TLSFailure(address: address, settings: settings)
            end(.failure(failure.duringHandshake(ChannelError.eof)))
        }
        context.fireChannelInactive()
    }
}
