/// The host and port of an address.
struct Authority {
    /// A name, an IPv4 address, or an IPv6 address without brackets. Never begins with a dash.
    var host: String
    /// The port written, or the default one.
    var port: Int

    /// Reads what follows `scheme://` in an address that consists of nothing but host and port. Without a host it is
    /// `localhost`.
    init(_ rest: String, _ scheme: String, defaultPort: Int, written text: String) throws(EngineError) {
        let authority = rest.hasSuffix("/") ? rest.dropLast() : rest[...]
        if let odd = authority.first(where: { "/?#@".contains($0) }) {
            let bare = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
            let host = bare.prefix { !"/?#".contains($0) }
            throw Address.refusal(
                text, "there is a \"\(odd)\" in it", hint: "Only host and port are used: \(scheme)://\(host)")
        }
        let (host, port) = try Self.split(authority, scheme, example: defaultPort, written: text)
        self.host = host.isEmpty ? "localhost" : host
        self.port = port ?? defaultPort
    }

    /// Cuts `host:port` and checks both parts.
    ///
    /// - Parameter example: a port to show in hints.
    static func split(
        _ authority: Substring, _ scheme: String, example: Int, written text: String
    ) throws(EngineError) -> (host: String, port: Int?) {
        let host: Substring
        var portText: Substring?
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else {
                throw Address.refusal(
                    text, "the closing bracket is missing",
                    hint: "An IPv6 address is written \(scheme)://[::1]:\(example).")
            }
            host = authority[authority.index(after: authority.startIndex)..<end]
            let tail = authority[authority.index(after: end)...]
            guard tail.isEmpty || tail.hasPrefix(":") else {
                throw Address.refusal(
                    text, "a port must follow the bracket", hint: "Did you mean \(scheme)://[\(host)]:\(example)?")
            }
            portText = tail.isEmpty ? nil : tail.dropFirst()
            guard isIPv6(host) else { throw Address.refusal(text, "\(host) is not an IPv6 address") }
        } else {
            let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count <= 2 else {
                throw Address.refusal(
                    text, "an IPv6 address needs brackets",
                    hint: "Did you mean \(scheme)://[\(authority)]:\(example)?")
            }
            host = parts.first ?? ""
            portText = parts.count == 2 ? parts[1] : nil
            guard host.utf8.allSatisfy(\.isNameByte), !host.hasPrefix("-") else {
                throw Address.refusal(text, "\(host) is not the name or address of a host")
            }
        }
        guard let portText else { return (String(host), nil) }
        guard let port = UInt16(portText), port > 0, !portText.hasPrefix("+") else {
            throw Address.refusal(
                text, "\"\(portText)\" is not a port (1 to 65535)",
                hint: "Did you mean \(scheme)://\(host.contains(":") ? "[\(host)]" : host):\(example)?")
        }
        return (String(host), Int(port))
    }

    private static func isIPv6(_ host: Substring) -> Bool {
        let parts = host.split(separator: "%", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = parts.first, address.contains(":") else { return false }
        return address.utf8.allSatisfy { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") || $0.hexDigit != nil }
            && (parts.count == 1 || !parts[1].isEmpty && parts[1].utf8.allSatisfy(\.isNameByte))
    }
}

extension UInt8 {
    /// Whether the byte may stand in the name of a host: an ASCII letter or digit, `-`, `.` or `_`.
    var isNameByte: Bool {
        switch self {
        case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): true
        default: false
        }
    }
}
