/// HTTP header fields in the order they were added. Names compare without regard to case.
public struct Headers: Sendable {
    private var fields: [(name: String, value: String)]

    /// The fields given, in that order.
    public init(_ fields: [(String, String)] = []) {
        self.fields = fields.map { (name: $0.0, value: $0.1) }
    }

    /// The value of the first field of that name. Setting replaces all fields of that name; nil removes them.
    public subscript(name: String) -> String? {
        get { fields.first { Self.same($0.name, name) }?.value }
        set {
            guard let newValue else { return fields.removeAll { Self.same($0.name, name) } }
            guard let first = fields.firstIndex(where: { Self.same($0.name, name) }) else {
                return fields.append((name, newValue))
            }
            fields[first].value = newValue
            let rest = fields[(first + 1)...].filter { !Self.same($0.name, name) }
            fields.replaceSubrange((first + 1)..., with: rest)
        }
    }

    /// Adds a field after the others, even when one of that name is there.
    public mutating func add(_ name: String, _ value: String) {
        fields.append((name, value))
    }

    /// The values of all fields of that name, in order.
    public func all(_ name: String) -> [String] {
        fields.filter { Self.same($0.name, name) }.map(\.value)
    }

    /// Whether there is a field of that name.
    public func contains(_ name: String) -> Bool {
        fields.contains { Self.same($0.name, name) }
    }

    /// Whether two names are equal when ASCII letters of both cases are taken as one.
    static func same(_ left: String, _ right: String) -> Bool {
        let left = left.utf8
        let right = right.utf8
        return left.count == right.count && zip(left, right).allSatisfy { lower($0) == lower($1) }
    }

    private static func lower(_ byte: UInt8) -> UInt8 {
        (65...90).contains(byte) ? byte | 0x20 : byte
    }
}

extension Headers: RandomAccessCollection {
    /// The position of the first field.
    public var startIndex: Int { 0 }
    /// The position behind the last field.
    public var endIndex: Int { fields.count }
    /// The field at a position, as it was added.
    public subscript(position: Int) -> (name: String, value: String) { fields[position] }
}

extension Headers: Equatable {
    /// Equal when the same fields stand in the same order; names without regard to case.
    public static func == (left: Headers, right: Headers) -> Bool {
        left.count == right.count && zip(left, right).allSatisfy { same($0.name, $1.name) && $0.value == $1.value }
    }
}

extension Headers: ExpressibleByDictionaryLiteral {
    /// The fields of a literal, in the order written.
    public init(dictionaryLiteral elements: (String, String)...) { self.init(elements) }
}
