internal import Glibc

/// The files that a build gets to see, made of a folder as the docker command does.
public struct BuildContext: Sendable {
    /// What the archive consists of.
    public let parts: [TarPart]
    /// The Dockerfile's path in the archive.
    public let dockerfile: String
    /// The Dockerfile's path on the disk.
    public let dockerfilePath: String
    /// The file whose rules leave something out; nil without one.
    public let ignoreFile: String?

    /// Looks at a folder.
    ///
    /// - Parameters:
    ///   - folder: the context.
    ///   - dockerfile: the Dockerfile, from the context or absolute; nil: `Dockerfile`, or `dockerfile` where only that
    ///     is there. One outside the context goes into the archive under a name made of its content: BuildKit leaves it
    ///     there, and a name that changed would make its cache useless.
    /// - Throws: where the folder or the Dockerfile is not there, or a rule is malformed.
    public init(
        folder: String, dockerfile: String?
    ) throws(ArchiveError) {
        guard let found = try facts(of: Array(folder.utf8), following: true) else {
            throw .system("read the build context", Array(folder.utf8))
        }
        guard found.st_mode & S_IFMT == S_IFDIR else {
            throw ArchiveError(
                "the build context \(folder) is not a folder", hint: "a Dockerfile is named with dockerfile = \"PATH\"")
        }
        let file = try Self.place(of: dockerfile, in: folder)
        dockerfilePath = file.path
        let ignore = try Self.ignoreFile(beside: file.path, in: folder)
        ignoreFile = ignore?.path
        var patterns = IgnoreRules.lines(of: ignore?.content ?? [])

        if let inside = file.inside {
            self.dockerfile = inside
            // What the builder has to read is sent whatever the rules say.
            var rules = try IgnoreRules(patterns)
            for name in [inside, ".dockerignore"] where rules.ignores(name) {
                patterns.append("!" + Self.literal(name))
            }
            rules = try IgnoreRules(patterns)
            parts = [
                Self.root, .tree(FileTree(root: folder, owner: .root, ignore: patterns.isEmpty ? nil : rules)),
            ]
        } else {
            let content = try Self.content(of: Array(file.path.utf8)) ?? []
            let name = ".dockerfile." + String(Self.fingerprint(content), radix: 16)
            self.dockerfile = name
            // The classic builder takes both away again before the first step: its own list says so.
            var list =
                try Self.content(of: join(Array(folder.utf8), Array(".dockerignore".utf8)))
                ?? Array(".dockerignore".utf8)
            list += Array("\n\(name)\n".utf8)
            patterns.append(".dockerignore")
            parts = [
                Self.root,
                .tree(FileTree(root: folder, owner: .root, ignore: try IgnoreRules(patterns))),
                .memory(TarEntry(Array(".dockerignore".utf8), .file, mode: 0o600), list),
                .memory(TarEntry(Array(name.utf8), .file, mode: 0o600), content),
            ]
        }
    }

    /// The context itself. BuildKit looks at the first 1024 bytes to tell an archive from a Dockerfile, and takes an
    /// archive that begins with a pax header for the latter; this entry needs none.
    private static let root = TarPart.memory(TarEntry(Array("./".utf8), .directory, mode: 0o755), [])

    /// Where the Dockerfile is on the disk, and where below the context if it is there.
    private static func place(
        of dockerfile: String?, in folder: String
    ) throws(ArchiveError) -> (path: String, inside: String?) {
        let base = try absolute(folder)
        let names = dockerfile.map { [$0] } ?? ["Dockerfile", "dockerfile"]
        for name in names {
            let path = name.hasPrefix("/") ? LexicalPath.cleaned(name) : LexicalPath.cleaned(base + "/" + name)
            guard let found = try facts(of: Array(path.utf8), following: true) else { continue }
            guard found.st_mode & S_IFMT != S_IFDIR else {
                throw ArchiveError("the Dockerfile \(path) is a folder", hint: "name the file in it")
            }
            let prefix = base == "/" ? "/" : base + "/"
            return (path, path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : nil)
        }
        throw ArchiveError(
            "there is no \(names[0]) in \(folder)",
            hint: "dockerfile = \"PATH\" names another one, counted from the context")
    }

    private static func absolute(_ path: String) throws(ArchiveError) -> String {
        if path.hasPrefix("/") { return LexicalPath.cleaned(path) }
        guard let current = getcwd(nil, 0) else { throw .system("find", Array(path.utf8)) }
        defer { free(current) }
        return LexicalPath.cleaned(String(cString: current) + "/" + path)
    }

    /// `<Dockerfile>.dockerignore` counts before `.dockerignore`.
    private static func ignoreFile(
        beside dockerfile: String, in folder: String
    ) throws(ArchiveError) -> (path: String, content: [UInt8])? {
        for path in [dockerfile + ".dockerignore", folder + "/.dockerignore"] {
            if let content = try content(of: Array(path.utf8)) { return (path, content) }
        }
        return nil
    }

    /// The content of a small file; nil where there is none.
    private static func content(of path: [UInt8]) throws(ArchiveError) -> [UInt8]? {
        let number = try path.withCString { open($0, O_RDONLY | O_CLOEXEC) }
        guard number >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .system("read", path)
        }
        let descriptor = Descriptor(number)
        var content: [UInt8] = []
        var room = [UInt8](repeating: 0, count: 16 * 1024)
        while content.count < 16 * 1024 * 1024 {
            let count = uninterrupted { read(descriptor.number, &room, room.count) }
            guard count >= 0 else { throw .system("read", path) }
            if count == 0 { return content }
            content += room[..<count]
        }
        throw ArchiveError("\(path.text) is too large for what it should be")
    }

    /// FNV-1a.
    private static func fingerprint(_ bytes: [UInt8]) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    /// A pattern for just that name.
    private static func literal(_ name: String) -> String {
        var pattern = ""
        for character in name {
            if "*?[]\\".contains(character) { pattern.append("\\") }
            pattern.append(character)
        }
        return pattern
    }
}
