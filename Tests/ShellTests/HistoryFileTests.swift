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
        ])
    func secrets(_ entry: String) {
        #expect(SecretRule.forbids(entry))
    }

    @Test(
        "ordinary chunks are written",
        arguments: [
            "print(tokens)", "local tokens = 3", "help(docker.login)", "-- password: none", "c.name == \"token\"",
            "docker.secrets.list()", "print(\"the password is wrong\")", "x = { passwords }",
        ])
    func harmless(_ entry: String) {
        #expect(!SecretRule.forbids(entry))
    }
}
