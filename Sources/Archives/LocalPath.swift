internal import Glibc

/// What is at a path of this machine, for deciding what a copy to it or from it means.
public enum LocalPath {
    /// What is there; nil for nothing.
    ///
    /// - Parameter follows: look at what a symbolic link points to, and not at the link.
    public static func kind(of path: String, follows: Bool) throws(ArchiveError) -> TarEntry.Kind? {
        guard let found = try facts(of: Array(path.utf8), following: follows) else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .system("look at", Array(path.utf8))
        }
        return TarEntry.Kind(typeBits: found.st_mode) ?? .fifo
    }

    /// Where the symbolic link at a path points, as it is written there.
    public static func linkTarget(of path: String) throws(ArchiveError) -> [UInt8] { try readLink(Array(path.utf8)) }

    /// Makes a folder; its parent must exist. Quiet when it is there.
    public static func makeFolder(_ path: String) throws(ArchiveError) {
        let status = try Array(path.utf8).withCString { mkdir($0, 0o777) }
        guard status == 0 || errno == EEXIST else { throw .system("make the folder", Array(path.utf8)) }
    }

    /// A source for ``TarReader`` that reads a file.
    public static func reading(_ path: String) throws(ArchiveError) -> TarReader.Source {
        let number = try Array(path.utf8).withCString { open($0, O_RDONLY | O_CLOEXEC) }
        guard number >= 0 else { throw .system("read", Array(path.utf8)) }
        let descriptor = Descriptor(number)
        return { () throws(ArchiveError) in
            var piece = [UInt8](repeating: 0, count: 256 * 1024)
            let count = uninterrupted { read(descriptor.number, &piece, piece.count) }
            guard count >= 0 else { throw .system("read", Array(path.utf8)) }
            return count == 0 ? nil : Array(piece[..<count])
        }
    }
}
