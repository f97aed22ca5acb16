import Glibc

/// Names of files and folders that go on from what is typed.
public enum FileCandidates {
    /// The entries of the folder that `prefix` names, whose name begins as its last part does; folders end with a slash.
    /// `~/` means the home folder. Hidden ones only when a dot is typed. At most `limit`, sorted.
    public static func matching(_ prefix: String, home: String?, limit: Int = 500) -> [Candidate] {
        let slash = prefix.lastIndex(of: "/").map { prefix.index(after: $0) } ?? prefix.startIndex
        let (folder, start) = (String(prefix[..<slash]), prefix[slash...])
        var path = folder.isEmpty ? "." : folder
        if folder.hasPrefix("~/"), let home { path = home + folder.dropFirst() }
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var found: [Candidate] = []
        while found.count < limit, let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name != ".", name != "..", name.hasPrefix(start) else { continue }
            if name.hasPrefix("."), !start.hasPrefix(".") { continue }
            var facts = stat()
            let isFolder = stat(path + "/" + name, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
            let kind = isFolder ? "folder" : "file"
            found.append(Candidate(folder + name + (isFolder ? "/" : ""), kind: kind))
        }
        return found.sorted { $0.text < $1.text }
    }
}
