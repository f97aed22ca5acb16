import Foundation
import Testing

@testable import Archives

@Suite struct BuildContextTests {
    /// The names in a context's archive, and one content.
    private func names(_ context: BuildContext) throws -> [String] {
        try contents(bytes(TarStream(context.parts))).map(\.entry.name)
    }

    @Test(
        "the archive begins with a header that is seen to be tar's in the first kilobyte, whatever times the files have"
    )
    func firstHeader() throws {
        let folder = try Folder()
        try folder.write("Dockerfile", "FROM busybox\n")
        let context = try BuildContext(folder: folder.path, dockerfile: nil)
        let first = try #require(try TarStream(context.parts).next())
        #expect(first.count >= 512)
        #expect(Array(first[257..<262]) == Array("ustar".utf8))
        #expect(first[156] == UInt8(ascii: "5"), "a folder, not a pax header")
    }

    @Test("what .dockerignore leaves out stays behind, but never the Dockerfile and the rules themselves")
    func ignored() throws {
        let folder = try Folder()
        for name in ["Dockerfile", "a/b", "a/keep", "c.log", "d"] { try folder.write(name, name) }
        try folder.write(".dockerignore", "*\n!a/keep\n!d\nd\n")
        let context = try BuildContext(folder: folder.path, dockerfile: nil)
        #expect(context.dockerfile == "Dockerfile" && context.ignoreFile == folder.path + "/.dockerignore")
        #expect(try names(context) == ["./", ".dockerignore", "Dockerfile", "a/keep"])
        #expect(try contents(bytes(TarStream(context.parts))).allSatisfy { $0.entry.owner == .root })
    }

    @Test("the rules beside a Dockerfile count before .dockerignore")
    func ownRules() throws {
        let folder = try Folder()
        for name in ["sub/x[1].Dockerfile", "a", "b"] { try folder.write(name, name) }
        try folder.write(".dockerignore", "a\n")
        try folder.write("sub/x[1].Dockerfile.dockerignore", "b\nsub\n")
        let context = try BuildContext(folder: folder.path, dockerfile: "sub/x[1].Dockerfile")
        #expect(context.dockerfile == "sub/x[1].Dockerfile")
        #expect(try names(context) == ["./", ".dockerignore", "a", "sub/x[1].Dockerfile"])
    }

    @Test("a Dockerfile from elsewhere goes in under a name of its own, which the builder is told to leave out")
    func outside() throws {
        let outer = try Folder()
        try outer.write("in/a", "a")
        try outer.write("in/.dockerignore", "b\n")
        try outer.write("Other", "FROM busybox\n")
        var used: Set<String> = []
        for name in ["../Other", outer.path + "/Other", "sub/../../Other"] {
            let context = try BuildContext(folder: outer.path + "/in", dockerfile: name)
            #expect(context.dockerfile.hasPrefix(".dockerfile.") && context.dockerfilePath == outer.path + "/Other")
            let read = try contents(bytes(TarStream(context.parts)))
            #expect(read.map(\.entry.name) == ["./", "a", ".dockerignore", context.dockerfile])
            #expect(String(decoding: read[2].content, as: UTF8.self) == "b\n\n\(context.dockerfile)\n")
            #expect(String(decoding: read[3].content, as: UTF8.self) == "FROM busybox\n")
            used.insert(context.dockerfile)
        }
        #expect(used.count == 1, "the same file has the same name, for BuildKit's cache")
        // A folder whose name only begins like the context's is outside too.
        try outer.write("in2/Dockerfile", "FROM scratch\n")
        let context = try BuildContext(folder: outer.path + "/in", dockerfile: outer.path + "/in2/Dockerfile")
        #expect(context.dockerfile.hasPrefix(".dockerfile.") && !used.contains(context.dockerfile))
    }

    @Test("a Dockerfile in small letters is found")
    func smallLetters() throws {
        let folder = try Folder()
        try folder.write("dockerfile", "FROM busybox\n")
        #expect(try BuildContext(folder: folder.path, dockerfile: nil).dockerfile == "dockerfile")
    }

    @Test("what is missing or malformed is named before anything is sent")
    func wrong() throws {
        let folder = try Folder()
        func message(_ path: String, _ dockerfile: String? = nil) -> String {
            #expect(throws: ArchiveError.self) { try BuildContext(folder: path, dockerfile: dockerfile) }?.message ?? ""
        }
        #expect(message(folder.path + "/none").contains("/none: No such file"))
        #expect(message(folder.path).contains("there is no Dockerfile in"))
        #expect(message(folder.path, "Missing").contains("there is no Missing in"))
        #expect(message(folder.path, folder.path).contains("is a folder"))
        try folder.write("Dockerfile", "FROM busybox\n")
        #expect(message(folder.path + "/Dockerfile").contains("is not a folder"))
        try folder.write(".dockerignore", "ok\n[\n")
        #expect(message(folder.path).contains("\"[\""))
    }
}
