extension RequestBuilder {
    /// A request by path, as curl would send it. The version is put before the path unless the path brings its own.
    ///
    /// - Parameters:
    ///   - method: such as `GET`; any case.
    ///   - path: such as `/containers/json`, escapes and a query included. What cannot stand in a path is escaped.
    ///   - query: further parts of the query. Lists are repeated; `filters` become the engine's; other tables go as JSON.
    ///   - headers: further header fields.
    ///   - body: the request's body.
    public static func raw(
        method: String, path: String, query: [(String, Argument)] = [], headers: [(String, String)] = [],
        body: RequestBody = .none
    ) throws(EngineError) -> PreparedRequest {
        guard !method.isEmpty, method.utf8.allSatisfy({ (65...90).contains($0 & 0xdf) }) else {
            throw wrong("\"\(method)\" is not a method", hint: "Such as GET or POST.")
        }
        guard path.hasPrefix("/") else {
            throw wrong("\"\(path)\" is not a path of the engine", hint: "It begins with a slash: /containers/json")
        }
        var target = PercentEncoding.encode(path, PercentEncoding.target)
        var separator = target.contains("?") ? "&" : "?"
        for (name, argument) in query {
            let key = PercentEncoding.encode(name, PercentEncoding.part)
            for text in try ParameterEncoding.texts(name, argument) {
                target += "\(separator)\(key)=\(PercentEncoding.encode(text, PercentEncoding.part))"
                separator = "&"
            }
        }
        var fields = Headers()
        setContentType(of: body, in: &fields)
        try replace(headers, in: &fields)
        return PreparedRequest(
            operation: nil, method: method.uppercased(), path: target, headers: fields, body: body,
            isVersioned: !bringsVersion(path), needs: [])
    }

    private static func bringsVersion(_ path: String) -> Bool {
        let first = path.dropFirst().prefix { $0 != "/" && $0 != "?" }
        return first == "_ping" || (first.hasPrefix("v") && APIVersion(String(first)) != nil)
    }
}
