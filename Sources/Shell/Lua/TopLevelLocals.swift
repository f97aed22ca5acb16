/// Makes the locals of a shell line survive to the next line.
///
/// A `local` at block depth 0 of a chunk would end with the chunk. The shell compiles each line with an environment that
/// keeps session variables, so `local` declarations there are turned into plain assignments, and the names that were
/// declared are told apart from globals.
///
/// Offsets stay what they were wherever possible and line numbers always do, so that messages of the compiler point at
/// what was typed. Strings, comments and inner blocks are never touched. A declaration is left alone when it has a
/// `<close>` variable (its meaning is the end of the chunk), when it declares `_ENV`, or when it is not valid Lua.
///
///     TopLevelLocals.rewrite("local a, b = 1")   // ("      a, b = 1", ["a", "b"])
///     TopLevelLocals.rewrite("local x")          // ("x = nil", ["x"])
public enum TopLevelLocals {
    /// The text to compile in place of `source`, and the names it declares, each once, in order.
    public static func rewrite(_ source: String) -> (source: String, names: [String]) {
        let text = Array(source.utf8)
        let tokens = LuaLexer.tokens(of: text).filter(\.isSignificant)
        var nesting = LuaNesting()
        var edits: [Edit] = []
        var names: [String] = []
        var index = 0
        while index < tokens.count {
            let token = tokens[index]
            if nesting.open.isEmpty, token.kind == .keyword, token.spells("local", in: text),
                let declaration = Declaration(tokens: tokens[(index + 1)...], text: text)
            {
                edits += declaration.edits(replacing: token, in: text)
                for name in declaration.names where !names.contains(name) { names.append(name) }
            }
            _ = nesting.read(token, in: text)
            index += 1
        }
        return (String(decoding: apply(edits, to: text), as: UTF8.self), names)
    }

    private struct Edit {
        var range: Range<Int>
        var text: [UInt8]

        static func blank(_ range: Range<Int>) -> Edit {
            Edit(range: range, text: Array(repeating: UInt8(ascii: " "), count: range.count))
        }
    }

    private static func apply(_ edits: [Edit], to text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var done = 0
        for edit in edits {
            result += text[done..<edit.range.lowerBound]
            result += edit.text
            done = edit.range.upperBound
        }
        return result + text[done...]
    }

    /// What stands after `local`.
    private struct Declaration {
        var names: [String] = []
        /// The ranges of `<const>`.
        var attributes: [Range<Int>] = []
        /// Where ` = nil` must be added: the end of a list without values.
        var missingValue: Int?

        init?(tokens: ArraySlice<LuaToken>, text: [UInt8]) {
            func spelling(_ token: LuaToken) -> String { String(decoding: text[token.range], as: UTF8.self) }
            var rest = tokens
            guard let first = rest.first else { return nil }
            if first.kind == .keyword, first.spells("function", in: text) {
                guard let name = rest.dropFirst().first, name.kind == .name, spelling(name) != "_ENV" else {
                    return nil
                }
                names = [spelling(name)]
                return
            }
            while true {
                guard let name = rest.popFirst(), name.kind == .name, spelling(name) != "_ENV" else { return nil }
                names.append(spelling(name))
                var end = name.range.upperBound
                if let open = rest.first, open.kind == .symbol, open.spells("<", in: text) {
                    guard let attribute = rest.dropFirst().first, attribute.spells("const", in: text),
                        let close = rest.dropFirst(2).first, close.spells(">", in: text)
                    else { return nil }
                    attributes += [open.range, attribute.range, close.range]
                    end = close.range.upperBound
                    rest = rest.dropFirst(3)
                }
                guard let next = rest.first else {
                    missingValue = end
                    return
                }
                if next.kind == .symbol, next.spells(",", in: text) {
                    rest = rest.dropFirst()
                } else {
                    if !(next.kind == .symbol && next.spells("=", in: text)) { missingValue = end }
                    return
                }
            }
        }

        /// The changes that make an assignment of the declaration that `keyword` begins.
        func edits(replacing keyword: LuaToken, in text: [UInt8]) -> [Edit] {
            guard let missingValue else { return [.blank(keyword.range)] + attributes.map(Edit.blank) }
            // "local x" and "x = nil" have the same length, as long as one blank goes with the keyword.
            var range = keyword.range
            let next = range.upperBound
            if next < text.count, text[next] == UInt8(ascii: " ") || text[next] == UInt8(ascii: "\t") {
                range = range.lowerBound..<(next + 1)
            }
            return [Edit(range: range, text: [])] + attributes.map(Edit.blank)
                + [Edit(range: missingValue..<missingValue, text: Array(" = nil".utf8))]
        }
    }
}
