import Testing

@testable import DockerEngine

/// Helpers are real shell scripts here.
@Suite("Credential helpers")
struct CredentialHelperTests {
    /// What somebody with these helpers and this config.json has for a registry.
    private func find(
        _ name: String, in folder: TemporaryFolder, config: String = #"{"credsStore":"test"}"#, timeout: Duration? = nil
    ) async throws -> RegistryCredentials? {
        try folder.write(config, to: "config.json")
        let access = RegistryAccess(environment: folder.environment, timeout: timeout)
        return try await access.credentials(for: RegistryName(name))
    }

    @Test("gets the registry on its input and answers with credentials")
    func works() async throws {
        try await TemporaryFolder.with { folder in
            try folder.helper(
                "test", #"read -r key; echo "{\"ServerURL\":\"$key\",\"Username\":\"me $1\",\"Secret\":\"for $key\"}""#)
            let hub = try #require(try await find("nginx", in: folder))
            #expect(hub.username == "me get")
            #expect(hub.password == "for https://index.docker.io/v1/")
            #expect(hub.serverAddress == "https://index.docker.io/v1/")
            #expect(try await find("r.io:5000/x", in: folder)?.password == "for r.io:5000")
        }
    }

    @Test("a user name of <token> makes an identity token")
    func token() async throws {
        try await TemporaryFolder.with { folder in
            try folder.helper("test", #"echo '{"ServerURL":"x","Username":"<token>","Secret":"tok"}'"#)
            let found = try #require(try await find("r.io/x", in: folder))
            #expect(found.identityToken == "tok" && found.username.isEmpty && found.password.isEmpty)
            #expect(found.document.compact == #"{"serveraddress":"r.io","identitytoken":"tok"}"#)
        }
    }

    @Test("that it has none is no error, and config.json's own entry counts then")
    func none() async throws {
        try await TemporaryFolder.with { folder in
            try folder.helper("test", "echo 'credentials not found in native keychain'; exit 1")
            #expect(try await find("r.io/x", in: folder) == nil)
            let config = #"{"credsStore":"test","auths":{"r.io":{"auth":"bWU6cA=="},"s.io":{}}}"#
            #expect(try await find("r.io/x", in: folder, config: config)?.username == "me")
            #expect(try await find("s.io/x", in: folder, config: config) == nil)
        }
    }

    struct Trouble: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// nil: there is no such program.
        var script: String?
        var kind: EngineError.Kind
        var message: String
    }

    static let troubles = [
        Trouble(
            testDescription: "missing", script: nil, kind: .invalidArgument,
            message: "docker-credential-test, which config.json names for r.io, is not in the PATH"),
        Trouble(
            testDescription: "failing with words", script: "echo 'the store is locked'; exit 1", kind: .unauthorized,
            message: "docker-credential-test failed for r.io: the store is locked"),
        Trouble(
            testDescription: "failing with words on standard error", script: "echo 'no display' >&2; exit 3",
            kind: .unauthorized, message: "docker-credential-test failed for r.io: no display"),
        Trouble(
            testDescription: "failing in silence", script: "exit 1", kind: .unauthorized,
            message: "docker-credential-test failed for r.io"),
        Trouble(
            testDescription: "failing with a secret in its hands",
            script: #"echo '{"Secret":"hush"}'; exit 1"#, kind: .unauthorized,
            message: "docker-credential-test failed for r.io"),
        Trouble(
            testDescription: "killed", script: "kill -9 $$", kind: .unauthorized,
            message: "docker-credential-test failed for r.io"),
        Trouble(
            testDescription: "answering garbage", script: "echo 'hush is the word'", kind: .unauthorized,
            message: "docker-credential-test answered for r.io with something that is not credentials"),
        Trouble(
            testDescription: "answering with half of it", script: #"echo '{"Username":"hush"}'"#, kind: .unauthorized,
            message: "docker-credential-test answered for r.io with something that is not credentials"),
        Trouble(
            testDescription: "answering nothing", script: "true", kind: .unauthorized,
            message: "docker-credential-test answered for r.io with something that is not credentials"),
        Trouble(
            testDescription: "answering without end", script: "exec yes hush", kind: .unauthorized,
            message: "docker-credential-test could not be used for r.io"),
        Trouble(
            testDescription: "hanging, with a child that holds its output", script: "sleep 100 & sleep 100",
            kind: .timeout,
            message: "docker-credential-test did not answer for r.io within 0.5 s"),
        Trouble(
            testDescription: "deaf to being asked to end", script: "trap '' TERM; while :; do sleep 1; done",
            kind: .timeout, message: "docker-credential-test did not answer for r.io within 0.5 s"),
    ]

    @Test("is named with its own words when it is", arguments: troubles)
    func trouble(example: Trouble) async throws {
        try await TemporaryFolder.with { folder in
            if let script = example.script { try folder.helper("test", script) }
            // A machine under load starts programs slowly.
            let timeout: Duration = example.kind == .timeout ? .milliseconds(500) : .seconds(20)
            let clock = ContinuousClock.now
            let error = await failure { _ = try await find("r.io/x", in: folder, timeout: timeout) }
            #expect(error?.kind == example.kind)
            #expect(error?.message == example.message)
            #expect(error.map { "\($0) \($0.cause ?? "")" }?.contains("hush") == false)
            #expect(clock.duration(to: .now) < .seconds(60))
            // Well before the 100 s that the hanging one takes, even where many tests start programs at once.
            // Only who needs that registry sees it.
            let config = #"{"credHelpers":{"r.io":"test"},"auths":{"s.io":{"auth":"bWU6cA=="}}}"#
            #expect(try await find("s.io/x", in: folder, config: config)?.username == "me")
        }
    }

    @Test("a name that leads elsewhere is refused", arguments: ["../evil", "a/b"])
    func names(name: String) async throws {
        try await TemporaryFolder.with { folder in
            let error = await failure {
                _ = try await find("r.io/x", in: folder, config: #"{"credsStore":"\#(name)"}"#)
            }
            #expect(error?.message == "\"\(name)\" is not the name of a credential helper")
        }
    }

    @Test("is asked once for those who ask together and those who ask later, until it is to be asked anew")
    func remembering() async throws {
        try await TemporaryFolder.with { folder in
            try folder.helper(
                "test",
                #"echo x >>"$HOME/asked"; sleep 0.3; echo '{"ServerURL":"x","Username":"me","Secret":"p"}'"#)
            try folder.write(#"{"credsStore":"test"}"#, to: "config.json")
            let access = RegistryAccess(environment: folder.environment)
            let users = try await withThrowingTaskGroup(of: String?.self) { group in
                for _ in 0..<8 {
                    group.addTask { try await access.credentials(for: RegistryName("r.io/x"))?.username }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(users == Array(repeating: "me", count: 8))
            #expect(try folder.read("asked") == "x\n")
            _ = try await access.header(for: RegistryName("r.io/y"))
            #expect(try folder.read("asked") == "x\n")
            await access.forget()
            _ = try await access.header(for: RegistryName("r.io/y"))
            #expect(try folder.read("asked") == "x\nx\n")
        }
    }

    @Test("ends when nobody waits for it any more")
    func cancelling() async throws {
        try await TemporaryFolder.with { folder in
            try folder.helper("test", #"echo $$ >"$HOME/pid"; sleep 100"#)
            try folder.write(#"{"credsStore":"test"}"#, to: "config.json")
            let access = RegistryAccess(environment: folder.environment, timeout: .seconds(60))
            let asking = Task { try await access.header(for: RegistryName("r.io/x")) }
            while try (LocalFiles.read("\(folder.path)/pid") ?? []).last != UInt8(ascii: "\n") {
                try await Task.sleep(for: .milliseconds(20))
            }
            asking.cancel()
            let error = await failure { _ = try await asking.value }
            #expect(error?.kind == .cancelled)
            let pid = try folder.read("pid").dropLast()
            #expect(try LocalFiles.read("/proc/\(pid)/stat") == nil)
        }
    }

    @Test("a login is kept by the helper, and config.json has only the name of the registry")
    func storing() async throws {
        try await TemporaryFolder.with { folder in
            try folder.helper("test", #"cat >"$HOME/$1"; if [ "$1" = get ]; then cat "$HOME/store"; fi"#)
            try folder.write(#"{"credHelpers":{"r.io":"test"}}"#, to: "config.json")
            let access = RegistryAccess(environment: folder.environment)
            var credentials = RegistryCredentials()
            (credentials.username, credentials.password) = ("me", "hush")
            let name = RegistryName(registry: "r.io")
            #expect(try await access.store(credentials, for: name) == "docker-credential-test")
            #expect(try folder.read("store") == #"{"ServerURL":"r.io","Username":"me","Secret":"hush"}"#)
            #expect(try folder.read("config.json").contains("hush") == false)
            #expect(try await access.credentials(for: name)?.password == "hush")
            let other = RegistryName(registry: "s.io")
            #expect(try await access.store(credentials, for: other) == "\(folder.path)/config.json")
            #expect(try await access.credentials(for: other)?.password == "hush")
            #expect(try await access.erase(name))
            #expect(try folder.read("erase") == "r.io")
            #expect(try await access.erase(other))
            #expect(try await access.credentials(for: other) == nil)
            #expect(try await access.erase(other) == false)
        }
    }

    @Test("what a failing helper says of a login is repeated without the secret in it")
    func failedStore() async throws {
        try await TemporaryFolder.with { folder in
            try folder.helper("test", #"read -r x; echo "cannot keep hush"; exit 1"#)
            try folder.write(#"{"credsStore":"test"}"#, to: "config.json")
            var credentials = RegistryCredentials()
            (credentials.username, credentials.password) = ("me", "hush")
            let access = RegistryAccess(environment: folder.environment)
            let error = await failure { [credentials] in
                _ = try await access.store(credentials, for: RegistryName(registry: "r.io"))
            }
            #expect(error?.message == "docker-credential-test failed for r.io: cannot keep ***")
            #expect(try folder.read("config.json") == #"{"credsStore":"test"}"#)
        }
    }

    @Test("a build gets the credentials it names, or all that work")
    func buildHeader() async throws {
        try await TemporaryFolder.with { folder in
            try folder.helper("bad", "echo no; exit 1")
            try folder.helper("good", #"echo '{"ServerURL":"x","Username":"good","Secret":"p"}'"#)
            try folder.write(
                #"{"auths":{"a.io":{"auth":"YTpi"},"https://index.docker.io/v1/":{"auth":"aHViOnA="},"e.io":{}},"#
                    + #""credHelpers":{"g.io":"good","b.io":"bad"}}"#, to: "config.json")
            let access = RegistryAccess(environment: folder.environment)
            func header(_ names: [String]?, _ remembered: [RegistryName: RegistryCredentials] = [:]) async throws
                -> String
            {
                try await access.configHeader(for: names?.map { RegistryName($0) }, remembered: remembered)
            }
            func encoded(_ text: String) -> String {
                JSONDocument(json: Array(text.utf8)).map { RegistryCredentials.encoded($0) } ?? ""
            }
            let a = #""a.io":{"username":"a","password":"b","serveraddress":"a.io"}"#
            let g = #""g.io":{"username":"good","password":"p","serveraddress":"g.io"}"#
            let hub =
                #""https://index.docker.io/v1/":{"username":"hub","password":"p","serveraddress":"https://index.docker.io/v1/"}"#
            #expect(try await header(nil) == encoded("{\(a),\(hub),\(g)}"))
            #expect(try await header(["a.io/x:1"]) == encoded("{\(a)}"))
            #expect(try await header(["e.io/x", "c.io/y"]) == encoded("{}"))
            #expect(try await header([]) == encoded("{}"))
            var own = RegistryCredentials()
            own.username = "own"
            #expect(
                try await header(["b.io/x"], [RegistryName("b.io/x"): own]) == encoded(#"{"b.io":{"username":"own"}}"#))
            let error = await failure { _ = try await header(["a.io/x", "b.io/x"]) }
            #expect(error?.message == "docker-credential-bad failed for b.io: no")
        }
    }

    @Test("DOCKER_AUTH_CONFIG comes before the helpers")
    func environmentCredentials() async throws {
        try await TemporaryFolder.with { folder in
            try folder.helper("test", #"echo '{"ServerURL":"x","Username":"helper","Secret":"p"}'"#)
            try folder.write(#"{"credsStore":"test"}"#, to: "config.json")
            var environment = folder.environment
            environment["DOCKER_AUTH_CONFIG"] = #"{"auths":{"r.io":{"auth":"bWU6cA=="}}}"#
            let access = RegistryAccess(environment: environment)
            #expect(try await access.credentials(for: RegistryName("r.io/x"))?.username == "me")
            #expect(try await access.credentials(for: RegistryName("s.io/x"))?.username == "helper")
        }
    }
}
