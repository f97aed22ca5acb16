internal import Glibc

extension ArchiveError {
    /// The error of a system call that has just failed: what was to be done, with which file, and why not.
    static func system(_ what: String, _ path: [UInt8], code: Int32 = errno, hint: String? = nil) -> ArchiveError {
        let reason = strerror(code).map { String(cString: $0) } ?? "error \(code)"
        return ArchiveError("cannot \(what) \(path.text): \(reason)", hint: hint)
    }
}

/// A file descriptor that is closed with its last reference.
final class Descriptor {
    let number: Int32

    init(_ number: Int32) { self.number = number }

    deinit { Glibc.close(number) }
}

/// Repeats a call that a signal interrupted.
func uninterrupted(_ call: () -> Int) -> Int {
    while true {
        let result = call()
        if result >= 0 || errno != EINTR { return result }
    }
}

/// The names in a folder, in the order of their bytes; "." and ".." left out. nil with `errno` when it cannot be read.
func sortedNames(of folder: [UInt8]) throws(ArchiveError) -> [[UInt8]]? {
    guard let stream = try folder.withCString({ opendir($0) }) else { return nil }
    defer { closedir(stream) }
    var names: [[UInt8]] = []
    errno = 0
    while let item = readdir(stream) {
        let name = withUnsafePointer(to: &item.pointee.d_name) { tuple in
            tuple.withMemoryRebound(to: CChar.self, capacity: 256) { [UInt8](cString: $0) }
        }
        if name != [UInt8(ascii: ".")], name != [UInt8(ascii: "."), UInt8(ascii: ".")] { names.append(name) }
        errno = 0
    }
    guard errno == 0 else { return nil }
    return names.sorted { $0.lexicographicallyPrecedes($1) }
}

/// `folder/name`; either may be empty.
func join(_ folder: [UInt8], _ name: [UInt8]) -> [UInt8] {
    if folder.isEmpty { return name }
    if name.isEmpty { return folder }
    return folder.last == UInt8(ascii: "/") ? folder + name : folder + [UInt8(ascii: "/")] + name
}

/// What `lstat`, or `stat`, tells of a path; nil with `errno` when it fails.
func facts(of path: [UInt8], following: Bool = false) throws(ArchiveError) -> stat? {
    var facts = stat()
    let result = try path.withCString { following ? stat($0, &facts) : lstat($0, &facts) }
    return result == 0 ? facts : nil
}

/// Where a symbolic link points, as it is written there.
func readLink(_ path: [UInt8]) throws(ArchiveError) -> [UInt8] {
    var target = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = try path.withCString { name in
        target.withUnsafeMutableBytes { room in
            room.bindMemory(to: CChar.self).baseAddress.map { readlink(name, $0, room.count) } ?? -1
        }
    }
    guard count >= 0 else { throw .system("read the link", path) }
    return Array(target[..<count])
}
