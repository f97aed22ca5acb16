import Foundation
import Testing

@testable import PseudoTerminal

/// What is redrawn on a terminal: progress, watch, tables of stats, plots, the screen of all containers, the pager.
@Suite(.serialized) struct LiveViewTests {
    private static let registry = ProcessInfo.processInfo.environment["MOONDOCK_TEST_REGISTRY"]
    private static let hasEngine = Surroundings.engine != nil

    private func shell(
        _ arguments: [String] = ["-q"], columns: Int = 80, environment: [String: String] = [:]
    ) throws -> TerminalSession {
        let variables = [
            "HOME": NSTemporaryDirectory() + UUID().uuidString, "PATH": "/usr/bin:/bin", "NO_COLOR": "1",
            "DOCKER_HOST": Surroundings.engine ?? "unix:///no/such.sock",
        ]
        return try TerminalSession(
            program: Surroundings.program, arguments: arguments, prompt: "moondock>", columns: columns, rows: 24,
            environment: variables.merging(environment) { $1 })
    }

    /// The prompt is back, the cursor is seen, and nothing was sent that a terminal may not know.
    private func expectPrompt(_ shell: TerminalSession, sourceLocation: SourceLocation = #_sourceLocation) {
        shell.wait("the prompt", sourceLocation: sourceLocation) { $0.lines.last == "moondock>" }
        shell.send("'still ' .. 'here'\r")
        shell.wait("a usable shell", sourceLocation: sourceLocation) {
            $0.lines.contains("still here") && $0.lines.last == "moondock>"
        }
        #expect(!shell.screen.isAlternate && shell.screen.showsCursor, sourceLocation: sourceLocation)
        #expect(shell.screen.unknown.isEmpty, sourceLocation: sourceLocation)
    }

    @Test("watch draws in place, and q or Ctrl-C leave the last picture", arguments: ["q", "\u{3}", "\u{1B}"])
    func watch(key: String) throws {
        let shell = try shell()
        shell.send("n = 0; watch(function() n = n + 1 return 'picture ' .. n end, 0.1)\r")
        shell.wait { $0.lines.contains("picture 5") }
        #expect(shell.screen.lines.filter { $0.hasPrefix("picture") }.count == 1)
        #expect(!shell.screen.showsCursor)
        shell.send(key)
        expectPrompt(shell)
        #expect(shell.screen.lines.filter { $0.hasPrefix("picture") }.count == 1)
    }

    @Test("an update that was given up for a newer one says nothing more")
    func refresh() throws {
        let shell = try shell()
        let code = """
            n = 0; require('live.view').run{every = 9, update = function() n = n + 1 task.sleep(n % 2 * 9) return n end, \
            draw = function(v) return {'at ' .. v} end, key = function(k, c) if k == 'q' then return true end c.refresh() end}
            """
        shell.send(code + "\r")
        for key in 1...20 {
            usleep(20_000)
            shell.send("r")
            if key.isMultiple(of: 2) { continue }
            shell.wait("a newer value") { $0.lines.contains("at \(key + 1)") }
        }
        shell.send("q")
        expectPrompt(shell)
    }

    @Test("watch ends with the error of its function, and counts what does not fit")
    func watchLimits() throws {
        let shell = try shell()
        shell.send("watch(function() return ('line\\n'):rep(100) end, 0.1)\r")
        shell.wait { $0.lines.last == "… +78" }
        shell.send("q")
        expectPrompt(shell)
        shell.send("watch(function() error('broken on purpose') end)\r")
        shell.wait { $0.lines.contains { $0.contains("broken on purpose") } && $0.lines.last == "moondock>" }
        expectPrompt(shell)
    }

    @Test("long results go to the pager, short ones and those of a shell without one do not")
    func pager() throws {
        let shell = try shell(environment: ["PAGER": "sed -n '$='"])
        shell.send("('x\\n'):rep(100)\r")
        shell.wait("the pager counts") { $0.lines.contains("100") && $0.lines.last == "moondock>" }
        shell.send("config.set('pager', false)\r")
        shell.wait { $0.lines.last == "moondock>" }
        shell.send("('y\\n'):rep(100)\r")
        shell.wait("all lines") { $0.lines.filter { $0 == "y" }.count > 20 && $0.lines.last == "moondock>" }
    }

    @Test("the screen of all containers needs a terminal and says so")
    func topWithoutTerminal() throws {
        let run = try Program(["-e", "docker.top()"]).finish()
        #expect(run.code == 1)
        #expect(run.error.contains("docker.top: needs a terminal"))
        #expect(!run.output.contains("\u{1B}"))
    }

    @Test(
        "the screen of all containers asks, acts, filters, follows the window and is gone afterwards",
        .enabled(if: hasEngine))
    func top() throws {
        let shell = try shell()
        let name = "moondock-top-\(UUID().uuidString.prefix(6))"
        shell.send(
            "c = docker.containers.run('busybox', 'sleep 600', {detach=true, stop_signal='KILL', name='\(name)'});\r")
        shell.wait { $0.lines.last == "moondock>" }
        shell.send("docker.top()\r")
        shell.wait("the list") { screen in screen.isAlternate && screen.lines.contains { $0.contains("running of") } }
        shell.send("/\(name)\r")
        shell.wait("the filter") { $0.lines.count > 2 && $0.lines[2].hasPrefix(">\(name.prefix(10))") }
        shell.resize(columns: 120)
        shell.wait("the image on a wider window") { $0.lines.contains { $0.contains("busybox") } }
        shell.send("s")
        shell.wait("a question") { $0.lines.last == "stop \(name)? y/n" }
        shell.send("n")
        // What is asked for meanwhile is given up for what a stop has changed.
        shell.send("s")
        shell.wait("a question") { $0.lines.last == "stop \(name)? y/n" }
        shell.send("y")
        shell.wait("a stopped container") { $0.lines.count > 2 && $0.lines[2].contains("exited") }
        for state in ["running", "exited", "running"] {
            shell.send(state == "running" ? "r" : "s")
            shell.wait("a question") { $0.lines.last?.hasSuffix("\(name)? y/n") == true }
            shell.send("y")
            shell.wait("a container that is \(state)") { $0.lines.count > 2 && $0.lines[2].contains(state) }
        }
        shell.send("e")
        shell.wait("inspect") { $0.lines.first == "inspect \(name)" }
        shell.send("q")
        shell.wait("the list again") { $0.lines.count > 2 && $0.lines[2].contains("running") }
        shell.send("\u{3}")
        expectPrompt(shell)
        shell.send("c:remove{force=true};\r")
        shell.wait { $0.lines.last == "moondock>" }
    }

    @Test("stats of many are a table that is sorted by key", .enabled(if: hasEngine))
    func stats() throws {
        let shell = try shell(columns: 120)
        let name = "moondock-stats-\(UUID().uuidString.prefix(6))"
        shell.send("c = docker.containers.run('busybox', 'sleep 600', {detach=true, name='\(name)'});\r")
        shell.wait { $0.lines.last == "moondock>" }
        shell.send("docker.stats{stream=true}\r")
        shell.wait { screen in
            screen.lines.contains { $0.contains(name) } && screen.lines.last?.hasPrefix("sort:") == true
        }
        shell.send("m")
        shell.send("q")
        expectPrompt(shell)
        shell.send("c:stats{stream=true}:plot('pids')\r")
        shell.wait { screen in screen.lines.contains { $0.hasPrefix("pids 1") && $0.contains("▁  min 1  max 1") } }
        shell.send("q")
        expectPrompt(shell)
        shell.send("c:remove{force=true};\r")
        shell.wait { $0.lines.last == "moondock>" }
    }

    @Test(
        "what is copied in shows a bar with bytes and time left, then how much it was; elsewhere one line",
        .enabled(if: hasEngine))
    func upload() throws {
        let file = NSTemporaryDirectory() + "moondock-\(UUID().uuidString.prefix(6)).bin"
        try Data().write(to: URL(filePath: file))
        try FileHandle(forWritingTo: URL(filePath: file)).truncate(atOffset: 300_000_000)
        defer { try? FileManager.default.removeItem(atPath: file) }
        let shell = try shell(["--no-rc"])
        let name = "moondock-upload-\(UUID().uuidString.prefix(6))"
        shell.send("c = docker.containers.create('busybox', 'true', {name='\(name)'});\r")
        shell.wait { $0.lines.last == "moondock>" }
        shell.send("c:cp('\(file)', ':/tmp/big');\r")
        let title = file.split(separator: "/").last.map { $0.prefix(13) } ?? ""
        shell.watch("a bar") { screen in
            screen.lines.contains { line in
                line.hasPrefix(title) && line.contains("Sending     [=") && line.contains(" / 300MB")
                    && line.contains("left")
            }
        }
        shell.watch("the end") { screen in
            screen.lines.contains { $0.hasPrefix("\(file): 300MB in ") } && screen.lines.last == "moondock>"
        }
        // Of a body that a function gives nobody knows the length.
        shell.send(
            "pieces = require('docker.archive').stream{'\(file)'}; c:put_archive('/tmp', function() task.sleep(0.005) return (pieces:read()) end);\r"
        )
        shell.watch("bytes without a bar") { screen in
            screen.lines.contains {
                $0.hasPrefix("archive        Sending     ") && $0.contains("MB") && !$0.contains("[")
            }
        }
        shell.send("\u{3}")
        expectPrompt(shell)
        let run = try moondock("-e", "docker.containers.get('\(name)'):cp('\(file)', ':/tmp/big')")
        #expect(run.error == "\(file): 300MB\n" && run.code == 0)
        let small = try moondock("-e", "docker.containers.get('\(name)'):cp({a='b'}, ':/tmp')")
        #expect(small.error.isEmpty)
        shell.send("c:remove{force=true};\r")
        shell.wait { $0.lines.last == "moondock>" }
    }

    @Test(
        "a pull ends with a count of layers on a terminal, and is lines with --plain",
        .enabled(if: hasEngine && registry != nil), arguments: [false, true])
    func pull(plain: Bool) throws {
        let name = "\(Self.registry ?? "")/live/\(UUID().uuidString.prefix(8).lowercased())"
        let shell = try shell(plain ? ["--plain"] : ["--no-rc"])
        shell.send("docker.images.get('busybox'):tag('\(name)');\r")
        shell.wait { $0.lines.last == "moondock>" }
        shell.send("docker.images.push('\(name)');\r")
        shell.wait("the push") { screen in
            screen.allLines.contains { $0.contains("digest: sha256:") } && screen.lines.last == "moondock>"
        }
        shell.send("docker.images.remove('\(name)');\r")
        shell.wait { $0.lines.last == "moondock>" }
        shell.send("docker.images.pull('\(name)')\r")
        shell.wait("the pull") { screen in
            screen.allLines.contains { $0.hasPrefix("Status: ") } && screen.lines.last == "moondock>"
        }
        let counts = shell.screen.allLines.filter { $0.hasPrefix("1/1 layers") }.count
        // The push counts; of a pull of what is there the engine names no layer.
        #expect(counts == (plain ? 0 : 1))
        expectPrompt(shell)
        shell.send("docker.images.remove('\(name)');\r")
        shell.wait { $0.lines.last == "moondock>" }
    }
}
