import Glibc

/// The chunks of earlier sessions, in a file that several sessions may use at once.
///
/// One entry a line, oldest first; line breaks inside an entry are written `\n` and `\r`, a backslash `\\`. Each entry is
/// appended at once, under a lock, so concurrent sessions merge. The file is readable by its owner only.
public struct HistoryFile: Sendable {
    /// Where the file is.
    public let path: String
    /// Entries kept when the file is read; older ones are dropped from it.
    public let limit: Int

    /// The history in the file at `path`. Nothing is read or created yet.
    public init(path: String, limit: Int = 10_000) {
        self.path = path
        self.limit = limit
    }

    /// `$XDG_STATE_HOME/moondock/history`, or `~/.local/state/moondock/history`; nil when neither variable helps.
    public static func standardPath(environment: [String: String]) -> String? {
        if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return state + "/moondock/history" }
        guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
        return home + "/.local/state/moondock/history"
    }

    /// All entries, oldest first, at most ``limit``. Empty when there is no file. A file that has grown well beyond the
    /// limit is shortened.
    public func load() -> [String] {
        guard let entries = withLockedFile(create: false, { Self.entries(of: Self.contents($0)) }) else { return [] }
        if entries.count > limit + limit / 10 { shorten() }
        return Array(entries.suffix(limit))
    }

    /// Writes `entry` at the end of the file, unless it is blank or ``SecretRule`` forbids it. Says whether it was
    /// written; trouble with the disk is not worth a message at each line.
    @discardableResult
    public func append(_ entry: String) -> Bool {
        guard entry.contains(where: { !$0.isWhitespace }), !SecretRule.forbids(entry) else { return false }
        return withLockedFile(create: true) { file in
            let end = lseek(file, 0, SEEK_END)
            let isWhole = Terminal(descriptor: file).write(Self.encode(entry) + "\n")
            // Half an entry would run into the next one.
            if !isWhole { _ = ftruncate(file, end) }
            return isWhole
        } ?? false
    }

    // MARK: - Entries as lines

    static func encode(_ entry: String) -> String {
        var line = String.UnicodeScalarView()
        for scalar in entry.unicodeScalars {
            switch scalar {
            case "\\": line.append(contentsOf: "\\\\".unicodeScalars)
            case "\n": line.append(contentsOf: "\\n".unicodeScalars)
            case "\r": line.append(contentsOf: "\\r".unicodeScalars)
            default: line.append(scalar)
            }
        }
        return String(line)
    }

    static func decode(_ line: Substring) -> String {
        var entry = String.UnicodeScalarView()
        var isEscaped = false
        for scalar in line.unicodeScalars {
            if isEscaped {
                entry.append(scalar == "n" ? "\n" : scalar == "r" ? "\r" : scalar)
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else {
                entry.append(scalar)
            }
        }
        return String(entry)
    }

    private static func entries(of bytes: [UInt8]) -> [String] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(decode)
    }

    // MARK: - The file

    /// Opens the file, takes its lock, and runs `body` with the descriptor; nil when it cannot be opened, or is no file:
    /// who links it to `/dev/null` wants no history.
    private func withLockedFile<Result>(create: Bool, _ body: (Int32) -> Result) -> Result? {
        if create { makeFolders() }
        for _ in 0..<8 {
            let file = open(path, O_RDWR | O_APPEND | O_NONBLOCK | O_CLOEXEC | (create ? O_CREAT : 0), 0o600)
            guard file >= 0 else { return nil }
            defer { close(file) }
            var here = stat()
            guard fstat(file, &here) == 0, here.st_mode & S_IFMT == S_IFREG, flock(file, LOCK_EX) == 0 else {
                return nil
            }
            // Another session may have put a shortened file in its place while this one waited.
            var there = stat()
            guard stat(path, &there) == 0, here.st_ino == there.st_ino else { continue }
            if here.st_mode & 0o077 != 0 { _ = fchmod(file, 0o600) }
            return body(file)
        }
        return nil
    }

    private func makeFolders() {
        var at = path.startIndex
        while let slash = path[path.index(after: at)...].firstIndex(of: "/") {
            _ = mkdir(String(path[..<slash]), 0o700)
            at = slash
        }
    }

    private static func contents(_ file: Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(file, &buffer, buffer.count)
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
        }
    }

    /// Writes the latest entries to a new file and puts it in place, all under the lock of the old one. Where that does
    /// not succeed, as on a full disk, the old one stays.
    private func shorten() {
        _ = withLockedFile(create: false) { file in
            // A link stays a link: the file it leads to is replaced.
            guard let target = realpath(path, nil) else { return }
            defer { free(target) }
            let kept = Self.entries(of: Self.contents(file)).suffix(limit)
            let copy = String(cString: target) + ".\(getpid())"
            let new = open(copy, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard new >= 0 else { return }
            // It stays its owner's, whoever shortens it.
            var here = stat()
            let isWhole =
                fstat(file, &here) == 0 && (here.st_uid == geteuid() || fchown(new, here.st_uid, here.st_gid) == 0)
                && Terminal(descriptor: new).write(kept.map { Self.encode($0) + "\n" }.joined()) && fsync(new) == 0
            close(new)
            if !isWhole || rename(copy, target) != 0 { unlink(copy) }
        }
    }
}
