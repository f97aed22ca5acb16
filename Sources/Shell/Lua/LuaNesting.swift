/// How the blocks and brackets of a text nest: `do … end`, `repeat … until`, `( … )` and so on.
///
/// Fed with the tokens one by one, it knows at each point what is open, and what closed what.
struct LuaNesting {
    /// What opens, or what a closer expects to close.
    enum Opener: Hashable, Sendable {
        case block, repeatLoop, parenthesis, bracket, brace
    }

    /// An opener that has not been closed yet.
    struct Open: Hashable, Sendable {
        var opener: Opener
        var token: LuaToken
    }

    /// What one token did to the nesting.
    enum Effect: Hashable, Sendable {
        case none
        case opened
        /// Closed this opener. Openers above it that were skipped were never closed.
        case closed(Open, skipped: [Open])
        /// Closes nothing: nothing of its kind is open.
        case stray
        /// `else` and `elseif`: closes one arm of this block and opens the next.
        case turned(Open)
    }

    /// What is open, the innermost last.
    private(set) var open: [Open] = []

    /// Reads one token of `text`.
    mutating func read(_ token: LuaToken, in text: [UInt8]) -> Effect {
        switch token.kind {
        case .keyword: readKeyword(token, in: text)
        case .symbol: readSymbol(token, in: text)
        default: .none
        }
    }

    private mutating func readKeyword(_ token: LuaToken, in text: [UInt8]) -> Effect {
        if token.spells("end", in: text) { return close(.block) }
        if token.spells("until", in: text) { return close(.repeatLoop) }
        if token.spells("repeat", in: text) { return push(.repeatLoop, token) }
        if token.spells("do", in: text) || token.spells("function", in: text) || token.spells("if", in: text) {
            return push(.block, token)
        }
        if token.spells("else", in: text) || token.spells("elseif", in: text) {
            return open.last(where: { $0.opener == .block }).map(Effect.turned) ?? .stray
        }
        return .none
    }

    private mutating func readSymbol(_ token: LuaToken, in text: [UInt8]) -> Effect {
        switch text[token.range.lowerBound] {
        case UInt8(ascii: "("): push(.parenthesis, token)
        case UInt8(ascii: "["): push(.bracket, token)
        case UInt8(ascii: "{"): push(.brace, token)
        case UInt8(ascii: ")"): close(.parenthesis)
        case UInt8(ascii: "]"): close(.bracket)
        case UInt8(ascii: "}"): close(.brace)
        default: .none
        }
    }

    private mutating func push(_ opener: Opener, _ token: LuaToken) -> Effect {
        open.append(Open(opener: opener, token: token))
        return .opened
    }

    private mutating func close(_ opener: Opener) -> Effect {
        guard let index = open.lastIndex(where: { $0.opener == opener }) else { return .stray }
        let skipped = Array(open[(index + 1)...])
        let closed = open[index]
        open.removeSubrange(index...)
        return .closed(closed, skipped: skipped)
    }
}

extension LuaLexer {
    /// A guess, without compiling, whether `source` could be a finished chunk: no block, bracket, long string or long
    /// comment is open. The shell itself asks Lua, which also knows that `x =` goes on.
    public static func looksComplete(_ source: String) -> Bool {
        let text = Array(source.utf8)
        var nesting = LuaNesting()
        for token in tokens(of: text) {
            _ = nesting.read(token, in: text)
            if token.isUnclosed, token.range.upperBound == text.count,
                text[token.range.lowerBound] != UInt8(ascii: "\""),
                text[token.range.lowerBound] != UInt8(ascii: "'")
            {
                return false
            }
        }
        return nesting.open.isEmpty
    }
}
