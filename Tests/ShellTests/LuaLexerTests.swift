import Testing

@testable import Shell

@Suite("Lua lexer")
struct LuaLexerTests {
    /// One letter a token: k(eyword) n(ame) 0 (number) s(tring) c(omment) . (symbol) ! (error); upper case: unclosed.
    private func sketch(_ source: String) -> String {
        LuaLexer.tokens(of: source).compactMap { token -> String? in
            let letter: String? =
                switch token.kind {
                case .keyword: "k"
                case .name: "n"
                case .number: "0"
                case .string: "s"
                case .comment: "c"
                case .symbol: "."
                case .whitespace: nil
                case .error: "!"
                }
            return token.isUnclosed ? letter?.uppercased() : letter
        }.joined()
    }

    @Test(
        "source is cut into the tokens that Lua sees",
        arguments: [
            ("local x = \"hi\" + 42", "kn.s.0"),
            ("for i=1,3 do print(i) end", "kn.0.0kn.n.k"),
            ("a.b:c{...}", "n.n.n..."), ("a..b", "n.n"), ("1 ..2", "0.0"), ("x//2>>1~=3::l::", "n.0.0.0.n."),
            ("0x1F 0xA.8p1 3. .5 1e-3 0x.1", "000000"), ("0x 3e 1.2.3 5x 0xg", "!!!!!"), ("3..2", "!"),
            ("'a\\'b' \"\\\"\"", "ss"), ("'a\\\nb'", "s"), ("'a\\z\n  b'", "s"), ("'abc", "S"), ("'ab\nc", "Sn"),
            ("[[a\nb]] [==[ ]] ]=] ]==]", "ss"), ("[==[ ]=]", "S"), ("a[b[1]]", "n.n.0.."), ("[=x", "..n"),
            ("-- note\nx", "cn"), ("--[[ a\n b ]] x", "cn"), ("--[[ a", "C"), ("--[==", "c"), ("--[x]", "c"),
            ("a - -b", "n..n"),
            ("é = 1", "!.0"), ("a ? b", "n!n"), ("_x1 andy and", "nnk"), ("", ""), ("\u{0}", "!"),
        ])
    func tokens(_ source: String, _ expected: String) {
        #expect(sketch(source) == expected)
    }

    @Test("every byte of any input belongs to exactly one token")
    func coverage() {
        let pieces = [
            "\"", "'", "[[", "]]", "[=[", "--", "\\", "\n", "0x", "1e", ".", "..", "é", "\u{1F600}", "end", " ", "~",
            "\r",
        ]
        var generator = Lehmer(state: 7)
        for _ in 0..<2_000 {
            let source = (0..<12).map { _ in pieces[Int(generator.next() % UInt64(pieces.count))] }.joined()
            var at = 0
            for token in LuaLexer.tokens(of: source) {
                #expect(token.range.lowerBound == at && !token.range.isEmpty)
                at = token.range.upperBound
            }
            #expect(at == source.utf8.count)
        }
    }

    @Test("bytes that are not UTF-8 are covered too")
    func brokenBytes() {
        #expect(LuaLexer.tokens(of: [0x61, 0xFF, 0xC3, 0x62]).map(\.kind) == [.name, .error, .name])
    }

    @Test(
        "open blocks, brackets and long strings say that a chunk goes on",
        arguments: [
            ("x = 1", true), ("for i=1,3 do", false), ("if a then b() end", true), ("f(", false), ("repeat x()", false),
            ("repeat x() until y", true), ("s = [[a", false), ("--[[ a", false), ("s = \"a", true), ("end", true),
            ("local t = {", false), ("function f() if x then end", false),
        ])
    func completeness(_ source: String, _ expected: Bool) {
        #expect(LuaLexer.looksComplete(source) == expected)
    }
}

/// A small repeatable source of numbers.
struct Lehmer: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = (state &* 6_364_136_223_846_793_005) &+ 1_442_695_040_888_963_407
        return state >> 33
    }
}
