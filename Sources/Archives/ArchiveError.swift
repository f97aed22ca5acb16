/// What is wrong with an archive, or with the files that go into it or come out of it.
public struct ArchiveError: Error, Sendable, Equatable {
    /// What is wrong, naming the entry or file.
    public var message: String
    /// What to try, where something helps.
    public var hint: String?

    /// An error with those words.
    public init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }
}

extension ArchiveError: CustomStringConvertible {
    /// The message, and the hint behind it.
    public var description: String { hint.map { "\(message) (\($0))" } ?? message }
}
