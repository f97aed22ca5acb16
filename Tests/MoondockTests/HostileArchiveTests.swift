import Foundation
import NIOCore
import StubEngine
import Testing

/// What an engine under a foreign hand sends in place of the files it was asked for.
@Suite struct HostileArchiveTests {
    /// An archive with one entry, written by hand: no honest writer makes such names.
    private static func tar(_ name: String, _ kind: Character = "0", to target: String = "", _ content: String = "")
        -> [UInt8]
    {
        func field(_ text: String, _ size: Int) -> [UInt8] {
            Array(text.utf8) + [UInt8](repeating: 0, count: size - text.utf8.count)
        }
        func octal(_ number: Int, _ digits: Int) -> String {
            let text = String(number, radix: 8)
            return String(repeating: "0", count: digits - text.count) + text
        }
        let start =
            field(name, 100) + field("0000644", 8) + field("0000000", 8) + field("0000000", 8)
            + field(octal(content.utf8.count, 11), 12) + field("00000000000", 12)
        let rest = Array(String(kind).utf8) + field(target, 100) + field("ustar", 6) + field("00", 249)
        let sum = (start + rest).reduce(8 * 32) { $0 + Int($1) }
        let body = Array(content.utf8) + [UInt8](repeating: 0, count: (512 - content.utf8.count % 512) % 512)
        return start + field(octal(sum, 6), 7) + [32] + rest + body
    }

    /// Copies `:/evil`, a folder, from an engine that answers with these entries; gives the run and the folder
    /// around the copy, which holds nothing else than the copy and `victim`.
    private func copy(_ entries: [UInt8], mode: UInt32 = 1 << 31 | 0o755, _ check: (Run, URL) throws -> Void)
        async throws
    {
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
            "-H", stub.address, "-e", "docker.cp('box:/evil', '\(place.path)/into')", within: 20)
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
}
