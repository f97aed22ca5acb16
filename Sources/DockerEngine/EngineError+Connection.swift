internal import Glibc

extension EngineError {
    /// A connection that could not be made, from the system's error number.
    public static func connecting(to address: Address, errno code: CInt) -> EngineError {
        let (what, hint) = advice(address, code)
        return EngineError(
            .connection, "cannot reach the engine at \(address): \(what)", hint: hint, cause: systemText(code))
    }

    /// A host name that leads nowhere.
    public static func unknownHost(_ address: Address, cause: String? = nil) -> EngineError {
        EngineError(
            .connection, "cannot reach the engine at \(address): the name of the host is not known",
            hint: "Check its spelling, or use the address in numbers.", cause: cause)
    }

    /// A connection that broke before the reply was complete.
    public static func disconnected(errno code: CInt? = nil, operation: String? = nil) -> EngineError {
        EngineError(
            .connection, "the engine closed the connection before its reply was complete", operation: operation,
            hint: "It was most likely restarted. Try again.", cause: code.map(systemText))
    }

    /// A port that speaks TLS was spoken to without it.
    public static func plainOnTLS(cause: String? = nil) -> EngineError {
        EngineError(
            .tls, "the engine expects TLS on this port, and was spoken to without",
            hint:
                "Use https://, or tcp:// with TLS switched on (DOCKER_TLS_VERIFY and DOCKER_CERT_PATH, or the tls options).",
            cause: cause)
    }

    /// Something answered, but not with HTTP.
    ///
    /// - Parameter start: the first bytes of the answer; those of a TLS alert are recognised.
    public static func notHTTP(_ address: Address, start: some Collection<UInt8>) -> EngineError {
        let bytes = Array(start.prefix(40))
        if bytes.count >= 2, bytes[0] == 0x15, bytes[1] == 0x03 {
            return plainOnTLS(cause: "the answer is a TLS alert")
        }
        let seen = bytes.map { (0x20..<0x7f).contains($0) ? String(UnicodeScalar($0)) : "." }.joined()
        return EngineError(
            .connection, "what answers at \(address) does not speak HTTP",
            hint: "Check the address: another program listens there.",
            cause: seen.isEmpty ? nil : "it begins with \"\(seen)\"")
    }

    /// What the system's error means for a user, and what to try.
    private static func advice(_ address: Address, _ code: CInt) -> (what: String, hint: String?) {
        switch (address, code) {
        case (.unix, ENOENT):
            (
                "there is no such socket",
                "Is Docker installed and started? Try: sudo systemctl start docker. For another engine, set DOCKER_HOST."
            )
        case (.unix, EACCES), (.unix, EPERM):
            (
                "permission denied",
                "Join the group of the socket (sudo usermod -aG docker $USER, then log in again), or use sudo."
            )
        case (.unix, ECONNREFUSED):
            (
                "the socket is there, but nothing listens",
                "The engine has stopped and left it behind. Try: sudo systemctl start docker"
            )
        case (.unix, ENOTSOCK), (.unix, ENOTDIR), (.unix, EPROTOTYPE):
            ("this is not the socket of an engine", "Check the path.")
        case (.tcp(let host, let port), ECONNREFUSED), (.http(let host, let port), ECONNREFUSED),
            (.https(let host, let port), ECONNREFUSED):
            (
                "nothing listens on this port",
                "Is the engine started, and told to listen there (dockerd -H \(Address.tcp(host: host, port: port)))?"
            )
        case (_, ETIMEDOUT), (_, EHOSTUNREACH), (_, ENETUNREACH):
            ("the host does not answer", "Check the address, the network and the firewalls between.")
        case (_, EMFILE), (_, ENFILE):
            ("too many open files", "Close streams that are no longer needed, or raise the limit (ulimit -n).")
        default: (systemText(code), nil)
        }
    }

    /// The system's text for an error number.
    static func systemText(_ code: CInt) -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
