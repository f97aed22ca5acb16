/// Which bytes stand for themselves in a part of a request's target.
enum PercentEncoding {
    /// One segment of a path, or a part of a query: letters, digits and `-._~:`. The colon divides name and tag.
    static let part = allowed("-._~:")
    /// The name of an image or plugin, which spans segments.
    static let reference = allowed("-._~:/@")
    /// A whole target written by the caller, escapes included.
    static let target = allowed("-._~:/@!$&'()*+,;=?%[]")

    /// The text with every byte outside `set` as `%XX`.
    static func encode(_ text: String, _ set: Set<UInt8>) -> String {
        guard !text.utf8.allSatisfy(set.contains) else { return text }
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if set.contains(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func allowed(_ marks: String) -> Set<UInt8> {
        Set(marks.utf8).union(48...57).union(65...90).union(97...122)
    }
}
