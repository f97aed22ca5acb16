/// One piece of Lua source text, as ``LuaLexer`` cuts it.
public struct LuaToken: Hashable, Sendable {
    /// What a token is, as far as colours, indentation and block structure care.
    public enum Kind: Hashable, Sendable {
        /// A reserved word of Lua 5.4.
        case keyword
        /// An identifier.
        case name
        /// A numeral that Lua accepts.
        case number
        /// A string: `"…"`, `'…'` or `[[…]]`.
        case string
        /// `-- …` up to the end of the line (exclusive), or `--[[ … ]]`.
        case comment
        /// An operator or a delimiter, `..` and `::` included.
        case symbol
        /// Blanks and line breaks.
        case whitespace
        /// Bytes that cannot stand in Lua source, or a numeral that Lua refuses.
        case error
    }

    /// What the token is.
    public var kind: Kind
    /// Where it stands: offsets in UTF-8 bytes.
    public var range: Range<Int>
    /// The string or long comment has no end: the text stops, or a short string meets a line break.
    public var isUnclosed: Bool

    /// Makes a token.
    public init(_ kind: Kind, _ range: Range<Int>, isUnclosed: Bool = false) {
        self.kind = kind
        self.range = range
        self.isUnclosed = isUnclosed
    }

    /// The token carries meaning: neither a blank nor a comment.
    public var isSignificant: Bool { kind != .whitespace && kind != .comment }

    /// The token's bytes in the text it was cut from are exactly those of `word`.
    public func spells(_ word: StaticString, in text: [UInt8]) -> Bool {
        guard range.count == word.utf8CodeUnitCount, range.upperBound <= text.count else { return false }
        for index in 0..<range.count where text[range.lowerBound + index] != word.utf8Start[index] { return false }
        return true
    }
}
