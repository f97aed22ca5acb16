internal import Glibc
internal import Subprocess

/// A program `docker-credential-NAME` that keeps credentials. It gets a verb as argument and the rest on standard input,
/// and answers on standard output.
package struct CredentialHelper: Sendable {
    /// What stands after `docker-credential-`.
    let name: String
    /// The environment it runs in, where its `PATH` is looked at too.
    let environment: [String: String]
    /// How long it may take.
    let timeout: Duration

    /// More is no answer any more.
    private static let longestAnswer = 64 << 10
    /// The user name that stands for an identity token.
    private static let tokenUser = "<token>"

    /// A helper that does not read what it is asked must not end this process by SIGPIPE. The handler does nothing; unlike
    /// ignoring the signal, it is not inherited by children. A program that has decided otherwise is left alone.
    private static let survivesClosedPipes: Void = {
        var action = sigaction()
        if sigaction(SIGPIPE, nil, &action) == 0, action.__sigaction_handler.sa_handler == nil {
            signal(SIGPIPE) { _ in }
        }
    }()

    private var program: String { "docker-credential-\(name)" }

    /// Asks for the credentials of a registry; nil when the helper has none.
    ///
    /// - Throws: kind `invalid_argument` when the helper is missing, kind `timeout` when it takes too long, kind
    ///   `unauthorized` when it fails or answers nonsense. The message names the helper and repeats its words, but nothing
    ///   that could be a secret.
    func get(_ key: String) async throws(EngineError) -> RegistryCredentials? {
        let answer = try await run("get", input: key, for: key)
        guard answer.succeeded else {
            let words = answer.words.lowercased()
            if words.contains("credentials not found in native keychain") { return nil }
            throw failure(answer, key)
        }
        guard let document = try? JSONDocument(parsing: answer.output), case .object = document,
            let secret = document["Secret"]?.text, let username = document["Username"]?.text
        else {
            throw EngineError(
                .unauthorized, "\(program) answered for \(key) with something that is not credentials",
                hint: "Try: echo \(key) | \(program) get")
        }
        var credentials = RegistryCredentials()
        credentials.serverAddress = key
        if username == Self.tokenUser {
            credentials.identityToken = secret
        } else {
            credentials.username = username
            credentials.password = secret
        }
        return credentials.isEmpty ? nil : credentials
    }

    /// Gives credentials to the helper to keep.
    func store(_ credentials: RegistryCredentials) async throws(EngineError) {
        let isToken = !credentials.identityToken.isEmpty
        var input = JSONText()
        input.object { object in
            object.member("ServerURL", credentials.serverAddress)
            object.member("Username", isToken ? Self.tokenUser : credentials.username)
            object.member("Secret", isToken ? credentials.identityToken : credentials.password)
        }
        let answer = try await run("store", input: input.text, for: credentials.serverAddress)
        guard answer.succeeded else {
            var error = failure(answer, credentials.serverAddress)
            error.message = credentials.masked(error.message)
            throw error
        }
    }

    /// Has the helper forget a registry; quiet when it knows nothing of it.
    func erase(_ key: String) async throws(EngineError) {
        let answer = try await run("erase", input: key, for: key)
        if answer.succeeded || answer.words.lowercased().contains("not found") { return }
        throw failure(answer, key)
    }

    // MARK: Running

    private struct Answer {
        var succeeded: Bool
        var output: [UInt8]
        var error: [UInt8]

        /// What the helper says of its failure: the protocol wants it on standard output, where it is often empty.
        var words: String {
            let text = [output, error].map { String(decoding: $0.prefix(4_096), as: UTF8.self) }
                .first { $0.contains { !$0.isWhitespace } }
            return text?.split(whereSeparator: \.isNewline).first.map { String($0.prefix(300)) } ?? ""
        }
    }

    private func failure(_ answer: Answer, _ key: String) -> EngineError {
        let words = answer.words
        // A helper that fails with an answer in its hands would have its secret repeated.
        let isQuotable = !words.isEmpty && !words.contains("{") && !words.lowercased().contains("secret\"")
        return EngineError(
            .unauthorized, "\(program) failed for \(key)\(isQuotable ? ": \(words)" : "")",
            hint: "Try: echo \(key) | \(program) get")
    }

    private func run(_ verb: String, input: String, for key: String) async throws(EngineError) -> Answer {
        guard !name.isEmpty, !name.contains("/"), !name.contains("\0") else {
            throw EngineError(.invalidArgument, "\"\(name)\" is not the name of a credential helper")
        }
        let outcome = await withTaskGroup(of: Outcome.self) { group in
            group.addTask { await attempt(verb, input) }
            group.addTask {
                do { try await Task.sleep(for: timeout) } catch { return .cancelled }
                return .late
            }
            let first = await group.next() ?? .cancelled
            group.cancelAll()
            return first
        }
        switch outcome {
        case .answered(let answer): return answer
        case .cancelled: throw EngineError(.cancelled, "asking \(program) for \(key) was cancelled")
        case .late:
            let seconds = Double(timeout.components.seconds) + Double(timeout.components.attoseconds) / 1e18
            throw EngineError(
                .timeout, "\(program) did not answer for \(key) within \(JSONValue.written(seconds)) s",
                hint:
                    "It may be waiting for somebody to unlock its store. MOONDOCK_CREDENTIAL_TIMEOUT sets the seconds.")
        case .missing:
            throw EngineError(
                .invalidArgument, "\(program), which config.json names for \(key), is not in the PATH",
                hint: "Install it, or remove it from credsStore or credHelpers.")
        case .broken(let reason):
            throw EngineError(.unauthorized, "\(program) could not be used for \(key)", cause: reason)
        }
    }

    private enum Outcome: Sendable {
        case answered(Answer)
        case late
        case cancelled
        case missing
        case broken(String)
    }

    private func attempt(_ verb: String, _ input: String) async -> Outcome {
        Self.survivesClosedPipes
        var platform = PlatformOptions()
        // A session of its own: whatever the helper starts ends with it, and Ctrl-C is not meant for it.
        platform.createSession = true
        platform.teardownSequence = [
            .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .milliseconds(200))
        ]
        var variables: [Environment.Key: String] = [:]
        for (name, value) in environment {
            if let key = Environment.Key(rawValue: name) { variables[key] = value }
        }
        do {
            let result = try await Subprocess.run(
                .name(program), arguments: [verb], environment: .custom(variables), platformOptions: platform,
                input: .inputWriter, output: .bytes(limit: Self.longestAnswer),
                error: .bytes(limit: Self.longestAnswer)
            ) { execution in
                // A helper may answer without having read what it is asked.
                _ = try? await execution.standardInputWriter.write(Array(input.utf8))
            }
            if Task.isCancelled { return .cancelled }
            return .answered(
                Answer(
                    succeeded: result.terminationStatus.isSuccess, output: result.standardOutput,
                    error: result.standardError))
        } catch let error as SubprocessError where error.code == .executableNotFound {
            return .missing
        } catch let error as SubprocessError {
            return Task.isCancelled ? .cancelled : .broken("\(error)")
        } catch {
            return .cancelled
        }
    }
}
