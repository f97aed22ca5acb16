/// The candidates shown below the line, and which of them stands in the text for now.
struct CompletionMenu {
    /// What is shown.
    let candidates: [Candidate]
    /// Where in the text the candidate begins.
    let start: Int
    /// What the user has typed there: it comes back when the menu is left.
    let typed: [UInt8]
    /// The candidate that stands in the text; nil while that is what was typed.
    private(set) var selected: Int?

    init(candidates: [Candidate], start: Int, typed: [UInt8]) {
        self.candidates = candidates
        self.start = start
        self.typed = typed
    }

    /// What stands in the text now.
    var inserted: [UInt8] { selected.map { Array(candidates[$0].text.utf8) } ?? typed }

    /// Goes to the next candidate, or backwards, around the end.
    mutating func step(_ distance: Int) {
        guard let selected else {
            self.selected = distance > 0 ? 0 : candidates.count - 1
            return
        }
        self.selected = (selected + distance + candidates.count) % candidates.count
    }

    /// The rows of the menu, at most `height`, each at most `width` - 1 columns. Without colour the chosen row is marked
    /// by a `>`.
    func rows(width: Int, height: Int, usesColour: Bool) -> [[Cell]] {
        let height = max(height, 1)
        let isCut = candidates.count > height
        let room = isCut ? max(height - 1, 1) : height
        let first = min(max((selected ?? 0) - room + 1, 0), max(candidates.count - room, 0))
        let visible = candidates[first..<min(first + room, candidates.count)]
        let nameWidth = min(visible.map { CellWidth.columns(of: $0.text) }.max() ?? 0, max(width / 2, 8))
        let kindWidth = visible.map { CellWidth.columns(of: $0.kind) }.max() ?? 0
        let dim = usesColour ? Style(dim: true) : .plain
        var rows = zip(visible.indices, visible).map { index, candidate in
            let isChosen = index == selected
            let style = isChosen && usesColour ? Style(reverse: true) : .plain
            let mark = StyledText(isChosen && !usesColour ? "> " : "  ", style: style)
            let name = StyledText(Self.padded(candidate.text, to: nameWidth) + "  ", style: style)
            let kind = StyledText(Self.padded(candidate.kind, to: kindWidth) + "  ", style: dim)
            return Layout.row(mark + name + kind + StyledText(candidate.note, style: dim), width: width - 1)
        }
        if isCut {
            let place = selected.map { "\($0 + 1) of \(candidates.count)" } ?? "\(candidates.count) in all"
            rows.append(Layout.row(StyledText("  … \(place)", style: dim), width: width - 1))
        }
        return rows
    }

    /// `text` cut or filled to exactly `columns`.
    private static func padded(_ text: String, to columns: Int) -> String {
        var result = ""
        var used = 0
        let total = CellWidth.columns(of: text)
        for character in text {
            let width = CellWidth.columns(of: String(character))
            if used + width > (total > columns ? columns - 1 : columns) {
                result += "…"
                used += 1
                break
            }
            result.append(character)
            used += width
        }
        return result + String(repeating: " ", count: max(columns - used, 0))
    }
}
