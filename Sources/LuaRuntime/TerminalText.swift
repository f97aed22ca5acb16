internal import Glibc

/// A text of several lines as it may go to standard error: on a terminal, control characters and marks that change the
/// direction of writing become visible, as `\x1b` and `\u{202e}`. An engine puts names of containers, which anybody may
/// have chosen, into its errors.
public func textForStandardError(_ text: String) -> String {
    isatty(STDERR_FILENO) == 1 ? harmless(text) : text
}

func harmless(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { isControl($0) || isDeceiving($0) }) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
        if isControl(scalar) {
            let digits = String(scalar.value, radix: 16)
            result += digits.count == 1 ? "\\x0\(digits)" : "\\x\(digits)"
        } else if isDeceiving(scalar) {
            result += "\\u{\(String(scalar.value, radix: 16))}"
        } else {
            result.unicodeScalars.append(scalar)
        }
    }
    return result
}

private func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 && scalar != "\n" && scalar != "\t" || scalar.value == 0x7F
}

/// Marks that let a text look like another one: those that `text.clean` of the Lua library shows, which cannot be asked
/// when Lua has no memory left.
private func isDeceiving(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x80..<0xA0, 0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B...0x180E, 0x200B, 0x200E, 0x200F,
        0x2028...0x202E, 0x2060...0x206F, 0x3164, 0xFEFF, 0xFFA0, 0xFFF0...0xFFFB, 0xE0000...0xE0FFF:
        true
    default: false
    }
}
