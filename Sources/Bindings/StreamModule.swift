internal import DockerEngine
internal import LuaRuntime
internal import NIOCore
internal import Synchronization

/// What Lua reads of the engine's.
private protocol ReadableObject: HostStream {
    associatedtype Stream: ReadableStream
    var stream: Stream { get }
    var log: ExchangeLog { get }
}

extension ReadableObject {
    var limits: HostStreamLimits { HostStreamLimits(line: stream.limits.line, whole: stream.limits.reply) }

    func close() { stream.close() }

    func next(_ completion: Completion) -> HostOutcome {
        HostReply(stream.takeAvailable()).map { log.outcome($0, completion) }
            ?? deliver(stream.next(), completion) { [stream] in stream.close() }
    }
}

/// A stream of the engine's that Lua reads.
final class StreamObject: ReadableObject {
    let stream: EngineStream
    /// How many bytes were taken out of it to be unpacked.
    let unpacked = Atomic<Int64>(0)
    fileprivate let log: ExchangeLog

    init(_ stream: EngineStream, _ log: ExchangeLog) {
        self.stream = stream
        self.log = log
    }
}

/// A stream that Lua reads and writes.
final class DuplexObject: ReadableObject {
    let stream: DuplexStream
    fileprivate let log: ExchangeLog

    init(_ stream: DuplexStream, _ log: ExchangeLog) {
        self.stream = stream
        self.log = log
    }
}

extension ExchangeLog {
    /// Gives at once what a stream has; while somebody listens, by the mailbox instead. A reader that never waits would
    /// not let the task run that takes what was noted, and all of it would gather in memory.
    fileprivate func outcome(_ reply: HostReply, _ completion: Completion) -> HostOutcome {
        guard isListening else { return .reply(reply) }
        completion(reply)
        return .deferred(cancel: {})
    }
}

extension HostReply {
    /// What a stream has to give at once; nil when there is nothing yet.
    fileprivate init?(_ available: StreamAvailability) {
        switch available {
        case .batch(let batch): self.init(batch)
        case .ended: self = .nothing
        case .failed(let error): self = .error(error)
        case .nothingYet: return nil
        }
    }

    fileprivate init(_ batch: StreamBatch) {
        self = .batch(HostBytes(batch.bytes), batch.runs.map { HostRun(source: $0.source, length: $0.length) })
    }
}

private func deliver(
    _ future: EventLoopFuture<StreamBatch?>, _ completion: Completion, cancel: @escaping @Sendable () -> Void
) -> HostOutcome {
    future.whenComplete { result in
        switch result {
        case .success(.some(let batch)): completion(HostReply(batch))
        case .success(.none): completion(.nothing)
        case .failure(let error): completion(.error(error))
        }
    }
    return .deferred(cancel: cancel)
}

extension HostStreamContent {
    init(_ content: StreamContent) {
        switch content {
        case .frames: self = .frames
        case .raw: self = .raw
        case .json: self = .json
        case .bytes: self = .bytes
        }
    }
}

/// What Lua does with a duplex stream besides reading it.
let streamFunctions: [HostFunction] = [
    HostFunction(
        "stream_write", "hs",
        deferring: { call in
            guard let stream = call.object(0, as: DuplexObject.self)?.stream else { return .reply(notWritable) }
            let buffer = call.bytes(1).map { ByteBuffer(bytes: $0) } ?? ByteBuffer()
            return finish(stream.write(buffer), call.completion)
        }),
    HostFunction(
        "stream_close_write", "h",
        deferring: { call in
            guard let stream = call.object(0, as: DuplexObject.self)?.stream else { return .reply(notWritable) }
            return finish(stream.closeWrite(), call.completion)
        }),
    // stream_unpacked(stream): how many bytes untar and tar_reader have taken out of it.
    HostFunction("stream_unpacked", "h") { call in
        guard let stream = call.object(0, as: StreamObject.self) else {
            return .wrongArgument("this is no stream of the engine's")
        }
        return .value(.integer(stream.unpacked.load(ordering: .relaxed)))
    },
]

private let notWritable = HostReply.wrongArgument("this stream can only be read: it was opened without stdin")

private func finish(_ future: EventLoopFuture<Void>, _ completion: Completion) -> HostOutcome {
    future.whenComplete { result in
        switch result {
        case .success: completion(.value(.boolean(true)))
        case .failure(let error): completion(.error(error))
        }
    }
    return .deferred(cancel: {})
}
