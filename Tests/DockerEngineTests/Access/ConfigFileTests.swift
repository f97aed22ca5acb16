import Glibc
import Testing

@testable import DockerEngine

@Suite("config.json")
struct ConfigFileTests {
    static func config(_ text: String) throws -> ConfigFile { try ConfigFile(Array(text.utf8), path: "c.json") }

    @Test(
        "says which file is broken, and where",
        arguments: [
            ("{\n  \"auths\": {,\n}", "c.json is not valid JSON: line 2, column 13: a name in quotes is expected"),
            ("[]", "c.json must hold a JSON object, and holds a list"),
            ("\"x\"", "c.json must hold a JSON object, and holds a string"),
            ("{} {}", "c.json is not valid JSON: line 1, column 4: there is something after its end"),
        ])
    func broken(text: String, message: String) {
        let error = #expect(throws: EngineError.self) { _ = try Self.config(text) }
        #expect(error?.kind == .invalidArgument)
        #expect(error?.message == message)
    }

    @Test(
        "empty files, white space and a byte order mark are no trouble", arguments: ["", " \n\t", "\u{FEFF}{}", "{}"])
    func empty(text: String) throws {
        let config = try Self.config(text)
        #expect(try config.currentContext == nil)
        #expect(try config.credentials(for: RegistryName("nginx")) == nil)
    }

    @Test("a mistake matters only to who needs that part")
    func lazy() throws {
        let config = try Self.config(
            #"{"auths":[],"currentContext":"prod","proxies":"x","credHelpers":{"a.io":1},"HttpHeaders":{"A":5}}"#)
        #expect(try config.currentContext == "prod")
        #expect(throws: EngineError(.invalidArgument, "c.json: auths must be an object, and is a list")) {
            try config.credentials(for: RegistryName("nginx"))
        }
        #expect(throws: EngineError(.invalidArgument, "c.json: proxies must be an object, and is a string")) {
            try config.proxies()
        }
        #expect(throws: EngineError(.invalidArgument, #"c.json: credHelpers."a.io" must be a string, and is a number"#))
        {
            try config.credentialHelper(for: RegistryName(registry: "a.io"))
        }
        #expect(try config.credentialHelper(for: RegistryName(registry: "b.io")) == nil)
        #expect(throws: EngineError(.invalidArgument, "c.json: HttpHeaders.A must be a string, and is a number")) {
            try config.httpHeaders
        }
    }

    @Test(
        "reads credentials in every form",
        arguments: [
            (#"{"auth":"bWU6c2VjcmV0"}"#, "me", "secret", ""), (#"{"auth":"bWU6YTpi"}"#, "me", "a:b", ""),
            (#"{"auth":" bWU6c2VjcmV0\n"}"#, "me", "secret", ""), (#"{"auth":"bWU6cA"}"#, "me", "p", ""),
            (#"{"username":"me","password":"p"}"#, "me", "p", ""),
            (#"{"auth":"bWU6","identitytoken":"t"}"#, "me", "", "t"), (#"{"auth":"bWU6cAAA"}"#, "me", "p", ""),
        ])
    func credentials(entry: String, user: String, password: String, token: String) throws {
        let config = try Self.config(#"{"auths":{"r.io:5000":\#(entry)}}"#)
        let found = try #require(try config.credentials(for: RegistryName("r.io:5000/x")))
        #expect(found.username == user)
        #expect(found.password == password)
        #expect(found.identityToken == token)
        #expect(found.serverAddress == "r.io:5000")
    }

    @Test(
        "a broken entry is named, its content is not shown, and others are read",
        arguments: [#""c2VjcmV0""#, #""%%secret%%""#, #""OnNlY3JldA==""#])
    func brokenAuth(auth: String) throws {
        let config = try Self.config(#"{"auths":{"bad.io":{"auth":\#(auth)},"good.io":{"auth":"bWU6cA=="}}}"#)
        let error = #expect(throws: EngineError.self) { try config.credentials(for: RegistryName(registry: "bad.io")) }
        #expect(error?.message == #"c.json: auths."bad.io".auth is not the base64 of user:password"#)
        #expect(error.map { "\($0)" }?.contains("ecret") == false)
        #expect(try config.credentials(for: RegistryName(registry: "good.io"))?.username == "me")
    }

    @Test(
        "finds a registry under every way to write it",
        arguments: [
            ("https://index.docker.io/v1/", "nginx"), ("docker.io", "me/tool:1"), ("index.docker.io", "docker.io/x/y"),
            ("https://r.io/v2/", "r.io/x"), ("http://r.io:5000", "r.io:5000/x"), ("r.io", "https://r.io"),
        ])
    func keys(key: String, name: String) throws {
        let config = try Self.config(#"{"auths":{"\#(key)":{"auth":"bWU6cA=="}}, "credHelpers":{"\#(key)":"h"}}"#)
        #expect(try config.credentials(for: RegistryName(name))?.username == "me")
        #expect(try config.credentialHelper(for: RegistryName(name)) == "h")
        #expect(try config.credentials(for: RegistryName("other.io/x")) == nil)
    }

    @Test("a registry's own helper beats the store, and an empty one means none")
    func helpers() throws {
        let config = try Self.config(#"{"credsStore":"all","credHelpers":{"a.io":"own","b.io":""}}"#)
        #expect(try config.credentialHelper(for: RegistryName(registry: "a.io")) == "own")
        #expect(try config.credentialHelper(for: RegistryName(registry: "b.io")) == nil)
        #expect(try config.credentialHelper(for: RegistryName(registry: "c.io")) == "all")
    }

    @Test("proxies become variables in both cases, those of the address first")
    func proxies() throws {
        let config = try Self.config(
            """
            {"proxies":{"default":{"httpProxy":"http://p:1","noProxy":"localhost","ftpProxy":""},
            "tcp://far:2375":{"allProxy":"socks5://q:2"}}}
            """)
        let pairs = try config.proxies(for: "unix:///x").map { "\($0.name)=\($0.value)" }
        #expect(
            pairs == [
                "HTTP_PROXY=http://p:1", "http_proxy=http://p:1", "NO_PROXY=localhost", "no_proxy=localhost",
            ])
        #expect(try config.proxies(for: "tcp://far:2375").map(\.name) == ["ALL_PROXY", "all_proxy"])
    }

    @Test("header fields are checked, and the client's own User-Agent stands")
    func headers() throws {
        let config = try Self.config(#"{"HttpHeaders":{"X-B":"2","user-agent":"me","X-A":"1"},"detachKeys":"ctrl-q"}"#)
        #expect(try config.httpHeaders.map { "\($0.name):\($0.value)" } == ["X-A:1", "X-B:2"])
        #expect(try config.detachKeys == "ctrl-q")
        let bad = try Self.config(#"{"HttpHeaders":{"X-A":"1\r\nX-Evil: 1"}}"#)
        #expect(throws: EngineError.self) { try bad.httpHeaders }
    }

    @Test("writing keeps what is not understood, in its order, and takes others' access away")
    func saving() async throws {
        try await TemporaryFolder.with { folder in
            let text =
                #"{"psFormat":"x","future":{"n":18446744073709551615},"auths":{"r.io":{"auth":"YTpi","note":1}}}"#
            try folder.write(text, to: "config.json", mode: 0o644)
            var config = try ConfigFile.load(folder.environment)
            config.document["currentContext"] = .string("prod")
            var credentials = RegistryCredentials()
            (credentials.username, credentials.password) = ("me", "secret")
            try config.setCredentials(credentials, for: RegistryName(registry: "https://r.io/v1/"))
            try config.setCredentials(nil, for: RegistryName("nginx"))
            try config.save()
            #expect(
                try folder.read("config.json") == """
                    {
                    \t"psFormat": "x",
                    \t"future": {
                    \t\t"n": 18446744073709551615
                    \t},
                    \t"auths": {
                    \t\t"r.io": {
                    \t\t\t"note": 1,
                    \t\t\t"auth": "bWU6c2VjcmV0"
                    \t\t},
                    \t\t"https://index.docker.io/v1/": {}
                    \t},
                    \t"currentContext": "prod"
                    }
                    """)
            #expect(folder.mode("config.json") == 0o600)
            #expect(LocalFiles.names(in: folder.path) == ["config.json"])
        }
    }

    @Test("a link stays a link, also one that leads to nothing yet")
    func links() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write("{}", to: "real/one.json")
            #expect(symlink("real/one.json", "\(folder.path)/config.json") == 0)
            #expect(symlink("\(folder.path)/real/none.json", "\(folder.path)/dangling.json") == 0)
            try ConfigFile.load(folder.environment).save()
            try folder.write("new", to: "dangling.json")
            #expect(folder.isLink("config.json") && folder.isLink("dangling.json"))
            #expect(try folder.read("real/one.json").contains("auths"))
            #expect(try folder.read("real/none.json") == "new")
        }
    }

    @Test("a file that cannot be written leaves the old one and no other")
    func failedWrite() async throws {
        try await TemporaryFolder.with { folder in
            // A folder cannot be replaced by a file.
            try LocalFiles.makeFolder("\(folder.path)/config.json/x", mode: 0o700)
            let error = await failure { try LocalFiles.write([1], to: "\(folder.path)/config.json", mode: 0o600) }
            #expect(error?.message.hasPrefix("cannot write \(folder.path)/config.json") == true)
            #expect(LocalFiles.names(in: folder.path) == ["config.json"])
        }
    }

    @Test("pipes, folders and huge files are refused at once")
    func oddFiles() async throws {
        try await TemporaryFolder.with { folder in
            #expect(mkfifo("\(folder.path)/pipe", 0o600) == 0)
            for name in ["pipe", "."] {
                let error = await failure { _ = try LocalFiles.read("\(folder.path)/\(name)") }
                #expect(error?.message.contains("regular file") == true)
            }
            let path = try folder.write("", to: "huge")
            #expect(truncate(path, 1 << 40) == 0)
            let error = await failure { _ = try ConfigFile.load(path: path) }
            #expect(error?.message == "cannot read \(path): it is longer than 8 MiB")
            #expect(try LocalFiles.read("\(folder.path)/nothing") == nil)
            #expect(try LocalFiles.read("\(path)/beneath") == nil)
        }
    }
}
