/// Where an engine listens.
public enum Address: Sendable, Hashable {
    /// A unix socket.
    case unix(path: String)
    /// A TCP port, spoken plain. The host is a name, an IPv4 address or an IPv6 address without brackets.
    case tcp(host: String, port: Int)

    /// The socket of an engine installed by the system's packages.
    public static let defaultSocket = "/var/run/docker.sock"
    /// The port for addresses that name none.
    public static let defaultPort = 2375
    /// The longest path of a socket in bytes: `sockaddr_un` has room for 108 with the final NUL.
    public static let longestPath = 107

    /// What to put into the `Host` field of requests.
    public var httpHost: String {
        switch self {
        case .unix: "localhost"
        case .tcp: String(description.dropFirst("tcp://".count))
        }
    }
}

extension Address: CustomStringConvertible {
    /// The address as `parse` reads it: `unix:///run/docker.sock`, `tcp://[::1]:2375`.
    public var description: String {
        switch self {
        case .unix(let path): "unix://\(path)"
        case .tcp(let host, let port) where host.contains(":"): "tcp://[\(host)]:\(port)"
        case .tcp(let host, let port): "tcp://\(host):\(port)"
        }
    }
}
