import Foundation
import Testing

@testable import Archives

@Suite struct ExtractorTests {
    @Test("files, folders, links and times arrive")
    func everything() throws {
        let folder = try Folder()
        var file = entry("dir/file", mode: 0o640)
        file.modified = FileTime(seconds: 1_600_000_000, nanoseconds: 5)
        var directory = entry("dir", .directory, mode: 0o500)
        directory.modified = FileTime(seconds: 1_500_000_000)
        let summary = try folder.unpack(
            archive([
                (directory, ""), (file, "content"), (entry("dir/link", .symlink, to: "file"), ""),
                (entry("hard", .hardlink, to: "dir/file"), ""), (entry("implied/folder/x"), "y"),
                (entry("./", .directory), ""),
            ]))
        #expect(summary.entries == 6 && summary.bytes == 8)
        #expect(
            folder.paths == ["dir", "dir/file", "dir/link", "hard", "implied", "implied/folder", "implied/folder/x"])
        #expect(folder.read("hard") == "content" && folder.read("dir/link") == "content")
        var facts = stat()
        #expect(lstat(folder.path + "/dir/file", &facts) == 0)
        #expect(facts.st_mode & 0o7777 == 0o640 && facts.st_mtim.tv_sec == 1_600_000_000 && facts.st_mtim.tv_nsec == 5)
        #expect(facts.st_nlink == 2)
        #expect(lstat(folder.path + "/dir", &facts) == 0)
        #expect(facts.st_mode & 0o7777 == 0o500 && facts.st_mtim.tv_sec == 1_500_000_000)
        chmod(folder.path + "/dir", 0o700)
    }

    /// Archives that try to get out.
    private static let hostile: [(name: String, entries: [(TarEntry, String)])] = [
        ("an absolute path", [(entry("/tmp/escaped"), "x")]),
        ("a path with ..", [(entry("../outside"), "x")]),
        ("a path with .. inside", [(entry("a/../../outside"), "x")]),
        ("a folder ..", [(entry("..", .directory), "")]),
        (
            "a file through a link that the archive makes",
            [(entry("l", .symlink, to: "sub"), ""), (entry("l/outside"), "x")]
        ),
        ("a folder through a link", [(entry("l", .symlink, to: "."), ""), (entry("l/d", .directory), "")]),
        ("a folder in place of a link", [(entry("l", .symlink, to: "x"), ""), (entry("l", .directory), "")]),
        ("an absolute link", [(entry("l", .symlink, to: "/etc"), "")]),
        ("a link that points out", [(entry("l", .symlink, to: "../outside"), "")]),
        ("a link that points out of a deep folder", [(entry("a/b/l", .symlink, to: "../../../outside"), "")]),
        ("a link that may point out through another", [(entry("l", .symlink, to: "a/../b"), "")]),
        ("a hard link out", [(entry("h", .hardlink, to: "../outside"), "")]),
        ("an absolute hard link", [(entry("h", .hardlink, to: "/etc/passwd"), "")]),
        ("a hard link to nothing", [(entry("h", .hardlink, to: "nothing"), "")]),
        ("a hard link through a link", [(entry("l", .symlink, to: "s"), ""), (entry("h", .hardlink, to: "l/x"), "")]),
        ("a device", [(TarEntry(Array("d".utf8), .characterDevice, mode: 0o666, device: 0x103), "")]),
    ]

    @Test("what would leave the folder is refused, and nothing outside changes")
    func hostileArchives() throws {
        for (name, entries) in Self.hostile {
            let outer = try Folder()
            try outer.write("outside", "untouched")
            try outer.write("in/sub/file", "x")
            let bytes = try archive(entries)
            #expect(throws: ArchiveError.self, "\(name)") {
                try Extractor(into: outer.path + "/in").extract(TarReader(bytes))
            }
            #expect(outer.read("outside") == "untouched", "\(name)")
            #expect(outer.paths.filter { !$0.hasPrefix("in") } == ["outside"], "\(name)")
            #expect(!outer.paths.contains { $0.contains(".moondock-") }, "\(name)")
        }
        #expect(!FileManager.default.fileExists(atPath: "/tmp/escaped"))
    }

    @Test("links that point out can be kept or left out; a later entry replaces them and does not follow them")
    func outsideLinks() throws {
        let outer = try Folder()
        try outer.write("outside", "untouched")
        try outer.write("in/x", "")
        let bytes = try archive([(entry("l", .symlink, to: "../outside"), ""), (entry("l"), "file now")])
        var options = ExtractOptions()
        options.outsideLinks = .keep
        try Extractor(into: outer.path + "/in", options: options).extract(TarReader(bytes))
        #expect(outer.read("outside") == "untouched" && outer.read("in/l") == "file now")
        options.outsideLinks = .skip
        let link = try archive([(entry("m", .symlink, to: "/etc"), "")])
        let summary = try Extractor(into: outer.path + "/in", options: options).extract(TarReader(link))
        #expect(summary.skipped == 1 && !outer.paths.contains("in/m"))
    }

    @Test("files that are there are replaced: neither links nor other names of theirs are written through")
    func replacing() throws {
        let folder = try Folder()
        try folder.write("target", "untouched")
        try folder.link("link", to: "target")
        Foundation.link(folder.path + "/target", folder.path + "/other")
        try folder.unpack(archive([(entry("link"), "new"), (entry("other"), "new")]))
        #expect(folder.read("target") == "untouched" && folder.read("link") == "new" && folder.read("other") == "new")
    }

    @Test("a folder is not replaced by a file, nor a file by a folder")
    func kinds() throws {
        let folder = try Folder()
        try folder.write("dir/file", "kept")
        #expect(throws: ArchiveError.self) { try folder.unpack(archive([(entry("dir"), "x")])) }
        #expect(throws: ArchiveError.self) { try folder.unpack(archive([(entry("dir/file", .directory), "")])) }
        #expect(throws: ArchiveError.self) { try folder.unpack(archive([(entry("dir/file/x"), "")])) }
        #expect(folder.read("dir/file") == "kept" && folder.paths == ["dir", "dir/file"])
    }

    @Test("an archive that ends too early leaves no half of a file")
    func half() throws {
        let folder = try Folder()
        let bytes = try archive([(entry("a"), "whole"), (entry("b"), String(repeating: "x", count: 100_000))])
        #expect(throws: ArchiveError.self) { try folder.unpack(Array(bytes[..<50_000])) }
        #expect(folder.paths == ["a"])
    }

    @Test("an entry that claims a huge size is an error")
    func hugeSize() throws {
        let folder = try Folder()
        var huge = entry("huge")
        huge.size = 1 << 50
        let writer = try TarWriter()
        try writer.begin(huge)
        #expect(throws: ArchiveError.self) { try folder.unpack(writer.take() + [UInt8](repeating: 0, count: 4096)) }
        #expect(folder.paths == [])
    }

    /// Where files may be of any size, as long as they are holes.
    private static let memory = "/dev/shm/"

    @Test("sizes that are beyond all numbers together are an error", .enabled(if: access(memory, W_OK) == 0))
    func overflow() throws {
        let folder = try Folder(in: Self.memory)
        let bytes = sparse("a", 1 << 62) + sparse("b", 1 << 62) + [UInt8](repeating: 0, count: 1024)
        let error = #expect(throws: ArchiveError.self) { try folder.unpack(bytes) }
        #expect(error?.message.contains("larger than any disk") == true)
    }

    /// A file that is one hole, as GNU tar writes it.
    private func sparse(_ name: String, _ size: Int) -> [UInt8] {
        func record(_ field: String) -> String {
            let length = field.utf8.count + 2
            return "\(length + "\(length + 2)".utf8.count) \(field)\n"
        }
        let records = ["size=\(size)", "numblocks=1", "offset=0", "numbytes=0"].map { record("GNU.sparse.\($0)") }
        let text = Array(records.joined().utf8)
        let padding = [UInt8](repeating: 0, count: 512 - text.count)
        return header("pax", "x", text.count) + text + padding + header(name, "0", 0)
    }

    private func header(_ name: String, _ kind: Character, _ size: Int) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at offset: Int) {
            block.replaceSubrange(offset..<(offset + text.utf8.count), with: text.utf8)
        }
        func octal(_ number: Int, _ width: Int) -> String {
            let digits = String(number, radix: 8)
            return String(repeating: "0", count: width - digits.count) + digits
        }
        put(name, at: 0)
        for offset in [100, 108, 116] { put(octal(0o644, 7), at: offset) }
        put(octal(size, 11), at: 124)
        put(octal(0, 11), at: 136)
        put("        \(kind)", at: 148)
        put("ustar", at: 257)
        put("00", at: 263)
        put(octal(block.reduce(0) { $0 + Int($1) }, 6) + "\0 ", at: 148)
        return block
    }

    @Test("the first name of every path can be changed or dropped, in hard links too")
    func rename() throws {
        let folder = try Folder()
        let bytes = try archive([
            (entry("old/", .directory, mode: 0o755), ""), (entry("old/a"), "x"),
            (entry("old/b", .hardlink, to: "old/a"), ""),
        ])
        var options = ExtractOptions()
        options.rename = (Array("old".utf8), Array("new".utf8))
        try folder.unpack(bytes, options)
        options.rename = (Array("old".utf8), [])
        try folder.unpack(bytes, options)
        #expect(folder.paths == ["a", "b", "new", "new/a", "new/b"])
        #expect(folder.read("new/b") == "x")
    }

    @Test("paths can be held to one first name, in hard links too")
    func only() throws {
        var options = ExtractOptions()
        options.only = Array("asked".utf8)
        options.rename = (Array("asked".utf8), Array("new".utf8))
        for entries in [
            [(entry("other"), "x")], [(entry("new"), "x")],
            [(entry("asked/", .directory), ""), (entry("other/x"), "x")],
            [(entry("asked"), "x"), (entry("asked2", .hardlink, to: "asked"), "")],
            [(entry("asked/", .directory), ""), (entry("asked/h", .hardlink, to: "other"), "")],
        ] {
            let folder = try Folder()
            try folder.write("other", "mine")
            #expect(throws: ArchiveError.self) { try folder.unpack(archive(entries), options) }
            #expect(folder.read("other") == "mine")
            #expect(Set(folder.paths).isSubset(of: ["other", "new"]))
        }
        let folder = try Folder()
        try folder.unpack(archive([(entry("./", .directory), ""), (entry("asked"), "x")]), options)
        #expect(folder.paths == ["new"])
    }
}
