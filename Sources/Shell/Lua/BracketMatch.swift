/// Which brackets and blocks fit together, for marking while typing.
public struct BracketMatch: Hashable, Sendable {
    /// The two ends that belong to the bracket at the cursor; empty when there is none.
    public var pair: [Range<Int>] = []
    /// Closers without an opener, and brackets that something outside them cut off.
    public var wrong: [Range<Int>] = []
    /// Brackets that are still open at the end of the text.
    public var unclosed: [Range<Int>] = []

    /// Looks at `tokens` of `text`. The bracket just before `cursor` (a byte offset) counts first, then the one at it.
    public init(tokens: [LuaToken], text: [UInt8], cursor: Int?) {
        var nesting = LuaNesting()
        var before: [Range<Int>] = []
        var under: [Range<Int>] = []
        for token in tokens {
            switch nesting.read(token, in: text) {
            case .none, .opened, .turned: continue
            case .stray: wrong.append(token.range)
            case .closed(let open, let skipped):
                wrong += skipped.map(\.token.range)
                guard token.kind == .symbol else { continue }
                let ends = [open.token.range, token.range]
                if ends.contains(where: { $0.upperBound == cursor }) { before = ends }
                if ends.contains(where: { $0.lowerBound == cursor }) { under = ends }
            }
        }
        pair = before.isEmpty ? under : before
        unclosed = nesting.open.filter { $0.token.kind == .symbol }.map(\.token.range)
    }
}
