import Foundation
import Testing

@testable import PseudoTerminal
@testable import Shell

/// What the shell remembers: history, scripts, settings, jobs.
@Suite(.serialized) struct ShellMemoryTests {
    private let bench: ShellWorkbench
    init() throws { bench = try ShellWorkbench() }

    @Test("two sessions at once write one history; secrets, of several lines too, stay out of it")
    func history() throws {
        let (one, two) = (try bench.shell(), try bench.shell())
        one.run("'from one'", shows: "from one")
        two.run("'from two'", shows: "from two")
        one.send("t = {\ruser = 1,\rpassword =\r'hunter2'\r}\r")
        one.wait { $0.lines.last == "moondock>" && $0.lines.contains { $0.contains("hunter2") } }
        one.run("'last of one'", shows: "last of one")
        let three = try bench.shell()
        three.run(".history 3", shows: "'last of one'")
        #expect(three.screen.lines.contains { $0.hasSuffix("2  'from two'") })
        #expect(!(try bench.read(".local/state/moondock/history")).contains("hunter2"))
        let mode = try FileManager.default.attributesOfItem(atPath: bench.home + "/.local/state/moondock/history")
        #expect(mode[.posixPermissions] as? Int == 0o600)
        three.send("\u{1B}[A\u{1B}[A")
        three.showsLine("moondock> 'last of one'")
        #expect(three.screen.unknown.isEmpty)
    }

    @Test("save writes what worked as a script that runs, without secrets")
    func save() throws {
        let shell = try bench.shell()
        shell.run("local x = 20", shows: "local x")
        shell.run("no_such_thing", shows: "undefined variable")
        shell.run("x + 1", shows: "21")
        shell.run("token = 'geheim'", shows: "geheim")
        shell.send("for i = 1, 2 do\rprint(i * x)\rend\r")
        shell.wait { $0.lines.contains("40") && $0.lines.last == "moondock>" }
        shell.run("save('\(bench.home)/out/x.lua')", shows: "3 inputs written")
        #expect(
            try bench.read("out/x.lua") == """
                #!/usr/bin/env moondock
                local x = 20
                print((x + 1))
                for i = 1, 2 do
                  print(i * x)
                end

                """)
        #expect(try moondock(bench.home + "/out/x.lua").output == "21\n20\n40\n")
        shell.run(".save ~/last.lua 1", shows: "1 input written")
        #expect(try bench.read("last.lua").contains("save("))
    }

    @Test("settings outlive the session; a wrong one names the nearest")
    func settings() throws {
        let shell = try bench.shell()
        shell.run("config.set('menu_rows', 3)", shows: "menu_rows")
        shell.run("config.set('menu_row', 3)", shows: "did you mean 'menu_rows'?")
        shell.run("config.set('menu_rows', 'many')", shows: "expected an integer")
        let next = try bench.shell()
        next.run("config.get 'menu_rows'", shows: "3")
        next.send("docker.\t")
        next.showsRow("  … ")
        #expect(next.screen.lines.count == 6)
        try bench.write("{ broken", to: ".config/moondock/config.json")
        let third = try bench.shell(columns: 200)
        #expect(third.screen.lines.contains { $0.contains("is not JSON and is not used") })
        third.run("config.set('menu_rows', 4)", shows: "nothing was changed")
        #expect(try bench.read(".config/moondock/config.json") == "{ broken")
    }

    @Test("the prompt can be a text or a function; a failing one is told of once")
    func prompt() throws {
        let shell = try bench.shell()
        shell.send("moondock.prompt = function() return 'n' .. (1 + 1) .. '> ' end\r")
        shell.wait { $0.lines.last == "n2>" }
        shell.send("moondock.prompt = function() error('broken', 0) end\r")
        shell.wait {
            $0.lines.last == "moondock>" && $0.lines.contains { $0.contains("prompt's function failed: broken") }
        }
        shell.run("1", shows: "1")
        #expect(shell.screen.lines.count { $0.contains("failed: broken") } == 1)
        shell.send("config.set('prompt', 'mine> ')\r")
        shell.wait { $0.lines.last == "mine>" }
        let next = try bench.shell(prompt: "mine>")
        next.send("config.reset 'prompt'\r")
        next.wait { $0.lines.last == "moondock>" }
        next.send(".connect tcp://127.0.0.1:1\r")
        next.wait { $0.lines.last == "moondock tcp://127.0.0.1:1>" }
    }

    @Test("the prompt turns red when the engine is out of reach")
    func reach() throws {
        let shell = try bench.shell(colour: true)
        #expect(shell.screen.rows[shell.screen.row][0].style.foreground == .cyan)
        shell.run("docker.ping()", shows: "cannot reach the engine")
        #expect(shell.screen.rows[shell.screen.row][0].style.foreground == .red)
    }

    @Test(".use takes another context, which Tab completes and the prompt shows, marked when it is production")
    func contexts() throws {
        let shell = try bench.shell()
        shell.run("docker.contexts.create('staging', {host = 'tcp://127.0.0.1:1'});", shows: "staging")
        shell.send(".use sta\t")
        shell.showsLine("moondock> .use staging")
        shell.send("\r")
        shell.wait { $0.lines.last == "moondock staging>" }
        shell.send("config.set('production', {'staging'})\r")
        shell.wait { $0.lines.last == "moondock staging!>" }
        shell.run(".use no-such", shows: "no-such", prompt: "moondock staging!>")
    }

    @Test("jobs run beside the line, keep their output, and can be cancelled")
    func jobs() throws {
        let shell = try bench.shell()
        shell.run("j = job(function() print('from the job') task.sleep(60) end)", shows: "sleep(60)")
        shell.run("jobs()", shows: "job 1  running")
        shell.run("j:output()", shows: "from the job")
        shell.send("half")
        shell.showsLine("moondock> half")
        shell.send("\u{3}")
        shell.run("j:cancel()", shows: "[job 1 cancelled]")
        shell.run("k = job(function() error('broken', 0) end);", shows: "[job 2 failed: broken]")
        shell.run("jobs()", shows: "job 2  failed")
        shell.run("job(function() return 6 * 7 end):wait()", shows: "42")
    }

    @Test("commands of the shell: load, time, help, quit")
    func commands() throws {
        try bench.write("#!/usr/bin/env moondock\nloaded = 'by .load'\n", to: "x.lua")
        let shell = try bench.shell()
        shell.run(".load ~/x.lua", shows: ".load")
        shell.run("loaded", shows: "by .load")
        shell.run(".load ~/none.lua", shows: "No such file")
        shell.run(".time task.sleep(0.02)", shows: " ms")
        shell.run("help", shows: ".connect ADDRESS")
        shell.send(".quit\r")
        #expect(shell.exitCode() == 0)
    }

    @Test("an engine marked as production asks before anything is removed", .enabled(if: Surroundings.engine != nil))
    func production() throws {
        let engine = try #require(Surroundings.engine)
        let name = "moondock-guard-\(UUID().uuidString.prefix(8).lowercased())"
        let shell = try bench.shell(engine: engine, columns: 200)
        shell.run("c = docker.containers.create('busybox', 'true', {name='\(name)'})", shows: "name=")
        shell.send("config.set('production', {'\(engine)'})\r")
        shell.wait { $0.lines.last == "moondock!>" }
        shell.send("c:remove()\r")
        shell.wait { $0.lines.last?.hasSuffix("[y/N/a=all of this line]") == true }
        shell.send("n\r")
        shell.run("", shows: "was declined", prompt: "moondock!>")
        shell.run("docker.containers.get('\(name)').name", shows: name, prompt: "moondock!>")
        shell.run("job(function() c:remove() end)", shows: "needs somebody to ask", prompt: "moondock!>")
        shell.send("c:remove()\r")
        shell.wait { $0.lines.last?.hasSuffix("of this line]") == true }
        shell.send("y\r")
        shell.wait { $0.lines.last == "moondock!>" }
        shell.run("docker.containers.get('\(name)')", shows: "No such container: \(name)", prompt: "moondock!>")
    }
}
