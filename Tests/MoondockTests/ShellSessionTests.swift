import Foundation
import Testing

@testable import PseudoTerminal

/// The shell in a real pseudo-terminal, as a person sees it.
@Suite(.serialized) struct ShellSessionTests {
    private func session(
        _ arguments: [String] = [], engine: String? = Surroundings.engine, columns: Int = 100, home: String? = nil
    ) throws -> TerminalSession {
        let home = home ?? NSTemporaryDirectory() + UUID().uuidString
        var environment = ["HOME": home, "PATH": "/usr/bin:/bin", "NO_COLOR": "1"]
        environment["DOCKER_HOST"] = engine ?? "unix:///no/such.sock"
        return try TerminalSession(
            program: Surroundings.program, arguments: arguments, prompt: "moondock>", columns: columns, rows: 30,
            environment: environment)
    }

    /// Types a line and waits until the screen shows `expected` somewhere and the prompt again.
    private func type(
        _ line: String, into session: TerminalSession, shows expected: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        session.send(line + "\r")
        session.wait("expected \(expected)", sourceLocation: sourceLocation) { screen in
            screen.lines.contains { $0.contains(expected) } && screen.lines.last == "moondock>"
        }
    }

    @Test("it starts without an engine, says so in one line, and works")
    func withoutEngine() throws {
        let shell = try session(engine: nil)
        #expect(shell.screen.lines.contains { $0.contains("unix:///no/such.sock") })
        type("1 + 1", into: shell, shows: "2")
        type("docker.ping()", into: shell, shows: "hint: Is Docker installed and started?")
        type("'still ' .. 'alive'", into: shell, shows: "still alive")
        shell.send("\u{4}")
        #expect(shell.exitCode() == 0)
    }

    @Test("the start-up file is run, unless it is unwanted")
    func startUpFile() throws {
        let home = NSTemporaryDirectory() + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: home + "/.config/moondock", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: home) }
        try "mine = 'from rc'".write(toFile: home + "/.config/moondock/rc.lua", atomically: true, encoding: .utf8)
        type("mine", into: try session(["-q"], engine: nil, home: home), shows: "from rc")
        type("mine", into: try session(["-q", "--no-rc"], engine: nil, home: home), shows: "undefined variable 'mine'")
    }

    @Test(
        "the shell is left by what people type to leave one",
        arguments: [
            "exit", "exit()", "exit;", "exit 0", "exit(0)", " quit ", "quit();", ":q", "logout", ".quit", ".exit", ".q",
            "os.exit()",
        ])
    func farewell(words: String) throws {
        let shell = try session(["-q"], engine: nil)
        shell.send(words + "\r")
        #expect(shell.exitCode() == 0)
    }

    @Test(
        "who leaves with a code leaves with that code",
        arguments: ["exit 3", "exit(3)", "quit( 3 );", ".quit 3", ".exit 3", "os.exit(3)"])
    func farewellWithCode(words: String) throws {
        let shell = try session(["-q"], engine: nil)
        shell.send(words + "\r")
        #expect(shell.exitCode() == 3)
        let piped = try moondock("-q", "-i", input: words + "\nprint('not reached')\n")
        #expect(piped.code == 3)
        #expect(piped.output == "")
    }

    @Test("what a lesson has told in words is not shown again as a value")
    func lessonCheck() throws {
        let shell = try session(["-q"], engine: nil)
        type("lesson \"version\"", into: shell, shows: "lesson.check()")
        type("lesson.check()", into: shell, shows: "✗")
        type("lesson.next()", into: shell, shows: "lesson.next()")
        type("'after ' .. tostring(_)", into: shell, shows: "after false")
        #expect(!shell.screen.lines.contains("false"))
        #expect(shell.screen.lines.filter { $0.hasPrefix("✗") }.count == 2)
    }

    @Test("what only begins like a farewell is Lua")
    func noFarewell() throws {
        let shell = try session(["-q"], engine: nil)
        type("exit = 5", into: shell, shows: "exit = 5")
        type("exit1 = exit + 1", into: shell, shows: "exit1")
        type("exit1", into: shell, shows: "6")
        type("exit1 * 7", into: shell, shows: "42")
    }

    @Test("commands of docker, typed as they are, are answered with their Lua")
    func newcomer() throws {
        let shell = try session(["-q"], engine: nil)
        type("docker ps -a", into: shell, shows: "hint: in Lua: docker.containers.list{all=true}")
        type("help docker.ping", into: shell, shows: "Asks whether the engine answers.")
        type("print 5", into: shell, shows: "hint: in Lua: print(5)")
        type("stats", into: shell, shows: "hint: in Lua: docker.stats()")
        type(
            "require('docker.container').from_id(docker, 'a').logs()", into: shell,
            shows: "are called with a colon: web:logs()")
        type("t = task.spawn(function() end) t:wiat()", into: shell, shows: "hint: did you mean 'wait'?")
        type("({})[1].name", into: shell, shows: "hint: the list has no such entry")
        type("docker.containers.run", into: shell, shows: "function (image, [command], {options})")
        type("docker.containers", into: shell, shows: "create get list prune run")
        type("config", into: shell, shows: "rows of the completion menu")
    }

    @Test("control characters in errors do not reach the terminal")
    func harmlessErrors() throws {
        let shell = try session(["-q"], engine: nil)
        let code = #"error("a\27[2Jb\7" .. utf8.char(0x202e) .. "c", 0)"#
        type(code, into: shell, shows: #"error: a\x1b[2Jb\x07\u{202e}c"#)
        type(
            #"task.spawn(function() error("t\27]0;x\7", 0) end) task.sleep(0.05)"#, into: shell,
            shows: #"t\x1b]0;x\x07"#)
    }

    @Test("locals, blocks and the last result survive to the next line")
    func lines() throws {
        let shell = try session(["-q"], engine: nil)
        type("local x = 20", into: shell, shows: "local x = 20")
        type("x * 2 + 1", into: shell, shows: "41")
        type("_ + 1", into: shell, shows: "42")
        shell.send("for i = 7, 8 do\rprint('line ' .. i)\rend\r")
        shell.wait { $0.lines.contains("line 8") && $0.lines.last == "moondock>" }
        type("5 + 5;", into: shell, shows: "5 + 5;")
        #expect(!shell.screen.lines.contains("10"))
        type("prnt(1)", into: shell, shows: "did you mean 'print'?")
        type("{a = {1, 2}, b = 'text'}", into: shell, shows: "a")
        #expect(!shell.screen.lines.contains { $0.contains("table: 0x") })
        shell.send("exit\r")
        #expect(shell.exitCode() == 0)
    }

    @Test("Ctrl-C clears the line, and stops a sleep and a wait in place")
    func interrupts() throws {
        let shell = try session(["-q"], engine: nil)
        shell.send("half a line\u{3}")
        shell.wait { $0.lines.last == "moondock>" && $0.lines.contains { $0.hasSuffix("^C") || $0.contains("half") } }
        let waits = [
            "task.sleep(60)", "table.sort({1, 2}, function() task.sleep(60) end)",
            "task.all{function() task.sleep(60) end}",
        ]
        expectCtrlC(stops: waits, in: shell)
    }

    @Test("Ctrl-C stops loops that call nothing")
    func busy() throws {
        let loops = ["while true do end", "while true do pcall(function() while true do end end) end"]
        expectCtrlC(stops: loops, in: try session(["-q"], engine: nil))
    }

    private func expectCtrlC(stops chunks: [String], in shell: TerminalSession) {
        for chunk in chunks {
            shell.send(chunk + "\r")
            usleep(150_000)
            let sent = Date()
            shell.send("\u{3}")
            shell.wait("stopping \(chunk)") { $0.lines.last == "moondock>" && $0.lines.contains("interrupted") }
            // The wait itself looks every 20 ms and once more for quiet.
            #expect(Date().timeIntervalSince(sent) < 0.3, "\(chunk)")
            type("'after'", into: shell, shows: "after")
        }
    }

    @Test("output of background tasks appears above the line being typed")
    func background() throws {
        let shell = try session(["-q"], engine: nil)
        type("task.spawn(function() task.sleep(0.3) print('from below') end);", into: shell, shows: "spawn")
        shell.send("x = 12")
        shell.wait { $0.lines.contains("from below") && $0.lines.last == "moondock> x = 12" }
        shell.send("3\r")
        type("x", into: shell, shows: "123")
    }

    @Test(
        "Ctrl-C in a followed log brings the prompt back at once and closes the connection",
        .enabled(if: Surroundings.engine != nil))
    func follow() throws {
        let shell = try session(["-q"])
        let name = "moondock-test-\(UUID().uuidString.prefix(8))"
        type(
            "c = docker.containers.run('busybox', {'sh', '-c', 'while :; do echo tick; sleep 0.2; done'}, {detach=true, name='\(name)'});",
            into: shell, shows: "detach")
        shell.send("c:logs{follow=true}\r")
        shell.wait { $0.lines.filter { $0 == "tick" }.count >= 3 }
        let sent = Date()
        shell.send("\u{3}")
        shell.wait("interrupting") { $0.lines.last == "moondock>" }
        #expect(Date().timeIntervalSince(sent) < 0.3)
        type("c.status", into: shell, shows: "running")
        type("c:remove{force=true}", into: shell, shows: "force")
        type("docker.containers.list{all=true, filters={name='\(name)'}}", into: shell, shows: "filters")
    }

    @Test(
        "a table on a narrow terminal keeps the names whole", .enabled(if: Surroundings.engine != nil),
        arguments: [80, 60, 44])
    func narrowTable(columns: Int) throws {
        let shell = try session(["-q"], columns: columns)
        let name = "moondock-narrow-\(UUID().uuidString.prefix(12))"
        shell.send("c = docker.containers.create('busybox', 'sleep 600', {name='\(name)'});\r")
        shell.wait { $0.lines.last == "moondock>" }
        shell.send("\u{C}docker.containers.list{all=true, filters={name='\(name)'}}\r")
        shell.wait { screen in
            screen.lines.contains { $0.hasSuffix("  \(name)") && $0.contains("Created") }
                && screen.lines.last == "moondock>"
        }
        shell.send("c:remove();\r")
        shell.wait { $0.lines.last == "moondock>" }
    }

    @Test(
        "lists are tables, objects are cards, and control characters never reach the terminal",
        .enabled(if: Surroundings.engine != nil))
    func output() throws {
        let shell = try session(["-q"])
        type("docker.images.list()", into: shell, shows: "REPOSITORY")
        type(
            "docker.containers.run('busybox', {'printf', 'a\\\\033]0;owned\\\\007b'}, {remove=true})", into: shell,
            shows: "owned")
        type("docker.containers.get('no-such')", into: shell, shows: "No such container: no-such")
        type("docker.contaners", into: shell, shows: "did you mean 'containers'?")
        #expect(shell.screen.unknown.isEmpty)
    }
}
