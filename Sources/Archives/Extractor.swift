internal import Glibc

/// How an archive is unpacked.
public struct ExtractOptions: Sendable {
    /// What becomes of a symbolic link that points out of the folder.
    public enum OutsideLinks: String, Sendable, CaseIterable {
        /// It is an error.
        case refuse
        /// It is left out.
        case skip
        /// It is made as it is. Nothing is ever written through it.
        case keep
    }

    /// Links that point out.
    public var outsideLinks = OutsideLinks.refuse
    /// Make device nodes; otherwise they are an error.
    public var makesDevices = false
    /// Give files the owners that the archive names, and keep set-uid and set-gid bits. Takes effect for root only.
    public var keepsOwners = false
    /// What replaces the first part of every path: `from` is that part, `to` the new one, empty for none.
    public var rename: (from: [UInt8], to: [UInt8])?
    /// The first part that every path must have, before it is replaced; nil: any.
    public var only: [UInt8]?
    /// The most bytes of content, in all; nil: no limit.
    public var mostBytes: Int64?
    /// The most entries; nil: no limit.
    public var mostEntries: Int?

    /// Links that point out and devices are refused; files belong to whoever unpacks.
    public init() {}
}

/// What was unpacked.
public struct ExtractSummary: Sendable, Equatable {
    /// Entries of any kind.
    public var entries = 0
    /// Bytes of content.
    public var bytes: Int64 = 0
    /// Links that were left out.
    public var skipped = 0

    /// Nothing yet.
    public init() {}
}

/// UTIME_OMIT, which Swift does not see: leave that time as it is.
private let keepTime = (1 << 30) - 2

/// Unpacks archives that nobody has to trust.
///
/// Every step goes from one open folder to the next without following links, so that nothing outside the target is ever
/// made, changed or linked to, whatever the archive says and whoever else works in the folder. A file appears under its
/// name when it is complete; one that was there is replaced, not written through.
public final class Extractor {
    private let options: ExtractOptions
    private let root: Descriptor
    private let place: [UInt8]
    private let ownsFiles: Bool
    private var summary = ExtractSummary()
    /// Folders get their modes and times when everything is in them.
    private var folders: [(parts: [[UInt8]], entry: TarEntry)] = []
    /// The folder used last: entries of one folder follow one another.
    private var current: (parts: [[UInt8]], folder: Descriptor)?
    private var temporaries = 0

    /// Opens the folder to unpack into; it must exist.
    public init(into folder: String, options: ExtractOptions = ExtractOptions()) throws(ArchiveError) {
        place = Array(folder.utf8)
        let number = try place.withCString { Glibc.open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard number >= 0 else { throw .system("unpack into", place) }
        root = Descriptor(number)
        self.options = options
        ownsFiles = options.keepsOwners && geteuid() == 0
    }

    /// Unpacks everything that a reader gives.
    @discardableResult
    public func extract(_ reader: TarReader) throws(ArchiveError) -> ExtractSummary {
        while let entry = try reader.next() { try extract(entry, reader) }
        try settleFolders()
        return summary
    }

    private func extract(_ entry: TarEntry, _ reader: TarReader) throws(ArchiveError) {
        let parts = try SafePath.parts(of: entry.path, rename: options.rename, only: options.only)
        summary.entries += 1
        if let most = options.mostEntries, summary.entries > most {
            throw ArchiveError("the archive has more than \(most) entries", hint: "max_entries allows more")
        }
        guard let name = parts.last else {
            // The target itself: its mode and time are the caller's.
            guard entry.kind == .directory else { throw ArchiveError("the archive has an entry without a name") }
            return
        }
        let above = Array(parts.dropLast())
        if entry.kind == .directory { return try makeFolder(above, name, entry) }
        let folder = try open(above)
        switch entry.kind {
        case .file: try writeFile(folder, name, entry, reader)
        case .symlink: try makeSymlink(folder, name, entry, depth: above.count)
        case .hardlink: try makeHardLink(folder, name, entry)
        case .fifo: try place(folder, name, entry) { temporary in mkfifoat(folder.number, temporary, 0o600) }
        case .characterDevice, .blockDevice:
            guard options.makesDevices else {
                throw ArchiveError(
                    "\(entry.name) is a \(entry.kind.rawValue)", hint: "devices are only made when asked for")
            }
            let bits = mode_t(entry.kind.typeBits) | 0o600
            try place(folder, name, entry) { temporary in mknodat(folder.number, temporary, bits, dev_t(entry.device)) }
        case .directory: break
        }
    }

    // MARK: Folders

    /// Opens a folder below the target, and makes what is missing of its path.
    private func open(_ parts: [[UInt8]]) throws(ArchiveError) -> Descriptor {
        if let current, current.parts == parts { return current.folder }
        var folder = root
        for (depth, part) in parts.enumerated() {
            folder = try step(folder, part, parts[...depth])
        }
        current = (parts, folder)
        return folder
    }

    private func step(_ folder: Descriptor, _ name: [UInt8], _ path: ArraySlice<[UInt8]>) throws(ArchiveError)
        -> Descriptor
    {
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        var number = try name.withCString { openat(folder.number, $0, flags) }
        if number < 0, errno == ENOENT {
            let made = try name.withCString { mkdirat(folder.number, $0, 0o777) }
            guard made == 0 || errno == EEXIST else { throw .system("make the folder", shown(Array(path))) }
            number = try name.withCString { openat(folder.number, $0, flags) }
        }
        guard number < 0 else { return Descriptor(number) }
        guard errno == ELOOP || errno == ENOTDIR else { throw .system("open the folder", shown(Array(path))) }
        throw ArchiveError(
            "\(shown(Array(path)).text) is no folder but a link or a file, and the archive has files below it",
            hint: "nothing is unpacked through links; remove it, or unpack into an empty folder")
    }

    private func makeFolder(_ above: [[UInt8]], _ name: [UInt8], _ entry: TarEntry) throws(ArchiveError) {
        let folder = try open(above)
        let path = above + [name]
        if try name.withCString({ mkdirat(folder.number, $0, 0o700) }) != 0 {
            guard errno == EEXIST else { throw .system("make the folder", shown(path)) }
            let existing = try state(folder, name)
            guard existing.map({ $0.st_mode & S_IFMT == S_IFDIR }) ?? false else {
                throw ArchiveError(
                    "\(shown(path).text) is there and no folder; the archive has a folder of that name",
                    hint: "remove it, or unpack into an empty folder")
            }
        }
        folders.append((path, entry))
    }

    /// Gives folders what could not be given while they were being filled; the innermost first.
    private func settleFolders() throws(ArchiveError) {
        current = nil
        for (parts, entry) in folders.sorted(by: { $0.parts.count > $1.parts.count }) {
            let folder = try open(parts)
            try settle(folder, entry, parts)
        }
        folders = []
        current = nil
    }

    // MARK: Files

    private func writeFile(
        _ folder: Descriptor, _ name: [UInt8], _ entry: TarEntry, _ reader: TarReader
    ) throws(ArchiveError) {
        let most = options.mostBytes.map { max($0 - summary.bytes, 0) }
        // A hole costs nothing on its way here, and counts as what it looks like.
        if let most, entry.size > most { throw tooMuch() }
        let temporary = temporaryName()
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let number = try temporary.withCString { openat(folder.number, $0, flags, 0o600) }
        guard number >= 0 else { throw .system("write", shown([entry.path])) }
        let file = Descriptor(number)
        do throws(ArchiveError) {
            var end: Int64 = 0
            while try reader.readBlock({ (bytes, offset) throws(ArchiveError) in
                end = try sum(offset, Int64(bytes.count))
                if let most, end > most { throw tooMuch() }
                try write(bytes, at: offset, to: file, entry)
            }) {}
            summary.bytes = try sum(summary.bytes, max(end, entry.size))
            if end < entry.size, ftruncate(number, off_t(entry.size)) != 0 {
                throw .system("write", shown([entry.path]))
            }
            try settle(file, entry, [entry.path])
            try move(temporary, to: name, in: folder, entry)
        } catch {
            remove(temporary, in: folder)
            throw error
        }
    }

    /// What an archive says of its sizes may be beyond all numbers.
    private func sum(_ one: Int64, _ other: Int64) throws(ArchiveError) -> Int64 {
        let (sum, isBeyond) = one.addingReportingOverflow(other)
        if isBeyond {
            throw ArchiveError(
                "the archive says that its files are larger than any disk", hint: "it is damaged, or a trap")
        }
        return sum
    }

    private func tooMuch() -> ArchiveError {
        ArchiveError(
            "the archive has more than \(options.mostBytes ?? 0) bytes of content", hint: "max_bytes allows more")
    }

    private func write(
        _ bytes: UnsafeRawBufferPointer, at offset: Int64, to file: Descriptor, _ entry: TarEntry
    ) throws(ArchiveError) {
        var written = 0
        while written < bytes.count {
            let count = uninterrupted {
                pwrite(
                    file.number, bytes.baseAddress?.advanced(by: written), bytes.count - written,
                    off_t(offset) + off_t(written))
            }
            guard count > 0 else { throw .system("write", shown([entry.path])) }
            written += count
        }
    }

    /// Mode, owner and time of an open file or folder.
    private func settle(_ file: Descriptor, _ entry: TarEntry, _ path: [[UInt8]]) throws(ArchiveError) {
        if ownsFiles, fchown(file.number, user(entry), group(entry)) != 0 {
            throw .system("give its owner to", shown(path))
        }
        guard fchmod(file.number, mode(entry)) == 0 else { throw .system("give its mode to", shown(path)) }
        let times = [timespec(tv_sec: 0, tv_nsec: keepTime), time(entry)]
        guard futimens(file.number, times) == 0 else { throw .system("give its time to", shown(path)) }
    }

    private func mode(_ entry: TarEntry) -> mode_t { mode_t(entry.mode & (ownsFiles ? 0o7777 : 0o1777)) }

    private func user(_ entry: TarEntry) -> uid_t { uid_t(truncatingIfNeeded: entry.owner.user) }

    private func group(_ entry: TarEntry) -> gid_t { gid_t(truncatingIfNeeded: entry.owner.group) }

    private func time(_ entry: TarEntry) -> timespec {
        timespec(tv_sec: Int(entry.modified.seconds), tv_nsec: Int(entry.modified.nanoseconds))
    }

    // MARK: Links and the like

    private func makeSymlink(
        _ folder: Descriptor, _ name: [UInt8], _ entry: TarEntry, depth: Int
    ) throws(ArchiveError) {
        if !SafePath.staysInside(entry.linkTarget, depth: depth) {
            switch options.outsideLinks {
            case .keep: break
            case .skip:
                summary.skipped += 1
                return
            case .refuse:
                throw ArchiveError(
                    "the link \(entry.name) points out of the folder, to \(entry.linkTarget.text)",
                    hint: "links = \"keep\" makes such links as they are, links = \"skip\" leaves them out")
            }
        }
        let target = entry.linkTarget
        try place(folder, name, entry) { (temporary) throws(ArchiveError) in
            try target.withCString { symlinkat($0, folder.number, temporary) }
        }
    }

    private func makeHardLink(_ folder: Descriptor, _ name: [UInt8], _ entry: TarEntry) throws(ArchiveError) {
        let parts = try SafePath.parts(of: entry.linkTarget, rename: options.rename, only: options.only)
        guard let file = parts.last else { throw ArchiveError("the hard link \(entry.name) names no file") }
        let source = try open(Array(parts.dropLast()))
        guard try state(source, file) != nil else {
            throw ArchiveError("the hard link \(entry.name) repeats \(entry.linkTarget.text), which is not there")
        }
        let temporary = temporaryName()
        let status = try file.withCString { (from) throws(ArchiveError) in
            try temporary.withCString { linkat(source.number, from, folder.number, $0, 0) }
        }
        guard status == 0 else { throw .system("make the hard link", shown([entry.path])) }
        do throws(ArchiveError) {
            try move(temporary, to: name, in: folder, entry)
        } catch {
            remove(temporary, in: folder)
            throw error
        }
        // Renaming a file to another name of its own does nothing.
        remove(temporary, in: folder)
    }

    /// Makes something without content under a temporary name, and moves it to its own.
    private func place(
        _ folder: Descriptor, _ name: [UInt8], _ entry: TarEntry,
        _ make: (UnsafePointer<CChar>) throws(ArchiveError) -> Int32
    ) throws(ArchiveError) {
        let temporary = temporaryName()
        guard try temporary.withCString(make) == 0 else { throw .system("make", shown([entry.path])) }
        do throws(ArchiveError) {
            try temporary.withCString { (path) throws(ArchiveError) in
                if ownsFiles { fchownat(folder.number, path, user(entry), group(entry), AT_SYMLINK_NOFOLLOW) }
                // The name is new and ours; a link has no mode of its own.
                if entry.kind != .symlink { fchmodat(folder.number, path, mode(entry), 0) }
                let times = [timespec(tv_sec: 0, tv_nsec: keepTime), time(entry)]
                utimensat(folder.number, path, times, AT_SYMLINK_NOFOLLOW)
            }
            try move(temporary, to: name, in: folder, entry)
        } catch {
            remove(temporary, in: folder)
            throw error
        }
    }

    // MARK: Names

    private func temporaryName() -> [UInt8] {
        temporaries += 1
        let random = UInt64.random(in: .min ... .max)
        return Array(".moondock-\(String(random, radix: 36))-\(temporaries)".utf8)
    }

    private func move(
        _ temporary: [UInt8], to name: [UInt8], in folder: Descriptor, _ entry: TarEntry
    ) throws(ArchiveError) {
        let status = try temporary.withCString { (from) throws(ArchiveError) in
            try name.withCString { renameat(folder.number, from, folder.number, $0) }
        }
        guard status != 0 else { return }
        if errno == EISDIR || errno == ENOTEMPTY || errno == EEXIST {
            throw ArchiveError(
                "\(shown([entry.path]).text) is a folder; the archive has a \(entry.kind.rawValue) of that name",
                hint: "remove the folder, or unpack somewhere else")
        }
        throw .system("write", shown([entry.path]))
    }

    private func remove(_ name: [UInt8], in folder: Descriptor) {
        let before = errno
        _ = try? name.withCString { unlinkat(folder.number, $0, 0) }
        errno = before
    }

    private func state(_ folder: Descriptor, _ name: [UInt8]) throws(ArchiveError) -> stat? {
        var facts = stat()
        let status = try name.withCString { fstatat(folder.number, $0, &facts, AT_SYMLINK_NOFOLLOW) }
        return status == 0 ? facts : nil
    }

    private func shown(_ parts: [[UInt8]]) -> [UInt8] { parts.reduce(place) { join($0, $1) } }
}
