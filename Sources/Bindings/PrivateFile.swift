internal import DockerEngine
internal import Glibc
internal import LuaRuntime

/// write_file(path, text): a file for its owner's eyes only, written whole or not at all; folders are made on the way.
let privateFileFunction = HostFunction("write_file", "ss") { call in
    guard let path = call.string(0), let text = call.string(1), !path.isEmpty else {
        return .wrongArgument("a path is needed")
    }
    makeFolders(for: path)
    let copy = "\(path).\(getpid())"
    let file = open(copy, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { return .error(cannotWrite(path)) }
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else {
            let error = cannotWrite(path)
            close(file)
            unlink(copy)
            return .error(error)
        }
        rest = rest.dropFirst(count)
    }
    close(file)
    guard rename(copy, path) == 0 else {
        let error = cannotWrite(path)
        unlink(copy)
        return .error(error)
    }
    return .nothing
}

private func makeFolders(for path: String) {
    var at = path.startIndex
    while at < path.endIndex, let slash = path[path.index(after: at)...].firstIndex(of: "/") {
        mkdir(String(path[..<slash]), 0o700)
        at = slash
    }
}

private func cannotWrite(_ path: String) -> EngineError {
    EngineError(.invalidArgument, "cannot write \(path): \(String(cString: strerror(errno)))")
}
