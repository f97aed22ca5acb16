extension Address {
    /// Reads `unix:///path`, `tcp://host:port`, `http://host:port` or the bare path of a socket.
    ///
    /// - Throws: kind `invalid_argument` with the nearest valid form, for everything else.
    public static func parse(_ text: String) throws(EngineError) -> Address {
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f }) else {
            throw refusal(text, "it is empty or has spaces or control characters in it")
        }
        if text.hasPrefix("/") { return try unix(text, written: text) }
        guard let (scheme, rest) = split(text) else { throw missingScheme(text) }
        switch scheme {
        case "unix": return try unix(rest.isEmpty ? defaultSocket : rest, written: text)
        case "tcp", "http": return try tcp(rest, written: text)
        case "https":
            throw refusal(
                text, "TLS is not spoken here", hint: "tcp://HOST:2375 works for an engine that listens without TLS.")
        case "ssh":
            throw refusal(
                text, "ssh is not spoken here",
                hint:
                    "Forward the socket (ssh -nNT -L /tmp/engine.sock:\(defaultSocket) HOST) and use unix:///tmp/engine.sock."
            )
        case "npipe":
            throw refusal(text, "named pipes exist on Windows only", hint: "On this system: unix://\(defaultSocket)")
        case "fd":
            throw refusal(
                text, "fd:// tells an engine where to listen; a client cannot connect to it",
                hint: "The engine's socket is most likely unix://\(defaultSocket)")
        default:
            let nearest = NearestName.find(scheme, in: ["unix", "tcp", "http"])
            throw refusal(
                text, "\(scheme):// is not known",
                hint: nearest.map { "Did you mean \($0)://\(rest)?" } ?? "Known are unix:///PATH and tcp://HOST:PORT.")
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

    private static func tcp(_ rest: String, written text: String) throws(EngineError) -> Address {
        let authority = rest.hasSuffix("/") ? rest.dropLast() : rest[...]
        if let odd = authority.first(where: { "/?#@".contains($0) }) {
            let bare = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
            let host = bare.prefix { !"/?#".contains($0) }
            throw refusal(text, "there is a \"\(odd)\" in it", hint: "Only host and port are used: tcp://\(host)")
        }
        let host: Substring
        var portText: Substring?
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else {
                throw refusal(
                    text, "the closing bracket is missing", hint: "An IPv6 address is written tcp://[::1]:2375.")
            }
            host = authority[authority.index(after: authority.startIndex)..<end]
            let tail = authority[authority.index(after: end)...]
            guard tail.isEmpty || tail.hasPrefix(":") else {
                throw refusal(
                    text, "a port must follow the bracket", hint: "Did you mean tcp://[\(host)]:\(defaultPort)?")
            }
            portText = tail.isEmpty ? nil : tail.dropFirst()
            guard isIPv6(host) else { throw refusal(text, "\(host) is not an IPv6 address") }
        } else {
            let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count <= 2 else {
                throw refusal(
                    text, "an IPv6 address needs brackets", hint: "Did you mean tcp://[\(authority)]:\(defaultPort)?")
            }
            host = parts.first ?? ""
            portText = parts.count == 2 ? parts[1] : nil
            guard host.utf8.allSatisfy(isNameByte) else {
                throw refusal(text, "\(host) is not the name or address of a host")
            }
        }
        let name = host.isEmpty ? "localhost" : String(host)
        guard let portText else { return .tcp(host: name, port: defaultPort) }
        guard let port = UInt16(portText), port > 0, !portText.hasPrefix("+") else {
            throw refusal(
                text, "\"\(portText)\" is not a port (1 to 65535)",
                hint: "Did you mean \(Address.tcp(host: name, port: defaultPort))?")
        }
        return .tcp(host: name, port: Int(port))
    }

    private static func isIPv6(_ host: Substring) -> Bool {
        let address = host.prefix { $0 != "%" }
        return address.contains(":")
            && address.utf8.allSatisfy { UInt8(ascii: ":") == $0 || UInt8(ascii: ".") == $0 || isHexadecimal($0) }
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...70).contains(byte) || (97...102).contains(byte)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
    }

    /// Without a scheme, what was meant shows in the form: a path, or a host with a port.
    private static func missingScheme(_ text: String) -> EngineError {
        let meant =
            if text.hasPrefix("unix:") || text.hasPrefix("tcp:") || text.hasPrefix("http:") {
                text.replacingFirst(":", with: "://").collapsingSlashes(after: "://")
            } else if text.contains("/") {
                text.hasPrefix("~") || text.hasPrefix(".") ? "unix:///PATH, with the whole path" : "unix:///\(text)"
            } else {
                "tcp://\(text)"
            }
        return refusal(text, "the scheme is missing", hint: "Did you mean \(meant)?")
    }

    private static func refusal(_ text: String, _ why: String, hint: String? = nil) -> EngineError {
        EngineError(
            .invalidArgument, "\"\(text)\" is not the address of an engine: \(why)",
            hint: hint ?? "Valid are unix:///PATH and tcp://HOST:PORT, such as unix://\(defaultSocket).")
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
