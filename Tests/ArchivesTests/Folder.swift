import Foundation

@testable import Archives

/// A folder of its own that goes with its last reference.
final class Folder {
    let path: String

    /// In a folder whose path ends with a slash.
    init(in parent: String = NSTemporaryDirectory()) throws {
        path = parent + "moondock-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ content: String) throws {
        let file = path + "/" + name
        let folder = (file as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(content.utf8).write(to: URL(fileURLWithPath: file))
    }

    func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: path + "/" + name, withDestinationPath: target)
    }

    func read(_ name: String) -> String? {
        FileManager.default.contents(atPath: path + "/" + name).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Every path below, sorted.
    var paths: [String] { (FileManager.default.subpaths(atPath: path) ?? []).sorted() }

    /// Unpacks an archive into the folder.
    @discardableResult
    func unpack(_ bytes: [UInt8], _ options: ExtractOptions = ExtractOptions()) throws -> ExtractSummary {
        try Extractor(into: path, options: options).extract(TarReader(bytes))
    }
}

/// An archive of entries and their contents.
func archive(_ entries: [(TarEntry, String)]) throws -> [UInt8] {
    let writer = try TarWriter()
    for (entry, content) in entries { try writer.add(entry, Array(content.utf8)) }
    try writer.finish()
    return writer.take()
}

func entry(_ path: String, _ kind: TarEntry.Kind = .file, to target: String = "", mode: UInt32 = 0o644) -> TarEntry {
    TarEntry(Array(path.utf8), kind, mode: mode, linkTarget: Array(target.utf8))
}

/// Everything in an archive.
func contents(_ bytes: [UInt8]) throws -> [(entry: TarEntry, content: [UInt8])] {
    let reader = try TarReader(bytes)
    var list: [(TarEntry, [UInt8])] = []
    while let entry = try reader.next() { list.append((entry, try reader.content(of: entry))) }
    return list
}

/// All the bytes of an archive being made.
func bytes(_ stream: TarStream) throws -> [UInt8] {
    var all: [UInt8] = []
    while let piece = try stream.next() { all += piece }
    return all
}
