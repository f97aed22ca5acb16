internal import NIOCore

/// How the pieces of a request's body are written: as they are where the head has told their length, else each as a chunk
/// (RFC 9112, 7.1).
struct UploadFraming: Equatable, Sendable {
    /// How many bytes are still promised; nil: the body is sent in chunks.
    private(set) var remaining: Int64?

    /// - Parameter length: what the head promises.
    init(length: Int64?) { remaining = length }

    /// What goes before and behind a piece.
    mutating func frame(_ count: Int) throws(EngineError) -> (before: String, behind: String) {
        guard let left = remaining else { return (String(count, radix: 16) + "\r\n", "\r\n") }
        guard count <= left else { throw Self.changed("more bytes came than were promised") }
        remaining = left - Int64(count)
        return ("", "")
    }

    /// What goes behind the last piece.
    func end() throws(EngineError) -> String {
        guard let left = remaining else { return "0\r\n\r\n" }
        guard left == 0 else { throw Self.changed("\(left) of the bytes that were promised are missing") }
        return ""
    }

    private static func changed(_ what: String) -> EngineError {
        EngineError(
            .invalidArgument, "what was being sent changed its length: \(what)",
            hint: "Was the file written to meanwhile? Try again when nobody does.")
    }
}
