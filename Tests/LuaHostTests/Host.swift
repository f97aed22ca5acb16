import Glibc
import LuaHost
import Testing

/// A Lua state whose host functions are simple C-level doubles, to test the border without the Swift runtime.
///
/// `now(x)` answers at once with its argument as JSON, `later(x)` defers and answers the same when stepped, `fail()` raises
/// an error table, `open()` gives a stream that replays `batches`, and `open_later()` the same when stepped.
final class Host {
    var pointer: OpaquePointer?
    var pending: [Int64: String] = [:]
    /// The tickets of the streams that were given and that came back.
    var opened: [Int64] = []
    var released: [Int64] = []
    var spawned: [Int64] = []
    var batches: [(text: String, runs: [moon_run])] = []
    var waitsInPlace = 0
    var limits = moon_limits()

    init(memoryLimit: Int = 0, instructionLimit: Int64 = 0, jsonDepth: Int = 0) {
        var options = moon_options(
            memory_limit: memoryLimit, instruction_limit: instructionLimit, json_depth: jsonDepth, stdlib: nil,
            is_sandboxed: false)
        var callbacks = moon_callbacks(
            context: Unmanaged.passUnretained(self).toOpaque(),
            start: { Host.from($0).start($1.pointee, &$2.pointee) },
            wait: { context, ticket, reply in
                Host.from(context).waitsInPlace += 1
                reply.pointee = Host.from(context).reply(to: ticket)
            },
            release_handle: { Host.from($0).released.append($1) },
            spawned: { Host.from($0).spawned.append($1) })
        pointer = moon_open(&options, &callbacks, Host.functions, Host.functionCount)
    }

    deinit { close() }

    func close() {
        if let pointer { moon_close(pointer) }
        pointer = nil
    }

    private static let functionCount = 7
    private nonisolated(unsafe) static let functions: UnsafeMutablePointer<moon_function> = {
        let table = UnsafeMutablePointer<moon_function>.allocate(capacity: functionCount)
        let list = [
            ("now", "j?"), ("later", "j?"), ("fail", ""), ("open", ""), ("fields", "f"), ("optional", "f?j?s?b?"),
            ("open_later", ""),
        ]
        for (index, function) in list.enumerated() {
            table[index] = moon_function(name: strdup(function.0), arguments: strdup(function.1))
        }
        return table
    }()

    private static func from(_ context: UnsafeMutableRawPointer) -> Host {
        Unmanaged<Host>.fromOpaque(context).takeUnretainedValue()
    }

    private func start(_ request: moon_request, _ reply: inout moon_reply) -> Bool {
        let argument = request.count > 0 ? request.arguments[0] : moon_value()
        let text =
            argument.bytes.map {
                String(decoding: UnsafeRawBufferPointer(start: $0, count: argument.length), as: UTF8.self)
            } ?? ""
        switch request.function {
        case Int32(MOON_STREAM_NEXT):
            if batches.isEmpty { return true }
            let batch = batches.removeFirst()
            reply = Host.reply(batch.text, kind: MOON_BATCH, runs: batch.runs)
            return true
        case 0:
            reply = Host.reply(text, kind: MOON_JSON)
            return true
        case 1:
            pending[request.ticket] = text
            return false
        case 2:
            reply = Host.reply(#"{"kind":"not_found","message":"No such thing","status":404}"#, kind: MOON_JSON)
            reply.status = Int32(MOON_ERROR.rawValue)
            return true
        case 3:
            reply = stream(request.ticket)
            return true
        case 6:
            pending[request.ticket] = "stream"
            return false
        case 5:
            reply = Host.reply(
                "\"\((0..<request.count).map { "\(request.arguments[Int($0)].kind)" }.joined())\"", kind: MOON_JSON)
            return true
        default:
            let names = (0..<argument.length).compactMap { argument.fields?[$0] }
                .map { String(decoding: UnsafeRawBufferPointer(start: $0.name, count: $0.name_length), as: UTF8.self) }
            reply = Host.reply("\"\(names.sorted().joined(separator: ","))\"", kind: MOON_JSON)
            return true
        }
    }

    func reply(to ticket: Int64) -> moon_reply {
        let text = pending.removeValue(forKey: ticket) ?? "null"
        return text == "stream" ? stream(ticket) : Host.reply(text, kind: MOON_JSON)
    }

    private func stream(_ ticket: Int64) -> moon_reply {
        opened.append(ticket)
        var reply = moon_reply()
        reply.count = 1
        reply.values.0.kind = Int32(MOON_HANDLE.rawValue)
        reply.values.0.detail = Int32(MOON_STREAM.rawValue)
        reply.values.0.integer = ticket
        reply.values.0.limits = limits
        return reply
    }

    /// A reply whose bytes are one malloc'd block, so that a sanitizer sees a missed or doubled release.
    private static func reply(_ text: String, kind: moon_kind, runs: [moon_run] = []) -> moon_reply {
        var reply = moon_reply()
        guard !text.isEmpty else { return reply }
        let size = MemoryLayout<moon_run>.stride * max(1, runs.count)
        let block = UnsafeMutableRawPointer.allocate(byteCount: size + text.utf8.count, alignment: 16)
        let runPointer = block.bindMemory(to: moon_run.self, capacity: max(1, runs.count))
        for (index, run) in runs.enumerated() { runPointer[index] = run }
        (block + size).copyMemory(from: Array(text.utf8), byteCount: text.utf8.count)
        reply.count = 1
        reply.values.0.kind = Int32(kind.rawValue)
        reply.values.0.bytes = UnsafePointer((block + size).assumingMemoryBound(to: CChar.self))
        reply.values.0.length = text.utf8.count
        reply.runs = UnsafePointer(runPointer)
        reply.run_count = runs.count
        reply.owner = block
        reply.release = { $0.deallocate() }
        return reply
    }

    /// Runs a chunk to its end, answering every wait, and gives its first result or its error as text.
    func run(_ source: String, expectWaits: Int? = nil) -> String {
        guard let pointer else { return "no state" }
        let task = moon_task_new(pointer)
        guard task != 0 else { return "error: not enough memory" }
        defer { moon_task_release(pointer, task) }
        let status = source.withCString { text in
            moon_task_load(pointer, task, text, strlen(text), "=test", Int32(MOON_STATEMENTS.rawValue))
        }
        guard status == MOON_LOADED.rawValue else { return "error: \(report(task))" }
        var waits = 0
        var step = moon_task_step(pointer, task, nil)
        while step.state == MOON_WAITING.rawValue {
            waits += 1
            var answer = reply(to: step.ticket)
            step = moon_task_step(pointer, task, &answer)
        }
        if let expectWaits, waits != expectWaits { return "\(waits) waits instead of \(expectWaits)" }
        guard step.state == MOON_FINISHED.rawValue else { return "error: \(report(task))" }
        let value = moon_task_result(pointer, task, 1)
        switch moon_kind(UInt32(value.kind)) {
        case MOON_BYTES:
            return String(decoding: UnsafeRawBufferPointer(start: value.bytes, count: value.length), as: UTF8.self)
        case MOON_INTEGER: return "\(value.integer)"
        case MOON_NUMBER: return "\(value.number)"
        case MOON_BOOLEAN: return value.integer != 0 ? "true" : "false"
        default: return "nil"
        }
    }

    private func report(_ task: Int64) -> String {
        guard let pointer else { return "" }
        var report = moon_task_report(pointer, task)
        defer { moon_report_free(&report) }
        return report.message.map { String(cString: $0) } ?? "?"
    }
}

/// The host module under a short name, before each test's chunk.
let h = "local h = require 'moondock.host' "
