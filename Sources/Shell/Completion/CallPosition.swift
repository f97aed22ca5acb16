/// Where in a call's arguments something stands.
public struct CallPosition: Hashable, Sendable {
    /// What is called.
    public var callee: LuaPath
    /// Which argument, counted from 1; the object before a colon does not count.
    public var argument: Int
    /// In a table constructor in the argument: the fields that lead there, the outermost first; `[]` for an item of a list.
    public var fields: [String] = []
    /// The place is inside a table constructor.
    public var isInTable = false
    /// A field's name could stand here: the place begins an entry of a table constructor.
    public var isKey = false
    /// The fields that the innermost constructor has already.
    public var present: [String] = []

    /// Makes a position.
    public init(
        callee: LuaPath, argument: Int, fields: [String] = [], isInTable: Bool = false, isKey: Bool = false,
        present: [String] = []
    ) {
        self.callee = callee
        self.argument = argument
        self.fields = fields
        self.isInTable = isInTable
        self.isKey = isKey
        self.present = present
    }

    /// The innermost call that is open after `tokens` (all significant); nil when none is, or a function body stands in
    /// between.
    init?(after tokens: ArraySlice<LuaToken>, of text: [UInt8]) {
        var nesting = LuaNesting()
        for token in tokens { _ = nesting.read(token, in: text) }
        var open = nesting.open[...]
        var end = tokens.endIndex
        var fields: [String] = []
        var isInnermost = true
        var isKey = false
        var isInTable = false
        var present: [String] = []
        while let innermost = open.popLast() {
            guard let index = tokens[..<end].lastIndex(where: { $0.range == innermost.token.range }) else { return nil }
            let entries = Entries(tokens[(index + 1)..<end], of: text)
            switch innermost.opener {
            case .parenthesis:
                guard LuaPath.isCallable(before: index, in: tokens, of: text),
                    let callee = LuaPath(endingAt: index - 1, in: tokens, of: text)
                else { return nil }
                self.init(
                    callee: callee, argument: entries.count, fields: fields, isInTable: isInTable, isKey: isKey,
                    present: present)
                return
            case .brace:
                isInTable = true
                if isInnermost {
                    isKey = entries.currentIsEmpty
                    present = entries.keys
                }
                if let key = entries.currentKey {
                    fields.insert(key, at: 0)
                } else if !isInnermost {
                    fields.insert("[]", at: 0)
                }
                isInnermost = false
                if LuaPath.isCallable(before: index, in: tokens, of: text) {
                    guard let callee = LuaPath(endingAt: index - 1, in: tokens, of: text) else { return nil }
                    self.init(
                        callee: callee, argument: 1, fields: fields, isInTable: true, isKey: isKey, present: present)
                    return
                }
                end = index
            case .bracket, .block, .repeatLoop: return nil
            }
        }
        return nil
    }

    /// The comma-separated entries of an open bracket.
    private struct Entries {
        var count = 1
        var currentIsEmpty = true
        var currentKey: String?
        var keys: [String] = []

        /// The key that ends there: `name` or `["name"]`.
        private static func key(in tokens: ArraySlice<LuaToken>, of text: [UInt8]) -> String? {
            guard let last = tokens.last else { return nil }
            if last.kind == .name { return String(decoding: text[last.range], as: UTF8.self) }
            let bracketed = tokens.suffix(3)
            guard bracketed.count == 3, last.spells("]", in: text), let open = bracketed.first,
                open.spells("[", in: text),
                let string = bracketed.dropFirst().first, string.kind == .string
            else { return nil }
            return String(decoding: text[string.range].dropFirst().dropLast(), as: UTF8.self)
        }

        init(_ tokens: ArraySlice<LuaToken>, of text: [UInt8]) {
            var nesting = LuaNesting()
            for (index, token) in zip(tokens.indices, tokens) {
                if nesting.open.isEmpty, token.kind == .symbol {
                    if token.spells(",", in: text) || token.spells(";", in: text) {
                        count += 1
                        currentIsEmpty = true
                        currentKey = nil
                        continue
                    }
                    if token.spells("=", in: text), let key = Self.key(in: tokens[..<index], of: text) {
                        currentKey = key
                        keys.append(key)
                    }
                }
                currentIsEmpty = false
                _ = nesting.read(token, in: text)
            }
        }
    }
}
