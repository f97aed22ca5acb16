/// Paths as text: nothing here looks at the disk.
enum LexicalPath {
    /// The shortest path that names the same: no `.`, no doubled or trailing slash, `..` resolved where it can be.
    /// An empty path becomes `.`.
    static func cleaned(_ path: String) -> String {
        let isAbsolute = path.utf8.first == UInt8(ascii: "/")
        var parts: [Substring.UTF8View] = []
        for part in path.utf8.split(separator: UInt8(ascii: "/")) {
            if part.elementsEqual(".".utf8) { continue }
            guard part.elementsEqual("..".utf8) else {
                parts.append(Substring(part).utf8)
                continue
            }
            if let last = parts.last, !last.elementsEqual("..".utf8) {
                parts.removeLast()
            } else if !isAbsolute {
                parts.append(Substring(part).utf8)
            }
        }
        let joined = parts.map { String(Substring($0)) }.joined(separator: "/")
        if isAbsolute { return "/" + joined }
        return joined.isEmpty ? "." : joined
    }

    /// Without white space at both ends.
    static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }
}
