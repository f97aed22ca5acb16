/// One thing that could stand where something is being completed.
public struct Candidate: Hashable, Sendable {
    /// What is inserted.
    public var text: String
    /// What it is, in a word: `function`, `option`, `container`.
    public var kind: String
    /// One line about it; may be empty.
    public var note: String
    /// What is typed behind it once it is chosen for good: ` = ` after an option, a quote after a name in a string.
    public var suffix: String

    /// Makes a candidate.
    public init(_ text: String, kind: String = "", note: String = "", suffix: String = "") {
        self.text = text
        self.kind = kind
        self.note = note
        self.suffix = suffix
    }

    /// It may be put into the text: not empty, and no control characters, which could only have come from somebody who
    /// means harm.
    var isHarmless: Bool {
        !text.isEmpty && (text + suffix).unicodeScalars.allSatisfy { CellWidth.columns(of: $0) != nil }
    }
}

/// The answer to the question what could stand at a place.
public struct Completions: Hashable, Sendable {
    /// What could stand there, in the order in which it is shown.
    public var candidates: [Candidate]
    /// More may be known in a moment: what the engine knows is being fetched.
    public var isPending: Bool

    /// Makes an answer.
    public init(_ candidates: [Candidate] = [], isPending: Bool = false) {
        self.candidates = candidates
        self.isPending = isPending
    }

    /// What all candidates begin with.
    var commonPrefix: String {
        guard var common = candidates.first?.text[...] else { return "" }
        for candidate in candidates.dropFirst() {
            common = common.prefix(zip(common, candidate.text).prefix { $0 == $1 }.count)
        }
        return String(common)
    }
}
