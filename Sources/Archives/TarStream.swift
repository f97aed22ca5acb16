internal import Glibc

/// What goes into an archive that is made while it is sent.
public enum TarPart: Sendable {
    /// Files of this machine.
    case tree(FileTree)
    /// One entry with content from memory.
    case memory(TarEntry, [UInt8])
}

/// Makes a tar archive piece by piece, in constant memory: files are read as their bytes are asked for.
///
/// A file that grows while it is read is cut at the size it had when its turn came, as GNU tar does. One that shrinks
/// is an error: its entry has been announced with more bytes than there are.
///
/// Not for several threads at once; any one thread at a time may use it.
public final class TarStream {
    private enum Phase {
        case parts
        case ended
    }

    private let writer: TarWriter
    private var parts: ArraySlice<TarPart>
    private let chunk: Int
    private var walk: TreeWalk?
    private var file: (descriptor: Descriptor, left: Int64, path: [UInt8])?
    private var phase = Phase.parts
    private var buffer: UnsafeMutableRawBufferPointer

    /// Prepares an archive; reads nothing yet.
    ///
    /// - Parameters:
    ///   - parts: its content, in order.
    ///   - chunk: about how many bytes `next()` gives at a time.
    public init(_ parts: [TarPart], chunk: Int = 128 * 1024) throws(ArchiveError) {
        writer = try TarWriter()
        self.parts = parts[...]
        self.chunk = chunk
        buffer = .allocate(byteCount: 64 * 1024, alignment: 16)
    }

    deinit { buffer.deallocate() }

    /// The next bytes of the archive; nil at its end. After an error there is no more.
    public func next() throws(ArchiveError) -> [UInt8]? {
        do throws(ArchiveError) {
            while writer.count < chunk, case .parts = phase { try step() }
        } catch {
            phase = .ended
            file = nil
            _ = writer.take()
            throw error
        }
        let bytes = writer.take()
        return bytes.isEmpty ? nil : bytes
    }

    private func step() throws(ArchiveError) {
        if file != nil { return try copySome() }
        if let item = try walk?.next() { return try begin(item) }
        walk = nil
        guard let part = parts.popFirst() else {
            phase = .ended
            return try writer.finish()
        }
        switch part {
        case .memory(let entry, let content): try writer.add(entry, content)
        case .tree(let tree): walk = TreeWalk(tree)
        }
    }

    private func begin(_ item: TreeWalk.Item) throws(ArchiveError) {
        guard item.entry.kind == .file else { return try writer.begin(item.entry) }
        // Without waiting for a writer, should it have become a fifo meanwhile.
        let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
        let number = try item.source.withCString { open($0, flags) }
        guard number >= 0 else {
            if errno == ENOENT { return }
            throw .system("read", item.source, hint: "make it readable, or leave it out")
        }
        let descriptor = Descriptor(number)
        var found = stat()
        guard fstat(number, &found) == 0, found.st_mode & S_IFMT == S_IFREG else {
            throw ArchiveError("\(item.source.text) became something else while it was read")
        }
        var entry = item.entry
        entry.size = Int64(found.st_size)
        try writer.begin(entry)
        if entry.size > 0 { file = (descriptor, entry.size, item.source) }
    }

    private func copySome() throws(ArchiveError) {
        guard let (descriptor, left, path) = file else { return }
        let wanted = Int(min(left, Int64(buffer.count)))
        let count = uninterrupted { read(descriptor.number, buffer.baseAddress, wanted) }
        guard count >= 0 else { throw .system("read", path) }
        guard count > 0 else {
            throw ArchiveError(
                "\(path.text) became \(left) bytes shorter while it was read",
                hint: "something writes to it; try again, or leave it out")
        }
        try writer.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        if Int64(count) == left { file = nil } else { file?.left = left - Int64(count) }
    }
}
