internal import DockerEngine
internal import NIOCore
internal import Synchronization

/// A body that tells, at any time and from any thread, how much of it the engine has taken.
final class CountedBody: BodySource {
    private let inner: any BodySource
    private let count = Atomic<Int64>(0)

    init(_ inner: any BodySource) { self.inner = inner }

    /// Bytes handed to the connection so far; a piece counts when it is asked for.
    var taken: Int64 { count.load(ordering: .relaxed) }

    var length: Int64? { inner.length }

    func next(on eventLoop: any EventLoop) -> EventLoopFuture<ByteBuffer?> {
        inner.next(on: eventLoop).map { piece in
            if let piece { self.count.wrappingAdd(Int64(piece.readableBytes), ordering: .relaxed) }
            return piece
        }
    }

    func cancel() { inner.cancel() }
}
