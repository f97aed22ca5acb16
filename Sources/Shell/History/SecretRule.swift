/// Which chunks must not be written to a file because they seem to carry a secret.
public enum SecretRule {
    /// Fields whose value is a secret when one is given: `password = "x"`, `["X-Registry-Auth"] = …`.
    private static let fields = [
        "password", "passwd", "passphrase", "secret", "token", "identitytoken", "identity_token", "registrytoken",
        "registry_token", "access_token", "api_key", "apikey", "auth_config", "auth_configs", "authconfig",
        "x-registry-auth", "unlock_key", "unlockkey", "join_token",
    ]
    /// Functions whose arguments are secrets.
    private static let calls = ["login"]

    /// True for a chunk that begins with a blank (the user's own wish) and for one that sets a secret's field, in Lua or
    /// in a query or environment inside a string, or logs in. Looks at all lines of the chunk.
    public static func forbids(_ chunk: String) -> Bool {
        if chunk.first?.isWhitespace == true { return true }
        let text = Array(chunk.utf8)
        let tokens = LuaLexer.tokens(of: text).filter(\.isSignificant)
        for (index, token) in tokens.enumerated() {
            let word = String(decoding: text[token.range], as: UTF8.self).lowercased()
            let next = index + 1 < tokens.count ? text[tokens[index + 1].range.lowerBound] : nil
            switch token.kind {
            case .name:
                if calls.contains(word), let next, "({\"'[".utf8.contains(next) { return true }
                if next == UInt8(ascii: "="), isSecret(word) { return true }
            case .string:
                if next == UInt8(ascii: "]"), isSecret(String(word.dropFirst().dropLast())) { return true }
                if mentions(word) { return true }
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
}
