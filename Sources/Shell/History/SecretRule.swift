/// Which chunks must not be written to a file because they seem to carry a secret.
public enum SecretRule {
    /// Fields whose value is a secret when one is given: `password = "x"`, `["X-Registry-Auth"] = …`.
    private static let fields = [
        "password", "passwd", "passphrase", "secret", "token", "identitytoken", "identity_token", "registrytoken",
        "registry_token", "access_token", "api_key", "apikey", "auth_config", "auth_configs", "authconfig",
        "x-registry-auth", "unlock_key", "unlockkey", "join_token", "access_key", "accesskey", "secret_key",
        "secretkey",
        "private_key", "privatekey", "credential", "credentials",
    ]
    /// Functions whose arguments are secrets.
    private static let calls = ["login", "unlock", "secretcreate", "secretupdate"]
    /// Functions whose arguments are secrets where they belong to `secrets`.
    private static let callsOfSecrets = ["create", "update"]
    /// What the secrets of a swarm begin with.
    private static let marks = ["swmkey-", "swmtkn-"]

    /// True for a chunk that begins with a blank (the user's own wish) and for one that sets a secret's field, in Lua or
    /// in a query or environment inside a string, logs in, makes a secret, or has one of a swarm or a URL with a login in
    /// a string. Looks at all lines of the chunk.
    public static func forbids(_ chunk: String) -> Bool {
        if chunk.first?.isWhitespace == true { return true }
        let text = Array(chunk.utf8)
        let tokens = LuaLexer.tokens(of: text).filter(\.isSignificant)
        func word(_ index: Int) -> String {
            guard tokens.indices.contains(index) else { return "" }
            return String(decoding: text[tokens[index].range], as: UTF8.self).lowercased()
        }
        for (index, token) in tokens.enumerated() {
            let next = index + 1 < tokens.count ? text[tokens[index + 1].range.lowerBound] : nil
            let name = word(index)
            switch token.kind {
            case .name:
                let hasArgument = next.map { "({\"'[".utf8.contains($0) } == true && word(index + 2) != ")"
                if hasArgument, calls.contains(name) { return true }
                if hasArgument, callsOfSecrets.contains(name), word(index - 2) == "secrets" { return true }
                if next == UInt8(ascii: "="), isSecret(name) { return true }
            case .string:
                if next == UInt8(ascii: "]"), isSecret(String(name.dropFirst().dropLast())) { return true }
                if mentions(name) { return true }
            default: break
            }
        }
        return false
    }

    /// `password`, and also `db_password` and `PGPASSWORD`.
    private static func isSecret(_ word: String) -> Bool {
        fields.contains { word == $0 || word.hasSuffix($0) }
    }

    /// A string such as `POSTGRES_PASSWORD=x`, `?token=x` or `{"password": "x"}`.
    private static func mentions(_ string: String) -> Bool {
        if marks.contains(where: string.contains) || hasLogin(string) { return true }
        var word = ""
        for character in string {
            if character.isLetter || character.isNumber || character == "_" || character == "-" {
                word.append(character)
            } else if character == "=" || character == ":" {
                if isSecret(word) { return true }
                word = ""
            } else if character != "\"" && character != "\\" {
                word = ""
            }
        }
        return false
    }

    /// A URL such as `https://me:x@host` or `https://token@host`.
    private static func hasLogin(_ string: String) -> Bool {
        var rest = string[...]
        while let start = rest.firstRange(of: "://") {
            let scheme = rest[..<start.lowerBound]
            rest = rest[start.upperBound...]
            // An apostrophe may be part of a password.
            let end: Character = string.first == "'" ? "'" : "\""
            let host = rest.prefix { !"/?#\"".contains($0) && $0 != end && !$0.isWhitespace }
            guard let end = host.lastIndex(of: "@") else { continue }
            if host[..<end].contains(":") || scheme.hasSuffix("http") || scheme.hasSuffix("https") { return true }
        }
        return false
    }
}
