/// One cell of the screen. A wide character takes a cell of width 2 and an empty one of width 0 after it.
public struct Cell: Hashable, Sendable {
    /// The character with the combining marks on it; empty in the second half of a wide one.
    public var text: String
    /// Columns: 2 for a wide character, 0 for its second half, else 1.
    public var width: Int
    /// How it looks.
    public var style: Style

    /// Makes a cell.
    public init(_ text: String, width: Int = 1, style: Style = .plain) {
        self.text = text
        self.width = width
        self.style = style
    }
}

/// What a prompt and the text being edited look like on the screen: rows of cells, and where the cursor stands.
public struct Frame: Hashable, Sendable {
    /// The rows, top first; a row holds at most as many cells as the screen has columns.
    public var rows: [[Cell]]
    /// The cursor's row, counted from the first of `rows`.
    public var cursorRow: Int
    /// The cursor's column.
    public var cursorColumn: Int

    /// Makes a frame.
    public init(rows: [[Cell]] = [[]], cursorRow: Int = 0, cursorColumn: Int = 0) {
        self.rows = rows
        self.cursorRow = cursorRow
        self.cursorColumn = cursorColumn
    }

    /// The part that fits a screen of `height` rows: `top` is the first row shown until now and moves only as far as the
    /// cursor makes it.
    public func window(height: Int, top: inout Int) -> Frame {
        guard rows.count > height, height > 0 else {
            top = 0
            return self
        }
        top = min(top, rows.count - height, cursorRow)
        top = max(top, cursorRow - height + 1, 0)
        return Frame(rows: Array(rows[top..<(top + height)]), cursorRow: cursorRow - top, cursorColumn: cursorColumn)
    }
}
