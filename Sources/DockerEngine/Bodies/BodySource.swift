public import NIOCore

/// Where the bytes of a request come from when they are not at hand as a whole: a file, a tar archive being made, a program.
///
/// The connection asks for the next piece when the engine has taken the one before, so that memory stays flat whatever
/// the length, and a slow engine slows the source down.
public protocol BodySource: AnyObject, Sendable {
    /// How many bytes will come, where that is known; else the request is sent in chunks.
    var length: Int64? { get }

    /// The next piece, never empty; nil at the end. Called again only when the last future is complete. A failure breaks the
    /// request off; the call fails with it where it is an ``EngineError``.
    ///
    /// - Parameter eventLoop: where the future belongs. It must not be blocked: whoever has to wait does so elsewhere.
    func next(on eventLoop: any EventLoop) -> EventLoopFuture<ByteBuffer?>

    /// Nobody asks any more: the body is complete, or the request has failed. May be called more than once, from any
    /// thread, and before the first ``next(on:)``.
    func cancel()
}
