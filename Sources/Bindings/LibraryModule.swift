internal import DockerEngine
internal import Glibc
internal import LuaHost
internal import LuaRuntime

/// The host functions that give the Lua library as text: its comments are its documentation.
///
/// - Parameter folder: the folder that overrides what the binary holds.
func libraryFunctions(folder: String?) -> [HostFunction] {
    [
        // library_files([folder]): the paths of all Lua files, sorted: "docker/containers.lua"; those of a folder where
        // one is given, none when it cannot be read.
        HostFunction("library_files", "s?") { call in
            if let other = call.string(0) {
                let paths = luaFiles(in: other, below: "").sorted().map { JSONText.quoted($0) }
                return .value(.json(HostBytes("[\(paths.joined(separator: ","))]")))
            }
            var paths = Set((0..<moon_embedded_count()).map { String(cString: moon_embedded_at($0).path) })
                .filter { $0.hasSuffix(".lua") }
            if let folder { paths.formUnion(luaFiles(in: folder, below: "")) }
            return .value(.json(HostBytes("[\(paths.sorted().map { JSONText.quoted($0) }.joined(separator: ","))]")))
        },
        // library_source(path): the text of a file, Lua or the recording of a lesson, or nothing.
        HostFunction("library_source", "s") { call in
            let path = call.string(0) ?? ""
            if let folder, let bytes = contents(of: "\(folder)/\(path)") { return .value(.bytes(HostBytes(bytes))) }
            for index in 0..<moon_embedded_count() {
                let file = moon_embedded_at(index)
                guard String(cString: file.path) == path else { continue }
                let bytes = UnsafeBufferPointer(start: file.bytes, count: file.length)
                return .value(.bytes(HostBytes(String(decoding: bytes, as: UTF8.self))))
            }
            return .nothing
        },
    ]
}

private func luaFiles(in folder: String, below prefix: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var paths: [String] = []
    while let entry = readdir(directory) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name.hasPrefix(".") { continue }
        if name.hasSuffix(".lua") {
            paths.append(prefix + name)
        } else {
            paths += luaFiles(in: "\(folder)/\(name)", below: "\(prefix)\(name)/")
        }
    }
    return paths
}

private func contents(of path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16384)
    while true {
        let count = fread(&chunk, 1, chunk.count, file)
        if count == 0 { return String(decoding: bytes, as: UTF8.self) }
        bytes += chunk.prefix(count)
    }
}
