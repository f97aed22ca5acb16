/// An engine on another host, to be reached by `ssh HOST docker system dial-stdio`, as the docker command does.
///
/// Its parts become arguments of `ssh` and words for a shell over there, so only what can be neither an option nor more
/// than one word is accepted.
public struct SSHTarget: Sendable, Hashable {
    /// Whom to log in as. nil: as ssh's own configuration says.
    public let user: String?
    /// A name (also an alias in ssh's configuration), an IPv4 address, or an IPv6 address without brackets.
    public let host: String
    /// nil: as ssh's own configuration says.
    public let port: Int?
    /// The engine's socket on that host. nil: the one that `docker` finds there.
    public let socket: String?

    /// Reads what follows `ssh://`: `[user@]host[:port][/path]`.
    ///
    /// - Throws: kind `invalid_argument` that names the part which cannot be used.
    init(_ rest: String, written text: String) throws(EngineError) {
        if let odd = rest.first(where: { "?#".contains($0) }) {
            throw Address.refusal(text, "there is a \"\(odd)\" in it", hint: Self.form)
        }
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        let path = rest[slash...]
        var authority = rest[..<slash]
        if let at = authority.lastIndex(of: "@") {
            user = try Self.user(authority[..<at], written: text)
            authority = authority[authority.index(after: at)...]
        } else {
            user = nil
        }
        (host, port) = try Authority.split(authority, "ssh", example: 22, written: text)
        guard !host.isEmpty else { throw Address.refusal(text, "the host is missing", hint: Self.form) }
        guard path.utf8.allSatisfy({ $0.isNameByte || "/+@,:~".utf8.contains($0) }) else {
            throw Address.refusal(
                text, "the path of the socket has a character that a shell could take for more than a name",
                hint: "Letters, digits and . _ - + @ , : ~ are fine.")
        }
        socket = path.allSatisfy { $0 == "/" } ? nil : String(path)
    }

    private static let form = "It is written ssh://USER@HOST:PORT or ssh://USER@HOST:PORT/PATH-OF-SOCKET."

    private static func user(_ text: Substring, written: String) throws(EngineError) -> String {
        if text.contains(":") {
            // The password must not appear in a message.
            throw EngineError(
                .invalidArgument, "an address of an engine cannot hold a password",
                hint: "Use a key: ssh-copy-id brings yours to the host. \(form)")
        }
        guard !text.isEmpty, !text.hasPrefix("-"), text.utf8.allSatisfy({ $0.isNameByte || "+@\\".utf8.contains($0) })
        else {
            throw Address.refusal(written, "\"\(text)\" is not the name of a user", hint: form)
        }
        return String(text)
    }

    /// The arguments for `ssh`, its own name left out.
    var arguments: [String] {
        var list = ["-o", "ConnectTimeout=30", "-T"]
        if let user { list += ["-l", user] }
        if let port { list += ["-p", String(port)] }
        list += ["--", host, "docker"]
        if let socket { list.append("--host=unix://\(socket)") }
        return list + ["system", "dial-stdio"]
    }
}

extension SSHTarget: CustomStringConvertible {
    /// The address as `Address.parse` reads it: `ssh://me@host:2222/run/docker.sock`.
    public var description: String {
        var text = "ssh://"
        if let user { text += "\(user)@" }
        text += host.contains(":") ? "[\(host)]" : host
        if let port { text += ":\(port)" }
        return text + (socket ?? "")
    }
}
