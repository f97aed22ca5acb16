import Testing

@testable import Shell

@Suite("Top-level locals")
struct TopLevelLocalsTests {
    @Test(
        "a local at the top of a chunk becomes an assignment and its names are listed",
        arguments: [
            ("local a, b = 1", "      a, b = 1", ["a", "b"]),
            ("local x", "x = nil", ["x"]),
            ("local x, y", "x, y = nil", ["x", "y"]),
            ("local x; local y = x", "x = nil;       y = x", ["x", "y"]),
            ("local x\nprint(x)", "x = nil\nprint(x)", ["x"]),
            ("local\nx = 1", "     \nx = 1", ["x"]),
            ("local--[[c]]x", "--[[c]]x = nil", ["x"]),
            ("local function f() return f end", "      function f() return f end", ["f"]),
            ("local x <const> = 5", "      x         = 5", ["x"]),
            ("local x<const>, y = 5, 6", "      x       , y = 5, 6", ["x", "y"]),
            ("local x, x = 1, 2", "      x, x = 1, 2", ["x"]),
            ("a = 1 local b = a", "a = 1       b = a", ["b"]),
        ])
    func rewritten(_ source: String, _ expected: String, _ names: [String]) {
        let result = TopLevelLocals.rewrite(source)
        #expect(result.source == expected)
        #expect(result.names == names)
    }

    @Test(
        "inner blocks, strings, comments and what cannot be moved stay as they are",
        arguments: [
            "do local x = 1 end", "for i=1,2 do local x = i end", "if a then local b end", "repeat local x until x",
            "f(function() local y = 1 end)", "function g() local z end", "s = \"local x\"", "-- local x",
            "s = [[\nlocal x\n]]",
            "local x <close> = f()", "local a <const>, b <close> = 1, f()", "local _ENV = {}", "local", "local x,",
            "local 5", "local x <odd> = 1", "while a do local b end", "localx = 1", "x.local_ = 1",
        ])
    func untouched(_ source: String) {
        let result = TopLevelLocals.rewrite(source)
        #expect(result.source == source)
        #expect(result.names.isEmpty)
    }

    @Test("after a block the text is at the top again, and lines keep their numbers")
    func afterBlock() {
        let result = TopLevelLocals.rewrite("do\n  local a = 1\nend\nlocal b = 2\nlocal c\nx()")
        #expect(result.source == "do\n  local a = 1\nend\n      b = 2\nc = nil\nx()")
        #expect(result.names == ["b", "c"])
    }

    @Test("text that is already right, as non-ASCII strings, passes byte for byte")
    func otherText() {
        #expect(TopLevelLocals.rewrite("local s = \"für 日本\"").source == "      s = \"für 日本\"")
    }
}
