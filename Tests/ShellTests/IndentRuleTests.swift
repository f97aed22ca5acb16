import Testing

@testable import Shell

@Suite("Indentation and brackets")
struct IndentRuleTests {
    @Test(
        "a new line is one step inside the innermost open block or bracket",
        arguments: [
            ("x = 1", ""), ("for i=1,3 do", "  "), ("for i=1,3 do\n  if x then", "    "), ("f(function()", "  "),
            ("t = {", "  "), ("if a then\n  b()\nelse", "  "), ("do end", ""), ("    do", "      "), ("repeat", "  "),
            ("s = [[a", ""), ("do --[[ x", ""), ("f({\n    a = {", "      "), ("", ""),
        ])
    func next(_ text: String, _ expected: String) {
        #expect(IndentRule.indent(after: Array(text.utf8)) == expected)
    }

    @Test(
        "a line that begins with a closer stands where the line of its opener does",
        arguments: [
            ("do\n", "end", ""), ("  do\n", "end", "  "), ("f(function()\n", "end)", ""), ("f({\n", "})", ""),
            ("if a then\n", "else", ""), ("if a then\n", "elseif b", ""), ("repeat\n", "until x", ""),
            ("do\n  if a then\n", "end", "  "), ("do\n", "x()", nil), ("do\n", "endx", nil), ("x()\n", "end", nil),
            ("s = [[\n", "end", nil), ("do\n", "", nil),
        ] as [(String, String, String?)])
    func closing(_ before: String, _ line: String, _ expected: String?) {
        let text = Array((before + "    " + line).utf8)
        #expect(IndentRule.closingIndent(ofLineAt: before.utf8.count, in: text) == expected)
    }

    @Test(
        "the bracket at the cursor is paired, and what cannot fit is wrong",
        arguments: [
            ("f(a[1])", 7, [1..<2, 6..<7], []), ("f(a[1])", 1, [1..<2, 6..<7], []), ("f(a[1])", 6, [3..<4, 5..<6], []),
            ("f(a", 2, [], []), ("a)", 2, [], [1..<2]), ("(]", nil, [], [1..<2]), ("do ( end", nil, [], [3..<4]),
            ("end", nil, [], [0..<3]), ("\"(\"", 2, [], []),
        ] as [(String, Int?, [Range<Int>], [Range<Int>])])
    func brackets(_ source: String, _ cursor: Int?, _ pair: [Range<Int>], _ wrong: [Range<Int>]) {
        let text = Array(source.utf8)
        let match = BracketMatch(tokens: LuaLexer.tokens(of: text), text: text, cursor: cursor)
        #expect(match.pair == pair)
        #expect(match.wrong == wrong)
    }
}
