import Glibc
import Testing

@testable import Shell

@Suite("History file")
struct HistoryFileTests {
    /// A path in a fresh folder that goes away with the value.
    private final class Folder {
        let path: String
        init() throws {
            var template = Array("/tmp/moondock-history-XXXXXX".utf8CString)
            path = String(cString: try #require(mkdtemp(&template)))
        }
        deinit {
            for name in ["/a/b/history", "/a/b", "/a", ""] { _ = remove(path + name) }
        }
        var history: String { path + "/a/b/history" }
    }

    @Test("entries keep their line breaks, backslashes and characters")
    func roundTrip() throws {
        let folder = try Folder()
        let file = HistoryFile(path: folder.history)
        let entries = ["x = 1", "f(\n  \"a\\nb\",\n  '\\\\')", "print(\"日本 é\")", "a\\", "b\r\nc"]
        for entry in entries { #expect(file.append(entry)) }
        #expect(file.load() == entries)
    }

    @Test("only the owner may read the file and its folder")
    func modes() throws {
        let folder = try Folder()
        let previous = umask(0)
        defer { umask(previous) }
        HistoryFile(path: folder.history).append("x")
        var info = stat()
        #expect(stat(folder.history, &info) == 0 && info.st_mode & 0o777 == 0o600)
        #expect(stat(folder.path + "/a/b", &info) == 0 && info.st_mode & 0o777 == 0o700)
        #expect(chmod(folder.history, 0o644) == 0)
        HistoryFile(path: folder.history).append("y")
        #expect(stat(folder.history, &info) == 0 && info.st_mode & 0o777 == 0o600)
    }

    @Test("two sessions at once merge, and a file beyond the limit loses its oldest entries")
    func merge() throws {
        let folder = try Folder()
        let (one, two) = (HistoryFile(path: folder.history, limit: 20), HistoryFile(path: folder.history, limit: 20))
        for index in 0..<15 {
            one.append("one\(index)")
            two.append("two\(index)")
        }
        let kept = one.load()
        #expect(kept.count == 20 && kept.first == "one5" && kept.last == "two14")
        #expect(HistoryFile(path: folder.history).load() == kept)
        two.append("later")
        #expect(one.load().last == "later")
    }

    @Test("nothing is created by reading, and a place that cannot be written is no trouble")
    func absent() throws {
        let folder = try Folder()
        #expect(HistoryFile(path: folder.history).load().isEmpty)
        #expect(access(folder.path + "/a", F_OK) != 0)
        #expect(!HistoryFile(path: "/proc/none/history").append("x"))
    }

    @Test("a full disk loses nothing that was there, and no half of an entry is written")
    func fullDisk() throws {
        let folder = try Folder()
        let disk = folder.path + "/a"
        #expect(mkdir(disk, 0o700) == 0)
        // Only root may mount.
        guard mount("none", disk, "tmpfs", 0, "size=64k") == 0 else { return }
        defer {
            umount2(disk, Int32(MNT_DETACH))
        }
        let file = HistoryFile(path: disk + "/history", limit: 20)
        let entry = String(repeating: "x", count: 1500)
        for index in 0..<24 { #expect(file.append("\(index) \(entry)")) }
        let before = try text(of: disk + "/history")
        #expect(file.load().count == 20)
        #expect(try text(of: disk + "/history") == before, "there is no room for a shortened copy")
        while file.append(entry) {}
        let text = try text(of: disk + "/history")
        #expect(text.hasPrefix(before) && text.split(separator: "\n").allSatisfy { $0.count >= 1500 })
    }

    @Test("what is no file is left alone, as /dev/null and pipes")
    func noFile() throws {
        let folder = try Folder()
        #expect(mkdir(folder.path + "/a", 0o700) == 0)
        let place = folder.path + "/a/pipe"
        #expect(mkfifo(place, 0o666) == 0 && chmod(place, 0o666) == 0)
        defer { unlink(place) }
        #expect(!HistoryFile(path: place).append("x") && HistoryFile(path: place).load().isEmpty)
        var info = stat()
        #expect(stat(place, &info) == 0 && info.st_mode & 0o777 == 0o666)
    }

    @Test("a file that root shortens stays its owner's", .enabled(if: geteuid() == 0))
    func owner() throws {
        let folder = try Folder()
        let file = HistoryFile(path: folder.history, limit: 10)
        for index in 0..<20 { file.append("\(index)") }
        #expect(chown(folder.history, 1000, 1000) == 0)
        #expect(file.load().count == 10)
        var info = stat()
        #expect(stat(folder.history, &info) == 0 && info.st_uid == 1000 && info.st_gid == 1000)
        #expect(info.st_size == 30, "it was shortened to the last ten")
    }

    @Test("a link to the file stays a link")
    func link() throws {
        let folder = try Folder()
        HistoryFile(path: folder.history).append("first")
        let link = folder.path + "/a/link"
        #expect(symlink(folder.history, link) == 0)
        defer { unlink(link) }
        let file = HistoryFile(path: link, limit: 10)
        for index in 0..<20 { file.append("\(index)") }
        #expect(file.load().count == 10)
        var info = stat()
        #expect(lstat(link, &info) == 0 && info.st_mode & S_IFMT == S_IFLNK)
        #expect(HistoryFile(path: folder.history).load() == file.load())
    }

    private func text(of path: String) throws -> String {
        let file = try #require(fopen(path, "r"))
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    @Test("the standard place follows XDG")
    func place() {
        #expect(HistoryFile.standardPath(environment: ["XDG_STATE_HOME": "/s", "HOME": "/h"]) == "/s/moondock/history")
        #expect(HistoryFile.standardPath(environment: ["HOME": "/h"]) == "/h/.local/state/moondock/history")
        #expect(
            HistoryFile.standardPath(environment: ["XDG_STATE_HOME": "rel", "HOME": "/h"])?.hasPrefix("/h") == true)
        #expect(HistoryFile.standardPath(environment: [:]) == nil)
    }

    @Test(
        "what seems to carry a secret is not written",
        arguments: [
            " x = 1", "docker.login(\"me\", \"pw\")", "docker.login{\n  username = \"me\"}", "d:login 'me'",
            "password = \"x\"", "f{\n  a = 1,\n  password =\n \"x\"\n}", "t[\"token\"] = 1",
            "docker.images.pull(\"x\", {auth_config=c})",
            "run{env={\"POSTGRES_PASSWORD=x\"}}", "db_password = 1", "get(\"/x?token=abc\")",
            "s = '{\"identitytoken\": \"x\"}'",
            "x = [[\n{\"password\":\"y\"}]]", "docker.swarm.unlock{UnlockKey = k}",
            "docker.swarm.unlock(\"SWMKEY-1-abc\")", "docker.swarm.unlock(k)", "k = 'SWMTKN-1-abc'",
            "docker.secrets.create(\"db\", \"hunter2\")", "docker.secrets.create{name=\"db\", data=\"hunter2\"}",
            "docker.secrets.create 'x'", "docker.images.build(\"https://abc@github.com/o/r.git\")",
            "run{env={\"HTTP_PROXY=http://me:pw@proxy:3128\"}}", "u = \"https://me:it's@host/x\"",
            "docker.api.SecretCreate { body = { Name = 'db', Data = 'aHVudGVyMg==' } }", "PRIVATE_KEY = k",
            "f { environment = { AWS_SECRET_ACCESS_KEY = 'x' } }", "x = \"https://a.b/c and ftp://me:p@h\"",
        ])
    func secrets(_ entry: String) {
        #expect(SecretRule.forbids(entry))
    }

    @Test(
        "ordinary chunks are written",
        arguments: [
            "print(tokens)", "local tokens = 3", "help(docker.login)", "-- password: none", "c.name == \"token\"",
            "docker.secrets.list()", "help(docker.secrets.create)", "docker.configs.create(\"a\", \"b\")", "m:unlock()",
            "docker.connect{host=\"ssh://root@host\"}", "docker.images.pull(\"https://host/me@1\")",
            "print(\"the password is wrong\")", "x = { passwords }",
        ])
    func harmless(_ entry: String) {
        #expect(!SecretRule.forbids(entry))
    }
}
