internal import Glibc
public import NIOCore
internal import NIOPosix
internal import Synchronization

/// A file as the body of a request, read on a thread of its own as the engine takes it.
public final class FileBody: BodySource {
    /// How much is read at a time, in bytes.
    static let pieceSize = 256 * 1024

    /// The file's size where it is a regular file; nil for a pipe or a device.
    public let length: Int64?
    private let path: String
    private let descriptor: Descriptor

    /// The open file: closed when nobody reads any more, never in the middle of a read.
    private final class Descriptor: Sendable {
        private struct State {
            var number: CInt
            var isReading = false
            var isCancelled = false
        }

        private let state: Mutex<State>

        init(_ number: CInt) { state = Mutex(State(number: number)) }

        deinit { cancel() }

        func beginReading() -> CInt? {
            state.withLock { state in
                guard state.number >= 0, !state.isCancelled else { return nil }
                state.isReading = true
                return state.number
            }
        }

        func endReading() {
            state.withLock { state in
                state.isReading = false
                if state.isCancelled { Self.close(&state) }
            }
        }

        func cancel() {
            state.withLock { state in
                state.isCancelled = true
                if !state.isReading { Self.close(&state) }
            }
        }

        private static func close(_ state: inout State) {
            if state.number >= 0 { Glibc.close(state.number) }
            state.number = -1
        }
    }

    /// Opens the file.
    ///
    /// - Throws: kind `invalid_argument` where it cannot be read, or is a folder.
    public init(path: String) throws(EngineError) {
        self.path = path
        let number = open(path, O_RDONLY | O_CLOEXEC)
        guard number >= 0 else { throw Self.unreadable(path, errno) }
        descriptor = Descriptor(number)
        var facts = stat()
        guard fstat(number, &facts) == 0 else { throw Self.unreadable(path, errno) }
        guard facts.st_mode & S_IFMT != S_IFDIR else { throw Self.unreadable(path, EISDIR) }
        length = facts.st_mode & S_IFMT == S_IFREG ? Int64(facts.st_size) : nil
    }

    /// The next piece; nil at the end.
    public func next(on eventLoop: any EventLoop) -> EventLoopFuture<ByteBuffer?> {
        let (path, descriptor) = (path, descriptor)
        return NIOThreadPool.singleton.runIfActive(eventLoop: eventLoop) {
            guard let number = descriptor.beginReading() else { throw EngineError(.cancelled, "The file was closed.") }
            defer { descriptor.endReading() }
            var buffer = ByteBufferAllocator().buffer(capacity: Self.pieceSize)
            var failure: CInt = 0
            let count = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: Self.pieceSize) { room in
                var count: Int
                repeat { count = read(number, room.baseAddress, Self.pieceSize) } while count < 0 && errno == EINTR
                if count < 0 { failure = errno }
                return max(count, 0)
            }
            guard failure == 0 else { throw Self.unreadable(path, failure) }
            return count > 0 ? buffer : nil
        }
    }

    /// Lets what is not sent yet go. Quiet when repeated.
    public func cancel() { descriptor.cancel() }

    private static func unreadable(_ path: String, _ code: CInt) -> EngineError {
        EngineError(.invalidArgument, "cannot read \(path): \(EngineError.systemText(code))")
    }
}
