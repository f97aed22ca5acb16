import Foundation
import Testing

@testable import Archives

@Suite struct TarTests {
    @Test("entries come back as they were written, whatever their names and times")
    func roundTrip() throws {
        let long = String(repeating: "folder/", count: 60) + String(repeating: "x", count: 200)
        let entries: [TarEntry] = [
            entry("plain"), entry("dir/", .directory, mode: 0o755), entry("dir/ä日本.txt"), entry(long),
            entry("link", .symlink, to: "dir/ä日本.txt", mode: 0o777), entry("hard", .hardlink, to: "plain"),
            entry(" spaces \n and newline"), entry("long link", .symlink, to: long, mode: 0o777),
            entry("pipe", .fifo), TarEntry(Array("null".utf8), .characterDevice, mode: 0o666, device: 0x103),
            TarEntry(
                Array("times".utf8), .file, mode: 0o4755,
                modified: FileTime(seconds: 1_700_000_000, nanoseconds: 123_456_789),
                owner: FileOwner(user: 3_000_000_000, group: 12)),
            TarEntry([0x6c, 0xe4, 0xff], .file, mode: 0o600),
        ]
        let read = try contents(try archive(entries.map { ($0, $0.kind == .file ? "content of \($0.name)" : "") }))
        #expect(read.count == entries.count)
        for (entry, item) in zip(entries, read) {
            var expected = entry
            if entry.kind == .file {
                expected.size = Int64("content of \(entry.name)".utf8.count)
                #expect(item.content == Array("content of \(entry.name)".utf8))
            }
            #expect(item.entry == expected)
        }
    }

    @Test("the size of an archive is known before it is made, to a few blocks")
    func size() throws {
        let folder = try Folder()
        for number in 0..<40 {
            try folder.write("in/sub\(number % 4)/\(number)", String(repeating: "x", count: number * 97))
        }
        try folder.write("in/" + String(repeating: "long", count: 40), "content")
        try folder.link("in/link", to: "sub0/0")
        let parts: [TarPart] = [
            .tree(FileTree(root: folder.path + "/in", name: "top")),
            .memory(TarEntry(Array("note".utf8), .file, mode: 0o644), Array(repeating: 1, count: 600)),
        ]
        let made = Int64(try bytes(TarStream(parts)).count)
        let expected = try #require(TarSize.estimate(parts))
        #expect(abs(made - expected) <= 4 * 512, "\(made), \(expected)")
        #expect(TarSize.estimate(parts) { true } == nil)
        #expect(TarSize.estimate([.tree(FileTree(root: folder.path + "/none"))]) == nil)
    }

    @Test("the system's tar reads what is written, and the other way round")
    func systemTar() throws {
        let folder = try Folder()
        try folder.write("in/a.txt", "one")
        try folder.write("in/sub/ä", String(repeating: "long ", count: 50000))
        try folder.link("in/link", to: "a.txt")
        let made = try bytes(TarStream([.tree(FileTree(root: folder.path + "/in", name: "top"))]))
        try Data(made).write(to: URL(fileURLWithPath: folder.path + "/made.tar"))
        #expect(
            try run("/bin/tar", "-tf", folder.path + "/made.tar")
                == "top/\ntop/a.txt\ntop/link\ntop/sub/\ntop/sub/\\303\\244\n")
        for format in ["gnu", "pax", "ustar", "oldgnu", "v7"] {
            let file = "\(folder.path)/\(format).tar"
            _ = try run("/bin/tar", "--format", format, "-cf", file, "-C", folder.path, "in")
            let read = try contents([UInt8](Data(contentsOf: URL(fileURLWithPath: file))))
            #expect(
                read.map(\.entry.name).sorted() == ["in/", "in/a.txt", "in/link", "in/sub/", "in/sub/ä"], "\(format)")
        }
    }

    private func run(_ program: String, _ arguments: String...) throws -> String {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardOutput = pipe
        process.environment = ["LC_ALL": "C"]
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: output, as: UTF8.self)
    }

    @Test("sparse files come with their holes, as GNU tar writes them")
    func sparse() throws {
        let folder = try Folder()
        let file = folder.path + "/sparse"
        #expect(FileManager.default.createFile(atPath: file, contents: Data("begin".utf8)))
        truncate(file, 3_000_000)
        for version in ["0.0", "0.1", "1.0"] {
            _ = try run(
                "/bin/tar", "-S", "--format=pax", "--sparse-version=\(version)", "-cf", file + ".tar", "-C",
                folder.path, "sparse")
            let tar = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file + ".tar")))
            #expect(tar.count < 100_000)
            let into = try Folder()
            try into.unpack(tar)
            #expect(into.read("sparse") == folder.read("sparse"), "\(version)")
            let content = try contents(tar)[0].content
            #expect(content.count == 3_000_000 && content.starts(with: Array("begin".utf8)))
        }
    }

    @Test("a tree is walked in order, with links, owners and what the rules leave out")
    func tree() throws {
        let folder = try Folder()
        for name in ["b/2", "b/1", "a", "c/keep/x", "c/drop/y", "Dockerfile"] { try folder.write(name, name) }
        try folder.link("dangling", to: "/nowhere")
        Foundation.link(folder.path + "/a", folder.path + "/z")
        let rules = try IgnoreRules(["c", "!c/keep", "b/2"])
        let stream = try TarStream([.tree(FileTree(root: folder.path, owner: .root, ignore: rules))], chunk: 1000)
        let read = try contents(try bytes(stream))
        #expect(read.map(\.entry.name) == ["Dockerfile", "a", "b/", "b/1", "c/keep/", "c/keep/x", "dangling", "z"])
        #expect(read.allSatisfy { $0.entry.owner == .root })
        #expect(read.first { $0.entry.name == "z" }?.entry.kind == .hardlink)
        #expect(read.first { $0.entry.name == "dangling" }?.entry.linkTarget == Array("/nowhere".utf8))
        let again = try TarStream([.tree(FileTree(root: folder.path, owner: .root, ignore: rules))], chunk: 100_000)
        #expect(try contents(bytes(again)).map(\.entry) == read.map(\.entry))
    }

    @Test("a file alone goes by the name given")
    func oneFile() throws {
        let folder = try Folder()
        try folder.write("a", "content")
        try folder.link("to-a", to: "a")
        let plain = try contents(bytes(TarStream([.tree(FileTree(root: folder.path + "/to-a", name: "x"))])))
        #expect(plain.map(\.entry.kind) == [.symlink])
        let tree = FileTree(root: folder.path + "/to-a", name: "x", followsRoot: true)
        let followed = try contents(bytes(TarStream([.tree(tree)])))
        #expect(followed.map(\.entry.name) == ["x"] && followed[0].content == Array("content".utf8))
    }

    @Test("a file that shrinks while it is read is an error, and one that grows is cut")
    func changingFile() throws {
        let folder = try Folder()
        try folder.write("f", String(repeating: "x", count: 1_000_000))
        let shrinking = try TarStream([.tree(FileTree(root: folder.path))], chunk: 1000)
        _ = try shrinking.next()
        truncate(folder.path + "/f", 500_000)
        let error = #expect(throws: ArchiveError.self) { while try shrinking.next() != nil {} }
        #expect(error?.message.contains("shorter while it was read") ?? false)
        #expect(try shrinking.next() == nil)
        let growing = try TarStream([.tree(FileTree(root: folder.path))], chunk: 1000)
        let first = try growing.next() ?? []
        truncate(folder.path + "/f", 900_000)
        #expect(try contents(first + bytes(growing)).map(\.content.count) == [500_000])
    }

    @Test("what cannot be read is named")
    func unreadable() throws {
        let folder = try Folder()
        let missing = try TarStream([.tree(FileTree(root: folder.path + "/none", name: "x"))])
        let error = #expect(throws: ArchiveError.self) { try missing.next() }
        #expect(error?.message.contains("/none: No such file or directory") ?? false)
        try folder.write("f", "")
        let file = try TarStream([.tree(FileTree(root: folder.path + "/f"))])
        #expect(throws: ArchiveError.self) { try file.next() }
    }

    @Test("an archive cut at any byte is an error, never a shorter archive")
    func truncated() throws {
        let whole = try archive([
            (entry("a"), "content"), (entry("dir", .directory), ""),
            (entry("dir/ä"), String(repeating: "z", count: 600)),
        ])
        #expect(try contents(whole).count == 3)
        for length in 0..<(whole.count - 512) {
            #expect(throws: ArchiveError.self, "\(length)") { try contents(Array(whole[..<length])) }
        }
    }

    @Test("what is no tar is told apart: nothing, gzip, text")
    func noTar() {
        func message(_ bytes: [UInt8]) -> String {
            #expect(throws: ArchiveError.self) { try contents(bytes) }?.message ?? ""
        }
        #expect(message([]).contains("empty"))
        #expect(message([0x1f, 0x8b, 8, 0, 0]).contains("gzip"))
        #expect(message(Array(String(repeating: "no archive ", count: 200).utf8)).contains("cannot be read"))
    }

    @Test("an entry too large for memory is refused before it is read")
    func tooLarge() throws {
        let reader = try TarReader(archive([(entry("a"), String(repeating: "x", count: 5000))]))
        let first = try #require(try reader.next())
        #expect(throws: ArchiveError.self) { try reader.content(of: first, limit: 4999) }
    }

    @Test("thousands of damaged archives are read or refused, and nothing leaves the folder")
    func damaged() throws {
        var generator = SeededGenerator(seed: RandomRounds.seed)
        let whole = try archive([
            (entry("a"), "content"), (entry("dir", .directory, mode: 0o755), ""),
            (entry("dir/ä"), String(repeating: "z", count: 600)),
            (entry("dir/link", .symlink, to: "../a"), ""), (entry("hard", .hardlink, to: "a"), ""),
        ])
        let outer = try Folder()
        try outer.write("outside", "untouched")
        var read = 0
        for round in 0..<RandomRounds.count {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                let position = Int.random(in: 0..<bytes.count, using: &generator)
                bytes[position] = UInt8.random(in: 0...255, using: &generator)
            }
            // Half of them get their checksums repaired, so that the damage is seen by more than the checksum.
            if round % 2 == 0 { repairChecksums(&bytes) }
            let target = outer.path + "/in"
            try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
            if (try? Extractor(into: target).extract(TarReader(bytes))) != nil { read += 1 }
            try? FileManager.default.removeItem(atPath: target)
        }
        #expect(read > RandomRounds.count / 60)
        #expect(outer.paths == ["outside"] && outer.read("outside") == "untouched")
    }

    private func repairChecksums(_ bytes: inout [UInt8]) {
        for start in stride(from: 0, to: bytes.count - 511, by: 512)
        where bytes[start + 257..<start + 262].elementsEqual("ustar".utf8) {
            var sum = 0
            for offset in 0..<512 { sum += (148..<156).contains(offset) ? 32 : Int(bytes[start + offset]) }
            let text = String(sum, radix: 8)
            let field = Array((String(repeating: "0", count: 6 - text.count) + text + "\0 ").utf8)
            bytes.replaceSubrange(start + 148..<start + 156, with: field)
        }
    }
}
