@testable import Shell

/// Enough of a VT100 to see what a person would see: cells with styles, a cursor, scrolling, and the last column's habit
/// of wrapping only when the next character comes. Unknown sequences are recorded, so that tests notice them.
struct VirtualScreen {
    private(set) var columns: Int
    private(set) var rows: [[Cell]]
    private(set) var scrolledOff: [[Cell]] = []
    private(set) var row = 0
    private(set) var column = 0
    private(set) var unknown: [String] = []
    private(set) var pastesAreMarked = false
    private(set) var bells = 0
    private(set) var showsCursor = true
    /// The main screen while the alternate one is shown.
    private var main: (rows: [[Cell]], row: Int, column: Int)?
    private var style = Style.plain
    private var wraps = false
    private var pending: [UInt8] = []

    init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = Array(repeating: Array(repeating: Cell(" "), count: columns), count: rows)
    }

    /// The rows as text, blanks at the end and empty rows at the bottom dropped.
    var lines: [String] {
        var lines = rows.map(Self.text)
        while lines.last == "" { lines.removeLast() }
        return lines
    }

    var isAlternate: Bool { main != nil }

    var allLines: [String] { scrolledOff.map(Self.text) + lines }

    static func text(_ cells: [Cell]) -> String {
        var text = cells.map(\.text).joined()
        while text.last == " " { text.removeLast() }
        return text
    }

    /// The style of the first place where `text` stands on row `row`.
    func style(of text: String, row: Int) -> Style? {
        let cells = rows[row].filter { $0.width > 0 }
        let line = cells.map(\.text)
        let wanted = text.map(String.init)
        guard wanted.count <= line.count else { return nil }
        for start in 0...(line.count - wanted.count) where Array(line[start..<(start + wanted.count)]) == wanted {
            return cells[start].style
        }
        return nil
    }

    /// Changes the size as terminals do that cut lines and do not wrap them anew.
    mutating func resize(columns: Int) {
        rows = rows.map { Array(($0 + Array(repeating: Cell(" "), count: columns)).prefix(columns)) }
        self.columns = columns
        column = min(column, columns - 1)
        wraps = false
    }

    mutating func feed(_ bytes: [UInt8]) {
        pending += bytes
        while let (text, length) = next() {
            pending.removeFirst(length)
            interpret(text)
        }
    }

    /// The next scalar or whole escape sequence, when all of it has come.
    private func next() -> (String, Int)? {
        guard let first = pending.first else { return nil }
        var length = 1
        if first == 0x1B {
            guard pending.count > 1 else { return nil }
            length = 2
            if pending[1] == UInt8(ascii: "[") {
                while length < pending.count, pending[length] < 0x40 { length += 1 }
                guard length < pending.count else { return nil }
                length += 1
            }
        } else if first >= 0xC0 {
            length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
            guard pending.count >= length else { return nil }
        }
        return (String(decoding: pending[..<length], as: UTF8.self), length)
    }

    private mutating func interpret(_ text: String) {
        guard let scalar = text.unicodeScalars.first else { return }
        switch scalar {
        case "\u{1B}": escape(text)
        case "\r": (column, wraps) = (0, false)
        case "\n": lineFeed()
        case "\u{08}": (column, wraps) = (max(column - 1, 0), false)
        case "\u{07}": bells += 1
        case "\t": (column, wraps) = (min((column / 8 + 1) * 8, columns - 1), false)
        default: put(scalar)
        }
    }

    private mutating func put(_ scalar: Unicode.Scalar) {
        guard let width = CellWidth.columns(of: scalar) else { return unknown.append("\(scalar.value)") }
        if width == 0 {
            let at = wraps ? column : max(column - 1, 0)
            rows[row][at].text.unicodeScalars.append(scalar)
            return
        }
        if wraps || column + width > columns {
            column = 0
            lineFeed()
        }
        rows[row][column] = Cell(String(Character(scalar)), width: width, style: style)
        if width == 2 { rows[row][column + 1] = Cell("", width: 0, style: style) }
        wraps = column + width >= columns
        column = min(column + width, columns - 1)
    }

    private mutating func lineFeed() {
        wraps = false
        if row + 1 < rows.count {
            row += 1
        } else {
            scrolledOff.append(rows.removeFirst())
            rows.append(Array(repeating: Cell(" "), count: columns))
        }
    }

    private mutating func escape(_ text: String) {
        let body = String(text.dropFirst(2).dropLast())
        let number = max(Int(body) ?? 1, 1)
        switch (text.last, body) {
        case ("m", _): style.apply(sgr: body)
        case ("A", _): (row, wraps) = (max(row - number, 0), false)
        case ("B", _): (row, wraps) = (min(row + number, rows.count - 1), false)
        case ("C", _): (column, wraps) = (min(column + number, columns - 1), false)
        case ("H", ""): (row, column, wraps) = (0, 0, false)
        case ("K", ""): clear(row, from: column)
        case ("J", ""):
            clear(row, from: column)
            for below in (row + 1)..<max(rows.count, row + 1) { clear(below, from: 0) }
        case ("J", "2"): for each in rows.indices { clear(each, from: 0) }
        case ("h", "?2004"): pastesAreMarked = true
        case ("l", "?2004"): pastesAreMarked = false
        case ("l", "?1"): break
        case ("h", "?25"): showsCursor = true
        case ("l", "?25"): showsCursor = false
        case ("h", "?1049"):
            main = (rows, row, column)
            for each in rows.indices { clear(each, from: 0) }
        case ("l", "?1047"):
            guard let main else { return }
            rows = main.rows
            self.main = nil
            resize(columns: columns)
        case ("l", "?1049"):
            guard let main else { return unknown.append(text) }
            (rows, row, column, wraps) = (main.rows, main.row, main.column, false)
            self.main = nil
            resize(columns: columns)
        default: unknown.append(text)
        }
    }

    private mutating func clear(_ row: Int, from start: Int) {
        for column in start..<columns { rows[row][column] = Cell(" ") }
    }
}
