import Foundation
import NIOCore
import StubEngine
import Testing

/// What an engine under a foreign hand sends in place of the files it was asked for.
@Suite struct HostileArchiveTests {
    private static func tar(_ name: String, _ kind: Character = "0", to target: String = "", _ content: String = "")
        -> [UInt8]
    {
        StubTar.file(name, content, kind: kind, to: target)
    }

    /// Copies `:/evil`, a folder, from an engine that answers with these entries; gives the run and the folder
    /// around the copy, which holds nothing else than the copy and `victim`.
    private func copy(
        _ entries: [UInt8], mode: UInt32 = 1 << 31 | 0o755, options: String = "{}", _ check: (Run, URL) throws -> Void
    ) async throws {
        let place = URL(filePath: NSTemporaryDirectory()).appending(path: "moondock-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: place.appending(path: "into"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: place) }
        try Data("mine".utf8).write(to: place.appending(path: "victim"))
        let stat = #"{"name":"evil","size":1,"mode":\#(mode),"mtime":"2024-01-01T00:00:00Z","linkTarget":""}"#
        let fact = "X-Docker-Container-Path-Stat: \(Data(stat.utf8).base64EncodedString())\r\n"
        let canned = CannedEngine(containers: 1, lines: 1, apiVersion: "1.41")
        let stub = try await StubEngine.start("unix://\(place.path)/stub.sock") { request in
            guard request.path.hasSuffix("/archive") else { return canned.answer(request) }
            if request.method == "HEAD" {
                return [.text("HTTP/1.1 200 OK\r\n\(fact)Content-Length: 0\r\n\r\n")]
            }
            return [
                .chunkedHead(type: "application/x-tar", headers: fact),
                .chunk(entries + [UInt8](repeating: 0, count: 1024)), .lastChunk,
            ]
        }
        let run = try moondock(
            "-H", stub.address, "-e", "docker.cp('box:/evil', '\(place.path)/into', \(options))", within: 20)
        try await stub.stop()
        try check(run, place)
        #expect(try String(contentsOf: place.appending(path: "victim"), encoding: .utf8) == "mine")
        let around = try FileManager.default.contentsOfDirectory(atPath: place.path).filter { $0 != "stub.sock" }
        #expect(around.sorted() == ["into", "victim"])
    }

    @Test("an honest folder arrives, so that a refusal is about the archive")
    func honest() async throws {
        try await copy(Self.tar("evil/", "5") + Self.tar("evil/a", "0", "hello")) { run, place in
            #expect(run.code == 0, "\(run.error)")
            let file = place.appending(path: "into/evil/a").path
            #expect(FileManager.default.contents(atPath: file) == Data("hello".utf8))
        }
    }

    @Test(
        "an entry that leaves the folder is refused when it is copied out of a container",
        arguments: [
            tar("../victim", "0", "theirs"), tar("evil/../../victim", "0", "theirs"),
            tar("/tmp/moondock-evil", "0", "theirs"),
            tar("evil", "2", to: ".."), tar("evil", "2", to: "/"), tar("evil", "1", to: "../victim"),
            tar("evil", "1", to: "/etc/passwd"),
            tar("evil/", "5") + tar("evil/up", "2", to: "../..") + tar("evil/up/victim", "0", "theirs"),
            tar("evil/", "5") + tar("evil/dev", "3"),
        ])
    func leaving(entries: [UInt8]) async throws {
        try await copy(entries) { run, place in
            #expect(run.code != 0)
            #expect(!run.error.isEmpty)
            #expect(!run.error.contains("traceback"))
            #expect(!FileManager.default.fileExists(atPath: "/tmp/moondock-evil"))
        }
    }

    @Test("an entry with another name than what was asked for is refused")
    func foreignName() async throws {
        for entries in [
            Self.tar(".bashrc", "0", "theirs"), Self.tar("evil/", "5") + Self.tar("other/x", "0", "theirs"),
        ] {
            try await copy(entries) { run, place in
                #expect(run.code != 0)
                let inside = try FileManager.default.contentsOfDirectory(atPath: place.path + "/into")
                #expect(!inside.contains(".bashrc") && !inside.contains("other"))
            }
        }
    }

    private static let folder = tar("evil/", "5")

    @Test(
        "a path beyond all measure is refused at once, and so is a header of a gigabyte",
        arguments: [
            folder + StubTar.pax("path", "evil/" + String(repeating: "a/", count: 400_000) + "b") + tar("evil/b"),
            folder + StubTar.pax("path", "evil/" + String(repeating: "a/", count: 2000) + "b") + tar("evil/b"),
            folder + StubTar.pax("path", "evil/" + String(repeating: "x", count: 20_000)) + tar("evil/b"),
            folder + StubTar.file("pax", "", kind: "x", size: 1 << 30),
            folder + StubTar.file("name", "", kind: "L", size: 1 << 30),
        ])
    func long(entries: [UInt8]) async throws {
        try await copy(entries) { run, _ in
            #expect(run.code != 0)
            #expect(!run.error.contains("traceback"), "\(run.error)")
            #expect(run.seconds < 10)
        }
    }

    @Test("names as long as systems take them, one in the other, arrive")
    func deep() async throws {
        let name = "evil/" + String(repeating: String(repeating: "d", count: 100) + "/", count: 60) + "end"
        try await copy(Self.folder + StubTar.pax("path", name) + Self.tar("evil/end", "0", "here")) { run, _ in
            #expect(run.code == 0, "\(run.error)")
        }
    }

    @Test("set-uid and set-gid bits do not arrive, and whoever copies owns the files")
    func setUID() async throws {
        try await copy(Self.folder + StubTar.file("evil/su", "x", mode: 0o6755)) { run, place in
            #expect(run.code == 0, "\(run.error)")
            let facts = try FileManager.default.attributesOfItem(atPath: place.path + "/into/evil/su")
            #expect((facts[.posixPermissions] as? NSNumber)?.intValue == 0o755)
        }
    }

    @Test("a file that claims an exabyte is an error, and leaves nothing of itself")
    func claims() async throws {
        let huge = StubTar.pax("size", "1152921504606846976") + Self.tar("evil/huge", "0", "x")
        let sparse =
            StubTar.pax("GNU.sparse.size", "1152921504606846976") + StubTar.pax("GNU.sparse.map", "0,1")
            + Self.tar("evil/huge", "0", "x")
        for entries in [huge, sparse] {
            try await copy(Self.folder + entries, options: "{ max_bytes = '1g' }") { run, place in
                #expect(run.code != 0)
                let left = try FileManager.default.contentsOfDirectory(atPath: place.path + "/into/evil")
                #expect(left.isEmpty, "\(left)")
            }
        }
    }

    @Test("max_bytes and max_entries end a bomb, and let an archive of just that size pass")
    func bomb() async throws {
        let files = (0..<20).flatMap { Self.tar("evil/\($0)", "0", String(repeating: "x", count: 1000)) }
        for (options, words) in [
            ("{ max_bytes = 19999 }", "more than 19999 bytes"), ("{ max_entries = 20 }", "more than 20 entries"),
        ] {
            try await copy(Self.folder + files, options: options) { run, _ in
                #expect(run.code != 0)
                #expect(run.error.contains(words), "\(run.error)")
            }
        }
        try await copy(Self.folder + files, options: "{ max_bytes = 20000, max_entries = 21 }") { run, _ in
            #expect(run.code == 0, "\(run.error)")
        }
    }
}
