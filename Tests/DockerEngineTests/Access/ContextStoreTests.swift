import Testing

@testable import DockerEngine

@Suite("Contexts")
struct ContextStoreTests {
    /// As the docker command writes them.
    private func fixture(_ folder: TemporaryFolder) throws -> ContextStore {
        let id = "6a934b45144e3758911efa29ed68fb2d420fa7bd568739cdcda9251fa9609b1e"
        try folder.write(
            #"{"Name":"secure","Metadata":{},"Endpoints":{"docker":{"Host":"tcp://10.0.0.5:2376","SkipTLSVerify":true}}}"#,
            to: "contexts/meta/\(id)/meta.json")
        try folder.write("CA", to: "contexts/tls/\(id)/docker/ca.pem")
        try folder.write("KEY", to: "contexts/tls/\(id)/docker/key.pem")
        try folder.write(
            #"{"Name":"plain","Metadata":{"Description":"A plain one","Future":[1]},"Endpoints":{"docker":{"Host":"unix:///tmp/x.sock","SkipTLSVerify":false},"kubernetes":{}}}"#,
            to: "contexts/meta/a116c9ed46d6207734a43317d30fd88f52ac8634c37d904bbf4e41d865f90475/meta.json")
        return ContextStore(folder.environment)
    }

    @Test("are read from the docker command's files")
    func reading() async throws {
        try await TemporaryFolder.with { folder in
            let store = try fixture(folder)
            #expect(try store.contexts().map(\.name) == ["plain", "secure"])
            let secure = try store.context("secure")
            #expect(secure.host == "tcp://10.0.0.5:2376" && secure.skipsVerification && secure.summary == nil)
            #expect(secure.tlsFiles == ["docker": ["ca.pem", "key.pem"]])
            #expect(try store.tlsFile("key.pem", of: "secure") == Array("KEY".utf8))
            let plain = try store.context("plain")
            #expect(plain.summary == "A plain one" && !plain.skipsVerification && plain.tlsFiles.isEmpty)
        }
    }

    @Test("go back as they came but for what changed")
    func changing() async throws {
        try await TemporaryFolder.with { folder in
            let store = try fixture(folder)
            var plain = try store.context("plain")
            plain.host = "tcp://h:1"
            plain.summary = nil
            try store.save(plain)
            #expect(
                try folder.read(
                    "contexts/meta/a116c9ed46d6207734a43317d30fd88f52ac8634c37d904bbf4e41d865f90475/meta.json")
                    == #"{"Name":"plain","Metadata":{"Future":[1]},"Endpoints":{"docker":{"Host":"tcp://h:1","SkipTLSVerify":false},"kubernetes":{}}}"#
            )
        }
    }

    @Test("a name that is not there is answered with the nearest one")
    func missing() async throws {
        try await TemporaryFolder.with { folder in
            let store = try fixture(folder)
            #expect(
                throws: EngineError(.notFound, #"there is no context "secur""#, hint: "Did you mean 'secure'?")
            ) { try store.context("secur") }
            #expect(
                throws: EngineError(
                    .notFound, #"there is no context "zzz""#, hint: "There are: plain, secure, default.")
            ) { try store.remove("zzz") }
            #expect(throws: EngineError.self) { try ContextStore([:]).context("plain") }
            #expect(try ContextStore([:]).contexts().isEmpty)
        }
    }

    @Test(
        "broken files are named with the place",
        arguments: [
            ("{", "is not valid JSON: line 1, column 2: a name in quotes is expected"),
            (#"{"Endpoints":[]}"#, ": Endpoints must be an object, and is a list"),
            (#"{"Endpoints":{"docker":5}}"#, ": Endpoints.docker must be an object, and is a number"),
            (#"{"Endpoints":{"docker":{"Host":5}}}"#, ": Endpoints.docker.Host must be a string, and is a number"),
        ])
    func broken(text: String, message: String) async throws {
        try await TemporaryFolder.with { folder in
            let store = ContextStore(folder.environment)
            let path = try folder.write(text, to: "contexts/meta/\(SHA256.hexadecimal("plain"))/meta.json")
            let error = await failure { _ = try store.context("plain") }
            #expect(error?.kind == .invalidArgument)
            #expect(error?.message.hasPrefix(path) == true)
            #expect(error?.message.hasSuffix(message) == true, "\(error?.message ?? "")")
        }
    }

    @Test(
        "names that the docker command refuses are refused",
        arguments: ["default", "", "a", "a b", "-ab", "../x", "ä1", "a/b"])
    func names(name: String) {
        let error = #expect(throws: EngineError.self) { try DockerContext.check(name) }
        #expect(error?.kind == .invalidArgument && error?.hint != nil)
    }

    @Test("are removed with their TLS files")
    func removing() async throws {
        try await TemporaryFolder.with { folder in
            let store = try fixture(folder)
            try store.remove("secure")
            #expect(try store.contexts().map(\.name) == ["plain"])
            #expect(LocalFiles.names(in: "\(folder.path)/contexts/tls").isEmpty)
        }
    }

    @Test("numbers in names have their order")
    func order() {
        let sorted = ["node10", "node2", "a", "node", "node2b", "b10a", "b9z"].sorted(by: NaturalOrder.isLess)
        #expect(sorted == ["a", "b9z", "b10a", "node", "node2", "node2b", "node10"])
    }

    @Test("travel in an archive, with their TLS files, and with or without its end")
    func archive() async throws {
        try await TemporaryFolder.with { folder in
            let store = try fixture(folder)
            let archive = try store.archive(of: "secure")
            #expect(archive.count % 512 == 0)
            for (index, end) in [archive.count, archive.count - 1024, archive.count - 1024 - 509].enumerated() {
                let name = "copy\(index)"
                try store.restore(Array(archive[..<end]), as: name)
                let copy = try store.context(name)
                #expect(copy.host == "tcp://10.0.0.5:2376" && copy.skipsVerification)
                #expect(copy.document["Name"]?.text == name)
                #expect(try store.tlsFile("key.pem", of: name) == Array("KEY".utf8))
                #expect(folder.mode("contexts/tls/\(SHA256.hexadecimal(name))/docker/key.pem") == 0o600)
            }
            let error = await failure { try store.restore(archive, as: "plain") }
            #expect(error?.kind == .conflict)
        }
    }

    @Test(
        "an archive that is none, or holds what does not belong there, writes nothing",
        arguments: [
            ([], "there is no meta.json in it"), ([("meta.json", "{")], "line 1, column 2"),
            ([("meta.json", "{}"), ("tls/../../../evil", "x")], "does not belong there"),
            ([("meta.json", "{}"), ("tls/docker/..", "x")], "does not belong there"),
            ([("meta.json", "{}"), ("/etc/passwd", "x")], "does not belong there"),
            ([("meta.json", "{}"), ("tls/docker", "x")], "does not belong there"),
        ] as [([(String, String)], String)])
    func hostileArchives(entries: [(String, String)], message: String) async throws {
        try await TemporaryFolder.with { folder in
            var archive: [UInt8] = []
            for (name, text) in entries { archive += try Self.entry(name, text) }
            let store = ContextStore(folder.environment)
            let error = await failure { try store.restore(archive, as: "new") }
            #expect(error?.kind == .invalidArgument)
            #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
            #expect(LocalFiles.names(in: folder.path).isEmpty)
        }
    }

    @Test("random changes of an archive never trap and never lead out of the store")
    func random() throws {
        let archive = try ContextArchive.write(#"{"Name":"x"}"#, tls: ["docker": ["ca.pem": [1, 2, 3]]])
        for seed in 0..<UInt64(RandomInputTests.rounds) {
            var numbers = SeededNumbers(state: seed)
            guard let (_, tls) = try? ContextArchive.contents(of: numbers.spoil(archive)) else { continue }
            for (endpoint, files) in tls {
                for name in [endpoint] + files.keys {
                    try #require(!name.isEmpty && !name.contains("/") && name != "..", "seed \(seed)")
                }
            }
        }
        for end in 0..<archive.count { _ = try? ContextArchive.contents(of: Array(archive[..<end])) }
    }

    @Test("text that is no archive, and a zip, are told apart")
    func noArchive() {
        for (bytes, why) in [
            (Array(repeating: UInt8(ascii: "x"), count: 600), "it is not a tar archive"),
            ([0x50, 0x4B, 0x03, 0x04], "it is a zip archive, which only the docker command reads"),
        ] {
            let error = #expect(throws: EngineError.self) { try ContextArchive.read(bytes) }
            #expect(error?.message == "this is not the archive of a context: \(why)")
        }
    }

    /// A file of a tar archive, made by the writer under test with the name put in by hand.
    private static func entry(_ name: String, _ text: String) throws -> [UInt8] {
        var bytes = Array(try ContextArchive.write(text, tls: [:])[..<1024])
        for index in 0..<100 { bytes[index] = 0 }
        bytes.replaceSubrange(0..<name.utf8.count, with: name.utf8)
        for index in 148..<156 { bytes[index] = 0x20 }
        let sum = String(bytes[..<512].reduce(0) { $0 + Int($1) }, radix: 8)
        bytes.replaceSubrange(148..<148 + sum.utf8.count, with: sum.utf8)
        return bytes
    }
}
