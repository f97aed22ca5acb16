internal import Glibc

/// Reads a file or, for "-", standard input to its end. Throws the system's error text.
func readSource(_ path: String) throws(SourceError) -> [UInt8] {
    let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SourceError(path: path, errorNumber: errno) }
    defer { if descriptor != STDIN_FILENO { close(descriptor) } }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while true {
        let count = read(descriptor, &chunk, chunk.count)
        if count < 0 && errno == EINTR { continue }
        if count < 0 { throw SourceError(path: path, errorNumber: errno) }
        if count == 0 { return bytes }
        bytes += chunk.prefix(count)
    }
}

/// A script that cannot be read.
struct SourceError: Error, CustomStringConvertible {
    var path: String
    var errorNumber: Int32

    var description: String {
        "cannot read \(path == "-" ? "standard input" : path): \(String(cString: strerror(errorNumber)))"
    }
}
