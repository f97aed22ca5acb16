internal import CArchive
internal import Glibc

/// Reads a tar archive, entry by entry, from wherever its bytes come. Understands ustar, pax, GNU and old tar.
///
/// Not for several threads at once; any one thread at a time may use it.
public final class TarReader {
    /// Gives the next bytes of the archive; nil at its end. May wait.
    public typealias Source = () throws(ArchiveError) -> [UInt8]?

    /// Where the bytes come from. A class, because libarchive calls back with its address.
    private final class Feed {
        let source: Source
        var failure: ArchiveError?
        var total = 0
        var ended = false
        /// The last bytes given, at most one block.
        var tail: [UInt8] = []
        var head: [UInt8] = []
        private var held = UnsafeMutableRawBufferPointer(start: nil, count: 0)

        init(_ source: @escaping Source) { self.source = source }

        deinit { held.deallocate() }

        /// The next bytes, alive until the next call; empty at the end.
        func next() throws(ArchiveError) -> UnsafeRawBufferPointer {
            while !ended {
                guard let bytes = try source() else {
                    ended = true
                    break
                }
                guard !bytes.isEmpty else { continue }
                total += bytes.count
                if head.count < 4 { head += bytes.prefix(4 - head.count) }
                tail = bytes.count >= 512 ? Array(bytes.suffix(512)) : Array((tail + bytes).suffix(512))
                if held.count < bytes.count {
                    held.deallocate()
                    held = .allocate(byteCount: bytes.count, alignment: 16)
                }
                bytes.withUnsafeBytes { held.copyMemory(from: $0) }
                return UnsafeRawBufferPointer(rebasing: held[..<bytes.count])
            }
            return UnsafeRawBufferPointer(start: nil, count: 0)
        }
    }

    private let archive: OpaquePointer
    private let feed: Feed
    private var isOpen = false
    private var isDone = false

    /// A reader that has read nothing yet.
    public init(_ source: @escaping Source) throws(ArchiveError) {
        guard let archive = archive_read_new() else { throw ArchiveError("there is not enough memory for an archive") }
        self.archive = archive
        feed = Feed(source)
        archive_read_support_format_tar(archive)
    }

    /// A reader of an archive in memory.
    public convenience init(_ bytes: [UInt8]) throws(ArchiveError) {
        var rest: [UInt8]? = bytes
        try self.init { () throws(ArchiveError) in
            defer { rest = nil }
            return rest
        }
    }

    deinit { archive_read_free(archive) }

    /// The next entry; nil at the end. What was not read of the entry before is skipped.
    public func next() throws(ArchiveError) -> TarEntry? {
        guard !isDone else { return nil }
        do throws(ArchiveError) {
            return try inUTF8 { () throws(ArchiveError) in try read() }
        } catch {
            isDone = true
            throw error
        }
    }

    private func read() throws(ArchiveError) -> TarEntry? {
        if !isOpen {
            isOpen = true
            try check(
                archive_read_open(
                    archive, Unmanaged.passUnretained(feed).toOpaque(), nil,
                    { archive, context, bytes in
                        guard let context, let bytes else { return -1 }
                        let feed = Unmanaged<Feed>.fromOpaque(context).takeUnretainedValue()
                        do throws(ArchiveError) {
                            let next = try feed.next()
                            bytes.pointee = next.baseAddress
                            return next.count
                        } catch {
                            feed.failure = error
                            return Int(ARCHIVE_FATAL)
                        }
                    }, nil))
        }
        var header: OpaquePointer?
        let status = archive_read_next_header(archive, &header)
        if status == ARCHIVE_EOF {
            isDone = true
            try finish()
            return nil
        }
        try check(status)
        guard let header else { throw ArchiveError("the archive has an entry without a header") }
        return try entry(header, status)
    }

    private func check(_ status: Int32) throws(ArchiveError) {
        if let failure = feed.failure { throw failure }
        if status >= ARCHIVE_WARN { return }
        if feed.total == 0 { throw ArchiveError("the archive is empty: not even an end mark") }
        if feed.head.starts(with: [0x1f, 0x8b]) {
            throw ArchiveError("the archive is compressed with gzip", hint: "uncompress it first: gunzip")
        }
        throw ArchiveError("the tar archive cannot be read: \(archiveMessage(archive))")
    }

    /// Reads what follows the end mark, and checks that there was one: an archive cut off between two entries looks whole
    /// otherwise.
    private func finish() throws(ArchiveError) {
        while !feed.ended { _ = try feed.next() }
        guard feed.tail.count == 512, feed.tail.allSatisfy({ $0 == 0 }) else {
            throw ArchiveError("the tar archive was cut off: its end mark is missing")
        }
    }

    private func entry(_ header: OpaquePointer, _ status: Int32) throws(ArchiveError) -> TarEntry {
        let path = [UInt8](cString: archive_entry_pathname(header))
        guard !path.isEmpty else {
            throw ArchiveError("the archive has an entry whose name cannot be read: \(archiveMessage(archive))")
        }
        // A name that had to be changed to be UTF-8 would be another file's.
        guard status == ARCHIVE_OK else {
            throw ArchiveError(
                "the entry \(path.text) cannot be read as it is: \(archiveMessage(archive))",
                hint: "names that are not UTF-8 cannot be told apart; keep the archive as a file, or rename them")
        }
        let link = [UInt8](cString: archive_entry_hardlink(header))
        guard let kind = link.isEmpty ? TarEntry.Kind(typeBits: archive_entry_filetype(header)) : .hardlink else {
            throw ArchiveError("the entry \(path.text) is of an unknown type")
        }
        return TarEntry(
            path, kind, size: kind == .file ? archive_entry_size(header) : 0,
            mode: UInt32(archive_entry_perm(header)) & 0o7777,
            modified: FileTime(
                seconds: Int64(archive_entry_mtime(header)), nanoseconds: Int64(archive_entry_mtime_nsec(header))),
            owner: FileOwner(user: archive_entry_uid(header), group: archive_entry_gid(header)),
            linkTarget: kind == .symlink ? [UInt8](cString: archive_entry_symlink(header)) : link,
            device: UInt64(archive_entry_rdev(header)))
    }

    /// Gives the next stretch of the current entry's content and where in the file it begins; holes are left out. False
    /// at the end of the content.
    public func readBlock(
        _ body: (UnsafeRawBufferPointer, Int64) throws(ArchiveError) -> Void
    ) throws(ArchiveError) -> Bool {
        guard !isDone else { return false }
        var bytes: UnsafeRawPointer?
        var count = 0
        var offset: la_int64_t = 0
        let status = archive_read_data_block(archive, &bytes, &count, &offset)
        if status == ARCHIVE_EOF { return false }
        do throws(ArchiveError) {
            try check(status)
        } catch {
            isDone = true
            throw error
        }
        try body(UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : count), Int64(offset))
        return true
    }

    /// The whole content of the current entry, holes filled with zeros.
    ///
    /// - Parameter limit: the most bytes to hold in memory; a larger entry is an error.
    public func content(of entry: TarEntry, limit: Int = 256 * 1024 * 1024) throws(ArchiveError) -> [UInt8] {
        let tooLarge = ArchiveError(
            "\(entry.name) has \(entry.size) bytes, too many to hold in memory", hint: "unpack the archive to a folder")
        guard entry.size <= limit else { throw tooLarge }
        var content: [UInt8] = []
        while try readBlock({ (bytes, offset) throws(ArchiveError) in
            guard offset >= Int64(content.count), offset + Int64(bytes.count) <= limit else { throw tooLarge }
            content.append(contentsOf: repeatElement(0, count: Int(offset) - content.count))
            content.append(contentsOf: bytes)
        }) {}
        if content.count < entry.size {
            content.append(contentsOf: repeatElement(0, count: Int(entry.size) - content.count))
        }
        return content
    }
}
