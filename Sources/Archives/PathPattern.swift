/// One pattern of a `.dockerignore` file.
///
/// moby translates patterns into regular expressions with some quirks (`[^a]` matches a slash, `*` within brackets is
/// not a star). They are kept, by making the same expression.
struct PathPattern: Sendable {
    private enum Way: Sendable {
        case exact([Unicode.Scalar])
        case prefix([Unicode.Scalar])
        case suffix([Unicode.Scalar])
        case expression(SmallExpression)
    }

    private let way: Way
    /// The pattern up to its first special character.
    private let plain: [Unicode.Scalar]
    private let isPlain: Bool

    /// Compiles a cleaned pattern.
    init(_ pattern: String) throws(ArchiveError) {
        let scalars = Array(pattern.unicodeScalars)
        let malformed = ArchiveError(
            "the pattern \"\(pattern)\" is malformed", hint: "a [ needs its ], and a backslash a character behind it")
        guard Self.isWellFormed(scalars) else { throw malformed }
        let special: Set<Unicode.Scalar> = ["*", "?", "[", "\\"]
        let end = scalars.firstIndex { special.contains($0) } ?? scalars.endIndex
        plain = Array(scalars[..<end])
        isPlain = end == scalars.endIndex

        let (shape, expression) = Self.translate(scalars)
        switch shape {
        case .exact: way = .exact(scalars)
        case .prefix: way = .prefix(Array(scalars.dropLast(2)))
        case .suffix: way = .suffix(Array(scalars.dropFirst(2)))
        case .expression:
            guard let compiled = SmallExpression(expression) else { throw malformed }
            way = .expression(compiled)
        }
    }

    /// Tells whether it matches the whole of a path.
    func matches(_ path: [Unicode.Scalar]) -> Bool {
        switch way {
        case .exact(let text): return path == text
        case .prefix(let text): return path.starts(with: text)
        case .suffix(let text):
            // **/foo matches foo too.
            return path.count >= text.count && path[(path.count - text.count)...].elementsEqual(text)
                || text.first == "/" && path.elementsEqual(text.dropFirst())
        case .expression(let expression): return expression.matches(path)
        }
    }

    /// Whether it may match something in a folder, given with its slash.
    func mayMatch(below folder: [Unicode.Scalar]) -> Bool {
        isPlain ? (plain + ["/"]).starts(with: folder) : plain.starts(with: folder) || folder.starts(with: plain)
    }

    // MARK: Translating

    private enum Shape { case exact, prefix, suffix, expression }

    private static let escaped: Set<Unicode.Scalar> = [".", "+", "(", ")", "|", "{", "}", "$"]

    private static func translate(_ pattern: [Unicode.Scalar]) -> (Shape, [Unicode.Scalar]) {
        var shape = Shape.exact
        var text: [Unicode.Scalar] = []
        var position = 0
        var isFirst = true
        func append(_ part: String) { text.append(contentsOf: part.unicodeScalars) }
        while position < pattern.count {
            let scalar = pattern[position]
            position += 1
            defer { isFirst = false }
            switch scalar {
            case "*" where position < pattern.count && pattern[position] == "*":
                position += 1
                if position < pattern.count, pattern[position] == "/" { position += 1 }
                if position < pattern.count {
                    append("(.*/)?")
                    shape = .expression
                } else if shape == .exact {
                    shape = .prefix
                } else {
                    append(".*")
                    shape = .expression
                }
                if isFirst { shape = .suffix }
            case "*":
                append("[^/]*")
                shape = .expression
            case "?":
                append("[^/]")
                shape = .expression
            case "\\":
                text.append(scalar)
                if position < pattern.count {
                    text.append(pattern[position])
                    position += 1
                    shape = .expression
                }
            case "[", "]":
                text.append(scalar)
                shape = .expression
            default:
                if escaped.contains(scalar) { text.append("\\") }
                text.append(scalar)
            }
        }
        return (shape, text)
    }

    // MARK: Checking

    /// The rules of Go's filepath.Match: brackets are closed, not empty, and their ranges whole.
    private static func isWellFormed(_ pattern: [Unicode.Scalar]) -> Bool {
        var rest = pattern[...]
        while let scalar = rest.popFirst() {
            if scalar == "\\", rest.popFirst() == nil { return false }
            if scalar == "[", !takeClass(&rest) { return false }
        }
        return true
    }

    private static func takeClass(_ rest: inout ArraySlice<Unicode.Scalar>) -> Bool {
        if rest.first == "^" { rest.removeFirst() }
        var isEmpty = true
        while true {
            if rest.first == "]", !isEmpty {
                rest.removeFirst()
                return true
            }
            guard takeMember(&rest) else { return false }
            if rest.first == "-" {
                rest.removeFirst()
                guard takeMember(&rest) else { return false }
            }
            isEmpty = false
        }
    }

    private static func takeMember(_ rest: inout ArraySlice<Unicode.Scalar>) -> Bool {
        guard let scalar = rest.popFirst(), scalar != "-", scalar != "]" else { return false }
        if scalar == "\\", rest.popFirst() == nil { return false }
        // Something has to follow: at least the closing bracket.
        return !rest.isEmpty
    }
}
