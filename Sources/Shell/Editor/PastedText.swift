/// Cleans what is pasted into the editor.
enum PastedText {
    /// `text` with carriage returns made line breaks and control characters (tabs excepted) dropped. Where the first
    /// line begins with a prompt (`prompt`, or the `> ` of other Lua shells), prompts are taken off all lines; where all
    /// lines begin with a continuation prompt, those are. Concatenation at the beginning of a line (`.. "x"`) is Lua, and
    /// stays where nothing says that a session was copied. One line break at the end is dropped.
    static func clean(_ text: [UInt8], prompt: String) -> [UInt8] {
        var lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
            line.filter { $0 >= 0x20 && $0 != 0x7F || $0 == UInt8(ascii: "\t") }
        }
        if lines.count > 1, lines.last?.isEmpty == true { lines.removeLast() }
        let prompts = [Array(prompt.utf8), Array("> ".utf8)].filter { $0.count > 1 }
        let continuations = [Array(".. ".utf8), Array(">> ".utf8)]
        let all = prompts + continuations
        let first = lines.first ?? []
        let isSession =
            prompts.contains { first.starts(with: $0) }
            || lines.allSatisfy { line in continuations.contains { line.starts(with: $0) || line == $0.dropLast() } }
        if isSession {
            lines = lines.map { line in
                if let found = all.first(where: { line.starts(with: $0) }) { return Array(line.dropFirst(found.count)) }
                return all.contains { line == $0.dropLast() } ? [] : line
            }
        }
        return Array(lines.joined(separator: [UInt8(ascii: "\n")]))
    }
}
