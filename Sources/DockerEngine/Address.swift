/// Where an engine listens.
public enum Address: Sendable, Hashable {
    /// A unix socket.
    case unix(path: String)
    /// A TCP port, spoken with TLS if the configuration has TLS settings, else plain. The host is a name, an IPv4 address
    /// or an IPv6 address without brackets.
    case tcp(host: String, port: Int)
    /// A TCP port that is always spoken plain.
    case http(host: String, port: Int)
    /// A TCP port that is always spoken with TLS.
    case https(host: String, port: Int)
    /// An engine on another host, behind ssh.
    case ssh(SSHTarget)

    /// The socket of an engine installed by the system's packages.
    public static let defaultSocket = "/var/run/docker.sock"
    /// The port for addresses that name none.
    public static let defaultPort = 2375
    /// The port for addresses that name none and are spoken to with TLS.
    public static let defaultTLSPort = 2376
    /// The longest path of a socket in bytes: `sockaddr_un` has room for 108 with the final NUL.
    public static let longestPath = 107

    /// What to put into the `Host` field of requests.
    public var httpHost: String {
        switch self {
        case .unix, .ssh: "localhost"
        case .tcp(let host, let port), .http(let host, let port), .https(let host, let port): Self.pair(host, port)
        }
    }

    /// `host:port`, with brackets round an IPv6 address.
    private static func pair(_ host: String, _ port: Int) -> String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}

extension Address: CustomStringConvertible {
    /// The address as `parse` reads it: `unix:///run/docker.sock`, `tcp://[::1]:2375`, `ssh://me@host`.
    public var description: String {
        switch self {
        case .unix(let path): "unix://\(path)"
        case .tcp: "tcp://\(httpHost)"
        case .http: "http://\(httpHost)"
        case .https: "https://\(httpHost)"
        case .ssh(let target): target.description
        }
    }
}
