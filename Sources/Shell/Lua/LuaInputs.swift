/// Cuts a text of several lines, a paste for instance, into the inputs that it would be if it were typed line by line, so
/// that each of them shows its result and a command of the shell is one in any line.
///
/// An input is as few whole lines as make a chunk. Lines that can only go on with the one before stay with it:
///
///     x = docker.containers.list()     -- an input
///       :where { status = "exited" }   -- and its rest
///     .help                            -- the second input
///     #x                               -- the third
///
/// A text whose parts mean something else alone than together, such as one with a label and its `goto` or with a
/// `<close>` variable, is not cut.
public enum LuaInputs {
    /// What a chunk is for Lua.
    public enum State: Sendable {
        /// It can be run.
        case complete
        /// More lines may make it one that can.
        case incomplete
        /// No more lines can help.
        case wrong
    }

    /// What came of a text.
    public enum Cut: Equatable, Sendable {
        /// The inputs in order, without those that are blank or nothing but a comment.
        case inputs([String])
        /// So far they are inputs, and the last one goes on.
        case unfinished
        /// It is one chunk, be it right or wrong.
        case whole
    }

    /// Cuts `text`. `state` asks Lua about a chunk; `isCommand` says that a line is not for Lua, and `isKnownCommand` that
    /// it is not even where it could be the rest of the expression before it.
    public static func cut(
        _ text: String, state: (String) -> State, isCommand: (String) -> Bool, isKnownCommand: (String) -> Bool
    ) -> Cut {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { Array($0.utf8) }
        let goOn = linesThatGoOn(lines, isCommand: isKnownCommand)
        var inputs: [String] = []
        var start = 0
        while start < lines.count {
            let first = String(decoding: lines[start], as: UTF8.self)
            if isCommand(first) {
                var (input, end) = (first, start + 1)
                if let command = DotCommand(lines[start]), command.takesCode {
                    // The code is cut as if it stood alone, behind blanks.
                    lines[start].replaceSubrange(
                        command.name, with: repeatElement(UInt8(ascii: " "), count: command.name.count))
                    switch next(in: lines, from: start, goOn: goOn, state: state) {
                    case .input(let code?, end: let last):
                        let width = command.name.upperBound
                        input = String(first.prefix(width) + code.dropFirst(width))
                        end = last
                    case .unfinished: return .unfinished
                    case .input(nil, _), .whole: break
                    }
                }
                inputs.append(input)
                start = end
                continue
            }
            switch next(in: lines, from: start, goOn: goOn, state: state) {
            case .input(let input, let end):
                if let input { inputs.append(input) }
                start = end
            case .unfinished: return .unfinished
            case .whole: return .whole
            }
        }
        return .inputs(inputs)
    }

    private enum Step {
        /// An input, nil for one that does nothing, and the line after it.
        case input(String?, end: Int)
        case unfinished
        case whole
    }

    /// The input that begins with line `start`. Looks at twice as many lines each time, because a block may have thousands.
    private static func next(
        in lines: [[UInt8]], from start: Int, goOn: [Bool], state: (String) -> State
    ) -> Step {
        var tried = start
        var end = min(start + 1, lines.count)
        while true {
            let window = Array(lines[start..<end].joined(separator: [UInt8(ascii: "\n")]))
            let tokens = LuaLexer.tokens(of: window)
            if dependsOnItsChunk(tokens, in: window) { return .whole }
            let bounds = bounds(of: tokens, in: window, lines: lines[start..<end])
            for (line, offset) in bounds where line > tried && !goOn[line] {
                let input = String(decoding: window[..<offset], as: UTF8.self)
                switch state(input) {
                case .complete:
                    let isEmpty = !tokens.contains { $0.isSignificant && $0.range.lowerBound < offset }
                    return .input(isEmpty ? nil : input, end: line)
                case .wrong: return .whole
                case .incomplete: break
                }
            }
            guard end < lines.count else { return .unfinished }
            tried = end
            end = min(start + 2 * (end - start), lines.count)
        }
    }

    /// The ends of lines at which nothing is open: the number of the next line, and the offset in `text`.
    private static func bounds(
        of tokens: [LuaToken], in text: [UInt8], lines: ArraySlice<[UInt8]>
    ) -> [(line: Int, offset: Int)] {
        var found: [(line: Int, offset: Int)] = []
        var nesting = LuaNesting()
        var rest = tokens[...]
        var offset = 0
        var lastSignificant: LuaToken?
        for (index, line) in zip(lines.indices, lines) {
            offset += line.count
            while let token = rest.first, token.range.lowerBound < offset {
                _ = nesting.read(token, in: text)
                if token.isSignificant { lastSignificant = token }
                rest = rest.dropFirst()
            }
            // The token that the end of the line may stand in: a long string or comment.
            let last = rest.startIndex > tokens.startIndex ? tokens[rest.startIndex - 1] : nil
            let isCut = last.map { $0.kind != .whitespace && (reaches($0, beyond: offset, in: text)) } == true
            let wantsMore = lastSignificant.map { wantsOperand($0, in: text) } == true
            if nesting.open.isEmpty, !isCut, !wantsMore { found.append((index + 1, offset)) }
            offset += 1
        }
        return found
    }

    private static func reaches(_ token: LuaToken, beyond offset: Int, in text: [UInt8]) -> Bool {
        if token.range.upperBound > offset { return true }
        guard token.isUnclosed else { return false }
        if token.kind == .comment || text[token.range.lowerBound] == UInt8(ascii: "[") { return true }
        // A short string goes on behind a backslash at the end of its line, and behind \z.
        var rest = text[token.range]
        let isOdd = { (text: ArraySlice<UInt8>) in text.reversed().prefix { $0 == UInt8(ascii: "\\") }.count % 2 == 1 }
        if isOdd(rest) { return true }
        while rest.last?.isLuaSpace == true { rest.removeLast() }
        return rest.last == UInt8(ascii: "z") && isOdd(rest.dropLast())
    }

    /// Nothing can end with such a token: the compiler need not be asked.
    private static func wantsOperand(_ token: LuaToken, in text: [UInt8]) -> Bool {
        switch token.kind {
        case .keyword: token.spells("and", in: text) || token.spells("or", in: text) || token.spells("not", in: text)
        case .symbol:
            !([")", "]", "}", ";", "::", "...", ">"] as [StaticString]).contains { token.spells($0, in: text) }
        default: false
        }
    }

    /// For each line, whether it can only go on with an expression before it; blank ones and comments say what the line
    /// after them says. One more answer stands for the end of the text.
    private static func linesThatGoOn(_ lines: [[UInt8]], isCommand: (String) -> Bool) -> [Bool] {
        var answers = Array(repeating: false, count: lines.count + 1)
        for (index, line) in zip(lines.indices, lines).reversed() {
            guard let token = LuaLexer.tokens(of: line).first(where: \.isSignificant) else {
                answers[index] = answers[index + 1]
                continue
            }
            answers[index] = goesOn(line, after: token) && !isCommand(String(decoding: line, as: UTF8.self))
        }
        return answers
    }

    private static func goesOn(_ line: [UInt8], after token: LuaToken) -> Bool {
        switch token.kind {
        case .keyword: return token.spells("and", in: line) || token.spells("or", in: line)
        case .symbol:
            // What may begin a statement or a value begins one.
            let values: [StaticString] = ["(", "{", "#", "~", ";", "::", "..."]
            return !values.contains { token.spells($0, in: line) }
        default: return false
        }
    }

    /// A label, a jump, or a variable that is closed at the end of its chunk.
    private static func dependsOnItsChunk(_ tokens: [LuaToken], in text: [UInt8]) -> Bool {
        var nesting = LuaNesting()
        var previous: LuaToken?
        for token in tokens where token.isSignificant {
            defer { previous = token }
            _ = nesting.read(token, in: text)
            guard nesting.open.isEmpty else { continue }
            if token.spells("::", in: text) || token.spells("goto", in: text) { return true }
            if token.spells("close", in: text), previous?.spells("<", in: text) == true { return true }
        }
        return false
    }
}
