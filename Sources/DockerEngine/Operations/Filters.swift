/// The engine's filters: a JSON object whose values are lists of texts.
enum Filters {
    /// The engine's form of what people write; an empty text when nothing is filtered, nil when it is no table of filters.
    ///
    /// A value can be a text, a number, a boolean, a list of them, or a table: `label={app="x"}` is `label={"app=x"}`, and
    /// `label={app=true}` is `label={"app"}`.
    static func text(_ value: JSONValue) -> String? {
        switch value {
        case .string(let text):
            guard let parsed = JSONValue(text), case .object = parsed else { return nil }
            return self.text(parsed)
        case .array(let items): return items.isEmpty ? "" : nil
        case .object(let members): return text(members)
        default: return nil
        }
    }

    private static func text(_ members: [String: JSONValue]) -> String? {
        var filters: [(name: String, values: [String])] = []
        for (name, value) in members.sorted(by: { $0.key < $1.key }) where value != .null {
            guard let values = values(value) else { return nil }
            filters.append((name, values))
        }
        if filters.isEmpty { return "" }
        var json = JSONText()
        json.object { object in
            for filter in filters {
                object.key(filter.name)
                object.array { array in for value in filter.values { array.string(value) } }
            }
        }
        return json.text
    }

    private static func values(_ value: JSONValue) -> [String]? {
        switch value {
        case .array(let items):
            let texts = items.compactMap(\.scalar)
            return texts.count == items.count ? texts : nil
        case .object(let members):
            var texts: [String] = []
            for (name, value) in members.sorted(by: { $0.key < $1.key }) where value != .boolean(false) {
                if value == .boolean(true) {
                    texts.append(name)
                } else {
                    guard let text = value.scalar else { return nil }
                    texts.append("\(name)=\(text)")
                }
            }
            return texts
        default: return value.scalar.map { [$0] }
        }
    }
}
