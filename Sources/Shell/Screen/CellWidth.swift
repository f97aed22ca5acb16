import CReadline
import Glibc

/// How many columns of a terminal characters take.
public enum CellWidth {
    /// Makes `wcwidth` (and readline) understand UTF-8: takes the character set of the environment's locale and, where
    /// that is not UTF-8, as in a bare container, of `C.UTF-8`. Only the character set changes: numbers and sorting stay
    /// those of C. Call it once, before other threads run.
    public static func adoptLocale() {
        if setlocale(LC_CTYPE, "") != nil, String(cString: nl_langinfo(Int32(CODESET))) == "UTF-8" { return }
        _ = setlocale(LC_CTYPE, "C.UTF-8")
    }

    /// The columns of one scalar: 0 for combining marks, 1, or 2 for wide ones; nil for control characters and others
    /// that must not be sent as they are.
    public static func columns(of scalar: Unicode.Scalar) -> Int? {
        if scalar.value < 0x7F { return scalar.value >= 0x20 ? 1 : nil }
        if scalar.value < 0xA0 { return nil }
        let width = wcwidth(wchar_t(bitPattern: scalar.value))
        return width < 0 ? nil : Int(width)
    }

    /// The columns of a text without control characters.
    public static func columns(of text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + (columns(of: $1) ?? 0) }
    }
}
