/// The rules of a `.dockerignore` file, matched as the engine's own tools do.
///
/// A pattern matches whole paths below the build context, and everything in a folder it matches. `*` and `?` stop at
/// slashes, `**` does not; `!` takes an earlier match back; the last rule that matches counts. Case matters.
public struct IgnoreRules: Sendable {
    struct Rule: Sendable {
        var pattern: PathPattern
        /// Written with `!`: what it matches is kept.
        var keeps: Bool
    }

    let rules: [Rule]

    /// Compiles patterns.
    ///
    /// - Parameter patterns: as ``lines(of:)`` gives them.
    /// - Throws: where one is malformed, naming it.
    public init(_ patterns: [String]) throws(ArchiveError) {
        var rules: [Rule] = []
        for written in patterns {
            var pattern = LexicalPath.trimmed(written)
            if pattern.isEmpty { continue }
            pattern = LexicalPath.cleaned(pattern)
            let keeps = pattern.hasPrefix("!")
            if keeps { pattern.removeFirst() }
            guard !pattern.isEmpty else {
                throw ArchiveError("\"!\" alone is no pattern", hint: "write what is to be kept behind it: !name")
            }
            rules.append(Rule(pattern: try PathPattern(pattern), keeps: keeps))
        }
        self.rules = rules
    }

    /// The patterns in a `.dockerignore` file: one a line, without comments, blanks and slashes around them.
    public static func lines(of file: [UInt8]) -> [String] {
        var file = file[...]
        if file.starts(with: [0xef, 0xbb, 0xbf]) { file = file.dropFirst(3) }
        var patterns: [String] = []
        for line in file.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if line.first == UInt8(ascii: "#") { continue }
            var pattern = LexicalPath.trimmed(String(decoding: line, as: UTF8.self))
            if pattern.isEmpty { continue }
            let keeps = pattern.hasPrefix("!")
            if keeps { pattern = LexicalPath.trimmed(String(pattern.dropFirst())) }
            if !pattern.isEmpty {
                pattern = LexicalPath.cleaned(pattern)
                if pattern.hasPrefix("/"), pattern != "/" { pattern.removeFirst() }
            }
            patterns.append(keeps ? "!" + pattern : pattern)
        }
        return patterns
    }

    /// What the rules say of one path, which is also what deciding on the paths below it needs.
    struct Match: Sendable {
        var isIgnored: Bool
        /// For each rule, whether it matched this path or a folder above it.
        fileprivate var matched: [Bool]
    }

    /// Decides on a path, given what was decided on the folder it is in; nil: on no folder yet.
    func match(_ path: [UInt8], under parent: Match?) -> Match {
        let text = Array(String(decoding: path, as: UTF8.self).unicodeScalars)
        var result = Match(isIgnored: false, matched: [Bool](repeating: false, count: rules.count))
        for (index, rule) in rules.enumerated() {
            var isMatch = parent?.matched[index] ?? false
            if !isMatch {
                // A rule that could not change anything is not asked.
                if rule.keeps != result.isIgnored { continue }
                isMatch = rule.pattern.matches(text)
            }
            result.matched[index] = isMatch
            if isMatch { result.isIgnored = !rule.keeps }
        }
        return result
    }

    /// Tells whether a path is ignored, itself or because of a folder above it.
    ///
    /// - Parameter path: below the context, with slashes.
    public func ignores(_ path: String) -> Bool {
        let text = Array(path.unicodeScalars)
        let ends = text.indices.filter { text[$0] == "/" } + [text.count]
        var isIgnored = false
        for rule in rules where rule.keeps == isIgnored {
            if ends.contains(where: { rule.pattern.matches(Array(text[..<$0])) }) { isIgnored = !rule.keeps }
        }
        return isIgnored
    }

    /// Whether something in an ignored folder may have to be kept: then it has to be walked.
    func mayKeepSomething(in folder: [UInt8]) -> Bool {
        let inside = Array(String(decoding: folder, as: UTF8.self).unicodeScalars) + ["/"]
        return rules.contains { $0.keeps && $0.pattern.mayMatch(below: inside) }
    }
}
