/// Colours of Lua source while it is typed.
public struct LuaHighlighter: Sendable {
    /// The style of each kind of token; kinds that are missing stay plain.
    public var styles: [LuaToken.Kind: Style]
    /// The style of what cannot be right: an unclosed string, a stray `end` or bracket, a bad numeral.
    public var wrong: Style
    /// Laid over both ends of the bracket pair at the cursor.
    public var pair: Style
    /// The style of a bracket that is still open.
    public var unclosed: Style

    /// A highlighter with these styles; the defaults use the terminal's own sixteen colours.
    public init(
        styles: [LuaToken.Kind: Style] = [
            .keyword: Style(foreground: .magenta), .string: Style(foreground: .green),
            .number: Style(foreground: .cyan), .comment: Style(foreground: .brightBlack),
        ],
        wrong: Style = Style(foreground: .red),
        pair: Style = Style(bold: true, underline: true),
        unclosed: Style = Style(foreground: .yellow)
    ) {
        self.styles = styles
        self.wrong = wrong
        self.pair = pair
        self.unclosed = unclosed
    }

    /// The styled parts of `text`, in order and without overlap. `cursor` is a byte offset; without one no pair is marked.
    public func spans(of text: [UInt8], cursor: Int?) -> [StyledSpan] {
        let tokens = LuaLexer.tokens(of: text)
        let match = BracketMatch(tokens: tokens, text: text, cursor: cursor)
        let bad = Set(match.wrong)
        return tokens.compactMap { token in
            if token.kind == .whitespace { return nil }
            if token.kind == .error || bad.contains(token.range) || (token.isUnclosed && token.kind == .string) {
                return StyledSpan(range: token.range, style: wrong)
            }
            if match.pair.contains(token.range) { return StyledSpan(range: token.range, style: pair) }
            if match.unclosed.contains(token.range) { return StyledSpan(range: token.range, style: unclosed) }
            return styles[token.kind].map { StyledSpan(range: token.range, style: $0) }
        }
    }
}
