@testable import Shell

/// A screen as an SVG picture: text as text, every run as wide as its cells, on a dark ground.
struct ScreenPicture {
    private static let (cellWidth, lineHeight, fontSize, margin) = (8.4, 18.0, 14.0, 16.0)
    private static let (ground, ink, faintInk) = ("#15191f", "#d5dae1", "#838c98")
    /// The sixteen colours of the palette, readable on the ground.
    private static let palette = [
        "#3b424d", "#f2777a", "#8ccf7e", "#e5c76b", "#67a6f0", "#c792ea", "#6cd0d0", "#d5dae1", "#727c89", "#ff8f8f",
        "#a5e595", "#ffdf87", "#8bbfff", "#dfb0ff", "#8feaea", "#ffffff",
    ]

    private let title: String
    private let rows: [[Cell]]
    private let cursor: (row: Int, column: Int)?
    private let columns: Int

    /// Takes the screen as it is now, rows below the last one with something on it left out.
    ///
    /// - Parameter title: what somebody hears who does not see the picture.
    init(_ screen: VirtualScreen, title: String) {
        self.title = title
        let used = max(screen.lines.count, screen.showsCursor ? screen.row + 1 : 0)
        rows = Array(screen.rows.prefix(used))
        cursor = screen.showsCursor ? (screen.row, screen.column) : nil
        columns = screen.columns
    }

    /// The SVG's text.
    var svg: String {
        let width = Double(columns) * Self.cellWidth + 2 * Self.margin
        let height = Double(rows.count) * Self.lineHeight + 2 * Self.margin
        let size = "width=\"\(Self.number(width))\" height=\"\(Self.number(height))\""
        var parts = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" \(size) viewBox=\"0 0 \(Self.number(width)) \(Self.number(height))\" role=\"img\">",
            "<title>\(Self.escaped(title))</title>",
            "<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"\(Self.ground)\"/>",
            "<g font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"\(Self.number(Self.fontSize))\" xml:space=\"preserve\">",
        ]
        for row in rows.indices { parts += pictures(ofRow: row) }
        parts += ["</g>", "</svg>", ""]
        return parts.joined(separator: "\n")
    }

    /// Stretches of cells of one style: a ground where there is one, and the text over it.
    private func pictures(ofRow row: Int) -> [String] {
        var parts: [String] = []
        let cells = rows[row]
        var start = 0
        while start < cells.count {
            var end = start + 1
            // Boxes, blocks and wide characters stand alone: their widths differ from font to font.
            while end < cells.count, style(row, end) == style(row, start), !Self.standsAlone(cells[end]),
                !Self.standsAlone(cells[start])
            {
                end += 1
            }
            if Self.standsAlone(cells[start]), end < cells.count, cells[end].width == 0 { end += 1 }
            parts += picture(of: cells[start..<end].map(\.text).joined(), style(row, start), row, start..<end)
            start = end
        }
        return parts
    }

    private func picture(of text: String, _ style: Style, _ row: Int, _ place: Range<Int>) -> [String] {
        let x = Self.margin + Double(place.lowerBound) * Self.cellWidth
        let top = Self.margin + Double(row) * Self.lineHeight
        let width = Double(place.count) * Self.cellWidth
        var (ink, ground) = (Self.colour(style.foreground) ?? Self.ink, Self.colour(style.background))
        if style.dim, style.foreground == nil { ink = Self.faintInk }
        if style.reverse { (ink, ground) = (ground ?? Self.ground, ink) }
        var parts: [String] = []
        let span = "x=\"\(Self.number(x))\""
        if let ground {
            parts.append(
                "<rect \(span) y=\"\(Self.number(top))\" width=\"\(Self.number(width))\" height=\"\(Self.number(Self.lineHeight))\" fill=\"\(ground)\"/>"
            )
        }
        let lead = text.prefix { $0 == " " }.count
        let shown = text.drop { $0 == " " }
        let trail = shown.reversed().prefix { $0 == " " }.count
        guard !shown.isEmpty else { return parts }
        let inner = shown.dropLast(trail)
        var marks = ""
        if style.bold { marks += " font-weight=\"bold\"" }
        if style.italic { marks += " font-style=\"italic\"" }
        if style.underline { marks += " text-decoration=\"underline\"" }
        let textX = x + Double(lead) * Self.cellWidth
        let textWidth = Double(place.count - lead - trail) * Self.cellWidth
        parts.append(
            "<text x=\"\(Self.number(textX))\" y=\"\(Self.number(top + 13.5))\" textLength=\"\(Self.number(textWidth))\" lengthAdjust=\"spacingAndGlyphs\" fill=\"\(ink)\"\(marks)>\(Self.escaped(String(inner)))</text>"
        )
        return parts
    }

    /// The style of a cell; the cursor is a cell the other way round.
    private func style(_ row: Int, _ column: Int) -> Style {
        var style = rows[row][column].style
        if let cursor, cursor == (row, column) { style.reverse.toggle() }
        return style
    }

    private static func standsAlone(_ cell: Cell) -> Bool {
        guard cell.width == 1 else { return true }
        return cell.text.unicodeScalars.contains { $0.value >= 0x2190 }
    }

    private static func colour(_ colour: Colour?) -> String? {
        switch colour {
        case nil: return nil
        case .basic(let number): return palette[Int(number & 15)]
        case .indexed(let number) where number < 16: return palette[Int(number)]
        case .indexed(let number) where number >= 232:
            let level = 8 + 10 * (Int(number) - 232)
            return hex(level, level, level)
        case .indexed(let number):
            let steps = [0, 95, 135, 175, 215, 255]
            let place = Int(number) - 16
            return hex(steps[place / 36], steps[place / 6 % 6], steps[place % 6])
        }
    }

    private static func hex(_ parts: Int...) -> String {
        "#" + parts.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// At most one digit behind the point.
    private static func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }

    private static func escaped(_ text: String) -> String {
        text.map { ["&": "&amp;", "<": "&lt;", ">": "&gt;"][$0] ?? String($0) }.joined()
    }
}
