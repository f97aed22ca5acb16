/// Turns the frame that is on the screen into the next one with few bytes. It moves relative to the cursor only, so it
/// need not know where on the screen the frame stands, and never asks the terminal anything.
public struct FramePainter {
    private var output: [UInt8] = []
    private var row: Int
    private var column: Int
    /// Rows that exist on the screen so far: going below them must scroll.
    private var rowsOnScreen: Int
    /// A cursor in this column waits to wrap, and stands one column to the left for relative moves.
    private let width: Int

    private init(from old: Frame, width: Int = .max) {
        self.width = width
        row = old.cursorRow
        column = old.cursorColumn
        rowsOnScreen = old.rows.count
    }

    /// The bytes that change `old`, whose cursor is where the frame says, into `new`. Without `old`, the cursor must be in
    /// column 0 of an empty row.
    public static func paint(from old: Frame?, to new: Frame, width: Int) -> [UInt8] {
        let old = old ?? Frame()
        var painter = FramePainter(from: old, width: width)
        for (index, cells) in new.rows.enumerated() {
            let before = index < old.rows.count ? old.rows[index] : []
            if index < old.rows.count, before == cells { continue }
            painter.paintRow(index, cells, over: before)
        }
        if old.rows.count > new.rows.count {
            painter.move(toRow: new.rows.count, column: 0)
            painter.write("\u{1B}[J")
        }
        painter.move(toRow: new.cursorRow, column: new.cursorColumn)
        return painter.output
    }

    /// The bytes that take `frame` off the screen and leave the cursor where its first row began.
    public static func erase(_ frame: Frame) -> [UInt8] {
        var painter = FramePainter(from: frame)
        painter.move(toRow: 0, column: 0)
        painter.write("\u{1B}[J")
        return painter.output
    }

    /// The same for a frame that was painted on a screen of another width and has been wrapped anew by the terminal:
    /// counts the rows above the cursor as they are now.
    public static func erase(_ frame: Frame, reflowedTo width: Int) -> [UInt8] {
        let width = max(width, 1)
        var above = frame.cursorColumn / width
        for row in frame.rows[..<frame.cursorRow] { above += max((row.count + width - 1) / width, 1) }
        var painter = FramePainter(from: Frame(rows: [], cursorRow: above, cursorColumn: 1))
        painter.move(toRow: 0, column: 0)
        painter.write("\u{1B}[J")
        return painter.output
    }

    /// The rows as plain output that scrolls, without the cursor's position.
    public static func lines(_ rows: [[Cell]]) -> [UInt8] {
        var painter = FramePainter(from: Frame())
        for (index, cells) in rows.enumerated() {
            if index > 0 { painter.write("\r\n") }
            painter.write(cells)
        }
        return painter.output
    }

    private mutating func paintRow(_ index: Int, _ cells: [Cell], over before: [Cell]) {
        var same = 0
        while same < cells.count, same < before.count, cells[same] == before[same] { same += 1 }
        // A wide character is written as a whole.
        while same > 0, same < cells.count, cells[same].width == 0 { same -= 1 }
        while same > 0, same < before.count, before[same].width == 0 { same -= 1 }
        move(toRow: index, column: same)
        // Cleared first: behind the last column a clear would take the last character away.
        if cells.count < before.count { write("\u{1B}[K") }
        write(Array(cells[same...]))
        column = cells.count
    }

    private mutating func write(_ cells: [Cell]) {
        var style = Style.plain
        for cell in cells where cell.width > 0 {
            if cell.style != style {
                style = cell.style
                write(style.sgr)
            }
            write(cell.text)
        }
        if style != .plain { write(Style.plain.sgr) }
    }

    private mutating func move(toRow target: Int, column targetColumn: Int) {
        if target < row {
            write("\u{1B}[\(row - target)A")
        } else if target > row {
            let within = min(target, max(rowsOnScreen - 1, row)) - row
            if within > 0 { write("\u{1B}[\(within)B") }
            row += within
            while row < target {
                write("\r\n")
                row += 1
                column = 0
            }
            rowsOnScreen = max(rowsOnScreen, row + 1)
        }
        row = target
        guard column != targetColumn else { return }
        if targetColumn == 0 {
            write("\r")
        } else if targetColumn == column - 1, column < width {
            write("\u{08}")
        } else {
            write("\r\u{1B}[\(targetColumn)C")
        }
        column = targetColumn
    }

    private mutating func write(_ text: String) { output += text.utf8 }
}
