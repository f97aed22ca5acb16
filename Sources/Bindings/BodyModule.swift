internal import DockerEngine
internal import LuaRuntime
internal import NIOCore
internal import Synchronization

/// A source of bytes that Lua hands to a request. From then on it is the request's: the handle may be forgotten while the
/// engine still takes the bytes.
final class BodyObject: HostObject {
    let source: any BodySource
    private let counted: CountedBody
    private let isTaken = Mutex(false)

    init(_ source: any BodySource) {
        self.source = source
        counted = CountedBody(source)
    }

    /// How many bytes the engine has taken.
    var taken: Int64 { counted.taken }

    /// How many bytes it will be: exactly where that is known, about that much for an archive whose files have been
    /// counted; nil while nobody knows.
    var total: Int64? { source.length ?? (source as? TarBody)?.expected }

    /// The source, for one request; nil when another has had it.
    func take() -> (any BodySource)? {
        isTaken.withLock { isTaken in
            defer { isTaken = true }
            return isTaken ? nil : counted
        }
    }

    func close() {
        if !isTaken.withLock({ $0 }) { source.cancel() }
    }
}

/// The host functions that make bodies.
let bodyFunctions: [HostFunction] = [
    // body_file(path): a file, read as the engine takes it.
    HostFunction("body_file", "s") { call in
        do {
            return .value(.handle(BodyObject(try FileBody(path: call.string(0) ?? ""))))
        } catch {
            return .error(error)
        }
    },
    // body_pipe(): a body that body_write fills, body_finish ends and body_fail breaks off.
    HostFunction("body_pipe", "") { _ in .value(.handle(BodyObject(PipeBody()))) },
    HostFunction(
        "body_write", "hs",
        deferring: { call in
            guard let pipe = pipe(call) else { return .reply(notPipe) }
            let completion = call.completion
            pipe.write(call.bytes(1).map { ByteBuffer(bytes: $0) } ?? ByteBuffer()) { error in
                completion(error.map { .error($0) } ?? .value(.boolean(true)))
            }
            return .deferred(cancel: { pipe.cancel() })
        }),
    HostFunction("body_finish", "h") { call in
        guard let pipe = pipe(call) else { return notPipe }
        pipe.finish()
        return .nothing
    },
    // body_fail(body, message, kind): the request's own error.
    HostFunction("body_fail", "hss") { call in
        guard let pipe = pipe(call) else { return notPipe }
        pipe.fail(EngineError(.init(rawValue: call.string(2) ?? "lua"), call.string(1) ?? ""))
        return .nothing
    },
    // body_progress(body): how many bytes the engine has taken, and of how many where that is known. Asking for an
    // archive's begins to count its files.
    HostFunction("body_progress", "h") { call in
        guard let body = call.object(0, as: BodyObject.self) else { return .wrongArgument("this is not a body") }
        return .values([.integer(body.taken), body.total.map { .integer($0) } ?? .none])
    },
]

private func pipe(_ call: HostCall) -> PipeBody? { call.object(0, as: BodyObject.self)?.source as? PipeBody }

private let notPipe = HostReply.wrongArgument("this is not a body that can be written")
