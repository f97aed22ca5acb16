/// The head of one HTTP reply, with the facts that decide where its body ends.
struct ResponseHead: Equatable, Sendable {
    /// The status code, 100 to 999.
    var status: Int
    /// The reason phrase, possibly empty.
    var reason: String
    /// Every header field, in the order received.
    var headers: Headers
    /// The declared length of the body.
    var contentLength: Int?
    /// Whether the last transfer coding is `chunked`.
    var isChunked: Bool
    /// Whether there is any other transfer coding, which only the end of the connection delimits.
    var hasForeignCoding: Bool
    /// Whether the connection may carry another exchange after this one.
    var keepsAlive: Bool

    /// Whether it points to another address; 304 does not, it tells that nothing had to be done.
    var isRedirect: Bool { (300..<400).contains(status) && status != 304 }
}
