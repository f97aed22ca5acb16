@preconcurrency import CReadline
import Glibc

/// Readline's global settings and keys, made once in a process.
enum ReadlineSetup {
    /// The editor that readline's callbacks belong to. Unsafe in name only: readline is entered by one thread, and calls
    /// back on the same one before it returns.
    nonisolated(unsafe) static weak var editor: ReadlineEditor?
    nonisolated(unsafe) private static var isPrepared = false

    /// Initialises readline (which reads .inputrc) and puts our functions where readline's own would act on the whole
    /// text instead of a line of it, or would draw by themselves.
    static func prepare(input: Int32, output: Int32) {
        if let stream = input == 0 ? stdin : fdopen(input, "r") { rl_instream = stream }
        if let stream = output == 1 ? stdout : fdopen(output, "w") { rl_outstream = stream }
        guard !isPrepared else { return }
        isPrepared = true
        // Never freed: readline keeps the pointer.
        rl_readline_name = UnsafePointer(strdup("moondock"))
        rl_catch_signals = 0
        rl_catch_sigwinch = 0
        rl_change_environment = 0
        rl_redisplay_function = { ReadlineSetup.editor?.redisplay() }
        rl_completion_entry_function = { _, _ in nil }
        rl_initialize()
        // Bracketed paste is switched on by the editor itself: readline would print a line break of its own at the end.
        for (variable, value) in [
            ("enable-bracketed-paste", "off"), ("blink-matching-paren", "off"), ("enable-active-region", "off"),
            // Else readline binds the terminal's own erase and kill keys to its functions again at every prompt.
            ("bind-tty-special-chars", "off"), ("revert-all-at-newline", "on"), ("show-mode-in-prompt", "off"),
            ("comment-begin", "--"),
        ] { rl_variable_bind(variable, value) }
        bindKeys()
    }

    private static func bindKeys() {
        for name in ["emacs", "vi-insert", "vi-move"] {
            guard let map = rl_get_keymap_by_name(name) else { continue }
            for (theirs, ours) in KeyFunctions.replacements { replace(theirs, by: ours, in: map) }
            for theirs in KeyFunctions.unwanted { rl_unbind_function_in_map(theirs, map) }
            replace(rl_get_previous_history, by: KeyFunctions.up, in: map, except: "\\C-p")
            replace(rl_get_next_history, by: KeyFunctions.down, in: map, except: "\\C-n")
            rl_bind_keyseq_in_map("\\e[200~", KeyFunctions.paste, map)
        }
        for name in ["emacs", "vi-insert"] {
            guard let map = rl_get_keymap_by_name(name) else { continue }
            for keys in ["\\e[5~", "\\e[1;3A", "\\e[1;5A", "\\e\\e[A"] {
                rl_bind_keyseq_if_unbound_in_map(keys, rl_get_previous_history, map)
            }
            for keys in ["\\e[6~", "\\e[1;3B", "\\e[1;5B", "\\e\\e[B"] {
                rl_bind_keyseq_if_unbound_in_map(keys, rl_get_next_history, map)
            }
        }
        if let map = rl_get_keymap_by_name("vi-move") { rl_bind_keyseq_in_map("v", KeyFunctions.edit, map) }
        guard let map = rl_get_keymap_by_name("emacs") else { return }
        rl_bind_keyseq_in_map("\\C-x\\C-e", KeyFunctions.edit, map)
        for keys in ["\\e[1;3C", "\\e[1;5C"] {
            rl_bind_keyseq_if_unbound_in_map(keys, KeyFunctions.word, map)
        }
        for keys in ["\\e\\C-m", "\\e\\C-j"] { rl_bind_keyseq_in_map(keys, KeyFunctions.newline, map) }
    }

    /// Binds `ours` to every key sequence of `map` that runs `theirs`, wherever the user's .inputrc has put it.
    private static func replace(
        _ theirs: @escaping KeyCommand, by ours: @escaping KeyCommand, in map: Keymap,
        except: String? = nil
    ) {
        guard let sequences = rl_invoking_keyseqs_in_map(theirs, map) else { return }
        var index = 0
        while let sequence = sequences[index] {
            if except.map({ String(cString: sequence) != $0 }) ?? true { rl_bind_keyseq_in_map(sequence, ours, map) }
            free(sequence)
            index += 1
        }
        free(sequences)
    }
}

/// Readline's list of earlier chunks.
enum ReadlineHistory {
    /// Adds a chunk unless it is blank or repeats the latest; says whether it was added.
    @discardableResult
    static func add(_ line: String) -> Bool {
        guard line.contains(where: { !$0.isWhitespace }) else { return false }
        if history_length > 0, let last = history_get(history_base + history_length - 1)?.pointee.line,
            String(cString: last) == line
        {
            return false
        }
        add_history(line)
        return true
    }
}
