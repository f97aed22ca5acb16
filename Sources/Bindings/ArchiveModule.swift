internal import Archives
internal import DockerEngine
internal import LuaRuntime
internal import NIOCore
internal import Synchronization

/// What an archive is to be made of, gathered call by call.
private final class TarPlan: HostObject {
    let parts = Mutex<[TarPart]>([])
    let contents: HeldContents

    init(_ memory: ContentMemory) { contents = HeldContents(memory) }

    func close() {}
}

/// The host functions that make tar archives.
///
/// - Parameter memoryLimit: how many bytes the contents of all archives from memory may have; 0: any number.
func archiveFunctions(memoryLimit: Int) -> [HostFunction] {
    let memory = ContentMemory(limit: memoryLimit)
    // tar_new(): an archive without entries.
    return [HostFunction("tar_new", "") { _ in .value(.handle(TarPlan(memory))) }] + planFunctions + pathFunctions
}

private let planFunctions: [HostFunction] = [
    // tar_tree(plan, {root, name, root_owned, follow}): files of this machine.
    HostFunction("tar_tree", "hf") { call in
        guard let plan = call.object(0, as: TarPlan.self) else { return notPlan }
        let fields = Fields(call.fields(1))
        let tree = FileTree(
            root: fields.string("root") ?? "", name: fields.string("name") ?? "",
            owner: fields.boolean("root_owned") ? .root : nil, followsRoot: fields.boolean("follow"))
        plan.parts.withLock { $0.append(.tree(tree)) }
        return .nothing
    },
    // tar_file(plan, {name, mode, mtime, uid, gid}, bytes): a file from memory.
    HostFunction("tar_file", "hfs") { call in
        guard let plan = call.object(0, as: TarPlan.self) else { return notPlan }
        let fields = Fields(call.fields(1))
        let content = call.bytes(2) ?? .init(start: nil, count: 0)
        guard plan.contents.take(content.count) else { return noMemory }
        let entry = TarEntry(
            Array((fields.string("name") ?? "").utf8), .file, mode: UInt32(clamping: fields.integer("mode") ?? 0o644),
            modified: FileTime(seconds: fields.integer("mtime") ?? 0),
            owner: FileOwner(user: fields.integer("uid") ?? 0, group: fields.integer("gid") ?? 0))
        plan.parts.withLock { $0.append(.memory(entry, Array(content))) }
        return .nothing
    },
    // tar_context(plan, folder, dockerfile?): a build's files. Tells where the Dockerfile is.
    HostFunction("tar_context", "hss?") { call in
        guard let plan = call.object(0, as: TarPlan.self) else { return notPlan }
        do throws(ArchiveError) {
            let context = try BuildContext(folder: call.string(1) ?? "", dockerfile: call.string(2))
            plan.parts.withLock { $0 += context.parts }
            let json = """
                {"dockerfile":\(JSONText.quoted(context.dockerfile)),"path":\(JSONText.quoted(context.dockerfilePath))}
                """
            return .value(.json(HostBytes(json)))
        } catch {
            return .error(EngineError(error))
        }
    },
    // tar_body(plan): the archive as the body of a request.
    HostFunction("tar_body", "h") { call in
        made(call) { .handle(BodyObject($0)) }
    },
    // tar_stream(plan): the archive as a stream to read.
    HostFunction("tar_stream", "h") { call in
        made(call) { .stream($0, .bytes, duplex: false) }
    },
]

private let pathFunctions: [HostFunction] = [
    // path_kind(path, follow): "file", "directory", "symlink" and so on; nil where nothing is.
    HostFunction("path_kind", "sb?") { call in
        do throws(ArchiveError) {
            guard let kind = try LocalPath.kind(of: call.string(0) ?? "", follows: call.boolean(1)) else {
                return .nothing
            }
            return .value(.bytes(HostBytes(kind.rawValue)))
        } catch {
            return .error(EngineError(error))
        }
    },
    // link_target(path): where the symbolic link there points, as it is written.
    HostFunction("link_target", "s") { call in
        do throws(ArchiveError) {
            return .value(.bytes(HostBytes(copying: try LocalPath.linkTarget(of: call.string(0) ?? ""))))
        } catch {
            return .error(EngineError(error))
        }
    },
    // make_folder(path): quiet when it is there.
    HostFunction("make_folder", "s") { call in
        do throws(ArchiveError) {
            try LocalPath.makeFolder(call.string(0) ?? "")
            return .nothing
        } catch {
            return .error(EngineError(error))
        }
    },
]

private let notPlan = HostReply.wrongArgument("this is not what tar_new gives")

private let noMemory = HostReply.error(
    EngineError(.init(rawValue: "lua"), "not enough memory: what goes into archives counts for --max-memory"))

private func made(_ call: HostCall, _ wrap: (TarBody) -> HostValue) -> HostReply {
    guard let plan = call.object(0, as: TarPlan.self) else { return notPlan }
    do throws(ArchiveError) {
        return .value(wrap(try TarBody(plan.parts.withLock { $0 }, plan.contents)))
    } catch {
        return .error(EngineError(error))
    }
}

/// The fields of a table argument, by name.
struct Fields {
    private let values: [String: HostField.Value]

    init(_ fields: [HostField]) { values = Dictionary(fields.map { ($0.name, $0.value) }) { $1 } }

    func string(_ name: String) -> String? {
        if case .string(let text) = values[name] { text } else { nil }
    }

    func boolean(_ name: String) -> Bool {
        if case .boolean(true) = values[name] { true } else { false }
    }

    func integer(_ name: String) -> Int64? {
        switch values[name] {
        case .integer(let integer): integer
        case .number(let number): Int64(exactly: number.rounded())
        default: nil
        }
    }
}
