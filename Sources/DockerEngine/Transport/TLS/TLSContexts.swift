internal import Glibc
internal import NIOCore
internal import NIOPosix
internal import NIOSSL
internal import Synchronization

/// Makes what NIOSSL needs from TLS settings, and keeps it: reading certificates takes milliseconds, and those of the
/// system more than a few.
final class TLSContexts: Sendable {
    private let settings: TLSSettings
    private let made = Mutex<NIOSSLContext?>(nil)

    /// Nothing is read before the first connection.
    init(_ settings: TLSSettings) { self.settings = settings }

    /// The context, made on a thread that may wait for the disk. A failure is not kept: the files may be put right.
    func get(on eventLoop: any EventLoop) -> EventLoopFuture<NIOSSLContext> {
        if let context = made.withLock({ $0 }) { return eventLoop.makeSucceededFuture(context) }
        return NIOThreadPool.singleton.runIfActive(eventLoop: eventLoop) {
            let context = try Self.make(self.settings)
            self.made.withLock { $0 = context }
            return context
        }
    }

    /// Reads and checks the certificates and the key.
    ///
    /// - Throws: kind `tls` that names the file.
    static func make(_ settings: TLSSettings) throws(EngineError) -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        // An engine that hangs does not answer a goodbye either; nobody should have to wait for it.
        configuration.shutdownTimeout = .seconds(1)
        if let hostname = settings.hostname { try check(hostname: hostname) }
        if !settings.verify { configuration.certificateVerification = .none }
        if let ca = settings.ca { configuration.trustRoots = .certificates(try certificates(ca, "of the authority")) }
        switch (settings.cert, settings.key) {
        case (nil, nil): break
        case (let cert?, let key?):
            configuration.certificateChain = try certificates(cert, "of the client").map { .certificate($0) }
            configuration.privateKey = .privateKey(try privateKey(key))
        case (let half?, nil):
            throw EngineError(
                .tls, "there is a client certificate (\(half)), but not its key",
                hint: "A client shows both or none: key.pem lies beside cert.pem.")
        case (nil, let half?):
            throw EngineError(
                .tls, "there is the key of a client certificate (\(half)), but not the certificate",
                hint: "A client shows both or none: cert.pem lies beside key.pem.")
        }
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch NIOSSLError.failedToLoadPrivateKey {
            throw EngineError(
                .tls, "the key \(named(settings.key)) does not belong to the certificate \(named(settings.cert))",
                hint: "Certificate and key are made together; take both from the same place.")
        } catch {
            throw EngineError(.tls, "the certificates cannot be used", cause: "\(error)")
        }
    }

    private static func named(_ material: TLSSettings.Material?) -> String { material?.description ?? "" }

    private static func check(hostname: String) throws(EngineError) {
        var address = in6_addr()
        let isNumeric = inet_pton(AF_INET, hostname, &address) == 1 || inet_pton(AF_INET6, hostname, &address) == 1
        guard !isNumeric, !hostname.isEmpty, hostname.utf8.count < 256, hostname.utf8.allSatisfy(\.isNameByte) else {
            throw EngineError(
                .invalidArgument, "\"\(hostname)\" is not a name that a certificate could be checked for",
                hint: "Give the name in the engine's certificate, such as engine.example.org.")
        }
    }

    private static func certificates(
        _ material: TLSSettings.Material, _ whose: String
    ) throws(EngineError) -> [NIOSSLCertificate] {
        let bytes = try material.read()
        let found = (try? NIOSSLCertificate.fromPEMBytes(bytes)) ?? []
        guard !found.isEmpty else {
            throw EngineError(
                .tls, "\(material) holds no certificate \(whose) that can be read",
                hint: "It must be PEM text: lines between -----BEGIN CERTIFICATE----- and -----END CERTIFICATE-----.")
        }
        return found
    }

    private static func privateKey(_ material: TLSSettings.Material) throws(EngineError) -> NIOSSLPrivateKey {
        let bytes = try material.read()
        // Asked for a key with a passphrase, the library below would prompt on the terminal.
        if String(decoding: bytes, as: UTF8.self).contains("ENCRYPTED") {
            throw EngineError(
                .tls, "the key \(material) is locked with a passphrase, and nobody could type it here",
                hint: "Make a copy without, for your eyes only: openssl pkey -in KEY -out COPY && chmod 600 COPY")
        }
        do {
            return try NIOSSLPrivateKey(bytes: bytes, format: .pem)
        } catch {
            throw EngineError(
                .tls, "\(material) holds no private key that can be read",
                hint: "It must be PEM text: lines between -----BEGIN PRIVATE KEY----- and -----END PRIVATE KEY-----.")
        }
    }
}

extension TLSSettings.Material {
    /// Certificates and keys are small; this keeps a wrong path from filling the memory.
    private static let longest = 4 * 1024 * 1024

    /// The PEM text.
    ///
    /// - Throws: kind `tls` that names the file and says why it cannot be read.
    func read() throws(EngineError) -> [UInt8] {
        guard case .file(let path) = self else {
            guard case .pem(let bytes, _) = self else { return [] }
            return bytes
        }
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw Self.unreadable(path, errno) }
        defer { close(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 * 1024)
        while bytes.count <= Self.longest {
            let count = Glibc.read(file, &piece, piece.count)
            if count == 0 { return bytes }
            guard count > 0 else { throw Self.unreadable(path, errno) }
            bytes += piece[..<count]
        }
        throw EngineError(.tls, "\(path) is too large to be a certificate or a key")
    }

    private static func unreadable(_ path: String, _ code: CInt) -> EngineError {
        EngineError(
            .tls, "\(path) cannot be read: \(EngineError.systemText(code))",
            hint: code == EACCES
                ? "Keys are readable for their owner only: run as that user, or copy the file."
                : "Check the path: DOCKER_CERT_PATH, the TLS options or the context name it.")
    }
}
