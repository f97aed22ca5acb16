internal import Glibc
public import NIOCore
internal import NIOPosix

/// Answers from a recording, on a unix socket of its own: a client that is given its address needs no engine.
public final class ReplayServer: Sendable {
    /// Where it listens.
    public let address: Address
    private let folder: String
    private let path: String
    private let channel: any Channel

    /// Begins to listen. Not on the event loop: it waits until the socket is there.
    ///
    /// - Parameters:
    ///   - recording: what to answer from.
    ///   - eventLoop: where it works.
    ///   - advice: for somebody who types freely what a recording of a lesson answers: what to do about a request that
    ///     is not in it. Then a reply fits where the client stands in the recording, and a step taken again leads back
    ///     to it. nil: for a program that does what was recorded, each reply is given once.
    public init(_ recording: Recording, eventLoop: any EventLoop, advice: String? = nil) throws {
        // A folder that only its owner can enter: what was recorded is nobody else's business.
        var template = Array("/tmp/moondock-replay-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw EngineError(.connection, "no folder for the recording's socket can be made in /tmp")
        }
        folder = template.withUnsafeBytes { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        path = folder + "/docker.sock"
        address = .unix(path: path)
        let book: any ReplayAnswers =
            if let advice { StepwiseBook(recording, advice: advice) } else { ReplayBook(recording) }
        channel = try ServerBootstrap(group: eventLoop)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .serverChannelInitializer { $0.closeOnExec() }
            .childChannelInitializer { channel in
                channel.closeOnExec().flatMapThrowing {
                    try channel.pipeline.syncOperations.addHandler(ReplayHandler(book))
                }
            }
            .bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).wait()
    }

    /// Stops listening; quiet when repeated.
    public func close() {
        channel.close(promise: nil)
        unlink(path)
        rmdir(folder)
    }
}
