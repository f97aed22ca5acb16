internal import NIOCore

/// Turns calls into requests. Everything that can be known to be wrong is refused here, before anything is sent.
public enum RequestBuilder {
    /// The request for a call.
    ///
    /// - Throws: kind `invalid_argument` for unknown parameters, values of the wrong type, missing parameters or bodies. What
    ///   depends on the engine's version is checked by `PreparedRequest.target(version:)`.
    public static func build(_ invocation: Invocation) throws(EngineError) -> PreparedRequest {
        do {
            return try assemble(invocation)
        } catch {
            throw error.during(invocation.operation.id)
        }
    }

    private static func assemble(_ invocation: Invocation) throws(EngineError) -> PreparedRequest {
        let operation = invocation.operation
        var needs = [PreparedRequest.Need(what: operation.id, since: operation.since)]
        var values: [String: [String]] = [:]
        for (name, argument) in invocation.arguments {
            guard let parameter = operation.parameter(name) else { throw unknown(name, operation) }
            guard values[parameter.name] == nil else { throw wrong("\"\(name)\" is given twice") }
            guard let texts = try ParameterEncoding.texts(argument, parameter) else { continue }
            values[parameter.name] = texts
            if parameter.since != nil || parameter.dropped != nil {
                needs.append(.init(what: "\"\(parameter.name)\"", since: parameter.since, dropped: parameter.dropped))
            }
        }
        var path = operation.path
        var query: [String] = []
        var headers = Headers()
        for parameter in operation.parameters {
            let texts = values[parameter.name] ?? parameter.fallback.map { [$0] } ?? []
            if parameter.required, texts.isEmpty { throw missing(parameter) }
            switch parameter.location {
            case .path: path = try fill(path, parameter, texts, of: operation)
            case .query:
                let name = PercentEncoding.encode(parameter.name, PercentEncoding.part)
                query += texts.map { "\(name)=\(PercentEncoding.encode($0, PercentEncoding.part))" }
            case .header: for text in texts { try add(parameter.name, text, to: &headers) }
            }
        }
        let body = try body(invocation.body, for: operation)
        setContentType(of: body, in: &headers)
        try replace(invocation.headers, in: &headers)
        return PreparedRequest(
            operation: operation, method: operation.method.rawValue,
            path: query.isEmpty ? path : path + "?" + query.joined(separator: "&"), headers: headers, body: body,
            isVersioned: operation.path != "/_ping", needs: needs)
    }

    /// Puts a value in the place of `{name}`. A value that would change which route the path takes is refused: engines clean
    /// paths, so an empty name in `/containers/{id}/json` would list containers, and `..` would climb.
    /// Names of containers may keep the slash that engines put before them in lists.
    private static func fill(
        _ path: String, _ parameter: Parameter, _ texts: [String], of operation: Operation
    ) throws(EngineError) -> String {
        var text = texts.first ?? ""
        if operation.path.hasPrefix("/containers/"), text.hasPrefix("/") { text.removeFirst() }
        guard !text.isEmpty else { throw wrong("\"\(parameter.name)\" is empty") }
        let segments = text.split(separator: "/", omittingEmptySubsequences: false)
        guard !segments.contains(where: { ["", ".", ".."].contains($0) }) else {
            throw wrong("\"\(text)\" is not a name: it would lead to another path of the engine")
        }
        let set = parameter.form == .reference ? PercentEncoding.reference : PercentEncoding.part
        let parts = path.split(separator: "{\(parameter.name)}", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.joined(separator: PercentEncoding.encode(text, set))
    }

    private static func body(_ body: RequestBody, for operation: Operation) throws(EngineError) -> RequestBody {
        switch (operation.body, body) {
        case (.none, .none): return .none
        case (.none, _): throw wrong("it takes no body")
        case (.object(let presence), .none), (.array(let presence), .none), (.bytes(_, let presence), .none):
            switch presence {
            case .optional: return .none
            case .required: throw wrong("it needs a body: \(expected(operation.body))")
            case .implied:
                if case .array = operation.body { return .json(ByteBuffer(string: "[]")) }
                return .json(ByteBuffer(string: "{}"))
            }
        case (.object, .json(let text)):
            guard opening(text) == UInt8(ascii: "{") else {
                throw wrong("the body must be \(expected(operation.body))")
            }
            return body
        case (.array, .json(let text)):
            if opening(text) == UInt8(ascii: "[") { return body }
            guard text.readableBytesView.filter({ $0 > 0x20 }) == Array("{}".utf8) else {
                throw wrong("the body must be \(expected(operation.body))")
            }
            return .json(ByteBuffer(string: "[]"))
        case (.bytes(let usual, _), .bytes(let bytes, let type)):
            return .bytes(bytes, contentType: type.isEmpty ? usual : type)
        case (.bytes(let usual, _), .stream(let source, let type)):
            return .stream(source, contentType: type.isEmpty ? usual : type)
        case (.object, .bytes), (.array, .bytes), (.object, .stream), (.array, .stream), (.bytes, .json):
            throw wrong("the body must be \(expected(operation.body))")
        }
    }

    private static func expected(_ body: Operation.Body) -> String {
        switch body {
        case .none: "nothing"
        case .object: "a table of fields"
        case .array: "a list"
        case .bytes(let type, _): "bytes (\(type))"
        }
    }

    private static func opening(_ text: ByteBuffer) -> UInt8? {
        text.readableBytesView.first { $0 > 0x20 }
    }

    private static func missing(_ parameter: Parameter) -> EngineError {
        wrong("\"\(parameter.name)\" is missing", hint: parameter.doc)
    }

    private static func unknown(_ name: String, _ operation: Operation) -> EngineError {
        let names = operation.parameters.map(\.name)
        let known = names.isEmpty ? "It takes no parameters." : "It takes \(names.joined(separator: ", "))."
        return wrong("there is no parameter \"\(name)\"\(NearestName.question(name, in: names))", hint: known)
    }

    static func wrong(_ message: String, hint: String? = nil) -> EngineError {
        EngineError(.invalidArgument, message, hint: hint)
    }
}
