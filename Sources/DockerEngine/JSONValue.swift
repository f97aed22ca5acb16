internal import FoundationEssentials

/// A small JSON text, taken apart: the tables given as arguments.
enum JSONValue: Equatable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// Reads a JSON text; nil when it is none.
    init?(_ text: String) {
        guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)) else { return nil }
        self = value
    }

    /// The value as the engine's query takes it; nil for null, objects and arrays.
    var scalar: String? {
        switch self {
        case .boolean(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .number(let value): Self.written(value)
        case .string(let value): value
        case .null, .array, .object: nil
        }
    }

    /// Its type, for messages.
    var type: String {
        switch self {
        case .null: "null"
        case .boolean: "a boolean"
        case .integer, .number: "a number"
        case .string: "a string"
        case .array: "a list"
        case .object: "a table"
        }
    }

    /// Without a fraction where there is none: engines do not read `3.0` or `1e+16` as whole numbers.
    static func written(_ value: Double) -> String {
        Int64(exactly: value).map { String($0) } ?? String(value)
    }
}

extension JSONValue: Decodable {
    init(from decoder: any Decoder) throws {
        if var items = try? decoder.unkeyedContainer() {
            var values: [JSONValue] = []
            while !items.isAtEnd { values.append(try items.decode(JSONValue.self)) }
            self = .array(values)
            return
        }
        let single = try decoder.singleValueContainer()
        if single.decodeNil() {
            self = .null
        } else if let value = try? single.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? single.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? single.decode(Double.self) {
            self = .number(value)
        } else if let value = try? single.decode(String.self) {
            self = .string(value)
        } else {
            self = .object(try single.decode([String: JSONValue].self))
        }
    }
}
