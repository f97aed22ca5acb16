internal import CArchive
internal import Glibc

/// Writes a tar archive, entry by entry, into memory that the caller empties as it fills.
///
/// The format is pax: names and sizes have no limits, and times have their nanoseconds.
public final class TarWriter {
    /// What has been written and not taken yet. A class, because libarchive calls back with its address.
    private final class Sink {
        var bytes: [UInt8] = []
        /// Nothing more is taken.
        var isClosed = false
    }

    private let archive: OpaquePointer
    private let sink = Sink()

    /// An archive without entries.
    public init() throws(ArchiveError) {
        guard let archive = archive_write_new() else { throw ArchiveError("there is not enough memory for an archive") }
        self.archive = archive
        archive_write_set_format_pax(archive)
        // Every write comes at once, and nothing is added at the end but the end mark.
        archive_write_set_bytes_per_block(archive, 0)
        let status = archive_write_open(
            archive, Unmanaged.passUnretained(sink).toOpaque(), nil,
            { _, context, bytes, count in
                guard let context, let bytes else { return -1 }
                let sink = Unmanaged<Sink>.fromOpaque(context).takeUnretainedValue()
                guard !sink.isClosed else { return -1 }
                sink.bytes.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: count))
                return count
            }, nil)
        guard status == ARCHIVE_OK else { throw ArchiveError(archiveMessage(archive)) }
    }

    deinit {
        // Else libarchive would complete the entry that was begun, with zeros. Its own way to say so, archive_write_fail,
        // makes it forget what it holds of the sink.
        sink.isClosed = true
        archive_write_free(archive)
    }

    /// How many bytes wait to be taken.
    public var count: Int { sink.bytes.count }

    /// Takes what has been written so far.
    public func take() -> [UInt8] {
        var taken: [UInt8] = []
        swap(&taken, &sink.bytes)
        return taken
    }

    /// Begins an entry. Exactly `entry.size` bytes of content are to follow.
    public func begin(_ entry: TarEntry) throws(ArchiveError) {
        guard !entry.path.isEmpty, !entry.path.contains(0), !entry.linkTarget.contains(0) else {
            throw ArchiveError("\"\(entry.name)\" is no name for a file in an archive")
        }
        guard let header = archive_entry_new() else { throw ArchiveError("there is not enough memory for an archive") }
        defer { archive_entry_free(header) }
        try inUTF8 { () throws(ArchiveError) in
            try fill(header, entry)
            guard archive_write_header(archive, header) >= ARCHIVE_WARN else {
                throw ArchiveError("\(entry.name) does not fit into an archive: \(archiveMessage(archive))")
            }
        }
    }

    private func fill(_ header: OpaquePointer, _ entry: TarEntry) throws(ArchiveError) {
        try entry.path.withCString { archive_entry_copy_pathname(header, $0) }
        archive_entry_set_filetype(header, entry.kind.typeBits)
        archive_entry_set_perm(header, entry.mode & 0o7777)
        archive_entry_set_size(header, entry.kind == .file ? entry.size : 0)
        archive_entry_set_mtime(header, Int(entry.modified.seconds), Int(entry.modified.nanoseconds))
        archive_entry_set_uid(header, entry.owner.user)
        archive_entry_set_gid(header, entry.owner.group)
        switch entry.kind {
        case .symlink: try entry.linkTarget.withCString { archive_entry_copy_symlink(header, $0) }
        case .hardlink: try entry.linkTarget.withCString { archive_entry_copy_hardlink(header, $0) }
        case .characterDevice, .blockDevice: archive_entry_set_rdev(header, dev_t(entry.device))
        case .file, .directory, .fifo: break
        }
    }

    /// Writes content of the entry begun last. What exceeds its size is dropped.
    public func write(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) {
        guard let start = bytes.baseAddress, bytes.count > 0 else { return }
        guard archive_write_data(archive, start, bytes.count) >= 0 else { throw ArchiveError(archiveMessage(archive)) }
    }

    /// Writes an entry with its content.
    public func add(_ entry: TarEntry, _ content: [UInt8] = []) throws(ArchiveError) {
        var entry = entry
        if entry.kind == .file { entry.size = Int64(content.count) }
        try begin(entry)
        let result: Result<Void, ArchiveError> = content.withUnsafeBytes { bytes in
            do throws(ArchiveError) { return .success(try write(bytes)) } catch { return .failure(error) }
        }
        try result.get()
    }

    /// Writes the end mark. Take the rest afterwards.
    public func finish() throws(ArchiveError) {
        let status = try inUTF8 { () throws(ArchiveError) in archive_write_close(archive) }
        guard status >= ARCHIVE_WARN else { throw ArchiveError(archiveMessage(archive)) }
    }
}
