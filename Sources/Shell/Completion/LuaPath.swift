/// How an expression is reached from a variable: `docker.containers.get("web")` is the variable `docker`, two fields and a
/// call. Whoever completes follows the steps through live values without running any code.
public struct LuaPath: Hashable, Sendable {
    /// One step of a path.
    public enum Step: Hashable, Sendable {
        /// A variable: the first step, and no other.
        case variable(String)
        /// `.name`, or `["name"]`.
        case field(String)
        /// `:name`.
        case method(String)
        /// `[3]`.
        case item(Int)
        /// A call, and its first argument when that is a plain string.
        case call(String?)
        /// `[…]` with something that must be computed.
        case unknown
    }

    /// The steps, the variable first.
    public var steps: [Step]

    /// Makes a path.
    public init(_ steps: [Step]) { self.steps = steps }

    /// The expression that ends with token `last` (its index in `tokens`, all of them significant); nil when it is no such
    /// path, as after `(a or b)`.
    init?(endingAt last: Int, in tokens: ArraySlice<LuaToken>, of text: [UInt8]) {
        var steps: [Step] = []
        var index = last
        while true {
            guard index >= tokens.startIndex else { return nil }
            let token = tokens[index]
            switch token.kind {
            case .name:
                let name = String(decoding: text[token.range], as: UTF8.self)
                guard index > tokens.startIndex, tokens[index - 1].kind == .symbol,
                    let separator = Self.separator(tokens[index - 1], text)
                else {
                    self.steps = [.variable(name)] + steps.reversed()
                    return
                }
                steps.append(separator == UInt8(ascii: ":") ? .method(name) : .field(name))
                index -= 2
            case .string:
                guard !token.isUnclosed, Self.isCallable(before: index, in: tokens, of: text) else { return nil }
                steps.append(.call(Self.content(of: token, in: text)))
                index -= 1
            case .symbol:
                guard let open = Self.opener(of: index, in: tokens, of: text),
                    Self.isCallable(before: open, in: tokens, of: text)
                else { return nil }
                let inside = tokens[(open + 1)..<index]
                let first = inside.first
                if text[token.range.lowerBound] != UInt8(ascii: "]") {
                    steps.append(.call(first.flatMap { $0.kind == .string ? Self.content(of: $0, in: text) : nil }))
                } else if inside.count == 1, let first, first.kind == .string,
                    let key = Self.content(of: first, in: text)
                {
                    steps.append(.field(key))
                } else if inside.count == 1, let first, first.kind == .number,
                    let number = Int(String(decoding: text[first.range], as: UTF8.self))
                {
                    steps.append(.item(number))
                } else {
                    steps.append(.unknown)
                }
                index = open - 1
            default: return nil
            }
        }
    }

    /// The path as one string, for Lua: a mark and a text for each step, separated by the ASCII unit separator.
    public var encoded: String {
        steps.map { step in
            switch step {
            case .variable(let name): "=\(name)"
            case .field(let name): ".\(name)"
            case .method(let name): ":\(name)"
            case .item(let number): "#\(number)"
            case .call(let argument): argument.map { "(\($0)" } ?? "("
            case .unknown: "?"
            }
        }.joined(separator: "\u{1F}")
    }

    /// Something stands before token `index` that can be called or indexed.
    static func isCallable(before index: Int, in tokens: ArraySlice<LuaToken>, of text: [UInt8]) -> Bool {
        guard index > tokens.startIndex else { return false }
        let token = tokens[index - 1]
        switch token.kind {
        case .name: return true
        case .string: return !token.isUnclosed && isCallable(before: index - 1, in: tokens, of: text)
        case .symbol: return ")]}".utf8.contains(text[token.range.lowerBound])
        default: return false
        }
    }

    private static func separator(_ token: LuaToken, _ text: [UInt8]) -> UInt8? {
        token.spells(".", in: text) || token.spells(":", in: text) ? text[token.range.lowerBound] : nil
    }

    /// The index of the bracket that the one at `close` closes.
    private static func opener(of close: Int, in tokens: ArraySlice<LuaToken>, of text: [UInt8]) -> Int? {
        guard ")]}".utf8.contains(text[tokens[close].range.lowerBound]) else { return nil }
        var nesting = LuaNesting()
        for token in tokens[...close] {
            let effect = nesting.read(token, in: text)
            guard token == tokens[close] else { continue }
            guard case .closed(let open, _) = effect else { return nil }
            return tokens[...close].lastIndex { $0.range == open.token.range }
        }
        return nil
    }

    /// What stands between the quotes; nil for a string with escapes.
    private static func content(of token: LuaToken, in text: [UInt8]) -> String? {
        let bytes = text[token.range]
        guard let quote = bytes.first, quote != UInt8(ascii: "["), !bytes.contains(UInt8(ascii: "\\")),
            !token.isUnclosed
        else { return nil }
        return String(decoding: bytes.dropFirst().dropLast(), as: UTF8.self)
    }
}
