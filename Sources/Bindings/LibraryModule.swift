internal import Glibc
internal import LuaHost
internal import LuaRuntime

/// The library's own source, for those who read documentation out of it.
///
/// - Parameter folder: the folder that overrides the embedded library; nil without one.
func libraryFunctions(folder: String?) -> [HostFunction] {
    [
        // library_text(path) -> the text of stdlib/path, or nil
        HostFunction("library_text", "s") { call in
            guard let path = call.string(0), !path.split(separator: "/").contains("..") else { return .nothing }
            if let folder, let text = contents(of: folder + "/" + path) { return .value(.bytes(HostBytes(text))) }
            for index in 0..<moon_embedded_count() {
                let file = moon_embedded_at(index)
                guard String(cString: file.path) == path else { continue }
                let bytes = UnsafeRawBufferPointer(start: file.bytes, count: file.length)
                return .value(.bytes(HostBytes(String(decoding: bytes, as: UTF8.self))))
            }
            return .nothing
        },
        // library_modules() -> the names of all modules of the embedded library
        HostFunction("library_modules", "") { _ in
            let names = (0..<moon_embedded_count()).map { "\"\(String(cString: moon_embedded_at($0).module))\"" }
            return .value(.json(HostBytes("[\(names.joined(separator: ","))]")))
        },
    ]
}

private func contents(of path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
        let count = fread(&buffer, 1, buffer.count, file)
        if count == 0 { return String(decoding: bytes, as: UTF8.self) }
        bytes += buffer[..<count]
    }
}
