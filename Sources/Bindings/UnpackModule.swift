internal import Archives
internal import DockerEngine
internal import LuaRuntime
internal import Synchronization

/// An archive that Lua reads entry by entry.
///
/// `@unchecked Sendable` is safe: Lua asks for one thing at a time, and `isBusy` refuses a second one meanwhile.
private final class TarReading: HostObject, @unchecked Sendable {
    let source: TarSource
    let reader: TarReader
    var current: TarEntry?
    private let isBusy = Mutex(false)

    init(_ source: TarSource) throws(ArchiveError) {
        self.source = source
        reader = try TarReader { () throws(ArchiveError) in try source.pull() }
    }

    func begin() -> Bool {
        isBusy.withLock { isBusy in
            defer { isBusy = true }
            return !isBusy
        }
    }

    func end() { isBusy.withLock { $0 = false } }

    func close() { source.cancel() }
}

/// The host functions that read and unpack tar archives. Each takes the archive as three arguments: a stream, or bytes, or
/// the path of a file; two of them are nil.
let unpackFunctions: [HostFunction] = [
    // untar(stream?, bytes?, file?, folder, {links, devices, owners, rename_from, rename_to, only}): into a folder.
    HostFunction("untar", "h?s?s?sf", deferring: unpack),
    // tar_reader(stream?, bytes?, file?): for the two below.
    HostFunction("tar_reader", "h?s?s?") { call in
        do {
            return .value(.handle(try TarReading(call.tarSource(0).get())))
        } catch let error as ArchiveError {
            return .error(EngineError(error))
        } catch {
            return .error(error)
        }
    },
    // tar_next(reader): {name, kind, size, mode, mtime, uid, gid, linkname}, nil at the end.
    HostFunction(
        "tar_next", "h",
        deferring: { call in
            work(call) { (reading) throws(ArchiveError) in
                reading.current = try reading.reader.next()
                return reading.current.map { .value(.json(HostBytes(json($0)))) } ?? .nothing
            }
        }),
    // tar_content(reader): the content of the entry that tar_next gave last.
    HostFunction(
        "tar_content", "h",
        deferring: { call in
            work(call) { (reading) throws(ArchiveError) in
                guard let entry = reading.current else { throw ArchiveError("there is no current entry to read") }
                reading.current?.size = 0
                return .value(.bytes(HostBytes(copying: try reading.reader.content(of: entry))))
            }
        }),
]

private func work(
    _ call: HostCall, _ body: @escaping @Sendable (TarReading) throws(ArchiveError) -> HostReply
) -> HostOutcome {
    guard let reading = call.object(0, as: TarReading.self) else {
        return .reply(.wrongArgument("this is not what tar_reader gives"))
    }
    guard reading.begin() else { return .reply(.wrongArgument("this archive is being read already")) }
    let completion = call.completion
    let isRunning = BackgroundThread.run {
        let reply: HostReply
        do throws(ArchiveError) {
            reply = try body(reading)
        } catch {
            reply = .error(reading.source.error(for: error))
        }
        reading.end()
        completion(reply)
    }
    return isRunning ? .deferred(cancel: { reading.source.cancel() }) : .reply(noThread)
}

private let noThread = HostReply.error(EngineError(.api, "no thread could be started for the archive"))

private func json(_ entry: TarEntry) -> String {
    var fields = [
        "\"name\":\(JSONText.quoted(entry.name))", "\"kind\":\(JSONText.quoted(entry.kind.rawValue))",
        "\"size\":\(entry.size)", "\"mode\":\(entry.mode)", "\"mtime\":\(entry.modified.seconds)",
        "\"uid\":\(entry.owner.user)", "\"gid\":\(entry.owner.group)",
    ]
    if !entry.linkTarget.isEmpty {
        fields.append("\"linkname\":\(JSONText.quoted(String(decoding: entry.linkTarget, as: UTF8.self)))")
    }
    return "{\(fields.joined(separator: ","))}"
}

@Sendable private func unpack(_ call: HostCall) -> HostOutcome {
    let source: TarSource
    do throws(EngineError) { source = try call.tarSource(0).get() } catch { return .reply(.error(error)) }
    let fields = Fields(call.fields(4))
    var options = ExtractOptions()
    options.makesDevices = fields.boolean("devices")
    options.keepsOwners = fields.boolean("owners")
    if let links = fields.string("links") {
        options.outsideLinks = ExtractOptions.OutsideLinks(rawValue: links) ?? .refuse
    }
    if let from = fields.string("rename_from") {
        options.rename = (Array(from.utf8), Array((fields.string("rename_to") ?? "").utf8))
    }
    options.only = fields.string("only").map { Array($0.utf8) }
    options.mostBytes = fields.integer("max_bytes")
    options.mostEntries = fields.integer("max_entries").map { Int($0) }
    let (folder, completion) = (call.string(3) ?? "", call.completion)
    let isRunning = BackgroundThread.run { [options] in
        do throws(ArchiveError) {
            let reader = try TarReader { () throws(ArchiveError) in try source.pull() }
            let summary = try Extractor(into: folder, options: options).extract(reader)
            let json = "{\"entries\":\(summary.entries),\"bytes\":\(summary.bytes),\"skipped\":\(summary.skipped)}"
            completion(.value(.json(HostBytes(json))))
        } catch {
            source.cancel()
            completion(.error(source.error(for: error)))
        }
    }
    return isRunning ? .deferred(cancel: { source.cancel() }) : .reply(noThread)
}
