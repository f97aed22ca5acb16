internal import DockerEngine
internal import LuaRuntime

/// write_file(path, text): a file for its owner's eyes only, written whole or not at all; folders are made on the way.
let privateFileFunction = HostFunction("write_file", "ss") { call in
    guard let path = call.string(0), let text = call.string(1), !path.isEmpty else {
        return .wrongArgument("a path is needed")
    }
    do throws(EngineError) {
        try LocalFiles.write(Array(text.utf8), to: path, mode: 0o600)
        return .nothing
    } catch {
        return .error(error)
    }
}
