/// Finds, keeps and forgets the credentials for registries, in the docker command's files and by its helpers.
///
/// config.json is read anew each time; what helpers answer is remembered until `forget`, `store` or `erase`.
package actor RegistryAccess {
    private let environment: [String: String]
    private let files: FileReader
    private let timeout: Duration
    private var answers: [Question: RegistryCredentials?] = [:]
    private var inquiries: [Question: Inquiry] = [:]

    /// How long a helper may take unless `MOONDOCK_CREDENTIAL_TIMEOUT` says another number of seconds.
    package static let defaultTimeout = Duration.seconds(10)

    private struct Question: Hashable {
        var helper: String
        var key: String
    }

    private struct Inquiry {
        var task: Task<Result<RegistryCredentials?, EngineError>, Never>
        var waiting = 0
    }

    /// Looks into the files of an environment. `timeout` is how long a helper may take.
    package init(environment: [String: String], files: FileReader = .local, timeout: Duration? = nil) {
        self.environment = environment
        self.files = files
        let seconds = environment["MOONDOCK_CREDENTIAL_TIMEOUT"].flatMap(Double.init).flatMap {
            $0 > 0 && $0 < 1e6 ? Duration.seconds($0) : nil
        }
        self.timeout = timeout ?? seconds ?? Self.defaultTimeout
    }

    /// The credentials for a registry; nil when nothing is known of it. First those in `DOCKER_AUTH_CONFIG`, then those of the
    /// helper that config.json names for it, then those that stand in config.json.
    ///
    /// - Parameter path: another config.json than the environment's.
    package func credentials(
        for registry: RegistryName, in path: String? = nil
    ) async throws(EngineError) -> RegistryCredentials? {
        if path == nil, let text = environment["DOCKER_AUTH_CONFIG"], !text.isEmpty {
            let given = try ConfigFile(Array(text.utf8), path: "DOCKER_AUTH_CONFIG")
            if let credentials = try given.credentials(for: registry), !credentials.isEmpty { return credentials }
        }
        let config = try load(path)
        let written = try config.credentials(for: registry)
        guard let helper = try config.credentialHelper(for: registry) else {
            return written?.isEmpty == false ? written : nil
        }
        if var credentials = try await ask(Question(helper: helper, key: registry.key)) {
            credentials.email = written?.email ?? ""
            return credentials
        }
        return written?.isEmpty == false ? written : nil
    }

    /// The value of `X-Registry-Auth` for a registry; the one for nobody when nothing is known of it.
    package func header(for registry: RegistryName) async throws(EngineError) -> String {
        (try await credentials(for: registry) ?? RegistryCredentials()).header
    }

    /// The value of `X-Registry-Config`, with which a build pulls its images.
    ///
    /// - Parameters:
    ///   - registries: those that the build needs: a helper that fails for one of them is an error. nil: all that config.json
    ///     has an entry for; those that a helper fails for are left out, as the build may not need them.
    ///   - remembered: credentials that win over those found, by their keys.
    package func configHeader(
        for registries: [RegistryName]?, remembered: [RegistryName: RegistryCredentials] = [:]
    ) async throws(EngineError) -> String {
        let names: [RegistryName]
        if let registries {
            names = registries
        } else {
            names = try load(nil).registries() + remembered.keys
        }
        var found = remembered.filter { names.contains($0.key) }
        let lookups = await withTaskGroup(of: Lookup.self) { group in
            for name in names where !remembered.keys.contains(name) { group.addTask { await self.lookUp(name) } }
            var lookups: [Lookup] = []
            for await lookup in group { lookups.append(lookup) }
            return lookups
        }
        for lookup in lookups {
            if let error = lookup.error, registries != nil { throw error }
            if let credentials = lookup.credentials { found[lookup.name] = credentials }
        }
        let members = found.sorted { $0.key.host < $1.key.host }.map {
            JSONDocument.Member($0.key.key, $0.value.document)
        }
        return RegistryCredentials.encoded(.object(members))
    }

    /// What looking for the credentials of one registry gave. No tuple with a `Result` inside: optimised builds of Swift 6.3
    /// lose its value on the way through a task group.
    private struct Lookup: Sendable {
        var name: RegistryName
        var credentials: RegistryCredentials?
        var error: EngineError?
    }

    private func lookUp(_ name: RegistryName) async -> Lookup {
        do throws(EngineError) {
            return Lookup(name: name, credentials: try await credentials(for: name))
        } catch {
            return Lookup(name: name, error: error)
        }
    }

    /// Keeps credentials for later runs: with the helper that config.json names for the registry, else in config.json itself.
    /// Returns where.
    package func store(
        _ credentials: RegistryCredentials, for registry: RegistryName, in path: String? = nil
    ) async throws(EngineError) -> String {
        var config = try load(path)
        guard path != nil || ConfigFile.folder(environment) != nil else {
            throw EngineError(
                .invalidArgument, "there is no place to keep the login: neither DOCKER_CONFIG nor HOME is set")
        }
        var credentials = credentials
        credentials.serverAddress = registry.key
        let helper = try config.credentialHelper(for: registry)
        if let helper { try await self.helper(helper).store(credentials) }
        try config.setCredentials(helper == nil ? credentials : nil, for: registry)
        try config.save()
        answers.removeAll()
        return helper.map { "docker-credential-\($0)" } ?? config.path
    }

    /// Forgets the credentials for a registry, in its helper and in config.json. Returns whether config.json had any.
    package func erase(_ registry: RegistryName) async throws(EngineError) -> Bool {
        answers.removeAll()
        var config = try load(nil)
        if let helper = try config.credentialHelper(for: registry) { try await self.helper(helper).erase(registry.key) }
        guard try config.removeCredentials(for: registry) else { return false }
        try config.save()
        return true
    }

    /// Has the helpers asked anew.
    package func forget() { answers.removeAll() }

    private func load(_ path: String?) throws(EngineError) -> ConfigFile {
        if let path { return try ConfigFile.load(path: path, files: files) }
        return try ConfigFile.load(environment, files: files)
    }

    private func helper(_ name: String) -> CredentialHelper {
        CredentialHelper(name: name, environment: environment, timeout: timeout)
    }

    // MARK: Asking a helper

    /// Those who ask the same thing at the same time wait for one answer. The helper is stopped when all have given up.
    private func ask(_ question: Question) async throws(EngineError) -> RegistryCredentials? {
        if let answer = answers[question] { return answer }
        let helper = helper(question.helper)
        var inquiry =
            inquiries[question]
            ?? Inquiry(
                task: Task {
                    do throws(EngineError) {
                        return .success(try await helper.get(question.key))
                    } catch {
                        return .failure(error)
                    }
                })
        inquiry.waiting += 1
        inquiries[question] = inquiry
        let task = inquiry.task
        let result = await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            Task { await self.leave(question, task) }
        }
        if inquiries[question]?.task == task { inquiries[question] = nil }
        switch result {
        case .success(let credentials):
            answers[question] = .some(credentials)
            return credentials
        case .failure(let error): throw error
        }
    }

    private func leave(_ question: Question, _ task: Task<Result<RegistryCredentials?, EngineError>, Never>) {
        // The answer may have come meanwhile, and somebody else may ask the same again.
        guard var inquiry = inquiries[question], inquiry.task == task else { return }
        inquiry.waiting -= 1
        inquiries[question] = inquiry.waiting > 0 ? inquiry : nil
        if inquiry.waiting == 0 { inquiry.task.cancel() }
    }
}
