internal import Glibc

/// How the parts of this folder read files, so that tests can answer.
package struct FileReader: Sendable {
    /// The bytes of a file; nil when there is none.
    package var read: @Sendable (String) throws(EngineError) -> [UInt8]?
    /// The names in a folder, in no order; none when there is no such folder.
    package var names: @Sendable (String) -> [String]

    /// A reader with those answers.
    package init(
        read: @escaping @Sendable (String) throws(EngineError) -> [UInt8]?,
        names: @escaping @Sendable (String) -> [String] = { _ in [] }
    ) {
        self.read = read
        self.names = names
    }

    /// Nothing is there.
    package static let none = FileReader(read: { (_) throws(EngineError) in nil })
    /// The system's own answers.
    package static let local = FileReader(
        read: { (path) throws(EngineError) in try LocalFiles.read(path) }, names: { LocalFiles.names(in: $0) })
}

/// The few small files of the user that are read and written whole.
package enum LocalFiles {
    /// Nothing that belongs here is longer.
    static let longest = 8 << 20

    /// Reads a file. nil when there is none.
    ///
    /// - Throws: kind `invalid_argument` when it cannot be read, is not a regular file, or is longer than 8 MiB.
    package static func read(_ path: String) throws(EngineError) -> [UInt8]? {
        // Without O_NONBLOCK, opening a pipe would wait for its writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        if descriptor < 0 {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw failure("cannot read \(path)")
        }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else { throw failure("cannot read \(path)") }
        guard facts.st_mode & S_IFMT == S_IFREG else {
            throw EngineError(.invalidArgument, "cannot read \(path): it is not a regular file")
        }
        var content: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(descriptor, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure("cannot read \(path)") }
            if count == 0 { return content }
            content += piece[..<count]
            guard content.count <= longest else {
                throw EngineError(.invalidArgument, "cannot read \(path): it is longer than \(longest >> 20) MiB")
            }
        }
    }

    /// The names in a folder, without `.` and `..`; none when it cannot be read.
    static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    /// Replaces a file as a whole, so that no reader ever sees a part of it. A link stays a link: the file it leads to
    /// is replaced. Folders on the way are made.
    package static func write(_ bytes: [UInt8], to path: String, mode: UInt32) throws(EngineError) {
        let target = destination(of: path)
        try makeFolder(folder(of: target), mode: 0o700)
        var template = Array("\(target).XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw failure("cannot write \(path)") }
        let temporary = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        var problem: EngineError?
        if !writeAll(bytes, to: descriptor) || fchmod(descriptor, mode) != 0 || fsync(descriptor) != 0 {
            problem = failure("cannot write \(path)")
        }
        var facts = stat()
        // Root edits other people's files without taking them away.
        if problem == nil, stat(target, &facts) == 0 { _ = fchown(descriptor, facts.st_uid, facts.st_gid) }
        close(descriptor)
        if problem == nil, rename(temporary, target) != 0 { problem = failure("cannot write \(path)") }
        guard let problem else { return }
        unlink(temporary)
        throw problem
    }

    /// Makes a folder and those above it; quiet when it is there.
    static func makeFolder(_ path: String, mode: mode_t) throws(EngineError) {
        if path.isEmpty || mkdir(path, mode) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, folder(of: path) != path else { throw failure("cannot make the folder \(path)") }
        try makeFolder(folder(of: path), mode: mode)
        if mkdir(path, mode) != 0, errno != EEXIST { throw failure("cannot make the folder \(path)") }
    }

    /// Removes a file, or a folder with what is in it; links are removed, not followed. Quiet when there is none.
    static func remove(_ path: String) throws(EngineError) {
        var facts = stat()
        guard lstat(path, &facts) == 0 else { return }
        if facts.st_mode & S_IFMT == S_IFDIR {
            for name in names(in: path) { try remove("\(path)/\(name)") }
            if rmdir(path) != 0 { throw failure("cannot remove \(path)") }
        } else if unlink(path) != 0 {
            throw failure("cannot remove \(path)")
        }
    }

    /// Where a path leads through its links, also when nothing is there yet.
    private static func destination(of path: String) -> String {
        var path = path
        for _ in 0..<32 {
            var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
            let count = readlink(path, &buffer, buffer.count)
            guard count > 0 else { break }
            let link = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
            path = link.hasPrefix("/") ? link : "\(folder(of: path))/\(link)"
        }
        return path
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private static func failure(_ what: String) -> EngineError {
        EngineError(.invalidArgument, "\(what): \(String(cString: strerror(errno)))")
    }
}
