internal import CArchive
internal import Glibc

/// Calls libarchive in a locale in which names are UTF-8, whatever the process has.
func inUTF8<Value>(_ body: () throws(ArchiveError) -> Value) throws(ArchiveError) -> Value {
    let before = uselocale(carchive_utf8())
    defer { _ = uselocale(before) }
    return try body()
}

/// What libarchive says went wrong.
func archiveMessage(_ archive: OpaquePointer) -> String {
    archive_error_string(archive).map { String(cString: $0) } ?? "unknown error"
}

extension Array where Element == UInt8 {
    /// Calls with the bytes as a C string. What stands behind a zero byte is cut off.
    func withCString<Value>(_ body: (UnsafePointer<CChar>) throws(ArchiveError) -> Value) throws(ArchiveError) -> Value
    {
        let text = (self + [0]).map { CChar(bitPattern: $0) }
        let result: Result<Value, ArchiveError> = text.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return .failure(ArchiveError("no memory")) }
            do throws(ArchiveError) {
                return .success(try body(start))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// The bytes of a C string; none for a null pointer.
    init(cString: UnsafePointer<CChar>?) {
        guard let cString else {
            self = []
            return
        }
        self = UnsafeBufferPointer(start: cString, count: strlen(cString)).map { UInt8(bitPattern: $0) }
    }

    /// The bytes as text, for messages.
    var text: String { String(decoding: self, as: UTF8.self) }
}

extension TarEntry.Kind {
    /// The type bits of `st_mode`; a hard link has those of a file.
    var typeBits: UInt32 {
        switch self {
        case .file, .hardlink: 0o100000
        case .directory: 0o040000
        case .symlink: 0o120000
        case .fifo: 0o010000
        case .characterDevice: 0o020000
        case .blockDevice: 0o060000
        }
    }

    /// What type bits say; nil for sockets and what nobody knows.
    init?(typeBits: UInt32) {
        switch typeBits & 0o170000 {
        case 0o100000: self = .file
        case 0o040000: self = .directory
        case 0o120000: self = .symlink
        case 0o010000: self = .fifo
        case 0o020000: self = .characterDevice
        case 0o060000: self = .blockDevice
        default: return nil
        }
    }
}
