@preconcurrency import CReadline

/// A function that readline calls for a key, with a count and the key.
typealias KeyCommand = @convention(c) (_ count: Int32, _ key: Int32) -> Int32

/// The functions that readline calls for keys where its own do not fit: those act on the whole text, ours on a line.
enum KeyFunctions {
    /// Readline's functions and ours in their place.
    static var replacements: [(theirs: KeyCommand, ours: KeyCommand)] {
        [
            (rl_newline, { _, _ in act { $0.enter() } }),
            (rl_operate_and_get_next, newline),
            (rl_beg_of_line, { _, _ in act { $0.moveToLineStart() } }),
            (rl_end_of_line, { _, _ in act { $0.moveToLineEnd() } }),
            (rl_kill_line, { _, _ in act { $0.killToLineEnd() } }),
            (rl_unix_line_discard, { _, _ in act { $0.killToLineStart() } }),
            (rl_backward_kill_line, { _, _ in act { $0.killToLineStart() } }),
            (rl_kill_full_line, { _, _ in act { $0.killWholeLine() } }),
            (rl_forward_char, { count, _ in act { $0.moveHorizontally(Int(count)) } }),
            (rl_backward_char, { count, _ in act { $0.moveHorizontally(-Int(count)) } }),
            (rl_forward_word, word),
            (rl_rubout, rubout),
            (rl_delete, { count, key in count == 1 ? act { $0.deleteForward() } : rl_delete(count, key) }),
            (rl_clear_screen, { _, _ in act { $0.clearScreen() } }),
            (rl_complete, tab), (rl_tab_insert, tab),
        ]
    }

    /// Readline's functions that print by themselves, or make no sense in Lua.
    static var unwanted: [KeyCommand] {
        [
            rl_insert_comment, rl_possible_completions, rl_insert_completions, rl_menu_complete,
            rl_backward_menu_complete,
        ]
    }

    /// A new line, also in a complete chunk.
    static var newline: KeyCommand { { _, _ in act { $0.insertNewline() } } }
    /// Up: within the block, then through history.
    static var up: KeyCommand {
        { count, key in ReadlineSetup.editor?.moveUp() == true ? 0 : rl_get_previous_history(count, key) }
    }
    /// Down: within the block, then through history.
    static var down: KeyCommand {
        { count, key in ReadlineSetup.editor?.moveDown() == true ? 0 : rl_get_next_history(count, key) }
    }
    /// A word to the right, or of the hint.
    static let word: KeyCommand = { count, key in act { $0.moveByWord(count, key) } }
    /// The text goes to an editor of the user's.
    static var edit: KeyCommand { { _, _ in act { $0.editExternally() } } }
    /// The terminal has announced a paste.
    static var paste: KeyCommand { { count, key in act { $0.paste(count, key) } } }
    /// Backspace: takes a whole character, with a count readline's own.
    private static let rubout: KeyCommand = { count, key in
        count == 1 ? act { $0.deleteBackward() } : rl_rubout(count, key)
    }
    /// The function that readline ran last typed a character or took one back.
    static var lastKeyTyped: Bool {
        guard let last = rl_last_func else { return false }
        let typing: [KeyCommand] = [rl_insert, rubout]
        return typing.contains { unsafeBitCast($0, to: UInt.self) == unsafeBitCast(last as KeyCommand, to: UInt.self) }
    }
    private static var tab: KeyCommand { { _, _ in act { $0.tab() } } }
}

private func act(_ action: (ReadlineEditor) -> Void) -> Int32 {
    if let editor = ReadlineSetup.editor { action(editor) }
    return 0
}
