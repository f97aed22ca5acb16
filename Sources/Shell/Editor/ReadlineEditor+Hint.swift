@preconcurrency import CReadline
import Glibc

/// The dim hint behind the cursor: the arguments of the call being typed, else the newest input that goes on from the text.
extension ReadlineEditor {
    /// What is shown, and what Right and End put into the text; nil for a hint that only tells.
    struct Hint {
        var shown: String
        var insertion: String?
    }

    /// The hint for the text as it is.
    var currentHint: Hint? {
        guard behaviour.showsHints, behaviour.usesColour, menu == nil, rl_end > 0, rl_point == rl_end else {
            return nil
        }
        let text = text
        if let last = text.last(where: { $0 != UInt8(ascii: " ") }), "({,".utf8.contains(last),
            let call = CompletionContext(text: text, cursor: text.count)?.call,
            let hint = behaviour.hint(call), !hint.isEmpty
        {
            return Hint(shown: hint)
        }
        guard let rest = ReadlineHistory.continuation(of: text) else { return nil }
        let lines = rest.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        return Hint(shown: lines.count > 1 ? lines[0] + " …" : rest, insertion: rest)
    }

    /// Takes the hint into the text; false when there is none to take. `wordwise`: its next word only.
    func takeHint(wordwise: Bool = false) -> Bool {
        guard let insertion = currentHint?.insertion else { return false }
        var taken = insertion[...]
        if wordwise {
            let blanks = taken.prefix { !$0.isLetter && !$0.isNumber }
            let word = taken.dropFirst(blanks.count).prefix { $0.isLetter || $0.isNumber || $0 == "_" }
            taken = taken.prefix(blanks.count + word.count)
        }
        _ = rl_insert_text(String(taken))
        return true
    }
}

extension ReadlineHistory {
    /// What follows `text` in the newest entry that begins with it and goes on; nil when there is none.
    static func continuation(of text: [UInt8]) -> String? {
        guard text.contains(where: { !$0.isLuaSpace }), !text.contains(0) else { return nil }
        return text.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self) else { return nil }
            for index in stride(from: history_length - 1, through: 0, by: -1) {
                guard let line = history_get(history_base + index)?.pointee.line,
                    strncmp(line, start, bytes.count) == 0, line[bytes.count] != 0
                else { continue }
                return String(cString: line + bytes.count)
            }
            return nil
        }
    }
}
