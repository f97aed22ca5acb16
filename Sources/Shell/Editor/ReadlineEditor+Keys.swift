@preconcurrency import CReadline

/// What our keys do to the text.
extension ReadlineEditor {
    private var cursor: Int {
        get { Int(rl_point) }
        set { rl_point = Int32(newValue) }
    }

    /// Runs a complete chunk; an incomplete one goes on on a new line.
    func enter() {
        // Of keys that come fast, readline inserts several at once and runs Enter before anybody sees the text.
        dropOwnMargin()
        adjustClosingLine()
        let source = String(decoding: text, as: UTF8.self)
        if !source.contains(where: { !$0.isWhitespace }) || behaviour.isComplete(source) {
            accept()
        } else {
            insertNewline()
        }
    }

    /// A new line, indented as the text before it asks for.
    func insertNewline() {
        let margin = behaviour.indent(Array(text[..<cursor]))
        rl_begin_undo_group()
        insert("\n" + margin)
        rl_end_undo_group()
        if inputWaits(), !margin.isEmpty { ownMargin = (cursor - margin.utf8.count)..<cursor }
    }

    /// Takes our indentation back when a line came at once with one of its own: somebody pastes into a terminal that does
    /// not mark pastes.
    func dropOwnMargin() {
        guard let margin = ownMargin, margin.upperBound < rl_end else { return }
        ownMargin = nil
        let text = text
        // Blanks after it are the line's own; anything else before them is no longer our line.
        guard text[margin.lowerBound - 1] == UInt8(ascii: "\n"), text[margin].allSatisfy(\.isLuaSpace),
            text[margin.upperBound].isLuaSpace, text[margin.upperBound] != UInt8(ascii: "\n")
        else { return }
        let after = max(cursor - margin.count, margin.lowerBound)
        delete(margin)
        cursor = after
    }

    func moveToLineStart() { cursor = TextLines.start(of: cursor, in: text) }

    /// The end of the line; at the end of the text, takes the hint.
    func moveToLineEnd() {
        if cursor == Int(rl_end), takeHint() { return }
        cursor = TextLines.end(of: cursor, in: text)
    }

    /// Kills the rest of the line; at its end, the line break, as Emacs does.
    func killToLineEnd() {
        let end = TextLines.end(of: cursor, in: text)
        kill(cursor..<(end == cursor ? min(end + 1, Int(rl_end)) : end))
    }

    /// Kills the line up to the cursor; at its start, the line break before it.
    func killToLineStart() {
        let start = TextLines.start(of: cursor, in: text)
        kill((start == cursor ? max(start - 1, 0) : start)..<cursor, backwards: true)
    }

    func killWholeLine() {
        let text = text
        kill(TextLines.start(of: cursor, in: text)..<TextLines.end(of: cursor, in: text))
    }

    func moveHorizontally(_ count: Int) {
        if count > 0, cursor == Int(rl_end), takeHint() { return }
        let text = text
        for _ in 0..<abs(count) {
            cursor = count > 0 ? TextLines.after(cursor, in: text) : TextLines.before(cursor, in: text)
        }
    }

    func deleteBackward() {
        guard cursor > 0 else { return ring() }
        delete(TextLines.before(cursor, in: text)..<cursor)
    }

    func deleteForward() {
        guard cursor < Int(rl_end) else { return ring() }
        delete(cursor..<TextLines.after(cursor, in: text))
    }

    /// One line up in the block; false on its first line.
    func moveUp() -> Bool {
        moveVertically(TextLines.above)
    }

    /// One line down in the block; false on its last line.
    func moveDown() -> Bool {
        moveVertically(TextLines.below)
    }

    /// Keeps the column that the cursor had when the first of several Ups and Downs was pressed.
    private func moveVertically(_ target: (_ offset: Int, _ column: Int, _ text: [UInt8]) -> Int?) -> Bool {
        let text = text
        var column = TextLines.column(of: cursor, in: text)
        if let goal, goal.cursor == cursor { column = goal.column }
        guard let target = target(cursor, column, text) else { return false }
        cursor = target
        goal = (column, target)
        return true
    }

    /// A word to the right; at the end of the text, takes the next word of the hint.
    func moveByWord(_ count: Int32, _ key: Int32) {
        if count > 0, cursor == Int(rl_end), takeHint(wordwise: true) { return }
        _ = rl_forward_word(count, key)
    }

    /// Indents at the beginning of a line; elsewhere completes.
    func tab() {
        let text = text
        let before = text[TextLines.start(of: cursor, in: text)..<cursor]
        if before.allSatisfy(\.isLuaSpace) { insert(IndentRule.step) } else { complete() }
    }

    /// Inserts a paste as it is, with copied prompts taken off, and runs nothing.
    func paste(_ count: Int32, _ key: Int32) {
        let start = cursor
        rl_begin_undo_group()
        _ = rl_bracketed_paste_begin(count, key)
        let pasted = Array(text[start..<cursor])
        let cleaned = PastedText.clean(pasted, prompt: promptText)
        if cleaned != pasted {
            delete(start..<cursor)
            insert(String(decoding: cleaned, as: UTF8.self))
        }
        rl_end_undo_group()
    }

    /// Keeps the indentation of a line right while `end`, `else`, `}` and the like are typed at its beginning, unless the
    /// user has indented it otherwise.
    func adjustClosingLine() {
        guard KeyFunctions.lastKeyTyped else { return }
        let text = text
        let start = TextLines.start(of: cursor, in: text)
        guard start > 0, cursor == TextLines.end(of: cursor, in: text), cursor - start < 200 else { return }
        let margin = IndentRule.margin(ofLineAt: start, in: text)
        guard start + margin.utf8.count < cursor, cursor - start - margin.utf8.count <= 8 else { return }
        let usual = behaviour.indent(Array(text[..<(start - 1)]))
        let closing = behaviour.closingIndent(start, text)
        if let closing, margin == usual, closing != margin {
            dedentedLine = start
            replaceMargin(margin, by: closing, at: start)
        } else if closing == nil, dedentedLine == start, margin != usual {
            dedentedLine = nil
            replaceMargin(margin, by: usual, at: start)
        }
    }

    private func replaceMargin(_ old: String, by new: String, at start: Int) {
        let distance = cursor - start - old.utf8.count
        rl_begin_undo_group()
        delete(start..<(start + old.utf8.count))
        insert(new)
        rl_end_undo_group()
        cursor = start + new.utf8.count + distance
    }

    private func insert(_ text: String) { _ = rl_insert_text(text) }

    private func delete(_ range: Range<Int>) {
        _ = rl_delete_text(Int32(range.lowerBound), Int32(range.upperBound))
        cursor = range.lowerBound
    }

    private func kill(_ range: Range<Int>, backwards: Bool = false) {
        let (from, to) = (Int32(range.lowerBound), Int32(range.upperBound))
        _ = backwards ? rl_kill_text(to, from) : rl_kill_text(from, to)
        cursor = range.lowerBound
    }

    func ring() { _ = rl_ding() }
}
