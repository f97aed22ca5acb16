/// Where a text stops being JSON, and why.
struct JSONSyntaxError: Error, Equatable {
    /// Counted from 1; the column in bytes.
    var line: Int
    var column: Int
    /// A sentence without its beginning: "a comma or } is missing".
    var reason: String
}

extension JSONDocument {
    /// Deeper than any real file; without a limit a hostile one could exhaust the stack.
    private static let deepest = 200

    /// Reads a JSON text. A byte order mark before it is passed over; bytes that are not UTF-8 are replaced.
    init(parsing bytes: [UInt8]) throws(JSONSyntaxError) {
        var reader = Reader(bytes: bytes)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.position = 3 }
        self = try reader.value(depth: 0)
        reader.skipSpace()
        if reader.position < bytes.count { throw reader.error("there is something after its end") }
    }

    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        private var byte: UInt8? { position < bytes.count ? bytes[position] : nil }

        func error(_ reason: String, at place: Int? = nil) -> JSONSyntaxError {
            let before = bytes[..<min(place ?? position, bytes.count)]
            let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
            return JSONSyntaxError(
                line: before.count { $0 == UInt8(ascii: "\n") } + 1, column: before.count - lineStart + 1,
                reason: reason)
        }

        mutating func skipSpace() {
            while let byte, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
        }

        mutating func value(depth: Int) throws(JSONSyntaxError) -> JSONDocument {
            skipSpace()
            guard depth < deepest else { throw error("it is nested too deeply") }
            switch byte {
            case nil: throw error("it ends too early")
            case UInt8(ascii: "{"): return .object(try members(depth: depth))
            case UInt8(ascii: "["): return .array(try items(depth: depth))
            case UInt8(ascii: "\""): return .string(try string())
            case UInt8(ascii: "t"): return try word("true", .boolean(true))
            case UInt8(ascii: "f"): return try word("false", .boolean(false))
            case UInt8(ascii: "n"): return try word("null", .null)
            case UInt8(ascii: "-"), .some(48...57): return .number(try number())
            default: throw error("a value is expected")
            }
        }

        private mutating func word(_ word: String, _ value: JSONDocument) throws(JSONSyntaxError) -> JSONDocument {
            guard bytes[position...].starts(with: word.utf8) else { throw error("a value is expected") }
            position += word.utf8.count
            return value
        }

        private mutating func members(depth: Int) throws(JSONSyntaxError) -> [Member] {
            position += 1
            var members: [Member] = []
            skipSpace()
            if take("}") { return members }
            while true {
                skipSpace()
                guard byte == UInt8(ascii: "\"") else { throw error("a name in quotes is expected") }
                let name = try string()
                skipSpace()
                guard take(":") else { throw error("a colon is missing") }
                members.append(Member(name, try value(depth: depth + 1)))
                skipSpace()
                if take("}") { return members }
                guard take(",") else { throw error("a comma or } is missing") }
            }
        }

        private mutating func items(depth: Int) throws(JSONSyntaxError) -> [JSONDocument] {
            position += 1
            var items: [JSONDocument] = []
            skipSpace()
            if take("]") { return items }
            while true {
                items.append(try value(depth: depth + 1))
                skipSpace()
                if take("]") { return items }
                guard take(",") else { throw error("a comma or ] is missing") }
            }
        }

        private mutating func take(_ mark: Unicode.Scalar) -> Bool {
            guard byte == UInt8(ascii: mark) else { return false }
            position += 1
            return true
        }

        private mutating func number() throws(JSONSyntaxError) -> String {
            let start = position
            if byte == UInt8(ascii: "-") { position += 1 }
            if byte == UInt8(ascii: "0") {
                position += 1
            } else {
                try digits(from: start)
            }
            if byte == UInt8(ascii: ".") {
                position += 1
                try digits(from: start)
            }
            if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
                position += 1
                if byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") { position += 1 }
                try digits(from: start)
            }
            return String(decoding: bytes[start..<position], as: UTF8.self)
        }

        private mutating func digits(from start: Int) throws(JSONSyntaxError) {
            let first = position
            while let byte, (48...57).contains(byte) { position += 1 }
            if position == first { throw error("this is not a number", at: start) }
        }

        private mutating func string() throws(JSONSyntaxError) -> String {
            let start = position
            position += 1
            var content: [UInt8] = []
            while let byte {
                position += 1
                switch byte {
                case UInt8(ascii: "\""): return String(decoding: content, as: UTF8.self)
                case UInt8(ascii: "\\"): content += try escape()
                case 0..<0x20: throw error("a string has a line break or control character in it", at: position - 1)
                default: content.append(byte)
                }
            }
            throw error("a string does not end", at: start)
        }

        private mutating func escape() throws(JSONSyntaxError) -> [UInt8] {
            let mark = byte
            position += 1
            switch mark {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [mark ?? 0]
            case UInt8(ascii: "b"): return [0x08]
            case UInt8(ascii: "f"): return [0x0C]
            case UInt8(ascii: "n"): return [0x0A]
            case UInt8(ascii: "r"): return [0x0D]
            case UInt8(ascii: "t"): return [0x09]
            case UInt8(ascii: "u"): return Array(String(try escapedScalar()).utf8)
            default: throw error("this escape is not known", at: position - 2)
            }
        }

        /// One half of a surrogate pair without the other is no character; it becomes the replacement character.
        private mutating func escapedScalar() throws(JSONSyntaxError) -> Unicode.Scalar {
            let unit = try hexadecimal()
            let replacement: Unicode.Scalar = "\u{FFFD}"
            guard (0xD800...0xDBFF).contains(unit) else { return Unicode.Scalar(unit) ?? replacement }
            guard bytes[position...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]) else { return replacement }
            let place = position
            position += 2
            let second = try hexadecimal()
            guard (0xDC00...0xDFFF).contains(second) else {
                position = place
                return replacement
            }
            return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (second - 0xDC00)) ?? replacement
        }

        private mutating func hexadecimal() throws(JSONSyntaxError) -> UInt32 {
            let digits = bytes[position...].prefix(4)
            guard digits.count == 4, digits.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }),
                let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
            else { throw error("four hexadecimal digits are expected") }
            position += 4
            return value
        }
    }
}
