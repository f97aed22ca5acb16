internal import Archives
internal import DockerEngine
internal import LuaRuntime
internal import NIOCore
internal import Synchronization

/// The bytes of an archive that is read: a stream of the engine's, a string, or a file.
///
/// `@unchecked Sendable` is safe: one thread at a time pulls, the one that runs the work on the archive.
final class TarSource: @unchecked Sendable {
    private let object: StreamObject?
    private var pulling: TarReader.Source
    /// Why the engine's stream failed; it says more than what the reader makes of it.
    private(set) var failure: EngineError?

    init(_ object: StreamObject) {
        self.object = object
        pulling = { () throws(ArchiveError) in nil }
    }

    init(_ bytes: [UInt8]) {
        object = nil
        var rest: [UInt8]? = bytes
        pulling = { () throws(ArchiveError) in
            defer { rest = nil }
            return rest
        }
    }

    init(file: String) throws(ArchiveError) {
        object = nil
        pulling = try LocalPath.reading(file)
    }

    /// The next bytes; waits for them. Not on an event loop.
    func pull() throws(ArchiveError) -> [UInt8]? {
        guard let object else { return try pulling() }
        do {
            let bytes = try object.stream.next().wait().map { Array($0.bytes.readableBytesView) }
            object.unpacked.wrappingAdd(Int64(bytes?.count ?? 0), ordering: .relaxed)
            return bytes
        } catch {
            failure = error as? EngineError ?? EngineError(.connection, "\(error)")
            throw ArchiveError("\(error)")
        }
    }

    /// Ends a waiting `pull()`.
    func cancel() { object?.close() }

    /// The error to show for one that came of reading.
    func error(for error: ArchiveError) -> EngineError { failure ?? EngineError(error) }
}

extension HostCall {
    /// The archive in an argument: a stream's handle at `index`, or bytes at the next one, or a file's path at the one after.
    func tarSource(_ index: Int) -> Result<TarSource, EngineError> {
        if let stream = object(index, as: StreamObject.self) { return .success(TarSource(stream)) }
        if let bytes = bytes(index + 1) { return .success(TarSource(Array(bytes))) }
        guard let path = string(index + 2) else {
            return .failure(EngineError(.invalidArgument, "an archive is a stream of the engine's, bytes or a file"))
        }
        do throws(ArchiveError) { return .success(try TarSource(file: path)) } catch {
            return .failure(EngineError(error))
        }
    }
}
