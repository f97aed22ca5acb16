internal import Archives
internal import DockerEngine
internal import LuaRuntime
internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// A tar archive that is made while something takes it: the body of a request, or a stream that Lua reads.
///
/// `@unchecked Sendable` is safe: `stream` is used by one piece of work at a time, because nobody asks for the next bytes
/// before the last ones are there, and the pool hands over from one thread to the next.
final class TarBody: BodySource, HostStream, @unchecked Sendable {
    private let stream: TarStream
    private let parts: [TarPart]
    /// Counts the contents among the parts for as long as they are here.
    private let contents: HeldContents
    private let isCancelled = Mutex(false)
    private let counting = Mutex(Counting.unasked)

    private enum Counting {
        case unasked
        case underWay
        case done(Int64?)
    }

    init(_ parts: [TarPart], _ contents: HeldContents) throws(ArchiveError) {
        stream = try TarStream(parts)
        self.parts = parts
        self.contents = contents
    }

    /// About how many bytes the archive will have. Files are counted on a thread of their own from the first question on;
    /// nil until that is done, and where it cannot be.
    var expected: Int64? {
        let (isFirst, size): (Bool, Int64?) = counting.withLock { counting in
            guard case .unasked = counting else {
                if case .done(let size) = counting { return (false, size) }
                return (false, nil)
            }
            counting = .underWay
            return (true, nil)
        }
        if isFirst {
            _ = BackgroundThread.run { [weak self, parts] in
                let size = TarSize.estimate(parts) { self?.isCancelled.withLock { $0 } ?? true }
                self?.counting.withLock { $0 = .done(size) }
            }
        }
        return size
    }

    /// Nobody knows before it is made.
    var length: Int64? { nil }

    func next(on eventLoop: any EventLoop) -> EventLoopFuture<ByteBuffer?> {
        NIOThreadPool.singleton.runIfActive(eventLoop: eventLoop) { try self.piece() }
    }

    func next(_ completion: Completion) -> HostOutcome {
        NIOThreadPool.singleton.submit { _ in
            do throws(EngineError) {
                guard let bytes = try self.piece() else { return completion(.nothing) }
                completion(.batch(HostBytes(bytes), [HostRun(source: 0, length: bytes.readableBytes)]))
            } catch {
                completion(.error(error))
            }
        }
        return .deferred(cancel: { self.cancel() })
    }

    private func piece() throws(EngineError) -> ByteBuffer? {
        guard !isCancelled.withLock({ $0 }) else { throw EngineError(.cancelled, "The archive is no longer wanted.") }
        do throws(ArchiveError) {
            return try stream.next().map { ByteBuffer(bytes: $0) }
        } catch {
            throw EngineError(error)
        }
    }

    func cancel() { isCancelled.withLock { $0 = true } }

    func close() { cancel() }
}

extension EngineError {
    /// An error about an archive, or about the files that go into it or come out of it.
    init(_ error: ArchiveError) { self.init(.invalidArgument, error.message, hint: error.hint) }
}
