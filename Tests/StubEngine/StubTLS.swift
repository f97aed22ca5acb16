internal import NIOCore
internal import NIOSSL

/// How a stub speaks TLS.
public struct StubTLS: Sendable {
    /// What it shows of itself.
    public var identity: StubCertificates.Pair
    /// The authority that clients need a certificate of; nil: they need none.
    public var clientAuthority: String?
    /// Whether TLS 1.2 is the newest it speaks.
    public var onlyTLS12: Bool
    /// Whether everything it sends goes out byte by byte, below TLS.
    public var splitsBytes: Bool

    /// A server at localhost that everybody may talk to, unless said otherwise.
    public init(
        _ identity: StubCertificates.Pair = StubCertificates.server, clientAuthority: String? = nil,
        onlyTLS12: Bool = false, splitsBytes: Bool = false
    ) {
        self.identity = identity
        self.clientAuthority = clientAuthority
        self.onlyTLS12 = onlyTLS12
        self.splitsBytes = splitsBytes
    }

    func context() throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try Self.certificates(identity.certificate).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(identity.key.utf8), format: .pem)))
        configuration.minimumTLSVersion = .tlsv12
        configuration.maximumTLSVersion = onlyTLS12 ? .tlsv12 : nil
        configuration.shutdownTimeout = .milliseconds(200)
        if let clientAuthority {
            configuration.certificateVerification = .noHostnameVerification
            configuration.trustRoots = .certificates(try Self.certificates(clientAuthority))
        }
        return try NIOSSLContext(configuration: configuration)
    }

    private static func certificates(_ text: String) throws -> [NIOSSLCertificate] {
        try NIOSSLCertificate.fromPEMBytes(Array(text.utf8))
    }

    func install(_ context: NIOSSLContext, in channel: any Channel) throws {
        let pipeline = channel.pipeline.syncOperations
        if splitsBytes { try pipeline.addHandler(ByteSplitter()) }
        try pipeline.addHandler(NIOSSLServerHandler(context: context))
    }
}

/// Sends every byte in a write of its own.
private final class ByteSplitter: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        var rest = unwrapOutboundIn(data)
        while rest.readableBytes > 1, let byte = rest.readSlice(length: 1) {
            context.writeAndFlush(wrapOutboundOut(byte), promise: nil)
        }
        context.write(wrapOutboundOut(rest), promise: promise)
    }
}
