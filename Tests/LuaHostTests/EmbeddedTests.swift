import Glibc
import LuaHost
import Testing

@Suite struct EmbeddedTests {
    /// The repository's stdlib folder, found from this file.
    private var stdlib: String { root + "/stdlib" }

    private var root: String {
        let parts = #filePath.split(separator: "/").dropLast(3)
        return "/" + parts.joined(separator: "/")
    }

    private func files(in folder: String, prefix: String = "") -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var found: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasPrefix(".") { continue }
            if entry.pointee.d_type == UInt8(DT_DIR) {
                found += files(in: "\(folder)/\(name)", prefix: "\(prefix)\(name)/")
            } else if name.hasSuffix(".lua") || name.hasSuffix(".har") {
                found.append(prefix + name)
            }
        }
        return found
    }

    @Test("the binary holds exactly the files of stdlib, recordings of lessons among them, and the recipes")
    func sameFiles() {
        let embedded = (0..<moon_embedded_count()).map { String(cString: moon_embedded_at($0).path) }
        let recipes = files(in: root + "/scripts/recipes", prefix: "recipes/")
        #expect(recipes.count >= 20)
        #expect(embedded.sorted() == (files(in: stdlib) + recipes).sorted(), "run scripts/embed")
    }
}
