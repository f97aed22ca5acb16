/// How long an archive will be, before it is made.
public enum TarSize {
    private static let block: Int64 = 512

    /// Counts headers, contents and the end of an archive; a second header counts where a time of nanoseconds or a long
    /// name needs one, whatever its length. Looks at every file and reads none.
    ///
    /// - Parameters:
    ///   - parts: as for ``TarStream``.
    ///   - isUnwanted: asked for each file; true ends the count.
    /// - Returns: bytes; nil where a file cannot be looked at, or nobody wants to know any more.
    public static func estimate(_ parts: [TarPart], isUnwanted: () -> Bool = { false }) -> Int64? {
        var size = 2 * block
        for part in parts {
            switch part {
            case .memory(_, let content): size += padded(Int64(content.count))
            case .tree(let tree):
                var walk = TreeWalk(tree)
                do throws(ArchiveError) {
                    while let item = try walk.next() {
                        if isUnwanted() { return nil }
                        size += padded(item.entry.kind == .file ? item.entry.size : 0)
                        let needsMore = item.entry.modified.nanoseconds != 0 || item.entry.path.count > 100
                        if needsMore { size += 2 * block }
                    }
                } catch {
                    return nil
                }
            }
        }
        return size
    }

    private static func padded(_ content: Int64) -> Int64 { block + (content + block - 1) / block * block }
}
