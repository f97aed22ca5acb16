/// Cuts Lua 5.4 source into tokens for colours, indentation and block structure.
///
/// It never fails: every byte of the input belongs to exactly one token, in order, and what Lua would refuse becomes a
/// token of kind `error` or one marked `isUnclosed`. It runs at every key press, so it works on bytes.
///
///     LuaLexer.tokens(of: "x = 1").map(\.kind)   // name, whitespace, symbol, whitespace, number
public struct LuaLexer {
    private let text: [UInt8]
    private var at = 0

    private init(_ text: [UInt8]) { self.text = text }

    /// The tokens of `source`; their ranges are UTF-8 offsets.
    public static func tokens(of source: String) -> [LuaToken] { tokens(of: Array(source.utf8)) }

    /// The tokens of `bytes`, which need not be valid UTF-8.
    public static func tokens(of bytes: [UInt8]) -> [LuaToken] {
        var lexer = LuaLexer(bytes)
        var tokens: [LuaToken] = []
        while let token = lexer.next() { tokens.append(token) }
        return tokens
    }

    private func byte(_ offset: Int = 0) -> UInt8? {
        let index = at + offset
        return index < text.count ? text[index] : nil
    }

    private mutating func next() -> LuaToken? {
        guard let first = byte() else { return nil }
        let start = at
        switch first {
        case _ where first.isLuaSpace:
            skip(while: \.isLuaSpace)
            return LuaToken(.whitespace, start..<at)
        case _ where first.isLuaLetter:
            skip { $0.isLuaLetter || $0.isLuaDigit }
            return LuaToken(LuaKeyword.contains(text[start..<at]) ? .keyword : .name, start..<at)
        case _ where first.isLuaDigit, UInt8(ascii: ".") where byte(1)?.isLuaDigit == true:
            return numeral()
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            return shortString(quote: first)
        case UInt8(ascii: "-") where byte(1) == UInt8(ascii: "-"):
            return comment()
        case UInt8(ascii: "["):
            if let closed = longBracket() { return LuaToken(.string, start..<at, isUnclosed: !closed) }
        default:
            break
        }
        if let length = symbolLength() {
            at += length
            return LuaToken(.symbol, start..<at)
        }
        at += 1
        skip { $0 >= 0x80 }
        return LuaToken(.error, start..<at)
    }

    private mutating func skip(while matches: (UInt8) -> Bool) {
        while at < text.count, matches(text[at]) { at += 1 }
    }

    /// Takes what Lua's own reader takes for a numeral (letters stuck to it included), then judges it.
    private mutating func numeral() -> LuaToken {
        let start = at
        var exponent: (UInt8, UInt8) = (UInt8(ascii: "e"), UInt8(ascii: "E"))
        if byte() == UInt8(ascii: "0"), byte(1).map({ $0 | 0x20 }) == UInt8(ascii: "x") {
            exponent = (UInt8(ascii: "p"), UInt8(ascii: "P"))
            at += 2
        }
        while let next = byte() {
            if next == exponent.0 || next == exponent.1 {
                at += 1
                if byte() == UInt8(ascii: "+") || byte() == UInt8(ascii: "-") { at += 1 }
            } else if next.isLuaDigit || next.isLuaLetter || next == UInt8(ascii: ".") {
                at += 1
            } else {
                break
            }
        }
        return LuaToken(LuaNumeral.isValid(text[start..<at]) ? .number : .error, start..<at)
    }

    private mutating func shortString(quote: UInt8) -> LuaToken {
        let start = at
        at += 1
        while let next = byte() {
            switch next {
            case quote:
                at += 1
                return LuaToken(.string, start..<at)
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                return LuaToken(.string, start..<at, isUnclosed: true)
            case UInt8(ascii: "\\"):
                at += 1
                if byte() == UInt8(ascii: "z") {
                    at += 1
                    skip(while: \.isLuaSpace)
                } else if byte() != nil {
                    at += 1
                }
            default:
                at += 1
            }
        }
        return LuaToken(.string, start..<at, isUnclosed: true)
    }

    private mutating func comment() -> LuaToken {
        let start = at
        at += 2
        if byte() == UInt8(ascii: "["), let closed = longBracket() {
            return LuaToken(.comment, start..<at, isUnclosed: !closed)
        }
        skip { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        return LuaToken(.comment, start..<at)
    }

    /// Takes `[==[ … ]==]` and says whether it was closed; takes nothing and says nil when no long bracket opens here.
    private mutating func longBracket() -> Bool? {
        var level = 0
        while byte(1 + level) == UInt8(ascii: "=") { level += 1 }
        guard byte(1 + level) == UInt8(ascii: "[") else { return nil }
        at += level + 2
        while at < text.count {
            if text[at] == UInt8(ascii: "]"), byte(level + 1) == UInt8(ascii: "]"),
                text[(at + 1)..<(at + 1 + level)].allSatisfy({ $0 == UInt8(ascii: "=") })
            {
                at += level + 2
                return true
            }
            at += 1
        }
        return false
    }

    private func symbolLength() -> Int? {
        guard let first = byte() else { return nil }
        let second = byte(1)
        switch first {
        case UInt8(ascii: "."):
            guard second == first else { return 1 }
            return byte(2) == first ? 3 : 2
        case UInt8(ascii: "="), UInt8(ascii: "~"):
            return second == UInt8(ascii: "=") ? 2 : 1
        case UInt8(ascii: "<"), UInt8(ascii: ">"):
            return second == UInt8(ascii: "=") || second == first ? 2 : 1
        case UInt8(ascii: "/"), UInt8(ascii: ":"):
            return second == first ? 2 : 1
        default:
            return "+-*%^#&|(){}[];,".utf8.contains(first) ? 1 : nil
        }
    }
}

extension UInt8 {
    /// A blank to Lua: space, tab, line breaks, vertical tab, form feed.
    var isLuaSpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
    /// A letter that may begin a Lua name.
    var isLuaLetter: Bool { (0x61...0x7A).contains(self) || (0x41...0x5A).contains(self) || self == 0x5F }
    /// A decimal digit.
    var isLuaDigit: Bool { (0x30...0x39).contains(self) }
    /// A hexadecimal digit.
    var isLuaHexDigit: Bool { isLuaDigit || (0x61...0x66).contains(self | 0x20) }
}
