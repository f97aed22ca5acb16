internal import Glibc
internal import NIOCore
internal import NIOPosix

/// Says why there is no connection, and what to try.
enum ConnectFailure {
    /// The error for a failed attempt to connect to `address`.
    static func explain(_ error: any Error, address: Address, fallback: (any Error) -> EngineError) -> EngineError {
        if case .connectTimeout? = error as? ChannelError { return fallback(error) }
        if let several = error as? NIOConnectionError {
            if let first = several.connectionErrors.first {
                return explain(first.error, address: address, fallback: fallback)
            }
            return EngineError(
                .connection, "The host name \"\(several.host)\" cannot be resolved.", hint: "Is it spelled right?",
                cause: (several.dnsAError ?? several.dnsAAAAError).map { "\($0)" })
        }
        if error is SocketAddressError {
            return EngineError(.connection, "\(address) cannot be connected to.", cause: "\(error)")
        }
        guard let error = error as? IOError else { return fallback(error) }
        return explain(code: error.errnoCode, address: address, cause: "\(error)")
    }

    private static func explain(code: Int32, address: Address, cause: String) -> EngineError {
        switch (code, address) {
        case (ENOENT, .unix(let path)):
            EngineError(
                .connection, "There is no socket at \(path).",
                hint: "Is the engine installed and running? Another address: -H or DOCKER_HOST.", cause: cause)
        case (ENOTDIR, .unix(let path)), (ENOTSOCK, .unix(let path)):
            EngineError(.connection, "\(path) is not a socket.", hint: "Is the address right?", cause: cause)
        case (EACCES, .unix(let path)), (EPERM, .unix(let path)):
            EngineError(
                .connection, "Permission to use the socket \(path) is denied.",
                hint: "Add yourself to its group (sudo usermod -aG docker $USER, then log in again), or use sudo.",
                cause: cause)
        case (ECONNREFUSED, .unix(let path)):
            EngineError(
                .connection, "Nothing listens at the socket \(path).",
                hint: "The engine has stopped and left its socket behind; start it again.", cause: cause)
        case (ECONNREFUSED, .tcp):
            EngineError(
                .connection, "\(address) refused the connection.",
                hint: "Is the engine running, and does it listen on that port?", cause: cause)
        case (ENETUNREACH, .tcp), (EHOSTUNREACH, .tcp):
            EngineError(.connection, "\(address) cannot be reached.", hint: "Is the network up?", cause: cause)
        case (ETIMEDOUT, .tcp):
            EngineError(.connection, "\(address) does not answer.", hint: "Is the host up?", cause: cause)
        default:
            EngineError(.connection, "Could not connect to \(address).", cause: cause)
        }
    }
}
