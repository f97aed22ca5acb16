internal import FoundationEssentials

extension ConfigFile {
    /// The program that knows the credentials for a registry: its own under `credHelpers`, else `credsStore`. nil: none.
    func credentialHelper(for registry: RegistryName) throws(EngineError) -> String? {
        if let helpers = try object("credHelpers"), let member = Self.entry(of: registry, in: helpers) {
            guard let name = member.value.text else {
                throw wrong(["credHelpers", member.name], member.value, "a string")
            }
            // An empty one means that this registry has none, whatever credsStore says.
            return name.isEmpty ? nil : name
        }
        return try string("credsStore")
    }

    /// What `auths` says of a registry; nil when it says nothing.
    func credentials(for registry: RegistryName) throws(EngineError) -> RegistryCredentials? {
        guard let auths = try object("auths"), let entry = Self.entry(of: registry, in: auths) else { return nil }
        guard case .object = entry.value else { throw wrong(["auths", entry.name], entry.value, "an object") }
        for name in ["auth", "username", "password", "email", "identitytoken", "registrytoken"] {
            if let value = entry.value[name], value != .null, value.text == nil {
                throw wrong(["auths", entry.name, name], value, "a string")
            }
        }
        var credentials = RegistryCredentials(entry.value)
        credentials.serverAddress = registry.key
        if let auth = entry.value["auth"]?.text, !auth.isEmpty {
            guard let pair = Self.decoded(auth) else {
                throw EngineError(
                    .invalidArgument,
                    "\(path): \(Self.written(["auths", entry.name, "auth"])) is not the base64 of user:password",
                    hint: "Log in again, or remove this entry.")
            }
            (credentials.username, credentials.password) = pair
        }
        return credentials
    }

    /// The registries that have an entry of their own, under `auths` or `credHelpers`.
    func registries() throws(EngineError) -> [RegistryName] {
        let entries = (try object("auths")?.members ?? []) + (try object("credHelpers")?.members ?? [])
        var seen: Set<RegistryName> = []
        return entries.map { RegistryName(registry: $0.name) }.filter { seen.insert($0).inserted }
    }

    /// Writes credentials under `auths`; nil leaves an entry without secrets, for those that a helper keeps.
    mutating func setCredentials(_ credentials: RegistryCredentials?, for registry: RegistryName) throws(EngineError) {
        var auths = try object("auths") ?? .object([])
        let name = Self.entry(of: registry, in: auths)?.name ?? registry.key
        var entry = auths[name] ?? .object([])
        for field in ["auth", "username", "password", "identitytoken", "registrytoken"] { entry[field] = nil }
        if let credentials {
            let pair = "\(credentials.username):\(credentials.password)"
            entry["auth"] = .string(Data(pair.utf8).base64EncodedString())
            if !credentials.identityToken.isEmpty { entry["identitytoken"] = .string(credentials.identityToken) }
            if !credentials.email.isEmpty { entry["email"] = .string(credentials.email) }
        }
        auths[name] = entry
        document["auths"] = auths
    }

    /// Removes the entries of a registry under `auths`. Returns whether there were any.
    mutating func removeCredentials(for registry: RegistryName) throws(EngineError) -> Bool {
        guard var auths = try object("auths") else { return false }
        let names = auths.members.map(\.name).filter { RegistryName(registry: $0) == registry }
        for name in names { auths[name] = nil }
        document["auths"] = auths
        return !names.isEmpty
    }

    /// The entry of a registry: under its exact key, else under another way to write it, such as an URL.
    private static func entry(of registry: RegistryName, in object: JSONDocument) -> JSONDocument.Member? {
        object.members.last { $0.name == registry.key }
            ?? object.members.last { RegistryName(registry: $0.name) == registry }
    }

    private static func decoded(_ auth: String) -> (String, String)? {
        var text = String(auth.filter { !$0.isWhitespace && $0 != "=" })
        text += String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: text) else { return nil }
        let pair = String(decoding: data, as: UTF8.self).split(
            separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard pair.count == 2, !pair[0].isEmpty else { return nil }
        // Old clients wrote the buffer with what was left of it.
        return (String(pair[0]), String(pair[1].filter { $0 != "\0" }))
    }
}
