internal import DockerEngine
internal import LuaRuntime
internal import NIOCore
internal import Synchronization

/// Follows the events of an engine and counts what has changed, by type. Nothing wakes for it and it never tells of
/// trouble: whoever wants to know asks. What ends it ends it for good; another one can be begun.
final class ChangeWatch: HostObject {
    /// Actions that bring, take away or rename something, or change the state that is shown beside its name. Execs and
    /// health checks would fill the wire.
    static let actions = [
        "create", "destroy", "rename", "start", "die", "pause", "unpause", "tag", "untag", "pull", "import", "load",
        "delete", "remove", "update", "install", "enable", "disable",
    ]

    private struct State {
        var isFollowing = false
        var isOver = false
        var counts: [String: Int64] = [:]
        var call: EngineCall?
        var stream: EngineStream?
    }

    private let engine: Engine
    private let state = Mutex(State())

    /// Begins at once. The connection is its own, so that no trace or record shows it.
    init(beside engine: Engine) {
        self.engine = Engine(engine.configuration, eventLoop: engine.eventLoop, readOnly: true)
    }

    func begin() {
        guard let operation = Catalogue["SystemEvents"] else { return end() }
        let names = Self.actions.map { JSONText.quoted($0) }.joined(separator: ",")
        let call = engine.invoke(
            Invocation(operation: operation, arguments: [("filters", .json("{\"event\":[\(names)]}"))]))
        let isUnwanted = state.withLock { state in
            state.call = call
            return state.isOver
        }
        if isUnwanted { call.cancel() }
        call.reply.whenComplete { result in
            guard case .success(let reply) = result, case .stream(let stream) = reply.body else { return self.end() }
            let isUnwanted = self.state.withLock { state in
                state.isFollowing = !state.isOver
                state.stream = stream
                return state.isOver
            }
            isUnwanted ? stream.close() : self.follow(stream)
        }
    }

    /// How many changes of that type were seen; nil while nothing is heard. And whether it is over.
    func seen(_ type: String) -> (count: Int64?, isOver: Bool) {
        state.withLock { ($0.isFollowing ? $0.counts[type, default: 0] : nil, $0.isOver) }
    }

    func close() { end() }

    private func end() {
        let (call, stream) = state.withLock { state in
            defer { (state.call, state.stream) = (nil, nil) }
            (state.isFollowing, state.isOver) = (false, true)
            return (state.call, state.stream)
        }
        stream?.close()
        call?.cancel()
        _ = engine.close()
    }

    private func follow(_ stream: EngineStream) {
        stream.next().whenComplete { [weak self] result in
            guard let self else { return stream.close() }
            guard case .success(.some(let batch)) = result else { return self.end() }
            self.take(batch)
            self.follow(stream)
        }
    }

    private func take(_ batch: StreamBatch) {
        batch.bytes.withUnsafeReadableBytes { bytes in
            var start = 0
            for run in batch.runs {
                let text = UnsafeRawBufferPointer(rebasing: bytes[start..<start + run.length])
                start += run.length
                guard let type = JSONPeek.string(text, "Type") else { continue }
                state.withLock { $0.counts[type, default: 0] += 1 }
            }
        }
    }
}

/// The host functions of completion that tell whether its names are still good.
let changeFunctions: [HostFunction] = [
    // changes_follow(engine): begins to follow its events, quietly.
    HostFunction("changes_follow", "h") { call in
        guard let engine = call.object(0, as: EngineObject.self)?.engine else { return .wrongArgument("not an engine") }
        let watch = ChangeWatch(beside: engine)
        watch.begin()
        return .value(.handle(watch))
    },
    // changes_seen(watch, type): how many changes of "container" or another type of events; nil while nothing is heard.
    // Second whether it has ended.
    HostFunction("changes_seen", "hs") { call in
        guard let watch = call.object(0, as: ChangeWatch.self) else {
            return .wrongArgument("this is not what changes_follow gives")
        }
        let (count, isOver) = watch.seen(call.string(1) ?? "")
        return .values([count.map { .integer($0) } ?? .none, .boolean(isOver)])
    },
]
