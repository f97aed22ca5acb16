extension Catalogue {
    /// The catalogue as a JSON array, for those who do not read Swift: one object for each operation with `id method path tag
    /// doc mutates mutates_only_with body body_required reply pace since upgrade parameters`; a parameter has `name in type required since
    /// dropped values doc`. What does not apply is left out. `body` is `none`, `object`, `array` or `bytes`.
    public static let json: String = {
        var text = JSONText()
        text.array { array in
            for operation in all { array.object { write(operation, into: &$0) } }
        }
        return text.text
    }()

    private static func write(_ operation: Operation, into object: inout JSONText) {
        object.member("id", operation.id)
        object.member("method", operation.method.rawValue)
        object.member("path", operation.path)
        object.member("tag", operation.tag.rawValue)
        object.member("doc", operation.doc)
        object.member("since", operation.since?.description)
        object.member("mutates", operation.mutates)
        object.member("mutates_only_with", operation.mutatesOnlyWith)
        object.member("body", operation.body.name)
        object.member("body_required", operation.body.isRequired)
        object.member("reply", operation.reply.rawValue)
        object.member("pace", operation.pace.rawValue)
        object.member("upgrade", operation.upgrade)
        object.key("parameters")
        object.array { array in
            for parameter in operation.parameters { array.object { write(parameter, into: &$0) } }
        }
    }

    private static func write(_ parameter: Parameter, into object: inout JSONText) {
        object.member("name", parameter.name)
        object.member("in", parameter.location.rawValue)
        object.member("type", parameter.form.rawValue)
        object.member("required", parameter.required)
        object.member("since", parameter.since?.description)
        object.member("dropped", parameter.dropped?.description)
        if !parameter.values.isEmpty {
            object.key("values")
            object.array { array in for value in parameter.values { array.string(value) } }
        }
        object.member("doc", parameter.doc)
    }
}

extension Operation.Body {
    fileprivate var name: String {
        switch self {
        case .none: "none"
        case .object: "object"
        case .array: "array"
        case .bytes: "bytes"
        }
    }

    fileprivate var isRequired: Bool {
        switch self {
        case .none: false
        case .object(let presence), .array(let presence), .bytes(_, let presence): presence == .required
        }
    }
}
