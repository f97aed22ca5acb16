extension JSONDocument {
    /// The document on one line.
    package var compact: String {
        var text = ""
        write(to: &text, indent: nil)
        return text
    }

    /// The document as the docker command writes its config.json: a line for each member, indented with tabs.
    package var indented: String {
        var text = ""
        write(to: &text, indent: 0)
        return text
    }

    private func write(to text: inout String, indent: Int?) {
        switch self {
        case .null: text += "null"
        case .boolean(let value): text += value ? "true" : "false"
        case .number(let digits): text += digits
        case .string(let string): text += JSONText.quoted(string)
        case .array(let items):
            Self.nest("[", "]", items, to: &text, indent: indent) { item, text, indent in
                item.write(to: &text, indent: indent)
            }
        case .object(let members):
            Self.nest("{", "}", members, to: &text, indent: indent) { member, text, indent in
                text += JSONText.quoted(member.name)
                text += indent == nil ? ":" : ": "
                member.value.write(to: &text, indent: indent)
            }
        }
    }

    private static func nest<Part>(
        _ open: String, _ close: String, _ parts: [Part], to text: inout String, indent: Int?,
        _ write: (Part, inout String, Int?) -> Void
    ) {
        let line = { (depth: Int) in "\n" + String(repeating: "\t", count: depth) }
        text += open
        for (index, part) in parts.enumerated() {
            if index > 0 { text += "," }
            if let indent { text += line(indent + 1) }
            write(part, &text, indent.map { $0 + 1 })
        }
        if let indent, !parts.isEmpty { text += line(indent) }
        text += close
    }
}
