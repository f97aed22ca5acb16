/// What can be completed at a place of a chunk, decided from the text alone.
///
///     CompletionContext(text: Array("c:lo".utf8), cursor: 4)   // a method of `c` that begins with `lo`
public struct CompletionContext: Hashable, Sendable {
    /// What is sought.
    public enum Subject: Hashable, Sendable {
        /// A command of the shell: `.he`.
        case command
        /// What stands behind a command of the shell: `.load scr`.
        case commandArgument(String)
        /// A variable or a keyword; in a call's table perhaps the name of an option.
        case name
        /// A field of a value.
        case field(of: LuaPath)
        /// A method of a value: behind a colon.
        case method(of: LuaPath)
        /// The content of a string that begins with this quote; `isClosed` when its end is there already.
        case string(quote: Character, isClosed: Bool)
    }

    /// What is sought.
    public var subject: Subject
    /// Where what is typed of it stands, up to the cursor: what is chosen replaces this.
    public var replaced: Range<Int>
    /// What is typed of it.
    public var prefix: String
    /// The call whose argument it is.
    public var call: CallPosition?
    /// Local variables that the chunk declares before the place.
    public var locals: [String] = []

    /// Makes a context.
    public init(
        subject: Subject, replaced: Range<Int>, prefix: String, call: CallPosition? = nil, locals: [String] = []
    ) {
        self.subject = subject
        self.replaced = replaced
        self.prefix = prefix
        self.call = call
        self.locals = locals
    }

    /// Looks at `text` (UTF-8) with the cursor at a byte offset. nil where nothing can be completed: in a comment, behind a
    /// complete value, behind an expression that must be run to be known.
    public init?(text: [UInt8], cursor: Int) {
        let cursor = min(cursor, text.count)
        if let command = DotCommand(text) {
            self.init(command, cursor: cursor)
            return
        }
        let all = LuaLexer.tokens(of: text)
        let under = all.last { $0.range.lowerBound < cursor && cursor <= $0.range.upperBound }
        var replaced = cursor..<cursor
        var string: Subject?
        switch under?.kind {
        case .comment: return nil
        case .number, .error: return nil
        case .name, .keyword: replaced = (under?.range.lowerBound ?? cursor)..<cursor
        case .string:
            guard let token = under, cursor < token.range.upperBound || token.isUnclosed else { break }
            let quote = text[token.range.lowerBound]
            let content = (token.range.lowerBound + 1)..<cursor
            guard quote != UInt8(ascii: "["), !text[content].contains(UInt8(ascii: "\\")) else { return nil }
            string = .string(quote: Character(Unicode.Scalar(quote)), isClosed: !token.isUnclosed)
            replaced = content
        default: break
        }
        let start = string == nil ? replaced.lowerBound : replaced.lowerBound - 1
        let before = all.filter { $0.isSignificant && $0.range.upperBound <= start }[...]
        self.init(
            subject: string ?? .name, replaced: replaced, prefix: String(decoding: text[replaced], as: UTF8.self),
            call: CallPosition(after: before, of: text), locals: Self.locals(in: before, of: text))
        if string != nil, LuaPath.isCallable(before: before.endIndex, in: before, of: text) {
            // The argument of a call without parentheses: `require "x`.
            call = LuaPath(endingAt: before.endIndex - 1, in: before, of: text).map {
                CallPosition(callee: $0, argument: 1)
            }
        }
        guard string == nil, let last = before.last else { return }
        if Self.endsValue(last, in: text) {
            // A value is complete: what is typed here begins a statement, or is a mistake.
            if prefix.isEmpty { return nil }
            call = nil
        }
        guard last.kind == .symbol else { return }
        let isColon = last.spells(":", in: text)
        guard isColon || last.spells(".", in: text) else { return }
        guard let path = LuaPath(endingAt: before.endIndex - 2, in: before, of: text) else { return nil }
        subject = isColon ? .method(of: path) : .field(of: path)
        call = nil
    }

    private static func endsValue(_ token: LuaToken, in text: [UInt8]) -> Bool {
        switch token.kind {
        case .name, .number, .string: true
        case .symbol: ")]}".utf8.contains(text[token.range.lowerBound])
        default: false
        }
    }

    private init?(_ command: DotCommand, cursor: Int) {
        if cursor <= command.name.upperBound {
            guard cursor > command.name.lowerBound else { return nil }
            let replaced = command.name.lowerBound..<cursor
            self.init(
                subject: .command, replaced: replaced,
                prefix: String(decoding: command.text[replaced], as: UTF8.self))
        } else {
            let start = max(command.argument.lowerBound, command.name.upperBound + 1)
            guard cursor >= start else { return nil }
            self.init(
                subject: .commandArgument(String(decoding: command.text[command.name], as: UTF8.self)),
                replaced: start..<cursor, prefix: String(decoding: command.text[start..<cursor], as: UTF8.self))
        }
    }

    /// The names that `local`, `for` and `function` declare in `tokens`, each once, whatever block they belong to.
    private static func locals(in tokens: ArraySlice<LuaToken>, of text: [UInt8]) -> [String] {
        var names: [String] = []
        var isDeclaring = false
        var parameters = false
        var namesAtKeyword = 0
        for token in tokens {
            if token.kind == .keyword {
                parameters = token.spells("function", in: text)
                let isLocalFunction = parameters && isDeclaring && names.count == namesAtKeyword
                isDeclaring = isLocalFunction || token.spells("local", in: text) || token.spells("for", in: text)
                namesAtKeyword = names.count
            } else if token.kind == .name, isDeclaring {
                let name = String(decoding: text[token.range], as: UTF8.self)
                if !names.contains(name) { names.append(name) }
            } else if token.kind == .symbol {
                if parameters, token.spells("(", in: text) {
                    (isDeclaring, parameters) = (true, false)
                } else if !token.spells(",", in: text) {
                    isDeclaring = false
                }
            }
        }
        return names
    }
}
