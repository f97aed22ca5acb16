/// Writes JSON, for the few small texts the client makes itself.
package struct JSONText {
    private(set) var text = ""
    private var needsComma = false

    /// A string in quotes, escaped.
    package static func quoted(_ string: String) -> String {
        var text = JSONText()
        text.string(string)
        return text.text
    }

    /// An array of strings.
    static func array(_ strings: [String]) -> String {
        var text = JSONText()
        text.array { array in for string in strings { array.string(string) } }
        return text.text
    }

    mutating func object(_ members: (inout JSONText) -> Void) { nest("{", members, "}") }
    mutating func array(_ items: (inout JSONText) -> Void) { nest("[", items, "]") }

    /// The name of the next member of an object.
    mutating func key(_ name: String) {
        string(name)
        text += ":"
        needsComma = false
    }

    /// A member whose value is a string; left out when nil.
    mutating func member(_ name: String, _ value: String?) {
        guard let value else { return }
        key(name)
        string(value)
    }

    /// A member whose value is a string or null.
    mutating func nullable(_ name: String, _ value: String?) {
        key(name)
        if let value { return string(value) }
        separate()
        text += "null"
    }

    /// A member that is true or false.
    mutating func member(_ name: String, _ value: Bool) {
        key(name)
        separate()
        text += value ? "true" : "false"
    }

    mutating func string(_ string: String) {
        separate()
        text += "\""
        defer { text += "\"" }
        // Nearly every string is as it stands.
        let isPlain = string.utf8.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
        if isPlain { return text += string }
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
    }

    private mutating func nest(_ open: String, _ body: (inout JSONText) -> Void, _ close: String) {
        separate()
        text += open
        needsComma = false
        body(&self)
        text += close
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { text += "," }
        needsComma = true
    }
}
