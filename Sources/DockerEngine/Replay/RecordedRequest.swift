/// What of a request is compared with a recording: path, query and body, each without regard to order.
struct RecordedRequest {
    let method: String
    var path: String
    let query: [String: [String]]
    var body: JSONValue?

    init(method: String, target: String, body: String) {
        self.method = method
        let parts = target.split(separator: "?", maxSplits: 1)
        path = parts.first.map { String($0) } ?? "/"
        var query: [String: [String]] = [:]
        for part in parts.dropFirst().first?.split(separator: "&") ?? [] {
            let pair = part.split(separator: "=", maxSplits: 1)
            query[Self.decode(pair[0]), default: []].append(pair.count > 1 ? Self.decode(pair[1]) : "")
        }
        self.query = query
        self.body = body.isEmpty ? nil : JSONValue(body)
    }

    private static func decode(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2).compactMap(\.hexDigit)
            if byte == UInt8(ascii: "%"), digits.count == 2 {
                bytes.append(UInt8(digits[0] << 4 | digits[1]))
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// One place where two requests are not the same.
    struct Difference: Equatable {
        /// A parameter, or a place in the body: `name`, `body.Cmd[0]`.
        var place: String
        /// The whole of it in words.
        var words: String
    }

    /// How this request differs from a recorded one with the same method and path; empty when it does not.
    func differences(from recorded: RecordedRequest) -> [Difference] {
        var found: [Difference] = []
        for name in Set(query.keys).union(recorded.query.keys).sorted() {
            let ours = query[name]?.sorted() ?? []
            let theirs = recorded.query[name]?.sorted() ?? []
            if ours.count != theirs.count || !zip(theirs, ours).allSatisfy({ Self.fits($0, $1, name) }) {
                found.append(
                    Difference(
                        place: name, words: "\(name) is \(Self.shown(ours)), recorded was \(Self.shown(theirs))"))
            }
        }
        if let body, let theirs = recorded.body {
            Self.compare(theirs, body, "body", &found)
        } else if (body == nil) != (recorded.body == nil) {
            found.append(Difference(place: "body", words: body == nil ? "it has no body" : "it has a body"))
        }
        return found
    }

    private static func shown(_ values: [String]) -> String {
        values.isEmpty ? "absent" : values.map { "\"\($0)\"" }.joined(separator: ", ")
    }

    private static func fits(_ recorded: String, _ actual: String, _ name: String) -> Bool {
        if recorded == actual || recorded.contains(ExchangeEvent.hidden) { return true }
        // Moments are counted from when they are asked for.
        if name == "since" || name == "until" { return Double(recorded) != nil && Double(actual) != nil }
        guard let first = recorded.first, first == "{" || first == "[", let left = JSONValue(recorded),
            let right = JSONValue(actual)
        else { return false }
        var differences: [Difference] = []
        compare(left, right, name, &differences)
        return differences.isEmpty
    }

    private static func compare(
        _ recorded: JSONValue, _ actual: JSONValue, _ place: String, _ found: inout [Difference]
    ) {
        switch (recorded, actual) {
        case (.object(let left), .object(let right)):
            for name in Set(left.keys).union(right.keys).sorted() {
                compare(left[name] ?? .null, right[name] ?? .null, "\(place).\(name)", &found)
            }
        case (.array(let left), .array(let right)) where left.count == right.count:
            for (index, pair) in zip(left, right).enumerated() {
                compare(pair.0, pair.1, "\(place)[\(index)]", &found)
            }
        case (.string(let left), .string) where left.contains(ExchangeEvent.hidden): return
        default:
            guard recorded != actual else { return }
            // What is asked now may be a secret; in what was recorded they are hidden.
            let theirs =
                switch recorded {
                case .null: ", recorded was nothing"
                case .string(let text) where text.utf8.count <= 60: ", recorded was \"\(text)\""
                default: recorded.scalar.flatMap { $0.utf8.count <= 60 ? ", recorded was \($0)" : nil } ?? ""
                }
            found.append(Difference(place: place, words: "\(place) differs\(theirs)"))
        }
    }
}
