/// Lays a prompt and a text of several lines out on rows of cells. Pure: what it returns depends on its fields only.
public struct Layout: Sendable {
    /// The text being edited: UTF-8, where broken bytes are shown as `�`.
    public var text: [UInt8]
    /// The cursor: an offset in `text`.
    public var cursor: Int
    /// Stands before the first line.
    public var prompt: StyledText
    /// Stands before the other lines.
    public var continuation: StyledText
    /// The styled parts of the text, in order, without overlap.
    public var spans: [StyledSpan]
    /// Columns of the screen.
    public var width: Int
    /// Stands behind the text, as far as its last row has room for it.
    public var hint = StyledText("")

    /// Describes what to lay out.
    public init(
        text: [UInt8], cursor: Int, prompt: StyledText, continuation: StyledText = StyledText(".. "),
        spans: [StyledSpan] = [], width: Int
    ) {
        self.text = text
        self.cursor = cursor
        self.prompt = prompt
        self.continuation = continuation
        self.spans = spans
        self.width = width
    }

    /// The rows and the cursor. A line that fills its last row to the edge is followed by an empty row, where the cursor
    /// goes at its end: terminals disagree about a cursor behind the last column.
    public func frame() -> Frame {
        var pen = Pen(width: max(width, 2))
        pen.put(prompt)
        var style = SpanCursor(spans: spans)
        var at = 0
        while at < text.count {
            if text[at] == UInt8(ascii: "\n") {
                pen.markCursor(if: at >= cursor)
                pen.breakLine()
                pen.put(continuation)
                at += 1
                continue
            }
            let (scalar, length) = Self.scalar(at: at, in: text)
            pen.markCursor(if: at >= cursor, room: CellWidth.columns(of: scalar) ?? 1)
            pen.put(scalar, style: style.style(at: at))
            at += length
        }
        pen.markCursor(if: true)
        pen.putWithinRow(hint, width: width - 1)
        return pen.frame
    }

    /// One row of a text: what does not fit is cut, and the cut marked.
    static func row(_ text: StyledText, width: Int) -> [Cell] {
        var pen = Pen(width: max(width, 2))
        pen.putWithinRow(text, width: max(width, 2))
        return pen.frame.rows[0]
    }

    /// The scalar that begins at `offset` and its bytes; one byte and the replacement character when it is broken.
    private static func scalar(at offset: Int, in text: [UInt8]) -> (Unicode.Scalar, Int) {
        let first = text[offset]
        if first < 0x80 { return (Unicode.Scalar(first), 1) }
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        if offset + length <= text.count {
            var decoder = UTF8()
            var bytes = text[offset..<(offset + length)].makeIterator()
            if case .scalarValue(let scalar) = decoder.decode(&bytes), UTF8.width(scalar) == length {
                return (scalar, length)
            }
        }
        return ("\u{FFFD}", 1)
    }
}

/// Finds the style of ever larger offsets.
private struct SpanCursor {
    var spans: [StyledSpan]
    var index = 0

    mutating func style(at offset: Int) -> Style {
        while index < spans.count, spans[index].range.upperBound <= offset { index += 1 }
        guard index < spans.count, spans[index].range.lowerBound <= offset else { return .plain }
        return spans[index].style
    }
}

/// Writes cells from left to right and row by row.
private struct Pen {
    let width: Int
    var frame = Frame(rows: [[]])
    private var cursorIsKnown = false
    private var lineColumn = 0

    init(width: Int) { self.width = width }

    mutating func put(_ text: StyledText) {
        lineColumn = 0
        for run in text.runs {
            for scalar in run.text.unicodeScalars { put(scalar, style: run.style) }
        }
        lineColumn = 0
    }

    /// Puts as much of a text as fits the row up to `width` columns, and `…` where something is left out.
    mutating func putWithinRow(_ text: StyledText, width: Int) {
        let row = frame.rows.count - 1
        for run in text.runs {
            for scalar in run.text.unicodeScalars {
                let before = frame.rows[row].count
                guard before < width else { return markCut(row, width, run.style) }
                put(scalar, style: run.style)
                guard frame.rows.count == row + 1, frame.rows[row].count <= width else {
                    frame.rows.removeSubrange((row + 1)...)
                    frame.rows[row].removeSubrange(before...)
                    return markCut(row, width, run.style)
                }
            }
        }
    }

    private mutating func markCut(_ row: Int, _ width: Int, _ style: Style) {
        while frame.rows[row].count >= width, let last = frame.rows[row].popLast() {
            if last.width == 0 { frame.rows[row].removeLast() }
        }
        frame.rows[row].append(Cell("…", style: style))
    }

    mutating func put(_ scalar: Unicode.Scalar, style: Style) {
        if scalar == "\t" {
            for _ in 0..<(4 - lineColumn % 4) { put(Cell(" ", style: style)) }
        } else if let columns = CellWidth.columns(of: scalar) {
            if columns == 0, join(scalar) { return }
            put(Cell(String(Character(scalar)), width: max(columns, 1), style: style))
        } else if scalar.value < 0x20 || scalar.value == 0x7F {
            var marked = style
            marked.reverse = true
            put(Cell("^", style: marked))
            put(Cell(String(Character(Unicode.Scalar(UInt8(scalar.value) ^ 0x40))), style: marked))
        } else {
            put(Cell("\u{FFFD}", style: style))
        }
    }

    /// Puts a combining mark on the character before it; false when there is none on this row.
    private mutating func join(_ mark: Unicode.Scalar) -> Bool {
        let row = frame.rows.count - 1
        guard let column = frame.rows[row].lastIndex(where: { $0.width > 0 }) else { return false }
        frame.rows[row][column].text.unicodeScalars.append(mark)
        return true
    }

    private mutating func put(_ cell: Cell) {
        if frame.rows[frame.rows.count - 1].count + cell.width > width { frame.rows.append([]) }
        frame.rows[frame.rows.count - 1].append(cell)
        if cell.width == 2 { frame.rows[frame.rows.count - 1].append(Cell("", width: 0, style: cell.style)) }
        lineColumn += cell.width
    }

    mutating func breakLine() {
        if frame.rows[frame.rows.count - 1].count >= width { frame.rows.append([]) }
        frame.rows.append([])
    }

    /// Notes that the cursor stands here, where a character of `room` columns comes next.
    mutating func markCursor(if reached: Bool, room: Int = 1) {
        guard reached, !cursorIsKnown else { return }
        cursorIsKnown = true
        if frame.rows[frame.rows.count - 1].count + max(room, 1) > width { frame.rows.append([]) }
        frame.cursorRow = frame.rows.count - 1
        frame.cursorColumn = frame.rows[frame.rows.count - 1].count
    }
}
