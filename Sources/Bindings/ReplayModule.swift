internal import DockerEngine
internal import LuaRuntime
internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// A recording that Lua fills, and the server that answers from it.
final class ReplayObject: HostObject {
    private struct State {
        var recording = Recording()
        var server: ReplayServer?
    }

    private let state = Mutex(State())

    func add(_ entry: Recording.Entry) { state.withLock { $0.recording.entries.append(entry) } }

    /// Adds to the entry that was added last.
    func add(_ piece: Recording.Piece) {
        state.withLock { state in
            guard let last = state.recording.entries.indices.last else { return }
            state.recording.entries[last].pieces.append(piece)
        }
    }

    func serve(advice: String?) throws -> Address {
        let recording = state.withLock { $0.recording }
        let server = try ReplayServer(
            recording, eventLoop: MultiThreadedEventLoopGroup.singleton.next(), advice: advice)
        state.withLock { $0.server = server }
        return server.address
    }

    func close() { state.withLock { $0.server }?.close() }
}

/// The host functions behind `--replay` and lessons without an engine.
let replayFunctions: [HostFunction] = [
    // replay_new(): an empty recording.
    HostFunction("replay_new", "") { _ in .value(.handle(ReplayObject())) },
    // replay_entry(recording, facts, body): adds an exchange; facts: method target status reason raw open headers,
    // where headers are lines of "Name: value".
    HostFunction("replay_entry", "hfs") { call in
        guard let replay = call.object(0, as: ReplayObject.self) else { return .wrongArgument("not a recording") }
        var entry = Recording.Entry(
            method: "GET", target: "/", body: call.string(2) ?? "", status: 200, reason: "", headers: Headers(),
            isRaw: false, isOpen: false)
        for field in call.fields(1) {
            switch (field.name, field.value) {
            case ("method", .string(let text)): entry.method = text
            case ("target", .string(let text)): entry.target = text
            case ("status", .integer(let number)): entry.status = Int(number)
            case ("reason", .string(let text)): entry.reason = text
            case ("raw", .boolean(let flag)): entry.isRaw = flag
            case ("open", .boolean(let flag)): entry.isOpen = flag
            case ("headers", .string(let lines)):
                for line in lines.split(separator: "\n") {
                    guard let colon = line.firstIndex(of: ":") else { continue }
                    let value = line[line.index(after: colon)...].drop { $0 == " " }
                    entry.headers.add(String(line[..<colon]), String(value))
                }
            default: break
            }
        }
        replay.add(entry)
        return .nothing
    },
    // replay_reply(recording, bytes, milliseconds): the engine sent bytes, that long after what was before.
    HostFunction("replay_reply", "hsn") { call in
        let bytes = call.bytes(1).map { ByteBuffer(bytes: $0) } ?? ByteBuffer()
        let delay = TimeAmount.microseconds(Int64(max(0, min(call.number(2) ?? 0, 1e9)) * 1000))
        call.object(0, as: ReplayObject.self)?.add(.reply(bytes, after: delay))
        return .nothing
    },
    // replay_input(recording [, bytes]): the client sent bytes; without: it ended its input.
    HostFunction("replay_input", "hs?") { call in
        let piece = call.bytes(1).map { Recording.Piece.input(ByteBuffer(bytes: $0)) } ?? .inputClosed
        call.object(0, as: ReplayObject.self)?.add(piece)
        return .nothing
    },
    // replay_serve(recording [, advice]): begins to answer; gives the address. With advice, what to do about a request that
    // is not recorded, it answers somebody who types freely.
    HostFunction("replay_serve", "hs?") { call in
        guard let replay = call.object(0, as: ReplayObject.self) else { return .wrongArgument("not a recording") }
        do {
            return .value(.bytes(HostBytes("\(try replay.serve(advice: call.string(1)))")))
        } catch {
            return .error(error)
        }
    },
]
