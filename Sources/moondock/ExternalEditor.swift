internal import Glibc

/// An editor of the user's, run on a file in the terminal.
struct ExternalEditor {
    /// A command as a shell understands it, such as `vim` or `code --wait`.
    let command: String

    /// Why a text did not come back.
    enum Problem: Error, CustomStringConvertible {
        case noFile(String)
        case failed(String, Int32)

        var description: String {
            switch self {
            case .noFile(let reason): "no file to edit in: \(reason)"
            case .failed(let command, 127): "cannot run \(command); set EDITOR, or config.set(\"editor\", …)"
            case .failed(let command, let code): "\(command) ended with exit code \(code); nothing was taken over"
            }
        }
    }

    /// Lets the user change a text, in a file that only they can read and that is removed afterwards.
    func edit(_ text: String, folder: String) throws(Problem) -> String {
        var path = Array("\(folder)/moondock-XXXXXX.lua".utf8CString)
        let file = mkstemps(&path, 4)
        guard file >= 0 else { throw .noFile("\(folder): \(String(cString: strerror(errno)))") }
        let name = String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { unlink(name) }
        var bytes = Array((text + "\n").utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { break }
            bytes = bytes.dropFirst(count)
        }
        close(file)
        try open(name)
        guard let edited = try? readSource(name) else { throw .noFile("\(name) is gone") }
        var result = String(decoding: edited, as: UTF8.self)
        while result.last?.isNewline == true { result.removeLast() }
        return result
    }

    /// Runs the editor on a file and waits for its end.
    func open(_ path: String) throws(Problem) {
        let words = ["sh", "-c", "exec \(command) \"$1\"", "sh", path]
        let arguments = words.map { strdup($0) }
        defer { arguments.forEach { free($0) } }
        var process: pid_t = 0
        guard posix_spawn(&process, "/bin/sh", nil, nil, arguments + [nil], environ) == 0 else {
            throw .failed(command, 127)
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        let code = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
        guard code == 0 else { throw .failed(command, code) }
    }
}
