/// What can go wrong while a reply is read, before anybody knows which operation it belongs to.
///
/// The pure parsers throw it; ``EngineError`` is made from it where the operation and the address are known.
enum ExchangeFault: Error, Equatable, Sendable {
    /// The connection ended before the first byte of the reply.
    case closedBeforeReply
    /// The connection ended inside something; the text says inside what.
    case truncated(String)
    /// The very first bytes are not an HTTP reply; they are kept (at most 80) to recognise what was spoken instead.
    case notHTTP([UInt8])
    /// HTTP, or a framing inside it, that breaks its own rules.
    case malformed(String)
    /// A part of the reply is larger than this client accepts; `limit` names the one of ``ReplyLimits`` that says so, if
    /// one does.
    case tooLarge(String, limit: String? = nil)
    /// The engine reported a failure inside the stream itself.
    case engine(String)
    /// A JSON stream ends with this text, which tells of an error.
    case progress([UInt8])
}
