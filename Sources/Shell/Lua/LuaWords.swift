/// The reserved words of Lua 5.4.
enum LuaKeyword {
    private static let words: Set<[UInt8]> = Set(
        [
            "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in", "local",
            "nil", "not", "or", "repeat", "return", "then", "true", "until", "while",
        ].map { Array($0.utf8) })

    static func contains(_ word: ArraySlice<UInt8>) -> Bool {
        (2...8).contains(word.count) && words.contains(Array(word))
    }
}

/// Which numerals Lua accepts.
enum LuaNumeral {
    /// `3`, `3.`, `.5`, `3e-2`, `0xA.8p1`: digits on at least one side of one dot, then perhaps an exponent.
    static func isValid(_ text: ArraySlice<UInt8>) -> Bool {
        var rest = text
        var isDigit: (UInt8) -> Bool = { $0.isLuaDigit }
        var exponent = UInt8(ascii: "e")
        if rest.first == UInt8(ascii: "0"), let second = rest.dropFirst().first, second | 0x20 == UInt8(ascii: "x") {
            rest = rest.dropFirst(2)
            isDigit = { $0.isLuaHexDigit }
            exponent = UInt8(ascii: "p")
        }
        var digits = take(&rest, while: isDigit)
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            digits += take(&rest, while: isDigit)
        }
        guard digits > 0 else { return false }
        if let mark = rest.first, mark | 0x20 == exponent {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
            guard take(&rest, while: { $0.isLuaDigit }) > 0 else { return false }
        }
        return rest.isEmpty
    }

    private static func take(_ rest: inout ArraySlice<UInt8>, while matches: (UInt8) -> Bool) -> Int {
        let taken = rest.prefix(while: matches).count
        rest = rest.dropFirst(taken)
        return taken
    }
}
