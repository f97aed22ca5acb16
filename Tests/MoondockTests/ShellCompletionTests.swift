import Foundation
import StubEngine
import Testing

@testable import PseudoTerminal
@testable import Shell

/// Tab in the real program.
@Suite(.serialized) struct ShellCompletionTests {
    private let bench: ShellWorkbench
    init() throws { bench = try ShellWorkbench() }

    @Test("Tab completes as far as it is certain, then shows a menu, and Tab and the arrows walk through it")
    func menu() throws {
        let shell = try bench.shell()
        shell.run("bag = {connect = docker.connect, containers = {}, other = 1};", shows: "other")
        shell.send("\u{C}bag.c\t")
        shell.wait { screen in
            screen.lines.first == "moondock> bag.con"
                && screen.lines.contains { $0.hasPrefix("  connect     function  ({options})  Makes a client") }
                && screen.lines.contains { $0.hasPrefix("  containers  field") }
        }
        shell.send("\t")
        shell.showsLine("moondock> bag.connect")
        shell.showsRow("> connect")
        shell.send("\u{1B}[B")
        shell.showsLine("moondock> bag.containers")
        shell.send("\u{1B}[Z\u{1B}[A")
        shell.showsLine("moondock> bag.containers")
        // Esc puts back what was typed, and the menu is gone.
        shell.send("\u{1B}")
        shell.expect(["moondock> bag.con"], cursor: (0, 17))
        shell.send("\t\t\t\r")
        shell.expect(["moondock> bag.containers"])
    }

    @Test("typing goes on with the menu open, and narrows it")
    func narrowing() throws {
        let shell = try bench.shell()
        shell.send("docker.\t")
        shell.showsRow("  … ")
        shell.send("ex")
        shell.expect([
            "moondock> docker.ex",
            "  exec  function  (container, command, {options})  Runs a command in a running container by name.",
        ])
        shell.send("\u{7F}\u{7F}\u{3}")
        shell.wait { $0.lines.last == "moondock>" }
    }

    @Test("options, their values, operations and their parameters")
    func options() throws {
        let shell = try bench.shell()
        for (typed, expected) in [
            ("docker.containers.run(\"x\", {det\t", "docker.containers.run(\"x\", {detach = "),
            ("docker.containers.run(\"x\", {detach = tr\t", "docker.containers.run(\"x\", {detach = true"),
            (
                "docker.containers.create(\"x\", \"y\", {cgroupns = \"pr\t",
                "docker.containers.create(\"x\", \"y\", {cgroupns = \"private\""
            ),
            (
                "docker.containers.get(\"x\"):wait{condition = \"not\t",
                "docker.containers.get(\"x\"):wait{condition = \"not-running\""
            ),
            ("docker.api.ContainerLo\t", "docker.api.ContainerLogs"),
            ("docker.api.ContainerLogs{fol\t", "docker.api.ContainerLogs{follow = "),
            ("docker.connect{read\t", "docker.connect{read_only = "),
            ("docker.containers.list()[1]:dif\t", "docker.containers.list()[1]:diff"),
            ("(\"x\")\u{1}s\u{5}\u{17}\u{15}fun\t", "function"),
        ] {
            shell.send(typed)
            shell.showsLine("moondock> " + expected.trimmingCharacters(in: .whitespaces))
            shell.send("\u{3}")
            shell.wait { $0.lines.last == "moondock>" }
        }
        // What is there already is not offered again.
        shell.send("docker.containers.run(\"x\", {detach = true, detach\t")
        shell.wait { $0.bells > 0 }
    }

    @Test("values are looked at and never run")
    func values() throws {
        let shell = try bench.shell()
        shell.run(
            "ran = 'untouched'; thing = setmetatable({own = 1}, {__index = function() ran = 'touched' end, __pairs = function() ran = 'touched' end})",
            shows: "__pairs")
        shell.run("child = setmetatable({}, {__index = {inherited = print}, __metatable = 'hidden'})", shows: "hidden")
        shell.run("local mine = {deep = {deeper = 'text'}}", shows: "deeper")
        for (typed, expected) in [
            ("thing.o\t", "thing.own"), ("child.inh\t", "child.inherited"), ("mine.deep.dee\t", "mine.deep.deeper"),
            ("mine.deep.deeper:byt\t", "mine.deep.deeper:byte"), ("min\t", "mine"), ("string.form\t", "string.format"),
            ("local zebra = 1; zeb\t", "local zebra = 1; zebra"),
        ] {
            shell.send(typed)
            shell.showsLine("moondock> " + expected)
            shell.send("\u{3}")
            shell.wait { $0.lines.last == "moondock>" }
        }
        shell.send("thing.nothing.\t\u{3}")
        shell.run("ran", shows: "untouched")
    }

    @Test("file names, modules and commands of the shell")
    func names() throws {
        try bench.write("return 1", to: "scripts/first.lua")
        try bench.write("", to: "日本語.txt")
        try bench.write("", to: "evil\u{1B}[31m.txt")
        let shell = try bench.shell()
        for (typed, expected) in [
            ("io.open(\"\(bench.home)/scr\tfi\t", "io.open(\"\(bench.home)/scripts/first.lua"),
            (".load ~/scr\tf\t", ".load ~/scripts/first.lua"), ("io.open('~/日\t", "io.open('~/日本語.txt"),
            ("require \"docker.conv\t", "require \"docker.convert\""), (".hi\t", ".history"),
            (".help docker.containers.ru\t", ".help docker.containers.run"),
        ] {
            shell.send(typed)
            shell.wait(expected) { $0.lines.joined().hasSuffix("moondock> " + expected) }
            shell.send("\u{3}")
            shell.wait { $0.lines.last == "moondock>" }
        }
        shell.send("io.open('~/ev\t")
        shell.wait { $0.bells > 0 }
        #expect(shell.screen.unknown.isEmpty)
        shell.send("\u{3}")
        shell.run(".hlep", shows: "did you mean .help?")
    }

    @Test("an engine that never answers costs no more than a third of a second", .timeLimit(.minutes(1)))
    func silentEngine() throws {
        let silent = try SilentSocket(path: bench.home + "/silent.sock")
        let before = Date()
        let shell = try bench.shell([], engine: "unix://\(silent.path)")
        #expect(Date().timeIntervalSince(before) < 0.5)
        shell.send("docker.containers.get(\"w")
        shell.showsLine("moondock> docker.containers.get(\"w")
        let start = Date()
        shell.send("\t")
        shell.wait { $0.bells > 0 }
        #expect(Date().timeIntervalSince(start) < 0.6)
        shell.send("\u{3}")
        shell.run("1 + 1", shows: "2")
    }

    @Test("the menu fits narrow screens, wide names, and a screen that changes its size")
    func narrowScreen() throws {
        try bench.write("", to: "files/日本語の長い名前のファイル.txt")
        try bench.write("", to: "files/日本.txt")
        try bench.write("", to: "files/plain.txt")
        let shell = try bench.shell(columns: 40, rows: 8)
        shell.send("io.open('~/files/\t")
        shell.wait { screen in
            screen.lines == [
                "moondock> io.open('~/files/", "  ~/files/plain.txt     file", "  ~/files/日本.txt      file",
                "  ~/files/日本語の長…   file",
            ]
        }
        shell.send("\t\t")
        shell.showsLine("moondock> io.open('~/files/日本.txt")
        shell.showsRow("> ~/files/日本.txt")
        shell.resize(columns: 30)
        shell.signal(SIGWINCH)
        shell.wait { screen in
            screen.lines.contains { $0.hasPrefix("> ") } && screen.lines.allSatisfy { CellWidth.columns(of: $0) < 31 }
        }
        shell.send("\u{1B}")
        shell.wait { $0.lines.last == "moondock> io.open('~/files/" }
        #expect(shell.screen.unknown.isEmpty)
        // A menu of many rows leaves the line in sight.
        shell.send("\u{3}docker.api.\t")
        shell.wait { $0.lines.last?.hasPrefix("  … ") == true && $0.lines.contains("moondock> docker.api.") }
    }

    @Test("a container that somebody else creates is offered at once", .enabled(if: Surroundings.engine != nil))
    func elsewhere() throws {
        let name = "moondock-else-\(UUID().uuidString.prefix(8).lowercased())"
        let shell = try bench.shell(engine: Surroundings.engine)
        // The first question begins to follow the engine's events.
        shell.send("docker.containers.get(\"no-such-name-\t")
        shell.wait { $0.bells > 0 }
        usleep(300_000)
        shell.send("\u{3}")
        shell.wait { $0.lines.last == "moondock>" }
        let bells = shell.screen.bells
        shell.send("docker.containers.get(\"\(name)\t")
        shell.wait { $0.bells > bells }
        _ = try moondock("-q", "-e", "docker.containers.create('busybox', 'true', {name='\(name)'})")
        // The event that tells of it is on its way, and a machine that is busy takes its time.
        let offered = "moondock> docker.containers.get(\"\(name)\""
        for _ in 0..<10 where shell.screen.lines.last != offered {
            let bells = shell.screen.bells
            shell.send("\t")
            shell.wait { $0.bells > bells || $0.lines.last == offered }
            usleep(100_000)
        }
        shell.showsLine(offered)
        let bellsThen = shell.screen.bells
        _ = try moondock("-q", "-e", "docker.containers.get('\(name)'):remove()")
        shell.send("\u{3}")
        shell.wait { $0.lines.last == "moondock>" }
        shell.send("docker.containers.get(\"\(name)\t")
        shell.wait { $0.bells > bellsThen }
        #expect(shell.screen.lines.last == "moondock> docker.containers.get(\"\(name)")
    }

    @Test("where a name belongs and nothing is typed, the names are offered in quotes; a letter means a variable")
    func quotedNames() async throws {
        let canned = CannedEngine(containers: 3, lines: 1)
        let stub = try await StubEngine.start("unix://\(bench.home)/stub.sock") { canned.answer($0) }
        let shell = try bench.shell([], engine: stub.address)
        shell.send("docker.logs(\t")
        shell.wait("the menu") { screen in
            screen.lines.contains { $0.hasPrefix("moondock> docker.logs(\"") }
                && screen.lines.filter { $0.contains("service-") && $0.contains("  container  ") }.count == 3
        }
        shell.send("\u{3}")
        shell.wait { $0.lines.last == "moondock>" }
        shell.send("\u{C}docker.logs(docke\t")
        shell.showsLine("moondock> docker.logs(docker")
        shell.send("\u{3}exit\r")
        #expect(shell.exitCode() == 0)
        try await stub.stop()
    }

    @Test("events are followed once names were asked for, quietly, and no longer than the shell lives")
    func quietEvents() async throws {
        let canned = CannedEngine(containers: 3, lines: 1)
        let stub = try await StubEngine.start("unix://\(bench.home)/stub.sock") { request in
            guard request.path == "/events" else { return canned.answer(request) }
            return [.chunkedHead(type: "application/json"), .stall]
        }
        func followed() -> Int { stub.requests.filter { $0.path == "/events" }.count }
        let shell = try bench.shell([], engine: stub.address)
        shell.run("#docker.containers.list()", shows: "3")
        #expect(followed() == 0)
        shell.send("docker.containers.get(\"\t")
        shell.wait("the menu") { screen in screen.lines.contains { $0.contains("  container  ") } }
        for _ in 0..<100 where followed() == 0 { usleep(10_000) }
        #expect(followed() == 1)
        shell.send("\u{3}")
        shell.wait { $0.lines.last == "moondock>" }
        let lines = shell.screen.lines
        try await stub.closeConnections()
        usleep(500_000)
        shell.wait { $0.lines == lines }
        #expect(followed() == 1, "what broke off is not followed again while nobody asks")
        shell.send("docker.containers.get(\"\t")
        shell.wait("the menu again") { screen in screen.lines.contains { $0.contains("  container  ") } }
        shell.send("\u{3}")
        shell.wait { $0.lines.last == "moondock>" }
        shell.send("exit\r")
        #expect(shell.exitCode() == 0)
        for _ in 0..<100 where stub.openConnections > 0 { usleep(10_000) }
        #expect(stub.openConnections == 0)
        let before = followed()
        #expect(try moondock("-H", stub.address, "-e", "print(#docker.containers.list())").output == "3\n")
        #expect(followed() == before)
        try await stub.stop()
    }

    @Test("the words of recipes, lessons, help, trace, settings and contexts are offered in their calls")
    func words() throws {
        let shell = try bench.shell()
        for (typed, expected) in [
            ("recipe.run(\"prune-c\t", "recipe.run(\"prune-containers\""), ("lesson \"netw\t", "lesson \"networks\""),
            ("help \"docker.volumes.cr\t", "help \"docker.volumes.create\""), ("trace \"cu\t", "trace \"curl\""),
            ("config.set(\"menu\t", "config.set(\"menu_rows\""),
            ("docker.contexts.get(\"def\t", "docker.contexts.get(\"default\""),
        ] {
            shell.send(typed)
            shell.showsLine("moondock> " + expected)
            shell.send("\u{3}")
            shell.wait { $0.lines.last == "moondock>" }
        }
    }

    @Test("what exists on the engine is offered in strings", .enabled(if: Surroundings.engine != nil))
    func live() throws {
        let name = "moondock-live-\(UUID().uuidString.prefix(8).lowercased())"
        let shell = try bench.shell(engine: Surroundings.engine)
        shell.run(
            "a, b = docker.containers.create('busybox', 'true', {name='\(name)-a'}), docker.containers.create('busybox', 'true', {name='\(name)-b'})",
            shows: "-b")
        shell.send("docker.containers.get(\"\(name)\t")
        shell.showsLine("moondock> docker.containers.get(\"\(name)-")
        shell.showsRow("  \(name)-a  container  created, busybox")
        shell.send("\t\t\r")
        shell.showsLine("moondock> docker.containers.get(\"\(name)-b\"")
        shell.send("\u{3}")
        shell.wait { $0.lines.last == "moondock>" }
        // A line that was run may have changed what exists.
        shell.run("b:remove()", shows: "b:remove()")
        shell.send("docker.api.ContainerInspect{id = '\(name)\t")
        shell.showsLine("moondock> docker.api.ContainerInspect{id = '\(name)-a'")
        shell.send("\u{3}")
        shell.wait { $0.lines.last == "moondock>" }
        shell.send("docker.containers.run('busyb\t")
        shell.showsLine("moondock> docker.containers.run('busybox:latest'")
        shell.send("\u{3}")
        shell.run("a:remove()", shows: "a:remove()")
        // The fields of an object, and of what its property is.
        shell.run("c = docker.containers.create('busybox', 'true', {name='\(name)'})", shows: "name=")
        shell.run("c:reload() and 1", shows: "1")
        shell.send("c.attrs.HostConf\t.Memo\t")
        shell.showsLine("moondock> c.attrs.HostConfig.Memory")
        shell.send("\u{3}")
        shell.run("c:remove()", shows: "c:remove()")
    }
}

/// A socket that accepts connections and says nothing.
private final class SilentSocket {
    let path: String
    private let descriptor: Int32

    init(path: String) throws {
        self.path = path
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(bound == 0 && listen(descriptor, 8) == 0)
    }

    deinit { close(descriptor) }
}
