/// Looks up single values in a JSON text without building anything from the rest of it.
///
/// Meant for texts the engine has written. On a text that is not JSON the answer is nil, or of no meaning, but never a trap.
package enum JSONPeek {
    /// The string at a path of object keys.
    package static func string(_ text: UnsafeRawBufferPointer, _ path: StaticString...) -> String? {
        guard let value = find(text, path), value.first == UInt8(ascii: "\"") else { return nil }
        return unescape(value.dropFirst().dropLast())
    }

    /// The boolean at a path of object keys.
    static func boolean(_ text: UnsafeRawBufferPointer, _ path: StaticString...) -> Bool? {
        guard let value = find(text, path) else { return nil }
        if UnsafeRawBufferPointer(rebasing: value).equals("true") { return true }
        return UnsafeRawBufferPointer(rebasing: value).equals("false") ? false : nil
    }

    private typealias Bytes = Slice<UnsafeRawBufferPointer>

    private static func find(_ text: UnsafeRawBufferPointer, _ path: [StaticString]) -> Bytes? {
        var value = text[...]
        for key in path {
            guard let inner = member(value, key) else { return nil }
            value = inner
        }
        return value
    }

    /// The value of `key` in the object that `object` begins with.
    private static func member(_ object: Bytes, _ key: StaticString) -> Bytes? {
        var index = skipBlanks(object, object.startIndex)
        guard index < object.endIndex, object[index] == UInt8(ascii: "{") else { return nil }
        index += 1
        while true {
            index = skipBlanks(object, index)
            guard index < object.endIndex, object[index] == UInt8(ascii: "\"") else { return nil }
            let keyEnd = skipValue(object, index)
            let matches = same(object[index..<keyEnd], key)
            index = skipBlanks(object, keyEnd)
            guard index < object.endIndex, object[index] == UInt8(ascii: ":") else { return nil }
            let start = skipBlanks(object, index + 1)
            let end = skipValue(object, start)
            if matches, start < end { return object[start..<end] }
            index = skipBlanks(object, end)
            guard index < object.endIndex, object[index] == UInt8(ascii: ",") else { return nil }
            index += 1
        }
    }

    private static func same(_ quoted: Bytes, _ key: StaticString) -> Bool {
        guard quoted.count == key.utf8CodeUnitCount + 2 else { return false }
        return zip(quoted.dropFirst(), 0..<key.utf8CodeUnitCount).allSatisfy { $0 == key.utf8Start[$1] }
    }

    private static func skipBlanks(_ text: Bytes, _ start: Int) -> Int {
        var index = start
        while index < text.endIndex, text[index] <= Octet.space { index += 1 }
        return index
    }

    /// The index after the value that begins at `start`.
    private static func skipValue(_ text: Bytes, _ start: Int) -> Int {
        var index = start
        var depth = 0
        while index < text.endIndex {
            switch text[index] {
            case UInt8(ascii: "\""):
                index = skipString(text, index)
                if depth == 0 { return index }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return index }
                depth -= 1
                if depth == 0 { return index + 1 }
            case UInt8(ascii: ","), 0...Octet.space:
                if depth == 0 { return index }
            default:
                break
            }
            index += 1
        }
        return index
    }

    private static func skipString(_ text: Bytes, _ start: Int) -> Int {
        var index = start + 1
        while index < text.endIndex {
            if text[index] == UInt8(ascii: "\\") {
                index += 1
            } else if text[index] == UInt8(ascii: "\"") {
                return index + 1
            }
            index += 1
        }
        return text.endIndex
    }

    private static func unescape(_ body: Bytes) -> String {
        guard body.contains(UInt8(ascii: "\\")) else { return String(decoding: body, as: UTF8.self) }
        var units: [UInt16] = []
        var plain: [UInt8] = []
        var text = ""
        func flushPlain() {
            text += String(decoding: plain, as: UTF8.self)
            plain = []
        }
        func flushUnits() {
            text += String(decoding: units, as: UTF16.self)
            units = []
        }
        var index = body.startIndex
        while index < body.endIndex {
            guard body[index] == UInt8(ascii: "\\"), index + 1 < body.endIndex else {
                flushUnits()
                plain.append(body[index])
                index += 1
                continue
            }
            let mark = body[index + 1]
            index += 2
            if mark == UInt8(ascii: "u"), body.endIndex - index >= 4 {
                flushPlain()
                units.append(body[index..<index + 4].reduce(0) { $0 << 4 | UInt16($1.hexDigit ?? 0) })
                index += 4
            } else {
                flushUnits()
                plain.append(escapes[mark] ?? mark)
            }
        }
        flushUnits()
        flushPlain()
        return text
    }

    private static let escapes: [UInt8: UInt8] = [
        UInt8(ascii: "n"): 0x0A, UInt8(ascii: "t"): 0x09, UInt8(ascii: "r"): 0x0D, UInt8(ascii: "b"): 0x08,
        UInt8(ascii: "f"): 0x0C,
    ]
}
