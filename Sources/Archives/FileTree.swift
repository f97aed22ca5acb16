internal import Glibc

/// Files of this machine that go into an archive: a folder with everything in it, or one file.
public struct FileTree: Sendable {
    /// Where it is on the disk.
    public var root: [UInt8]
    /// What it is called in the archive. Empty: the folder's content without the folder.
    public var name: [UInt8]
    /// Who owns everything in the archive; nil: as on the disk.
    public var owner: FileOwner?
    /// What is left out; paths count from the root.
    public var ignore: IgnoreRules?
    /// Take what the root points to, where it is a symbolic link.
    public var followsRoot: Bool

    /// A tree.
    public init(
        root: String, name: String = "", owner: FileOwner? = nil, ignore: IgnoreRules? = nil, followsRoot: Bool = false
    ) {
        self.root = Array(root.utf8)
        self.name = Array(name.utf8)
        self.owner = owner
        self.ignore = ignore
        self.followsRoot = followsRoot
    }
}

/// Walks a tree: a folder before its content, names in the order of their bytes, so that the same files make the same
/// archive. Keeps one list of names for each level it is in.
struct TreeWalk {
    /// What the walk has come to.
    struct Item {
        var entry: TarEntry
        /// Where it is on the disk.
        var source: [UInt8]
    }

    private struct Level {
        var path: [UInt8]
        var names: ArraySlice<[UInt8]>
        var match: IgnoreRules.Match?
    }

    private var tree: FileTree
    private var levels: [Level] = []
    private var isStarted = false
    /// The first path of each file that has several.
    private var linked: [FileNumber: [UInt8]] = [:]

    private struct FileNumber: Hashable {
        var device: UInt64
        var inode: UInt64
    }

    init(_ tree: FileTree) { self.tree = tree }

    /// The next file, folder or link; nil when there are no more.
    mutating func next() throws(ArchiveError) -> Item? {
        if !isStarted {
            isStarted = true
            if let item = try start() { return item }
        }
        while let level = levels.last {
            guard let name = level.names.first else {
                levels.removeLast()
                continue
            }
            levels[levels.count - 1].names.removeFirst()
            if let item = try visit(join(level.path, name), under: level.match) { return item }
        }
        return nil
    }

    private mutating func start() throws(ArchiveError) -> Item? {
        guard let found = try facts(of: tree.root, following: tree.followsRoot || tree.name.isEmpty) else {
            throw .system("read", tree.root)
        }
        if tree.followsRoot, let path = try tree.root.withCString({ realpath($0, nil) }) {
            tree.root = [UInt8](cString: path)
            free(path)
        }
        let isFolder = found.st_mode & S_IFMT == S_IFDIR
        if tree.name.isEmpty {
            guard isFolder else { throw ArchiveError("\(tree.root.text) is not a folder") }
            try enter([], under: nil)
            return nil
        }
        if isFolder { try enter([], under: nil) }
        return try item(at: [], found)
    }

    private mutating func visit(_ path: [UInt8], under match: IgnoreRules.Match?) throws(ArchiveError) -> Item? {
        // What vanishes between listing and looking is left out, as if it had gone before.
        guard let found = try facts(of: join(tree.root, path)) else {
            if errno == ENOENT { return nil }
            throw .system("read", join(tree.root, path))
        }
        let isFolder = found.st_mode & S_IFMT == S_IFDIR
        var own: IgnoreRules.Match?
        if let rules = tree.ignore {
            let verdict = rules.match(path, under: match)
            own = verdict
            if verdict.isIgnored {
                if isFolder, rules.mayKeepSomething(in: path) { try enter(path, under: own) }
                return nil
            }
        }
        if isFolder { try enter(path, under: own) }
        return try item(at: path, found)
    }

    private mutating func enter(_ path: [UInt8], under match: IgnoreRules.Match?) throws(ArchiveError) {
        let folder = join(tree.root, path)
        guard let names = try sortedNames(of: folder) else {
            if errno == ENOENT, !path.isEmpty { return }
            throw .system("read the folder", folder, hint: Self.unreadable)
        }
        levels.append(Level(path: path, names: names[...], match: match))
    }

    private static let unreadable = "make it readable, or leave it out with .dockerignore where this is a build"

    /// The entry for what was found; nil for a socket, which no archive can hold.
    private mutating func item(at path: [UInt8], _ found: stat) throws(ArchiveError) -> Item? {
        guard let kind = TarEntry.Kind(typeBits: found.st_mode) else { return nil }
        let source = join(tree.root, path)
        var entry = TarEntry(
            join(tree.name, path), kind, size: kind == .file ? Int64(found.st_size) : 0, mode: found.st_mode & 0o7777,
            modified: FileTime(seconds: Int64(found.st_mtim.tv_sec), nanoseconds: Int64(found.st_mtim.tv_nsec)),
            owner: tree.owner ?? FileOwner(user: Int64(found.st_uid), group: Int64(found.st_gid)))
        switch kind {
        case .symlink: entry.linkTarget = try readLink(source)
        case .characterDevice, .blockDevice: entry.device = UInt64(found.st_rdev)
        case .file where found.st_nlink > 1:
            let number = FileNumber(device: UInt64(found.st_dev), inode: UInt64(found.st_ino))
            if let first = linked[number] {
                entry.kind = .hardlink
                entry.size = 0
                entry.linkTarget = first
            } else {
                linked[number] = entry.path
            }
        default: break
        }
        return Item(entry: entry, source: source)
    }
}
