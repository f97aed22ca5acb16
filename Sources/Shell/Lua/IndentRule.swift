/// How far lines of Lua are indented: one step inside the innermost open block or bracket, measured from the line that
/// opened it. What the user typed counts, not an ideal layout, so pasted code with other habits goes on in its own way.
public enum IndentRule {
    /// One step: two blanks.
    public static let step = "  "

    /// The blanks a new line begins with when it follows `text` (all lines up to the cursor).
    ///
    /// Empty inside an open long string or comment, whose content belongs to the user.
    public static func indent(after text: [UInt8]) -> String {
        let tokens = LuaLexer.tokens(of: text)
        if let last = tokens.last, last.isUnclosed, isLong(last, in: text) { return "" }
        var nesting = LuaNesting()
        for token in tokens { _ = nesting.read(token, in: text) }
        guard let innermost = nesting.open.last else { return "" }
        return margin(ofLineAt: innermost.token.range.lowerBound, in: text) + step
    }

    /// The blanks that the line which begins at offset `start` of `text` should have because it begins with what closes
    /// an earlier line's block (`end`, `else`, `until`, `}` …); nil when it begins with anything else.
    public static func closingIndent(ofLineAt start: Int, in text: [UInt8]) -> String? {
        var nesting = LuaNesting()
        var result: String?
        for token in LuaLexer.tokens(of: text) {
            if token.range.lowerBound < start, token.range.upperBound > start, token.isSignificant { return nil }
            let effect = nesting.read(token, in: text)
            guard token.range.lowerBound >= start, token.isSignificant else { continue }
            switch effect {
            case .closed(let open, _) where open.token.range.lowerBound < start,
                .turned(let open) where open.token.range.lowerBound < start:
                result = margin(ofLineAt: open.token.range.lowerBound, in: text)
            default:
                return result
            }
        }
        return result
    }

    /// The blanks at the beginning of the line that holds offset `offset`.
    static func margin(ofLineAt offset: Int, in text: [UInt8]) -> String {
        let start = TextLines.start(of: offset, in: text)
        let blanks = text[start...].prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        return String(decoding: blanks, as: UTF8.self)
    }

    private static func isLong(_ token: LuaToken, in text: [UInt8]) -> Bool {
        let first = text[token.range.lowerBound]
        return first == UInt8(ascii: "[") || first == UInt8(ascii: "-")
    }
}
