internal import Glibc
internal import NIOCore
internal import NIOSSL

/// Says in words what the TLS library below has found wrong.
struct TLSFailure {
    /// The engine's address.
    var address: Address
    /// What this side brought.
    var settings: TLSSettings
    /// What the other side showed, if it came that far.
    var certificate: NIOSSLCertificate?

    /// The error for a handshake that failed.
    func duringHandshake(_ error: any Error) -> EngineError {
        if let error = error as? EngineError { return error }
        if let error = error as? NIOSSLExtraError, error == .failedToValidateHostname { return wrongName("\(error)") }
        if case .noCertificateToValidate? = error as? NIOSSLError { return unknownAuthority("\(error)") }
        if let words = Self.words(error) {
            if words.contains("CERTIFICATE_VERIFY_FAILED") { return refused(words) }
            if let known = alert(words) { return known }
            if ["WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNEXPECTED_RECORD", "INVALID_RECORD"].contains(
                where: words.contains)
            {
                return EngineError(
                    .tls, "what answers at \(address) does not speak TLS",
                    hint: "Use its port for TLS (2376 by custom), or http:// if it may be spoken to without.",
                    cause: words)
            }
        }
        return EngineError(
            .tls, "the engine at \(address) ended the connection while TLS was being agreed on",
            hint: settings.cert == nil
                ? "It may not speak TLS on this port, or want a client certificate."
                : "It may not speak TLS on this port, or not accept the client certificate.",
            cause: Self.words(error) ?? "\(error)")
    }

    /// The error for a connection that TLS broke after the handshake; nil when it was not TLS that broke it.
    func afterHandshake(_ error: any Error) -> EngineError? {
        if case .uncleanShutdown? = error as? NIOSSLError {
            return EngineError(
                .connection, "the connection to \(address) was cut: it ended without the end that TLS announces",
                hint: "The engine, or something between, was most likely stopped. Try again.")
        }
        if let error = error as? IOError, error.errnoCode == ECONNRESET, settings.cert == nil {
            // The refusal of TLS 1.3 comes late, and the reset behind it may overtake it.
            return EngineError(
                .connection, "the engine at \(address) reset the connection",
                hint: "It may want a client certificate: set DOCKER_CERT_PATH, or give cert and key.",
                cause: EngineError.systemText(error.errnoCode))
        }
        guard let words = Self.words(error) else { return nil }
        return alert(words)
            ?? EngineError(.tls, "TLS with the engine at \(address) broke", hint: "Try again.", cause: words)
    }

    /// The error for a certificate that is good, but somebody else's.
    func wrongName(_ cause: String?) -> EngineError {
        let names = certificate.map { CertificateNames($0).names.joined(separator: ", ") } ?? ""
        return EngineError(
            .tls,
            "the certificate of the engine at \(address) is for another host, not for \(settings.hostname ?? host)",
            hint: "Use the name that the certificate was made for, or say which one to expect (tls hostname).",
            cause: names.isEmpty ? cause : "it is for \(names)")
    }

    private var host: String {
        switch address {
        case .tcp(let host, _), .http(let host, _), .https(let host, _): host
        case .unix, .ssh: "\(address)"
        }
    }

    /// This side refused the engine's certificate. The library does not say why, but the certificate may.
    private func refused(_ words: String) -> EngineError {
        guard let certificate else { return unknownAuthority(words) }
        let now = time(nil)
        if certificate.notValidAfter < now {
            return EngineError(
                .tls, "the certificate of the engine at \(address) has expired",
                hint: "It ended on \(Self.day(certificate.notValidAfter)): its owner has to renew it.", cause: words)
        }
        if certificate.notValidBefore > now {
            return EngineError(
                .tls, "the certificate of the engine at \(address) is not valid yet",
                hint: "It begins on \(Self.day(certificate.notValidBefore)): check the clocks of both sides.",
                cause: words)
        }
        return unknownAuthority(words)
    }

    private func unknownAuthority(_ words: String) -> EngineError {
        let trusted = settings.ca.map { "the authority in \($0)" } ?? "an authority that this system trusts"
        return EngineError(
            .tls, "the certificate of the engine at \(address) was not issued by \(trusted)",
            hint: settings.ca == nil
                ? "Name the engine's own authority (ca.pem in DOCKER_CERT_PATH, or the option ca)."
                : "Take ca.pem from the one who runs the engine. If it is right, somebody else may be answering.",
            cause: words)
    }

    /// The engine refused this side, in the vocabulary of TLS alerts.
    private func alert(_ words: String) -> EngineError? {
        guard words.contains("ALERT") || words.contains("CERTIFICATE_REQUIRED") else { return nil }
        if words.contains("PROTOCOL_VERSION") {
            return EngineError(
                .tls, "the engine at \(address) speaks another version of TLS",
                hint: "At least TLS 1.2 is needed; an engine that old should be updated.", cause: words)
        }
        let isAboutCertificate = [
            "CERTIFICATE", "UNKNOWN_CA", "HANDSHAKE_FAILURE", "ACCESS_DENIED", "DECRYPT_ERROR", "BAD_CERTIFICATE",
        ].contains(where: words.contains)
        guard isAboutCertificate else {
            return EngineError(.tls, "the engine at \(address) refused TLS", cause: words)
        }
        guard let cert = settings.cert else {
            return EngineError(
                .tls, "the engine at \(address) wants a client certificate, and none was given",
                hint: "Let DOCKER_CERT_PATH name the folder of cert.pem and key.pem, or give cert and key.",
                cause: words)
        }
        let why = words.contains("EXPIRED") ? "it has expired" : "it was most likely issued by another authority"
        return EngineError(
            .tls, "the engine at \(address) does not accept the client certificate \(cert): \(why)",
            hint: "Ask the one who runs the engine for a certificate.", cause: words)
    }

    /// What the library's stack of errors says; nil for errors of other origin.
    private static func words(_ error: any Error) -> String? {
        switch error {
        case NIOSSLError.handshakeFailed(let inner), NIOSSLError.shutdownFailed(let inner): words(inner)
        case BoringSSLError.sslError(let stack), BoringSSLError.unknownError(let stack):
            stack.map { reason("\($0)") }.joined(separator: "; ")
        case is BoringSSLError, is NIOSSLError: "\(error)"
        default: nil
        }
    }

    /// `Error: 268435703 error:100000f7:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER at …` by its last part.
    private static func reason(_ text: String) -> String {
        guard let mark = text.firstRange(of: "OPENSSL_internal:") else { return text }
        return String(text[mark.upperBound...].prefix { $0 != " " })
    }

    /// `2026-03-01`
    private static func day(_ time: time_t) -> String {
        var moment = time
        var parts = tm()
        gmtime_r(&moment, &parts)
        func two(_ number: CInt) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
    }
}
