@preconcurrency import CReadline
import Glibc

/// Completion: asking for candidates, the menu, and its keys.
extension ReadlineEditor {
    /// A question whose answer was not whole yet, and the text it was about.
    struct AwaitedCompletion {
        var text: [UInt8]
        var cursor: Int
    }

    /// What the engine knows is on its way: call ``refreshCompletion(isLast:)`` when something has come.
    public var awaitsCompletion: Bool { awaited != nil }

    /// Asks again for candidates, unless the text has changed since. `isLast`: what is there now must do.
    public func refreshCompletion(isLast: Bool) {
        guard let awaited, isEditing else { return }
        self.awaited = nil
        guard awaited.text == text, awaited.cursor == Int(rl_point), menu?.selected == nil else { return }
        let hadMenu = menu != nil
        batch { ask(opensMenuOnly: hadMenu, isLast: isLast) }
    }

    /// Tab: the next candidate of an open menu; else completes.
    func complete() { ask(opensMenuOnly: false, isLast: false) }

    /// Asks for candidates at the cursor. `opensMenuOnly`: the text was completed as far as it goes before.
    private func ask(opensMenuOnly: Bool, isLast: Bool) {
        let text = text
        guard let context = CompletionContext(text: text, cursor: Int(rl_point)) else {
            menu = nil
            return ring()
        }
        var answer = behaviour.complete(context)
        answer.candidates.removeAll { !$0.isHarmless }
        if isLast { answer.isPending = false }
        var typed = Array(text[context.replaced])
        if let only = answer.candidates.first, answer.candidates.count == 1, !answer.isPending {
            menu = nil
            replace(context.replaced, by: only.text + only.suffix)
            needsPaint = true
            return
        }
        let common = answer.commonPrefix
        if !opensMenuOnly, common.utf8.count > typed.count, common.hasPrefix(context.prefix) {
            replace(context.replaced, by: common)
            typed = Array(common.utf8)
        }
        menu =
            answer.candidates.isEmpty
            ? nil : CompletionMenu(candidates: answer.candidates, start: context.replaced.lowerBound, typed: typed)
        needsPaint = true
        if answer.isPending {
            awaited = AwaitedCompletion(text: self.text, cursor: Int(rl_point))
        } else if menu == nil {
            ring()
        }
    }

    /// The text was changed by a key while the menu is open: shows what fits now, or nothing.
    func narrowMenu(from before: [UInt8]) {
        guard menu != nil, isEditing, event == nil else { return }
        guard text != before else { return }
        menu = nil
        needsPaint = true
        guard let context = CompletionContext(text: text, cursor: Int(rl_point)), !context.prefix.isEmpty else {
            return
        }
        let candidates = behaviour.complete(context).candidates.filter(\.isHarmless)
        guard !candidates.isEmpty, candidates.map(\.text) != [context.prefix] else { return }
        menu = CompletionMenu(
            candidates: candidates, start: context.replaced.lowerBound, typed: Array(text[context.replaced]))
    }

    // MARK: - Keys of the open menu

    /// Reads one key from the terminal while the menu is open. True when it was for the menu; else it is left for readline.
    func readMenuKey() -> Bool {
        guard let first = readByte(milliseconds: 0) else { return false }
        var key = [first]
        if first == 0x1B, let second = readByte(milliseconds: 40) {
            key.append(second)
            if second == UInt8(ascii: "[") || second == UInt8(ascii: "O") {
                while let next = readByte(milliseconds: 40) {
                    key.append(next)
                    if (0x40...0x7E).contains(next) { break }
                }
            }
        }
        switch String(decoding: key, as: UTF8.self) {
        case "\t", "\u{E}", "\u{1B}[B", "\u{1B}OB": step(1)
        case "\u{10}", "\u{1B}[A", "\u{1B}OA", "\u{1B}[Z": step(-1)
        case "\u{1B}", "\u{7}": leaveMenu()
        case "\r" where menu?.selected != nil, "\n" where menu?.selected != nil: takeSelected()
        default:
            let isTyping = key.count == 1 && (first >= 0x20 || first == 0x08)
            if menu?.selected != nil || !isTyping {
                menu = nil
                needsPaint = true
            }
            for byte in key { rl_stuff_char(Int32(byte)) }
            return false
        }
        return true
    }

    private func step(_ distance: Int) {
        guard var menu else { return }
        let before = menu.inserted.count
        menu.step(distance)
        replace(menu.start..<(menu.start + before), by: String(decoding: menu.inserted, as: UTF8.self))
        self.menu = menu
        needsPaint = true
    }

    /// Puts back what was typed, and closes the menu.
    private func leaveMenu() {
        guard let menu else { return }
        if menu.selected != nil {
            replace(
                menu.start..<(menu.start + menu.inserted.count), by: String(decoding: menu.typed, as: UTF8.self))
        }
        self.menu = nil
        needsPaint = true
    }

    /// Keeps the chosen candidate and what goes behind it.
    private func takeSelected() {
        guard let menu, let selected = menu.selected else { return }
        let suffix = menu.candidates[selected].suffix
        if !suffix.isEmpty { _ = rl_insert_text(suffix) }
        self.menu = nil
        needsPaint = true
    }

    private func replace(_ range: Range<Int>, by new: String) {
        rl_begin_undo_group()
        _ = rl_delete_text(Int32(range.lowerBound), Int32(range.upperBound))
        rl_point = Int32(range.lowerBound)
        _ = rl_insert_text(new)
        rl_end_undo_group()
    }

    private func readByte(milliseconds: Int32) -> UInt8? {
        var input = pollfd(fd: inputDescriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&input, 1, milliseconds) > 0 else { return nil }
        var byte: UInt8 = 0
        return read(inputDescriptor, &byte, 1) == 1 ? byte : nil
    }
}
