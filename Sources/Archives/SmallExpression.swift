/// The regular expressions that patterns of `.dockerignore` become: characters, classes, `.`, `^`, `(.*/)?` and stars.
/// Matched against whole texts, in time proportional to both lengths.
struct SmallExpression: Sendable {
    private enum Test: Sendable {
        case scalar(Unicode.Scalar)
        /// Any but a newline.
        case any
        case members([ClosedRange<UInt32>], negated: Bool)
    }

    private enum Step: Sendable {
        case one(Test)
        case star(Test)
        /// `(.*/)?`
        case folders
        case start
    }

    private let steps: [Step]

    /// Parses an expression; nil for one that is malformed or of another kind.
    init?(_ text: [Unicode.Scalar]) {
        var rest = text[...]
        var steps: [Step] = []
        while let scalar = rest.first {
            if rest.starts(with: "(.*/)?".unicodeScalars) {
                rest.removeFirst(6)
                steps.append(.folders)
                continue
            }
            rest.removeFirst()
            var test: Test
            switch scalar {
            case "^":
                steps.append(.start)
                continue
            case ".": test = .any
            case "[":
                guard let members = Self.takeClass(&rest) else { return nil }
                test = members
            case "\\":
                guard let escape = rest.popFirst() else { return nil }
                if let ranges = Self.named[escape] {
                    test = .members(ranges, negated: false)
                } else if let lower = escape.lowercased, let ranges = Self.named[lower] {
                    test = .members(ranges, negated: true)
                } else {
                    guard let plain = Self.plain(escape) else { return nil }
                    test = .scalar(plain)
                }
            case "*", "?", "(", ")": return nil
            default: test = .scalar(scalar)
            }
            if rest.first == "*" {
                rest.removeFirst()
                steps.append(.star(test))
            } else {
                steps.append(.one(test))
            }
        }
        self.steps = steps
    }

    /// Tells whether it matches the whole of a text.
    func matches(_ text: [Unicode.Scalar]) -> Bool {
        // The steps that may come next; one more than there are steps means matched.
        var current = Set<Int>()
        // Steps of the kind `folders` whose slash is still to come.
        var pending = Set<Int>()
        func add(_ index: Int, at position: Int, to set: inout Set<Int>) {
            guard set.insert(index).inserted, index < steps.count else { return }
            switch steps[index] {
            case .star, .folders: add(index + 1, at: position, to: &set)
            case .start:
                if position == 0 { add(index + 1, at: position, to: &set) }
            case .one: break
            }
        }
        add(0, at: 0, to: &current)
        for (position, scalar) in text.enumerated() {
            var next = Set<Int>()
            var stillPending = Set<Int>()
            for index in pending.union(current) where index < steps.count {
                if case .folders = steps[index] {
                    if scalar == "/" { add(index + 1, at: position + 1, to: &next) }
                    if scalar != "\n" { stillPending.insert(index) }
                }
            }
            for index in current where index < steps.count {
                switch steps[index] {
                case .one(let test) where Self.accepts(test, scalar): add(index + 1, at: position + 1, to: &next)
                case .star(let test) where Self.accepts(test, scalar): add(index, at: position + 1, to: &next)
                default: break
                }
            }
            if next.isEmpty, stillPending.isEmpty { return false }
            current = next
            pending = stillPending
        }
        return current.contains(steps.count)
    }

    private static func accepts(_ test: Test, _ scalar: Unicode.Scalar) -> Bool {
        switch test {
        case .scalar(let wanted): scalar == wanted
        case .any: scalar != "\n"
        case .members(let ranges, let negated): ranges.contains { $0.contains(scalar.value) } != negated
        }
    }

    // MARK: Parsing

    private static let digits: ClosedRange<UInt32> = 48...57
    private static let named: [Unicode.Scalar: [ClosedRange<UInt32>]] = [
        "d": [digits], "w": [digits, 65...90, 95...95, 97...122], "s": [9...10, 12...13, 32...32],
    ]
    private static let controls: [Unicode.Scalar: Unicode.Scalar] = [
        "a": "\u{7}", "f": "\u{c}", "n": "\n", "r": "\r", "t": "\t", "v": "\u{b}",
    ]

    /// What a backslash and a character stand for, where that is one character.
    private static func plain(_ escape: Unicode.Scalar) -> Unicode.Scalar? {
        if let control = controls[escape] { return control }
        let isWord = escape.properties.isAlphabetic || digits.contains(escape.value)
        return escape.isASCII && !isWord ? escape : nil
    }

    private static func takeClass(_ rest: inout ArraySlice<Unicode.Scalar>) -> Test? {
        var negated = false
        if rest.first == "^" {
            negated = true
            rest.removeFirst()
        }
        var ranges: [ClosedRange<UInt32>] = []
        var isFirst = true
        while let scalar = rest.first {
            if scalar == "]", !isFirst {
                rest.removeFirst()
                return .members(ranges, negated: negated)
            }
            isFirst = false
            if rest.starts(with: "[:".unicodeScalars) {
                if let posix = takePosix(&rest) {
                    ranges += posix
                    continue
                }
            }
            if scalar == "\\", let escape = rest.dropFirst().first, let members = named[escape] {
                rest.removeFirst(2)
                ranges += members
                continue
            }
            guard let low = takeMember(&rest) else { return nil }
            var high = low
            if rest.first == "-", rest.dropFirst().first != "]", rest.count > 1 {
                rest.removeFirst()
                guard let end = takeMember(&rest) else { return nil }
                high = end
            }
            guard low.value <= high.value else { return nil }
            ranges.append(low.value...high.value)
        }
        return nil
    }

    private static func takeMember(_ rest: inout ArraySlice<Unicode.Scalar>) -> Unicode.Scalar? {
        guard let scalar = rest.popFirst() else { return nil }
        if scalar != "\\" { return scalar }
        return rest.popFirst().flatMap(plain)
    }

    private static let posix: [String: [ClosedRange<UInt32>]] = [
        "alnum": [48...57, 65...90, 97...122], "alpha": [65...90, 97...122], "ascii": [0...127],
        "blank": [9...9, 32...32], "cntrl": [0...31, 127...127], "digit": [48...57], "graph": [33...126],
        "lower": [97...122], "print": [32...126], "punct": [33...47, 58...64, 91...96, 123...126],
        "space": [9...13, 32...32], "upper": [65...90], "word": [48...57, 65...90, 95...95, 97...122],
        "xdigit": [48...57, 65...70, 97...102],
    ]

    /// `[:alpha:]` and its kin, when that is what comes next.
    private static func takePosix(_ rest: inout ArraySlice<Unicode.Scalar>) -> [ClosedRange<UInt32>]? {
        for (name, ranges) in posix {
            let text = "[:\(name):]".unicodeScalars
            if rest.starts(with: text) {
                rest.removeFirst(text.count)
                return ranges
            }
        }
        return nil
    }
}

extension Unicode.Scalar {
    /// The small letter of a capital one of ASCII; nil for anything else.
    fileprivate var lowercased: Unicode.Scalar? {
        (65...90).contains(value) ? Unicode.Scalar(value + 32) : nil
    }
}
