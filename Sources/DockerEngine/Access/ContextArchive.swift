/// The archive in which the docker command hands a context on: a tar with `meta.json` and `tls/ENDPOINT/FILE`.
enum ContextArchive {
    /// What the docker command takes at most.
    static let longest = 10 << 20
    private static let block = 512

    /// A file of an archive.
    struct Entry: Equatable {
        var name: String
        var content: [UInt8]
    }

    // MARK: Writing

    /// Makes an archive of a context and its TLS files.
    static func write(_ meta: String, tls: [String: [String: [UInt8]]]) throws(EngineError) -> [UInt8] {
        var archive: [UInt8] = []
        try append("meta.json", Array(meta.utf8), mode: 0o644, to: &archive)
        try appendFolder("tls", to: &archive)
        for (endpoint, files) in tls.sorted(by: { $0.key < $1.key }) {
            try appendFolder("tls/\(endpoint)", to: &archive)
            for (file, content) in files.sorted(by: { $0.key < $1.key }) {
                try append("tls/\(endpoint)/\(file)", content, mode: 0o600, to: &archive)
            }
        }
        return archive + [UInt8](repeating: 0, count: 2 * block)
    }

    private static func appendFolder(_ name: String, to archive: inout [UInt8]) throws(EngineError) {
        archive += try header(name, size: 0, mode: 0o700, type: UInt8(ascii: "5"))
    }

    private static func append(
        _ name: String, _ content: [UInt8], mode: Int, to archive: inout [UInt8]
    ) throws(EngineError) {
        archive += try header(name, size: content.count, mode: mode, type: UInt8(ascii: "0")) + content
        archive += [UInt8](repeating: 0, count: (block - content.count % block) % block)
    }

    private static func header(_ name: String, size: Int, mode: Int, type: UInt8) throws(EngineError) -> [UInt8] {
        guard name.utf8.count <= 100 else {
            throw EngineError(.invalidArgument, "the name \(name) is too long for the archive of a context")
        }
        var header = [UInt8](repeating: 0, count: block)
        func put(_ bytes: some Collection<UInt8>, at start: Int) {
            header.replaceSubrange(start..<start + bytes.count, with: bytes)
        }
        func octal(_ number: Int, digits: Int, at start: Int) {
            let text = String(number, radix: 8)
            put((String(repeating: "0", count: digits - text.utf8.count) + text).utf8, at: start)
        }
        put(name.utf8, at: 0)
        octal(mode, digits: 7, at: 100)
        octal(0, digits: 7, at: 108)
        octal(0, digits: 7, at: 116)
        octal(size, digits: 11, at: 124)
        octal(0, digits: 11, at: 136)
        put("        ".utf8, at: 148)
        header[156] = type
        put("ustar\0".utf8, at: 257)
        put("00".utf8, at: 263)
        let sum = header.reduce(0) { $0 + Int($1) }
        octal(sum, digits: 6, at: 148)
        header[154] = 0
        return header
    }

    // MARK: Reading

    /// The regular files of an archive; everything else in it is passed over. The docker command leaves out the end of its
    /// archives, so the last block may be short and the closing ones may be missing.
    static func read(_ archive: [UInt8]) throws(EngineError) -> [Entry] {
        guard archive.count <= longest else {
            throw wrong("it is longer than \(longest >> 20) MiB")
        }
        if archive.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
            throw wrong("it is a zip archive, which only the docker command reads")
        }
        var entries: [Entry] = []
        var position = 0
        while position + block <= archive.count {
            let header = Array(archive[position..<position + block])
            if header.allSatisfy({ $0 == 0 }) { break }
            let sum = header.enumerated().reduce(0) { $0 + ((148..<156).contains($1.offset) ? 32 : Int($1.element)) }
            guard octal(header[148..<156]) == sum, let size = octal(header[124..<136]) else {
                throw wrong("it is not a tar archive")
            }
            position += block
            guard size <= archive.count - position else { throw wrong("it ends in the middle of a file") }
            if header[156] == UInt8(ascii: "0") || header[156] == 0 {
                var name = text(header[0..<100])
                let prefix = text(header[345..<500])
                if header[257..<263].elementsEqual("ustar\0".utf8), !prefix.isEmpty { name = "\(prefix)/\(name)" }
                entries.append(Entry(name: name, content: Array(archive[position..<position + size])))
            }
            position += (size + block - 1) / block * block
        }
        return entries
    }

    /// The description and the TLS files in an archive.
    static func contents(of archive: [UInt8]) throws(EngineError) -> (meta: [UInt8], tls: [String: [String: [UInt8]]]) {
        var meta: [UInt8]?
        var tls: [String: [String: [UInt8]]] = [:]
        for entry in try read(archive) {
            let parts = entry.name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            if parts == ["meta.json"] {
                meta = entry.content
            } else if parts.count == 3, parts[0] == "tls",
                !parts.contains(where: { ["", ".", ".."].contains($0) || $0.contains("\\") })
            {
                tls[parts[1], default: [:]][parts[2]] = entry.content
            } else {
                throw wrong("there is a file \(JSONText.quoted(entry.name)) in it that does not belong there")
            }
        }
        guard let meta else { throw wrong("there is no meta.json in it") }
        return (meta, tls)
    }

    private static func octal(_ field: ArraySlice<UInt8>) -> Int? {
        let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0 && $0 != 0x20 }
        guard digits.count < 12, digits.allSatisfy({ (48...55).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 << 3 | Int($1 - 48) }
    }

    private static func text(_ field: ArraySlice<UInt8>) -> String {
        String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
    }

    private static func wrong(_ why: String) -> EngineError {
        EngineError(
            .invalidArgument, "this is not the archive of a context: \(why)",
            hint: "docker.contexts.export and docker context export make such archives.")
    }
}

extension ContextStore {
    /// A context as an archive that the docker command imports.
    package func archive(of name: String) throws(EngineError) -> [UInt8] {
        let context = try context(name)
        var tls: [String: [String: [UInt8]]] = [:]
        for (endpoint, files) in context.tlsFiles {
            for file in files { tls[endpoint, default: [:]][file] = try tlsFile(file, of: name, endpoint: endpoint) }
        }
        return try ContextArchive.write(context.document.compact, tls: tls)
    }

    /// Makes a context of an archive. Nothing is written when the archive is not one.
    ///
    /// - Throws: kind `conflict` when there is a context of that name.
    package func restore(_ archive: [UInt8], as name: String) throws(EngineError) {
        try DockerContext.check(name)
        if has(name) { throw EngineError(.conflict, "there is a context \(JSONText.quoted(name)) already") }
        let (meta, tls) = try ContextArchive.contents(of: archive)
        let context = try DockerContext(meta, name: name, path: "meta.json")
        try save(context)
        do throws(EngineError) {
            try setTLS(tls, of: name)
        } catch {
            try? remove(name)
            throw error
        }
    }

    /// Whether there is a context of that name, broken or not.
    package func has(_ name: String) -> Bool {
        do throws(EngineError) {
            return try context(name).name == name
        } catch {
            return error.kind != .notFound
        }
    }
}
