@preconcurrency import CReadline

/// Editing the text in another program.
extension ReadlineEditor {
    /// Hands the text to the owner's editor, with the terminal in its usual mode meanwhile, and takes what comes back.
    func editExternally() {
        guard let edit = behaviour.edit else { return ring() }
        let source = String(decoding: text, as: UTF8.self)
        release()
        let edited = edit(source)
        resume()
        guard let edited, edited != source else { return }
        rl_begin_undo_group()
        _ = rl_delete_text(0, rl_end)
        rl_point = 0
        _ = rl_insert_text(edited)
        rl_end_undo_group()
        needsPaint = true
    }
}
