import Foundation
import Testing

@testable import PseudoTerminal
@testable import Shell

/// Hints, pastes, the user's own editor, Ctrl-Z and the end of the process, in the real program.
@Suite(.serialized) struct ShellEditingTests {
    private let bench: ShellWorkbench
    init() throws { bench = try ShellWorkbench() }

    @Test("the newest input that goes on is shown dim; Right takes it, Alt-Right one word of it")
    func historyHint() throws {
        let shell = try bench.shell(colour: true)
        shell.run("print('first of all')", shows: "first of all")
        shell.send("pr")
        shell.showsLine("moondock> print('first of all')")
        let row = shell.screen.rows[shell.screen.row]
        #expect(!row[11].style.dim && row[12].style.dim && shell.screen.column == 12)
        shell.send("\u{1B}[1;3C")
        shell.wait { $0.column == 15 }
        shell.send("\u{1B}[C")
        shell.wait { $0.column == 31 && !$0.rows[$0.row][30].style.dim }
        shell.send("\r")
        shell.wait { $0.lines.filter { $0 == "first of all" }.count == 2 && $0.lines.last == "moondock>" }
    }

    @Test("the arguments of the call being typed are shown, and are not taken for text")
    func callHint() throws {
        let shell = try bench.shell(colour: true)
        shell.run("function mine(first, second) return first end", shows: "function")
        shell.send("docker.containers.run(")
        shell.showsLine("moondock> docker.containers.run(image, [command], {options}")
        shell.send("\u{5}\u{1B}[C")
        shell.wait { $0.column == 32 }
        shell.send("'x', '', {")
        shell.wait { $0.lines[$0.row].contains("image =, command =, name =") }
        shell.send("\u{3}")
        shell.wait { $0.lines.last == "moondock>" }
        shell.send("mine(1, ")
        shell.showsLine("moondock> mine(1, second")
        #expect(shell.screen.rows[shell.screen.row][18].style.dim)
        // Without colours a hint could not be told from the text.
        let plain = try bench.shell()
        plain.send("docker.containers.run(")
        plain.expect(["moondock> docker.containers.run("], cursor: (0, 32))
    }

    @Test("brackets: the pair at the cursor is marked, an open one and an unclosed string stand out")
    func brackets() throws {
        let shell = try bench.shell(colour: true)
        shell.send("f(g(1)")
        shell.showsLine("moondock> f(g(1)")
        let row = shell.screen.rows[shell.screen.row]
        #expect(row[11].style.foreground == .yellow && row[13].style.underline && row[15].style.underline)
        shell.send(" 'ab")
        shell.wait { $0.rows[$0.row][18].style.foreground == .red }
    }

    @Test("a pasted session becomes one block without its prompts, and runs when Enter is pressed")
    func paste() throws {
        let shell = try bench.shell()
        let lines = (1...40).map { ".. t[#t + 1] = \($0)" }
        let pasted = (["moondock> t = {} do"] + lines + [".. end"]).joined(separator: "\r")
        shell.send("\u{1B}[200~\(pasted)\u{1B}[201~")
        shell.wait { $0.lines.last == ".. end" && $0.lines.contains(".. t[#t + 1] = 40") }
        shell.send("\r")
        shell.run("#t", shows: "40")
        shell.send("x = 1\u{1B}\ry = 2\r")
        shell.run("x + y", shows: "3")
    }

    @Test("the inputs of a paste run one after another as if typed, each shows its result, and a failure ends them")
    func pastedInputs() throws {
        let shell = try bench.shell()
        func paste(_ lines: [String]) {
            shell.send("\u{1B}[200~" + lines.joined(separator: "\r") + "\u{1B}[201~\r")
        }
        paste([
            "x = 41", "x + 1", "local y <const> = 'y'", ".time y .. 'es'", "", "for i = 1, 2 do", "  print('i' .. i)",
            "end",
        ])
        shell.wait { screen in
            screen.lines.last == "moondock>" && screen.lines.contains { $0.hasSuffix(" ms") }
                && ["42", "yes", "i1", "i2"].allSatisfy(screen.lines.contains)
        }
        paste(["z = 1", "error('on purpose')", "z = 2", "z = 3"])
        shell.wait { screen in
            screen.lines.last == "moondock>" && screen.lines.contains("the 2 inputs after it were not run")
        }
        shell.run("'z' .. z", shows: "z1")
        paste([".load /no/such/file.lua", "z = 2"])
        shell.wait { screen in
            screen.lines.last == "moondock>" && screen.lines.contains("the input after it was not run")
        }
        shell.run("'z is ' .. z", shows: "z is 1")
        let kept = "\(bench.home)/kept.lua"
        paste(["v = docker.containers", "  .list", "type(v) .. '!'", "    v = 'in'", ".save \(kept)"])
        shell.wait { screen in
            screen.lines.last == "moondock>" && screen.lines.contains("function!")
                && screen.lines.contains { $0.contains("written to") }
        }
        #expect(try bench.read("kept.lua").contains("    v = 'in'"))
        paste(["s = \"one \\", "two\"", "#s + 0", "#s +", "  1"])
        shell.wait { $0.lines.last == "moondock>" && $0.lines.suffix(3).dropLast() == ["8", "9"] }
        paste(["w = {}", "w.a ="])
        shell.showsLine("..")
        shell.send("'later'\r")
        shell.run("w.a", shows: "later")
    }

    @Test("a paste that the terminal does not mark keeps its own indentation")
    func unmarkedPaste() throws {
        let shell = try bench.shell()
        shell.send("s = function()\r  if true then\r    return 'deep'\r  end\rend\r")
        shell.wait { screen in
            screen.lines.last == "moondock>"
                && screen.lines.suffix(6).dropLast()
                    == ["moondock> s = function()", "..   if true then", "..     return 'deep'", "..   end", ".. end"]
        }
        shell.run("s()", shows: "deep")
    }

    @Test("Ctrl-X Ctrl-E and .edit open the user's editor; a failing one changes nothing")
    func externalEditor() throws {
        try bench.write("#!/bin/sh\nsed -i 's/one/two/' \"$1\"\nls -l \"$1\" > \(bench.home)/seen\n", to: "editor.sh")
        let variables = ["EDITOR": "sh \(bench.home)/editor.sh"]
        let shell = try bench.shell(environment: variables)
        shell.send("'one' .. '!'\u{18}\u{05}")
        shell.expect(["moondock> 'two' .. '!'"])
        #expect(try bench.read("seen").hasPrefix("-rw-------"))
        shell.run("", shows: "two!")
        shell.run("'one'", shows: "one")
        shell.send(".edit\r")
        shell.wait { $0.lines.last == "moondock> 'two'" }
        shell.send("\u{3}")
        let broken = try bench.shell(environment: ["EDITOR": "false"])
        broken.send("keep me\u{18}\u{05}")
        broken.wait {
            $0.lines.contains { $0.contains("false ended with exit code 1") } && $0.lines.last == "moondock> keep me"
        }
    }

    @Test("Ctrl-Z gives the terminal to the shell below, and fg brings the line back")
    func suspend() throws {
        let terminal = try TerminalSession(
            program: "/bin/bash", arguments: ["--norc", "--noprofile", "-i"], prompt: "$", columns: 100, rows: 30,
            environment: [
                "HOME": bench.home, "PATH": "/usr/bin:/bin", "PS1": "$ ", "NO_COLOR": "1",
                "DOCKER_HOST": "unix:///no/such.sock",
            ])
        terminal.send("\(Surroundings.program) -q\r")
        terminal.wait { $0.lines.last == "moondock>" }
        terminal.send("1 + ")
        terminal.wait { $0.lines.last == "moondock> 1 +" }
        terminal.send("\u{1A}")
        terminal.wait { $0.lines.last == "$" }
        #expect(!terminal.screen.pastesAreMarked || terminal.screen.lines.last == "$")
        terminal.send("fg\r")
        terminal.wait { $0.lines.last == "moondock> 1 +" }
        #expect(terminal.isRaw)
        terminal.send("41\r")
        terminal.wait { $0.lines.contains("42") && $0.lines.last == "moondock>" }
        terminal.send("\u{4}")
        terminal.wait { $0.lines.last == "$" }
    }

    @Test(
        "after a signal that ends the process the terminal is as it was",
        arguments: [SIGTERM, SIGHUP, SIGSEGV, SIGABRT, SIGBUS, SIGFPE])
    func killed(number: Int32) throws {
        let shell = try bench.shell(environment: SanitizerVariables.leavingFatalSignals)
        shell.send("half")
        shell.showsLine("moondock> half")
        #expect(shell.isRaw)
        shell.signal(number)
        #expect([-number, 128 + number].contains(shell.exitCode()))
        #expect(!shell.isRaw && !shell.screen.pastesAreMarked)
    }

    @Test("a view of the whole screen that is killed leaves the terminal as it was", arguments: [SIGTERM, SIGSEGV])
    func killedView(number: Int32) throws {
        let shell = try bench.shell(environment: SanitizerVariables.leavingFatalSignals)
        shell.send(
            "require('live.view').run{full=true, update=function() return 1 end, draw=function() return {'all'} end}\r")
        shell.watch("the view") { $0.isAlternate && $0.lines.first == "all" && !$0.showsCursor }
        #expect(shell.isRaw)
        shell.signal(number)
        #expect([-number, 128 + number].contains(shell.exitCode()))
        #expect(!shell.isRaw && !shell.screen.isAlternate && shell.screen.showsCursor)
        #expect(shell.screen.unknown.isEmpty)
    }

    @Test("a second Ctrl-C ends clean-up that takes too long")
    func force() throws {
        let shell = try bench.shell()
        shell.send(
            "do local t <close> = setmetatable({}, {__close = function() task.sleep(60) end}) task.sleep(60) end\r")
        usleep(200_000)
        shell.send("\u{3}")
        usleep(300_000)
        let sent = Date()
        shell.send("\u{3}")
        shell.wait { $0.lines.last == "moondock>" && $0.lines.contains("interrupted") }
        #expect(Date().timeIntervalSince(sent) < 0.5)
        shell.run("'after'", shows: "after")
    }
}
