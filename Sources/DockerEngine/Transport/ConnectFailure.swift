internal import NIOCore
internal import NIOPosix

/// Says why there is no connection.
enum ConnectFailure {
    /// The error for a failed attempt to connect to `address`.
    static func explain(_ error: any Error, address: Address) -> EngineError {
        switch error {
        case let error as EngineError:
            return error
        case ChannelError.connectTimeout(let amount):
            return .connectTimeout(address, after: amount)
        case let error as IOError:
            return .connecting(to: address, errno: error.errnoCode)
        case let several as NIOConnectionError:
            guard let first = several.connectionErrors.first else {
                return .unknownHost(address, cause: (several.dnsAError ?? several.dnsAAAAError).map { "\($0)" })
            }
            return explain(first.error, address: address)
        case is SocketAddressError:
            return .unknownHost(address, cause: "\(error)")
        default:
            return EngineError(.connection, "cannot reach the engine at \(address)", cause: "\(error)")
        }
    }
}
