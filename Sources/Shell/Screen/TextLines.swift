/// Lines of a text held as bytes; offsets are UTF-8 offsets.
enum TextLines {
    private static let newline = UInt8(ascii: "\n")

    /// The offset at which the line that holds `offset` begins.
    static func start(of offset: Int, in text: [UInt8]) -> Int {
        (text[..<min(offset, text.count)].lastIndex(of: newline) ?? -1) + 1
    }

    /// The offset at which the line that holds `offset` ends: its line break, or the end of the text.
    static func end(of offset: Int, in text: [UInt8]) -> Int {
        guard offset < text.count else { return text.count }
        return text[offset...].firstIndex(of: newline) ?? text.count
    }

    /// The offset one line above `offset` at column `column` (counted in characters), or nil on the first line.
    static func above(_ offset: Int, column: Int, in text: [UInt8]) -> Int? {
        let start = start(of: offset, in: text)
        guard start > 0 else { return nil }
        return position(column: column, inLineAt: Self.start(of: start - 1, in: text), of: text)
    }

    /// The offset one line below `offset` at column `column` (counted in characters), or nil on the last line.
    static func below(_ offset: Int, column: Int, in text: [UInt8]) -> Int? {
        let end = end(of: offset, in: text)
        guard end < text.count else { return nil }
        return position(column: column, inLineAt: end + 1, of: text)
    }

    /// The column of `offset` within its line, in characters as people count them.
    static func column(of offset: Int, in text: [UInt8]) -> Int {
        String(decoding: text[start(of: offset, in: text)..<offset], as: UTF8.self).count
    }

    /// The offset after the character at `offset`, combining marks and joined emoji included.
    static func after(_ offset: Int, in text: [UInt8]) -> Int {
        guard offset < text.count else { return text.count }
        if text[offset] == newline { return offset + 1 }
        guard let first = String(decoding: text[offset..<end(of: offset, in: text)], as: UTF8.self).first else {
            return offset + 1
        }
        return min(offset + max(first.utf8.count, 1), text.count)
    }

    /// The offset of the character before `offset`, combining marks and joined emoji included.
    static func before(_ offset: Int, in text: [UInt8]) -> Int {
        guard offset > 0 else { return 0 }
        if text[offset - 1] == newline { return offset - 1 }
        let line = String(decoding: text[start(of: offset, in: text)..<offset], as: UTF8.self)
        guard let last = line.last else { return offset - 1 }
        return max(offset - max(last.utf8.count, 1), 0)
    }

    private static func position(column: Int, inLineAt start: Int, of text: [UInt8]) -> Int {
        let end = end(of: start, in: text)
        let line = String(decoding: text[start..<end], as: UTF8.self)
        return min(start + line.prefix(column).utf8.count, end)
    }
}
