internal import FoundationEssentials

/// How values are written for the engine, one way for each form of parameter.
enum ParameterEncoding {
    /// The texts to send for a parameter: several when it is repeated, nil when there is nothing to send.
    static func texts(_ argument: Argument, _ parameter: Parameter) throws(EngineError) -> [String]? {
        let value = try value(argument, parameter)
        if case .null = value { return nil }
        let texts: [String]?
        switch parameter.form {
        case .boolean: texts = boolean(value)
        case .integer: texts = integer(value)
        case .string, .reference: texts = value.scalar.map { [$0] }
        case .list: texts = list(value)
        case .jsonList: texts = jsonList(value)
        case .map: texts = map(value)
        case .json: texts = json(argument, value)
        case .filters: texts = Filters.text(value).map { $0.isEmpty ? [] : [$0] }
        case .platform: texts = platform(argument, value).map { [$0] }
        case .platforms: texts = platforms(argument, value)
        case .credentials: texts = credentials(argument, value)
        }
        guard let texts else { throw refusal(parameter, value) }
        return texts.isEmpty ? nil : texts
    }

    /// The texts for a part of the query that no description covers.
    static func texts(_ name: String, _ argument: Argument) throws(EngineError) -> [String] {
        let parameter = Parameter(name, .query, name == "filters" ? .filters : .list, "")
        let value = try value(argument, parameter)
        switch (argument, value) {
        case (_, .null): return []
        case (.boolean(let flag), _): return [flag ? "1" : "0"]
        case (.json(let text), .object) where name != "filters": return [text]
        default: return try texts(argument, parameter) ?? []
        }
    }

    private static func value(_ argument: Argument, _ parameter: Parameter) throws(EngineError) -> JSONValue {
        switch argument {
        case .boolean(let value): return .boolean(value)
        case .integer(let value): return .integer(value)
        case .number(let value): return .number(value)
        case .string(let value): return .string(value)
        case .json(let text):
            guard let value = JSONValue(text) else {
                throw EngineError(.invalidArgument, "\"\(parameter.name)\" is not valid JSON")
            }
            return value
        }
    }

    private static func boolean(_ value: JSONValue) -> [String]? {
        guard case .boolean(let flag) = value else { return nil }
        return [flag ? "1" : "0"]
    }

    private static func integer(_ value: JSONValue) -> [String]? {
        switch value {
        case .integer(let number): [String(number)]
        case .number(let number): Int64(exactly: number).map { [String($0)] }
        default: nil
        }
    }

    /// An empty table is an empty list: Lua cannot tell them apart.
    private static func list(_ value: JSONValue) -> [String]? {
        switch value {
        case .array(let items):
            let texts = items.compactMap(\.scalar)
            return texts.count == items.count ? texts : nil
        case .object(let members): return members.isEmpty ? [] : nil
        default: return value.scalar.map { [$0] }
        }
    }

    private static func jsonList(_ value: JSONValue) -> [String]? {
        if case .string(let text) = value, case .array? = JSONValue(text) { return [text] }
        return list(value).map { $0.isEmpty ? [] : [JSONText.array($0)] }
    }

    /// A value of null stays: as a build argument it means a variable without a value.
    private static func map(_ value: JSONValue) -> [String]? {
        switch value {
        case .string(let text):
            guard case .object? = JSONValue(text) else { return nil }
            return [text]
        case .array(let items): return items.isEmpty ? [] : nil
        case .object(let members):
            guard members.values.allSatisfy({ $0 == .null || $0.scalar != nil }) else { return nil }
            if members.isEmpty { return [] }
            var text = JSONText()
            text.object { object in
                for (name, value) in members.sorted(by: { $0.key < $1.key }) { object.nullable(name, value.scalar) }
            }
            return [text.text]
        default: return nil
        }
    }

    private static func json(_ argument: Argument, _ value: JSONValue) -> [String]? {
        switch (argument, value) {
        case (.json(let text), _): [text]
        case (.string(let text), _): JSONValue(text) == nil ? nil : [text]
        default: value.scalar.map { [$0] }
        }
    }

    /// Engines want `{"os": …, "architecture": …, "variant": …}`; people write `linux/arm64/v8`.
    private static func platform(_ argument: Argument, _ value: JSONValue) -> String? {
        switch (argument, value) {
        case (.json(let text), .object): text
        case (_, .string(let text)): platform(text)
        default: nil
        }
    }

    private static func platform(_ text: String) -> String? {
        if case .object? = JSONValue(text) { return text }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (2...3).contains(parts.count), !parts.contains("") else { return nil }
        var json = JSONText()
        json.object { object in
            object.member("os", parts[0])
            object.member("architecture", parts[1])
            object.member("variant", parts.count == 3 ? parts[2] : nil)
        }
        return json.text
    }

    private static func platforms(_ argument: Argument, _ value: JSONValue) -> [String]? {
        guard case .array(let items) = value else { return platform(argument, value).map { [$0] } }
        let texts = items.compactMap { item -> String? in
            switch item {
            case .string(let text): platform(text)
            case .object: map(item)?.first
            default: nil
            }
        }
        return texts.count == items.count ? texts : nil
    }

    private static func credentials(_ argument: Argument, _ value: JSONValue) -> [String]? {
        switch (argument, value) {
        case (.json(let text), .object):
            let encoded = Data(text.utf8).base64EncodedString()
            return [String(encoded.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })]
        case (.string(let text), _): return [text]
        default: return nil
        }
    }

    private static func refusal(_ parameter: Parameter, _ value: JSONValue) -> EngineError {
        EngineError(
            .invalidArgument, "\"\(parameter.name)\" must be \(parameter.form.expected), and is \(value.type)",
            hint: parameter.doc.isEmpty ? nil : parameter.doc)
    }
}
