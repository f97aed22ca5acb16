/// A JSON text taken apart so that it can be put together again: members keep their order and numbers their digits.
///
/// It is for files that belong to somebody else, where what is not understood must go back as it came.
package indirect enum JSONDocument: Sendable, Equatable {
    case null
    case boolean(Bool)
    /// The digits, as they were written.
    case number(String)
    case string(String)
    case array([JSONDocument])
    case object([Member])

    /// A name and its value.
    package struct Member: Sendable, Equatable {
        package var name: String
        package var value: JSONDocument

        /// A member.
        package init(_ name: String, _ value: JSONDocument) {
            self.name = name
            self.value = value
        }
    }

    /// Its type, for messages.
    var type: String {
        switch self {
        case .null: "null"
        case .boolean: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "a list"
        case .object: "an object"
        }
    }

    /// The members of an object; none of anything else.
    var members: [Member] {
        if case .object(let members) = self { members } else { [] }
    }

    /// The text of a string.
    var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// A member of an object. As Go reads it: of equal names the last counts, and where none is equal, one that differs
    /// in case. Setting nil removes it, and a new one goes to the end.
    package subscript(_ name: String) -> JSONDocument? {
        get { index(of: name).map { members[$0].value } }
        set {
            var list = members
            if let newValue {
                if let index = index(of: name) {
                    list[index].value = newValue
                } else {
                    list.append(Member(name, newValue))
                }
            } else {
                list.removeAll { Self.isSame($0.name, name) }
            }
            self = .object(list)
        }
    }

    private func index(of name: String) -> Int? {
        let list = members
        return list.lastIndex { $0.name == name } ?? list.lastIndex { Self.isSame($0.name, name) }
    }

    private static func isSame(_ one: String, _ other: String) -> Bool {
        one.utf8.count == other.utf8.count && one.lowercased() == other.lowercased()
    }
}

extension JSONDocument {
    /// Reads a JSON text; nil when it is none.
    package init?(json bytes: [UInt8]) {
        guard let value = try? JSONDocument(parsing: bytes) else { return nil }
        self = value
    }

    /// A string member of an object.
    package func string(_ name: String) -> String? { self[name]?.text }

    /// A member of an object that is true or false.
    package func boolean(_ name: String) -> Bool? {
        if case .boolean(let value)? = self[name] { value } else { nil }
    }

    /// The items of a list of strings; nil of anything else. An empty object is an empty list: Lua cannot tell them apart.
    package var strings: [String]? {
        switch self {
        case .array(let items):
            let texts = items.compactMap(\.text)
            return texts.count == items.count ? texts : nil
        case .object(let members): return members.isEmpty ? [] : nil
        default: return nil
        }
    }

    /// The members of an object, as pairs.
    package var pairs: [(name: String, value: JSONDocument)] { members.map { ($0.name, $0.value) } }
}
