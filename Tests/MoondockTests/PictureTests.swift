import Foundation
import Testing

@testable import PseudoTerminal

/// The README's pictures, taken of real sessions. They are written into the folder that `MOONDOCK_PICTURES` names, by
/// `scripts/pictures`; without it the sessions are only held.
@Suite("The README's pictures", .serialized, .enabled(if: Surroundings.engine != nil))
final class PictureTests {
    private let bench: ShellWorkbench
    private static let containers = ["shop-web", "shop-worker", "shop-db"]

    init() throws {
        bench = try ShellWorkbench()
        try removeAll()
    }

    deinit { try? removeAll() }

    private func removeAll() throws {
        let list = Self.containers.map { "'\($0)'" }.joined(separator: ", ")
        _ = try moondock(
            "-q", "-e",
            "for _, name in ipairs{\(list)} do pcall(function() docker.containers.get(name):remove{force=true} end) end"
        )
    }

    private func shell(rows: Int = 24) throws -> TerminalSession {
        // Without -q the sizes of transfers are shown; what greets is cleared.
        let shell = try bench.shell([], engine: Surroundings.engine, columns: 96, rows: rows, colour: true)
        shell.send("\u{C}")
        shell.expect(["moondock>"])
        return shell
    }

    /// Three containers that do a little.
    private func start(in shell: TerminalSession) {
        let busy = "while :; do i=$((i+1)); [ $((i % 20000)) = 0 ] && { echo order $i taken; sleep 0.3; }; done"
        for (name, code) in [
            ("shop-web", "{'sh', '-c', '\(busy)'}, {detach=true, name='shop-web', ports={['80/tcp']=18080}}"),
            ("shop-worker", "{'sh', '-c', '\(busy)'}, {detach=true, name='shop-worker'}"),
            ("shop-db", "'sleep 3600', {detach=true, name='shop-db', labels={app='shop'}}"),
        ] {
            shell.run("docker.containers.run('busybox', \(code));", shows: name)
        }
        shell.send("\u{C}")
        shell.expect(["moondock>"])
    }

    private func take(_ name: String, _ title: String, of shell: TerminalSession) throws {
        let svg = ScreenPicture(shell.screen, title: title).svg
        #expect(svg.contains("</text>") && shell.screen.unknown.isEmpty)
        guard let folder = ProcessInfo.processInfo.environment["MOONDOCK_PICTURES"] else { return }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(svg.utf8).write(to: URL(filePath: folder).appending(path: name + ".svg"))
    }

    @Test("a block with its colours, and the menu of what exists on the engine")
    func shellWithMenu() throws {
        let shell = try shell()
        start(in: shell)
        shell.send("for _, c in ipairs(docker.containers.list()) do\r")
        shell.send("print(c.name, c.status)  -- one request\r")
        shell.send("end\r")
        shell.wait("the names") { screen in
            screen.lines.contains { $0.hasPrefix("shop-db") } && screen.lines.last == "moondock>"
        }
        shell.send("docker.containers.get(\"shop-\t")
        shell.wait("the menu") { screen in screen.lines.contains { $0.hasPrefix("  shop-worker") } }
        shell.send("\t\t")
        shell.wait("a choice") { $0.lines.contains("moondock> docker.containers.get(\"shop-web") }
        try take("shell", "Lua with colours, and a menu of the containers that Tab completes", of: shell)
    }

    @Test("a table of containers, a card, a query and an error with its hint")
    func tables() throws {
        let shell = try shell(rows: 30)
        start(in: shell)
        shell.run("docker.containers.list{filters={name=\"shop-\"}}", shows: "NAMES")
        shell.run("docker.containers.get(\"shop-web\")", shows: "networks")
        shell.run(
            "docker.containers.list{filters={name=\"shop-\"}}:sort(\"name\"):select(\"name\", \"status\")",
            shows: "shop-worker   running")
        shell.run("docker.containers.get(\"shop-bd\")", shows: "did you mean 'shop-db'?")
        try take("containers", "Containers as a table, one as a card, a query, and an error with a hint", of: shell)
    }

    @Test("the layers of an image on their way into the engine")
    func progress() throws {
        let shell = try shell()
        let tag = "moondock/picture:1.2"
        let archive = "/tmp/moondock-picture.tar"
        defer { try? FileManager.default.removeItem(atPath: archive) }
        let steps = (1...3).map { "RUN head -c 90000000 /dev/urandom >/layer\($0)" }.joined(separator: "\\n")
        let make = "docker.images.build{dockerfile_text='FROM busybox\\n\(steps)', tag='\(tag)', quiet=true};"
        let save = "docker.images.get('\(tag)'):save{to='\(archive)', named=true}; docker.images.remove('\(tag)');"
        shell.send("\(make) \(save)\r")
        for _ in 0..<40 where !FileManager.default.fileExists(atPath: archive) {
            shell.watch("output") { _ in true }
            usleep(500_000)
        }
        shell.wait("the archive") { $0.lines.last == "moondock>" }
        shell.send("\u{C}")
        shell.expect(["moondock>"])
        shell.send("docker.images.load{file=\"\(archive)\"}\r")
        shell.watch("bars of layers") { screen in
            screen.lines.contains { $0.contains("Loading") && $0.contains("==") && $0.contains("left") }
        }
        try take(
            "progress", "Bars of the layers that a load brings into the engine, with speed and time left", of: shell)
        for _ in 0..<10 where shell.screen.lines.last != "moondock>" {
            usleep(500_000); shell.watch("output") { _ in true }
        }
        shell.run("docker.images.remove('\(tag)');", shows: "remove")
    }

    @Test("all containers on one screen, live")
    func top() throws {
        let shell = try shell(rows: 16)
        start(in: shell)
        shell.send("docker.top()\r")
        shell.wait("the list") { screen in screen.isAlternate && screen.lines.contains { $0.contains("shop-web") } }
        for _ in 0..<16 {
            usleep(500_000)
            shell.watch("a new picture") { _ in true }
        }
        shell.watch("sparklines") { screen in
            screen.lines.contains {
                $0.contains("shop-web") && $0.contains("▁") || $0.contains("█") || $0.contains("▃")
            }
        }
        try take("top", "All containers on one screen with processor, memory and network as sparklines", of: shell)
        shell.send("q")
        shell.wait { $0.lines.last == "moondock>" }
    }
}
