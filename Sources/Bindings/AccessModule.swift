internal import DockerEngine
internal import LuaRuntime

/// The host functions for the docker command's files: credentials for registries, proxies, contexts.
final class AccessModule: Sendable {
    private let settings: EngineSettings
    private let registries: RegistryAccess

    init(settings: EngineSettings) {
        self.settings = settings
        registries = RegistryAccess(environment: settings.environment)
    }

    var functions: [HostFunction] {
        [
            HostFunction("registry_key", "s") { call in
                .value(.bytes(HostBytes(RegistryName(call.string(0) ?? "").key)))
            },
            HostFunction("registry_auth", "s", deferring: header),
            HostFunction("registry_config", "j?j?", deferring: configHeader),
            HostFunction("registry_credentials", "ss?", deferring: credentials),
            HostFunction("registry_store", "js?", deferring: store),
            HostFunction("registry_erase", "s", deferring: erase),
            HostFunction("registry_reload", "", deferring: reload),
            HostFunction("config_proxies", "s?", proxies),
            HostFunction("config_settings", "", configSettings),
        ] + contextFunctions
    }

    // MARK: Credentials

    /// `registry_auth(image or registry)`: the value of `X-Registry-Auth`.
    @Sendable private func header(_ call: HostCall) -> HostOutcome {
        let name = RegistryName(call.string(0) ?? "")
        return later(call) { access throws(EngineError) in
            .value(.bytes(HostBytes(try await access.header(for: name))))
        }
    }

    /// `registry_config(images or registries, remembered credentials by key)`: the value of `X-Registry-Config`. Without a list:
    /// all that config.json knows.
    @Sendable private func configHeader(_ call: HostCall) -> HostOutcome {
        var names: [RegistryName]?
        if let list = document(call, 0) {
            guard let texts = list.strings else {
                return .reply(.wrongArgument("the registries are a list of strings"))
            }
            names = texts.map { RegistryName($0) }
        }
        var remembered: [RegistryName: RegistryCredentials] = [:]
        for (key, value) in document(call, 1)?.pairs ?? [] {
            remembered[RegistryName(registry: key)] = RegistryCredentials(value)
        }
        return later(call) { [names, remembered] access throws(EngineError) in
            .value(.bytes(HostBytes(try await access.configHeader(for: names, remembered: remembered))))
        }
    }

    /// `registry_credentials(image or registry, config.json?)`: an AuthConfig, or nothing.
    @Sendable private func credentials(_ call: HostCall) -> HostOutcome {
        let name = RegistryName(call.string(0) ?? "")
        let path = call.string(1)
        return later(call) { access throws(EngineError) in
            guard let found = try await access.credentials(for: name, in: path) else { return .nothing }
            return .value(.json(HostBytes(found.document.compact)))
        }
    }

    /// `registry_store(AuthConfig with serveraddress, config.json?)`: where it was stored.
    @Sendable private func store(_ call: HostCall) -> HostOutcome {
        let credentials = RegistryCredentials(document(call, 0) ?? .null)
        let name = RegistryName(registry: credentials.serverAddress)
        let path = call.string(1)
        return later(call) { access throws(EngineError) in
            .value(.bytes(HostBytes(try await access.store(credentials, for: name, in: path))))
        }
    }

    /// `registry_erase(registry)`: whether config.json had an entry.
    @Sendable private func erase(_ call: HostCall) -> HostOutcome {
        let name = RegistryName(call.string(0) ?? "")
        return later(call) { access throws(EngineError) in .value(.boolean(try await access.erase(name))) }
    }

    /// `registry_reload()`: helpers are asked anew.
    @Sendable private func reload(_ call: HostCall) -> HostOutcome {
        later(call) { access throws(EngineError) in
            await access.forget()
            return .nothing
        }
    }

    private func later(
        _ call: HostCall,
        _ work: @escaping @Sendable (RegistryAccess) async throws(EngineError) -> HostReply
    ) -> HostOutcome {
        let completion = call.completion
        let registries = registries
        let task = Task {
            do throws(EngineError) {
                completion(try await work(registries))
            } catch {
                completion(.error(error))
            }
        }
        return .deferred(cancel: { task.cancel() })
    }

    // MARK: Settings of config.json

    /// `config_proxies(address?)`: the variables for what runs on an engine, by name.
    @Sendable private func proxies(_ call: HostCall) -> HostReply {
        let environment = settings.environment
        return attempt { () throws(EngineError) in
            let variables = try ConfigFile.load(environment).proxies(for: call.string(0))
            return .json(.object(variables.map { .init($0.name, .string($0.value)) }))
        }
    }

    /// `config_settings()`: `path`, `detachKeys` and `currentContext` of config.json.
    @Sendable private func configSettings(_ call: HostCall) -> HostReply {
        let environment = settings.environment
        return attempt { () throws(EngineError) in
            let config = try ConfigFile.load(environment)
            var members: [JSONDocument.Member] = [.init("path", .string(config.path))]
            if let keys = try config.detachKeys { members.append(.init("detachKeys", .string(keys))) }
            if let context = try config.currentContext { members.append(.init("currentContext", .string(context))) }
            return .json(.object(members))
        }
    }

    // MARK: Contexts

    private var contextFunctions: [HostFunction] {
        let settings = settings
        let environment = settings.environment
        return [
            HostFunction("context_list", "") { _ in
                attempt { () throws(EngineError) in try ContextDescriptions(settings).all() }
            },
            HostFunction("context_get", "s?") { call in
                attempt { () throws(EngineError) in try ContextDescriptions(settings).one(call.string(0)) }
            },
            HostFunction("context_save", "jb?") { call in
                let draft = ContextDraft(document(call, 0) ?? .null, isUpdate: call.boolean(1))
                return attempt { () throws(EngineError) in
                    try draft.save(environment)
                    return .nothing
                }
            },
            HostFunction("context_remove", "sb?") { call in
                attempt { () throws(EngineError) in
                    try ContextDescriptions(settings).remove(call.string(0) ?? "", force: call.boolean(1))
                    return .nothing
                }
            },
            HostFunction("context_use", "s") { call in
                attempt { () throws(EngineError) in
                    try ContextDescriptions(settings).use(call.string(0) ?? "")
                    return .nothing
                }
            },
            HostFunction("context_export", "ss?") { call in
                attempt { () throws(EngineError) in
                    let archive = try ContextStore(environment).archive(of: call.string(0) ?? "")
                    if let path = call.string(1) {
                        try LocalFiles.write(archive, to: path, mode: 0o600)
                        return .nothing
                    }
                    return .value(.bytes(HostBytes(copying: archive)))
                }
            },
            HostFunction("context_import", "ss?s?") { call in
                let bytes = call.bytes(1).map { Array($0) }
                return attempt { () throws(EngineError) in
                    let path = call.string(2) ?? ""
                    let file = bytes == nil ? try LocalFiles.read(path) : nil
                    guard let archive = bytes ?? file else {
                        throw EngineError(.notFound, "there is no file \(path)")
                    }
                    try ContextStore(environment).restore(archive, as: call.string(0) ?? "")
                    return .nothing
                }
            },
        ]
    }
}

/// A JSON argument, taken apart.
private func document(_ call: HostCall, _ index: Int) -> JSONDocument? {
    call.bytes(index).flatMap { JSONDocument(json: Array($0)) }
}

private func attempt(_ work: () throws(EngineError) -> HostReply) -> HostReply {
    do throws(EngineError) {
        return try work()
    } catch {
        return .error(error)
    }
}

extension HostReply {
    /// One JSON value.
    static func json(_ document: JSONDocument) -> HostReply { .value(.json(HostBytes(document.compact))) }
}
