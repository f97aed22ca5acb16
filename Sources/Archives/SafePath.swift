/// Paths out of an archive, checked before anything is done with them.
enum SafePath {
    private static let slash = UInt8(ascii: "/")
    private static let dot = Array(".".utf8)
    private static let up = Array("..".utf8)

    /// The longest path taken, and the most names along one: far beyond what systems give names to, and few enough that a
    /// path of a megabyte costs no time.
    static let longest = 16 * 1024
    /// See ``longest``.
    static let deepest = 1024

    /// The names along a path; `.` and empty ones left out.
    ///
    /// - Parameter rename: what replaces the first name: `from` by `to`, by nothing where that is empty.
    /// - Parameter only: the first name that the path must have, before it is replaced; nil: any.
    /// - Throws: for a path that is absolute, has `..` in it, or another first name, and for one beyond all measure.
    static func parts(
        of path: [UInt8], rename: (from: [UInt8], to: [UInt8])? = nil, only: [UInt8]? = nil
    ) throws(ArchiveError) -> [[UInt8]] {
        guard path.count <= longest else {
            throw refusal(Array(path.prefix(60) + Array("…".utf8)), "has a path of \(path.count) bytes")
        }
        guard path.first != slash else { throw refusal(path, "is absolute") }
        var parts = path.split(separator: slash).map(Array.init).filter { $0 != dot }
        guard parts.count <= deepest else {
            throw refusal(Array(path.prefix(60) + Array("…".utf8)), "is \(parts.count) folders deep")
        }
        guard !parts.contains(up) else { throw refusal(path, "leaves its folder by \"..\"") }
        if let only, let first = parts.first, first != only { throw refusal(path, "is not in \(only.text)") }
        if let rename, let first = parts.first, first == rename.from {
            if rename.to.isEmpty { parts.removeFirst() } else { parts[0] = rename.to }
        }
        return parts
    }

    private static func refusal(_ path: [UInt8], _ what: String) -> ArchiveError {
        ArchiveError(
            "the archive has an entry \(path.text), which \(what)", hint: "nothing is unpacked outside the folder given"
        )
    }

    /// Tells whether a symbolic link, in a folder `depth` levels below the target, points to a place within it.
    ///
    /// `..` is only taken at the beginning: behind the name of another link it would count from where that link points.
    static func staysInside(_ link: [UInt8], depth: Int) -> Bool {
        guard !link.isEmpty, link.first != slash else { return false }
        let parts = link.split(separator: slash).map(Array.init).filter { $0 != dot }
        let leading = parts.prefix { $0 == up }.count
        return leading <= depth && !parts.dropFirst(leading).contains(up)
    }
}
