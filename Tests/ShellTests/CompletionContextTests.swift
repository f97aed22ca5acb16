import Testing

@testable import Shell

/// What is being completed, from the text alone. `|` is the cursor.
struct CompletionContextTests {
    private func context(_ text: String) -> CompletionContext? {
        let parts = text.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
        return CompletionContext(text: Array(parts.joined().utf8), cursor: parts[0].utf8.count)
    }

    private func steps(_ path: LuaPath) -> String {
        path.encoded.split(separator: "\u{1F}").joined(separator: " ")
    }

    @Test(
        "what stands before a dot or a colon is read as a path",
        arguments: [
            ("docker.con|", "field =docker con"), ("docker.|", "field =docker "),
            ("c:lo|", "method =c lo"), ("x = c:|", "method =c "),
            ("docker.containers.get(\"web\"):lo|", "method =docker .containers .get (web lo"),
            ("docker.containers.get 'web':|", "method =docker .containers .get (web "),
            ("f{a = 1}.b|", "field =f ( b"), ("list[1].na|", "field =list #1 na"),
            ("t[\"key\"].x|", "field =t .key x"), ("t[i + 1].x|", "field =t ? x"),
            ("c.attrs.State.|", "field =c .attrs .State "), ("a.b:c(1, {2}):d|", "method =a .b :c ( d"),
            ("for i = 1, 3 do c.|", "field =c "), ("x.y|z", "field =x y"),
            ("a\n  .b|", "field =a b"), ("require('docker').|", "field =require (docker "),
        ])
    func paths(text: String, expected: String) throws {
        let found = try #require(context(text))
        switch found.subject {
        case .field(let path): #expect("field \(steps(path)) \(found.prefix)" == expected)
        case .method(let path): #expect("method \(steps(path)) \(found.prefix)" == expected)
        default: Issue.record("\(found)")
        }
    }

    @Test(
        "nothing is completed in comments, behind complete values, and behind what must be run to be known",
        arguments: [
            "-- docker.|", "--[[ x| ]]", "12|", "(a or b).|", "\"text\".|", "\"a\\n|", "[[long|", "0x|", "1.|",
            "get(\"web\"|", "get(\"web\" |", "f() |", "x |", "f{a = 1}|", "return t[1] |",
        ])
    func nowhere(text: String) {
        #expect(context(text) == nil)
    }

    @Test(
        "the call around a place is found, with the argument and the fields",
        arguments: [
            ("f(|", "=f 1 [] "), ("f(a, |", "=f 2 [] "), ("f(g(1, 2), |", "=f 2 [] "), ("f{|", "=f 1 [] table key"),
            ("docker.containers.run(\"x\", {det|", "=docker .containers .run 2 [] table key"),
            ("run(x, {a = 1, |", "=run 2 [] table key a"), ("run(x, {a = |", "=run 2 [a] table a"),
            ("run{a = {[\"b-c\"] = \"|", "=run 1 [a b-c] table b-c"), ("run(x, {a = {b = |", "=run 2 [a b] table b"),
            ("run(x, {a = {|", "=run 2 [a] table key"),
            ("run{a = { {|", "=run 1 [a []] table key"),
            ("c:wait{condition = \"|", "=c :wait 1 [condition] table condition"),
            ("f(function() g(|", "=g 1 [] "), ("require \"do|", "=require 1 [] "),
            ("docker.containers.get 'w|", "=docker .containers .get 1 [] "), ("x.y 'a' {|", "=x .y (a 1 [] table key"),
        ])
    func calls(text: String, expected: String) throws {
        let call = try #require(context(text)?.call)
        let flags = (call.isInTable ? ["table"] : []) + (call.isKey ? ["key"] : []) + call.present
        #expect(
            "\(steps(call.callee)) \(call.argument) [\(call.fields.joined(separator: " "))] "
                + flags.joined(separator: " ") == expected)
    }

    @Test(
        "a table that is no argument, and a function's body, belong to no call",
        arguments: [
            "x = {|", "f(function() g|", "return {a = |", "if (|", "t[|", "f() g|", "f(1); |", "f(x y|",
            "local t = { {|",
        ])
    func noCall(text: String) throws {
        #expect(try #require(context(text)).call == nil)
    }

    @Test("the content of a string is replaced up to the cursor")
    func strings() throws {
        let open = try #require(context("f(\"we|"))
        #expect(open.subject == .string(quote: "\"", isClosed: false) && open.prefix == "we" && open.replaced == 3..<5)
        let closed = try #require(context("f('we|b')"))
        #expect(closed.subject == .string(quote: "'", isClosed: true) && closed.prefix == "we")
        #expect(closed.call?.argument == 1)
    }

    @Test("commands of the shell and what follows them")
    func commands() throws {
        #expect(try #require(context(".he|")).subject == .command)
        #expect(try #require(context(".|")).prefix == ".")
        let argument = try #require(context(".load src/ma|"))
        #expect(argument.subject == .commandArgument(".load") && argument.prefix == "src/ma")
        #expect(try #require(context(".load |")).prefix == "")
        #expect(DotCommand(Array(".5 + 1".utf8)) == nil && DotCommand(Array("..x".utf8)) == nil)
        #expect(DotCommand(Array("  .help  a b ".utf8))?.argumentText == "a b")
    }

    @Test("local variables, loop variables and parameters are known")
    func locals() throws {
        let text = "local a, b = 1, c; for i, v in pairs(t) do local function f(p, ...) x|"
        #expect(try #require(context(text)).locals == ["a", "b", "i", "v", "f", "p"])
    }
}
