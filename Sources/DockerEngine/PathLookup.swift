/// Finds the operation behind a path.
enum PathLookup {
    /// A path of the catalogue in its parts, made once: every exchange that is observed looks here.
    private struct Template {
        let operation: Operation
        let parts: [String]
        let placeholders: Int

        init(_ operation: Operation) {
            self.operation = operation
            parts = operation.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
                String($0)
            }
            placeholders = parts.count(where: { $0.hasPrefix("{") })
        }

        func fits(_ path: ArraySlice<Substring>) -> Bool {
            guard path.count >= parts.count else { return false }
            var rest = path
            for (index, piece) in parts.enumerated() {
                guard let part = rest.first else { return false }
                if piece.hasPrefix("{") {
                    // Names of images hold slashes: they take as many parts as the rest of the template leaves.
                    let after = parts.count - index - 1
                    let count = piece == "{name}" ? rest.count - after : 1
                    guard !part.isEmpty, count > 0 else { return false }
                    rest = rest.dropFirst(count)
                } else {
                    guard part == piece else { return false }
                    rest = rest.dropFirst()
                }
            }
            return rest.isEmpty
        }
    }

    private static let templates = Dictionary(
        grouping: Catalogue.all.map(Template.init), by: \.operation.method.rawValue)

    /// The operation with that method whose template fits the path, version and query left out.
    static func operation(method: String, target: String) -> Operation? {
        var parts = target.prefix { $0 != "?" }.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        if let first = parts.first, first.hasPrefix("v"), APIVersion(String(first)) != nil { parts = parts.dropFirst() }
        // A template with fewer placeholders is closer to what was written, then one with more words of its own.
        return templates[method]?.filter { $0.fits(parts) }
            .min { ($0.placeholders, -$0.parts.count) < ($1.placeholders, -$1.parts.count) }?.operation
    }
}
