import Foundation
import Testing

/// Script mode: what runs, what is printed where, and how it ends. Nothing here needs an engine.
@Suite struct CommandLineTests {
    @Test("code, scripts and standard input run, in this order")
    func sources() throws {
        #expect(try moondock("-e", "print(1)", "-e", "print(2)").output == "1\n2\n")
        #expect(try moondock("-", "a", input: "print('in', ...)").output == "in\ta\n")
        #expect(try moondock(input: "print('pipe')").output == "pipe\n")
        #expect(try moondock("-e", "-- a comment\nprint(3)").output == "3\n")
        try withFile("print('file', arg[1], ...)") { file in
            let both = try moondock("-e", "print('code')", file, "x", "--json")
            #expect(both.output == "code\nfile\tx\tx\t--json\n")
            let passed = try moondock("--", file, "-e")
            #expect(passed.output == "file\t-e\t-e\n")
        }
    }

    @Test("a script may begin with #! and knows its name")
    func shebang() throws {
        try withFile("#!/usr/bin/env moondock\nprint(arg[0]) error('here')") { file in
            let run = try moondock(file)
            #expect(run.output == "\(file)\n")
            #expect(run.error.contains("\(file):2: here"))
        }
    }

    @Test(
        "an error that is a table shows what is in it",
        arguments: [
            ("error { code = 5, what = 'disk' }", #"{"code":5,"what":"disk"}"#),
            ("error(setmetatable({}, { __tostring = function() return 'mine' end }))", "mine"),
            ("local t = {} t.t = t error(t)", "an error that cannot be told"),
        ])
    func tableErrors(code: String, text: String) throws {
        let run = try moondock("-e", code)
        #expect(run.code == 1)
        #expect(run.error.hasPrefix("moondock: \(text)"), "\(run.error)")
    }

    @Test("modules are loaded from beside the script and by -l")
    func modules() throws {
        try withFile("return {answer = 42}", named: "beside.lua") { module in
            let folder = URL(filePath: module).deletingLastPathComponent()
            let script = folder.appending(path: "main.lua")
            try Data("print(require('beside').answer)".utf8).write(to: script)
            let run = try moondock(script.path)
            #expect(run.output == "42\n")
        }
        #expect(try moondock("-l", "time", "-e", "print(type(time))").output == "table\n")
    }

    @Test(
        "the exit code tells how it ended",
        arguments: [
            (["-e", "x = 1"], 0), (["-e", "error('x')"], 1), (["-e", "x = = 1"], 1), (["-e", "error{}"], 1),
            (["--nonsense"], 2), (["-H", "unix:///x", "--context", "y", "-e", ""], 2),
            (["--context", "no-such", "-e", "docker.ping()"], 1), (["--timeout", "never", "-e", ""], 2),
            (["/no/such/script.lua"], 2),
            (["-H", "unix:///no/such.sock", "-e", "docker.ping()"], 3),
            (["-H", "tcp://127.0.0.1:1", "-e", "docker.ping()"], 3),
            (["-H", "nonsense://x", "-e", "docker.ping()"], 1),
            (["-e", "os.exit(7)"], 7), (["-e", "os.exit(true)"], 0), (["-e", "os.exit(false)"], 1),
            (["--timeout", "0.2s", "-e", "require('task').sleep(60)"], 124),
            (["--timeout", "0.2s", "-e", "while true do pcall(require('task').sleep, 60) end"], 124),
            (["--max-memory", "64M", "-e", "local t = {} while true do t[#t+1] = ('x'):rep(1e6) end"], 1),
            (["--max-instructions", "1000000", "-e", "while true do end"], 1),
        ] as [([String], Int32)])
    func exitCodes(_ arguments: [String], _ code: Int32) throws {
        let run = try Program(arguments).finish(within: 20)
        #expect(run.code == code, "\(arguments): \(run.error)")
        #expect(run.output.isEmpty)
        let isByHand = arguments.last?.hasPrefix("os.exit") == true
        #expect(code == 0 || isByHand || !run.error.isEmpty)
    }

    @Test("what was printed before os.exit or an error is not lost")
    func flushing() throws {
        #expect(try moondock("-e", "io.write('all of it') os.exit(0)").output == "all of it")
        #expect(try moondock("-e", "io.write('all of it') error('x')").output == "all of it")
        #expect(try moondock("-e", "io.write('x') coroutine.wrap(function() os.exit(0, true) end)()").output == "x")
    }

    @Test("--json prints the result on standard output and an error on standard error")
    func json() throws {
        #expect(try moondock("--json", "-e", "return {1, {a = 'x'}}").output == "[1,{\"a\":\"x\"}]\n")
        #expect(try moondock("--json", "-e", "1 + 1").output == "2\n")
        #expect(try moondock("--json", "-e", "return 1, 'two'").output == "[1,\"two\"]\n")
        #expect(try moondock("--json", "-e", "return").output == "null\n")
        let run = try moondock("--json", "-e", "docker.ping()", environment: ["DOCKER_HOST": "unix:///no/such.sock"])
        #expect(run.output.isEmpty)
        let error = try JSONSerialization.jsonObject(with: Data(run.error.utf8)) as? [String: Any]
        #expect(error?["kind"] as? String == "connection")
        #expect(run.code == 3)
    }

    @Test("closing the reader ends it quietly", arguments: ["print(i)", "io.write(i, '\\n')"])
    func closedOutput(_ statement: String) throws {
        let program = try Program(["-e", "local i = 0 while true do i = i + 1 \(statement) end"])
        _ = program.readOutput(until: "3\n")
        program.closeOutput()
        let run = program.finish(within: 10)
        #expect(run.error.isEmpty)
        #expect(run.code == 141)
    }

    @Test(
        "Ctrl-C and SIGTERM end whatever goes on, and clean-up code runs",
        arguments: [
            ("require('task').sleep(60)", SIGINT, 130),
            ("require('task').all{function() require('task').sleep(60) end}", SIGINT, 130),
            ("local t = {1, 2} table.sort(t, function() require('task').sleep(60) end)", SIGINT, 130),
            ("coroutine.wrap(function() require('task').sleep(60) end)()", SIGTERM, 143),
        ] as [(String, Int32, Int32)])
    func signals(_ chunk: String, _ signal: Int32, _ code: Int32) throws {
        try expectEnd(of: chunk, by: signal, code: code)
    }

    private func expectEnd(of chunk: String, by signal: Int32, code: Int32) throws {
        let guarded = """
            local x <close> = setmetatable({}, {__close = function() print('cleaned') end})
            print('started') io.stdout:flush() \(chunk)
            """
        let program = try Program(["-e", guarded])
        #expect(program.readOutput(until: "started").contains("started"))
        usleep(50_000)
        let sent = Date()
        program.signal(signal)
        let run = program.finish(within: 10)
        #expect(Date().timeIntervalSince(sent) < 0.5)
        #expect(run.code == code)
        #expect(run.output.contains("cleaned"))
    }

    @Test("Lua that calls nothing is ended too, by a signal and by a time limit")
    func busy() throws {
        try expectEnd(of: "while true do end", by: SIGINT, code: 130)
        let late = try moondock("--timeout", "0.2s", "-e", "while true do end")
        #expect(late.code == 124 && late.output.isEmpty && !late.error.isEmpty)
    }

    @Test("an error about the user's code is told without the library's own lines")
    func userFrames() throws {
        try withFile("local function f()\n  prnt(1)\nend\nf()\n") { file in
            let run = try moondock(file)
            #expect(run.code == 1)
            #expect(run.error.contains("\(file):2: undefined variable 'prnt'"))
            #expect(run.error.contains("\(file):4: in main chunk"))
            #expect(!run.error.contains("stdlib/"), "\(run.error)")
        }
    }

    @Test("a method that is called with a dot names the user's line and the colon")
    func withoutColon() throws {
        try withFile("local t = task.spawn(print)\nt.wait()\n") { file in
            let run = try moondock(file)
            #expect(run.code == 1)
            #expect(run.error.hasPrefix("moondock: \(file):2: a method was called without its object\n  hint: "))
            #expect(run.error.contains("with a colon"))
            #expect(!run.error.contains("stdlib/"), "\(run.error)")
        }
    }

    @Test("an uncaught error names its place and the way there")
    func tracebacks() throws {
        try withFile("local function f() error('deep') end\nf()") { file in
            let run = try moondock(file)
            #expect(run.error.contains("script.lua:1: deep"))
            #expect(run.error.contains("in function <") || run.error.contains("in local 'f'"))
            #expect(run.error.contains("script.lua:2: in main chunk"))
        }
        let run = try moondock("-H", "unix:///no/such.sock", "-e", "\ndocker.ping()")
        #expect(run.error.contains("(command line):2: "))
        #expect(run.error.contains("hint: "))
        #expect(!run.error.contains("stdlib/"))
    }

    @Test("undefined globals are errors with the nearest name, in scripts too")
    func strictGlobals() throws {
        #expect(try moondock("-e", "print(dokcer)").error.contains("did you mean 'docker'?"))
        #expect(try moondock("-e", "x = nil print(x)").output == "nil\n")
    }

    @Test("errors of background tasks are told once, at the end at the latest")
    func backgroundErrors() throws {
        let run = try moondock("-e", "task.spawn(function() error('lost', 0) end) task.sleep(0.01)")
        #expect(run.code == 0)
        #expect(run.error.components(separatedBy: "lost").count == 2)
    }

    @Test("--help and --version answer on standard output")
    func help() throws {
        let help = try moondock("--help")
        #expect(help.code == 0 && help.output.contains("--timeout") && help.error.isEmpty)
        #expect(try moondock("--version").output.hasPrefix("moondock "))
        #expect(try moondock("--tmeout", "1s").error.contains("--timeout"))
    }

    @Test("bytecode is not run")
    func bytecode() throws {
        try withFile("") { file in
            let chunk = "local f = io.open('\(file)', 'wb') f:write(string.dump(function() print('ran') end)) f:close()"
            _ = try moondock("-e", chunk)
            let run = try moondock(file)
            #expect(run.code == 1 && run.output.isEmpty)
        }
    }
}
