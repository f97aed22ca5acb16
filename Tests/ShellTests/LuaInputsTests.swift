import Testing

@testable import Shell

/// A text of several lines is cut into the inputs that it would be if it were typed line by line.
@Suite struct LuaInputsTests {
    /// What Lua would say, for the texts below: brackets and blocks are counted, and some words are known to be wrong.
    private func cut(_ text: String) -> LuaInputs.Cut {
        LuaInputs.cut(
            text,
            state: { chunk in
                if chunk.contains("wrong") { return .wrong }
                let last = chunk.split(whereSeparator: \.isWhitespace).last ?? ""
                return LuaLexer.looksComplete(chunk) && !["=", "..", "+", "return("].contains(last)
                    ? .complete : .incomplete
            },
            isCommand: { $0.hasPrefix(".") && !$0.hasPrefix("..") && !$0.contains("(") || $0 == "help" },
            isKnownCommand: { $0.hasPrefix(".help") || $0.hasPrefix(".time") || $0 == "help" })
    }

    @Test(
        "each input is as few whole lines as make a chunk",
        arguments: [
            ("x = 5\nx", ["x = 5", "x"]),
            ("docker.version()\n\ndocker.info()\n", ["docker.version()", "docker.info()"]),
            ("for i = 1, 2 do\n\n  print(i)\nend\ny", ["for i = 1, 2 do\n\n  print(i)\nend", "y"]),
            ("f {\n  a = 1,\n}\n-- done\ng()", ["f {\n  a = 1,\n}", "g()"]),
            ("x =\n  5\nx", ["x =\n  5", "x"]),
            ("s = [[\nx = 1\n]]\ns", ["s = [[\nx = 1\n]]", "s"]),
            ("--[[ a\nb ]] x = 1\nx", ["--[[ a\nb ]] x = 1", "x"]),
            ("x = \"a\\\nb\"\nx", ["x = \"a\\\nb\"", "x"]),
            ("s = \"a\\z\n   b\"\ns", ["s = \"a\\z\n   b\"", "s"]), ("s = \"a\\\\\"\ns", ["s = \"a\\\\\"", "s"]),
            ("repeat\n  x = 1\nuntil x\nx", ["repeat\n  x = 1\nuntil x", "x"]),
            ("one", ["one"]), ("", []), ("\n-- nothing\n", []),
        ])
    func inputs(_ text: String, _ expected: [String]) {
        #expect(cut(text) == .inputs(expected))
    }

    @Test(
        "lines that can only go on with the one before stay with it; what may begin a statement begins one",
        arguments: [
            ("list()\n  :where { a = 1 }\n  :sort('b')\nx", ["list()\n  :where { a = 1 }\n  :sort('b')", "x"]),
            ("docker\n  .version()\nx", ["docker\n  .version()", "x"]),
            ("docker\n.list { a = 1 }\nx", ["docker\n.list { a = 1 }", "x"]), ("x = a\n  .b\nx", ["x = a\n  .b", "x"]),
            ("x = a\n  -- or else\n\n  or b\nx", ["x = a\n  -- or else\n\n  or b", "x"]),
            ("x = 1\n+ 2\n- 3\n.. 'a'\nx", ["x = 1\n+ 2\n- 3\n.. 'a'", "x"]),
            ("x\n= 5", ["x\n= 5"]), ("t\n[1] = 2", ["t\n[1] = 2"]),
            ("f()\n(a or b):c()", ["f()", "(a or b):c()"]), ("x = f\n{1, 2}", ["x = f", "{1, 2}"]),
            ("x = f\n\"text\"", ["x = f", "\"text\""]), ("x = t\n#x", ["x = t", "#x"]),
            ("x = t\nnot x", ["x = t", "not x"]),
        ])
    func continuations(_ text: String, _ expected: [String]) {
        #expect(cut(text) == .inputs(expected))
    }

    @Test(
        "a command of the shell is one in any line, and takes its line alone, unless what follows is code",
        arguments: [
            ("x = 5\n.help x\nx", ["x = 5", ".help x", "x"]), (".time f\nhelp\ny", [".time f", "help", "y"]),
            ("do\n.help\nend", nil),
            ("x\n.time  for i = 1, 2 do\n  f()\nend\ny", ["x", ".time  for i = 1, 2 do\n  f()\nend", "y"]),
            (".time t\n  :sort()\n.time -- no\n.time\nx", [".time t\n  :sort()", ".time -- no", ".time", "x"]),
            (".time wrong\nx", [".time wrong", "x"]), (".help do\nx", [".help do", "x"]),
        ])
    func commands(_ text: String, _ expected: [String]?) {
        #expect(expected.map { cut(text) == .inputs($0) } ?? (cut(text) == .inputs([text])))
    }

    @Test(
        "a text whose last input goes on is unfinished",
        arguments: ["x = 5\nf(", "for i = 1, 2 do", "x\ny =", ".time do"])
    func unfinished(_ text: String) {
        #expect(cut(text) == .unfinished)
    }

    @Test(
        "what means something else in parts, and what is wrong, is one chunk",
        arguments: [
            "goto done\nx = 1\n::done::", "x = 1\nlocal f <close> = open()\nf:read()", "x = 1\nwrong\ny = 2",
        ])
    func whole(_ text: String) {
        #expect(cut(text) == .whole)
    }

    @Test("inner labels and closed variables do not matter, and a block of thousands of lines is cut at once")
    func large() {
        let block = "do\n" + String(repeating: "  local f <close> = g() goto l ::l::\n", count: 20_000) + "end"
        let clock = ContinuousClock()
        let time = clock.measure { #expect(cut(block + "\nx") == .inputs([block, "x"])) }
        let comments = "x = 1\n" + String(repeating: "-- comment\n\n", count: 20_000) + "x"
        #expect(cut(comments) == .inputs(["x = 1", "x"]))
        let sum = "x = 1 +\n" + String(repeating: "f() +\n", count: 20_000) + "2"
        #expect(cut(sum) == .inputs([sum]))
        let many = String(repeating: "x = 1\n", count: 20_000)
        let other = clock.measure { #expect(cut(many) == .inputs(Array(repeating: "x = 1", count: 20_000))) }
        #expect(time < .seconds(60) && other < .seconds(60), "not the square of the lines")
    }
}
