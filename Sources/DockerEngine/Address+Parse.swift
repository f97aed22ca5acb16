extension Address {
    /// Reads `unix:///path`, `tcp://host:port`, `http://host:port`, `https://host:port`, `ssh://user@host:port/path` or the
    /// bare path of a socket.
    ///
    /// - Parameter tls: whether `tcp://` means TLS here, so that the port for an address that names none is 2376.
    /// - Throws: kind `invalid_argument` with the nearest valid form, for everything else.
    public static func parse(_ text: String, tls: Bool = false) throws(EngineError) -> Address {
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f }) else {
            throw refusal(text, "it is empty or has spaces or control characters in it")
        }
        if text.hasPrefix("/") { return try unix(text, written: text) }
        guard let (scheme, rest) = split(text) else { throw missingScheme(withoutPassword(text)) }
        switch scheme {
        case "unix": return try unix(rest.isEmpty ? defaultSocket : rest, written: text)
        case "tcp":
            let place = try Authority(rest, scheme, defaultPort: tls ? defaultTLSPort : defaultPort, written: text)
            return .tcp(host: place.host, port: place.port)
        case "http":
            let place = try Authority(rest, scheme, defaultPort: defaultPort, written: text)
            return .http(host: place.host, port: place.port)
        case "https":
            let place = try Authority(rest, scheme, defaultPort: defaultTLSPort, written: text)
            return .https(host: place.host, port: place.port)
        case "ssh": return .ssh(try SSHTarget(rest, written: text))
        case "npipe":
            throw refusal(text, "named pipes exist on Windows only", hint: "On this system: unix://\(defaultSocket)")
        case "fd":
            throw refusal(
                text, "fd:// tells an engine where to listen; a client cannot connect to it",
                hint: "The engine's socket is most likely unix://\(defaultSocket)")
        default:
            let nearest = NearestName.find(scheme, in: ["unix", "tcp", "http", "https", "ssh"])
            throw refusal(
                text, "\(scheme):// is not known",
                hint: nearest.map { "Did you mean \(withoutPassword("\($0)://\(rest)"))?" }
                    ?? "Known are unix:///PATH, tcp://HOST:PORT, https://HOST:PORT and ssh://USER@HOST.")
        }
    }

    /// The scheme in lower case and what follows `://`.
    private static func split(_ text: String) -> (scheme: String, rest: String)? {
        let bytes = text.utf8
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon != bytes.startIndex,
            bytes[colon...].starts(with: "://".utf8)
        else { return nil }
        return (text[..<colon].lowercased(), String(text[bytes.index(colon, offsetBy: 3)...]))
    }

    private static func unix(_ path: String, written text: String) throws(EngineError) -> Address {
        guard path.hasPrefix("/") else {
            throw refusal(text, "the path of the socket must begin with a slash", hint: "Did you mean unix:///\(path)?")
        }
        guard path.utf8.count <= longestPath else {
            throw refusal(
                text, "the path is \(path.utf8.count) bytes long, and the system allows \(longestPath) for a socket",
                hint: "Make a short link to it (ln -s \(path) /tmp/engine.sock) and use unix:///tmp/engine.sock.")
        }
        return .unix(path: path)
    }

    /// Without a scheme, what was meant shows in the form: a path, or a host with a port.
    private static func missingScheme(_ text: String) -> EngineError {
        let meant =
            if ["unix:", "tcp:", "http:", "https:", "ssh:"].contains(where: { text.hasPrefix($0) }) {
                text.replacingFirst(":", with: "://").collapsingSlashes(after: "://")
            } else if text.contains("/") {
                text.hasPrefix("~") || text.hasPrefix(".") ? "unix:///PATH, with the whole path" : "unix:///\(text)"
            } else {
                "tcp://\(text)"
            }
        return refusal(text, "the scheme is missing", hint: "Did you mean \(meant)?")
    }

    static func refusal(_ text: String, _ why: String, hint: String? = nil) -> EngineError {
        EngineError(
            .invalidArgument, "\"\(withoutPassword(text))\" is not the address of an engine: \(why)",
            hint: hint ?? "Valid are unix:///PATH, tcp://HOST:PORT, https://HOST:PORT and ssh://USER@HOST.")
    }

    /// `tcp://me:secret@host` as `tcp://me:***@host`.
    private static func withoutPassword(_ text: String) -> String {
        let rest = split(text).map { text.suffix($0.rest.count) } ?? text[...]
        guard let at = rest.lastIndex(of: "@"), let colon = rest[..<at].firstIndex(of: ":") else { return text }
        return "\(text[...colon])***\(text[at...])"
    }
}

extension String {
    fileprivate func replacingFirst(_ character: Character, with other: String) -> String {
        guard let index = firstIndex(of: character) else { return self }
        return self[..<index] + other + self[self.index(after: index)...]
    }

    /// `unix:////x` becomes `unix:///x`, `tcp:////x` becomes `tcp://x`.
    fileprivate func collapsingSlashes(after mark: String) -> String {
        guard let colon = firstIndex(of: ":") else { return self }
        let rest = self[colon...].dropFirst(mark.count).drop { $0 == "/" }
        return self[..<colon] + mark + (hasPrefix("unix") ? "/" : "") + rest
    }
}
