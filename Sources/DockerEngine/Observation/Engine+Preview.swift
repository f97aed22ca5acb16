/// A request that was not sent.
public struct RequestPreview: Sendable {
    /// Such as `GET`.
    public var method: String
    /// The path with the version and the query, percent-encoded.
    public var target: String
    /// The fields beside those of every request.
    public var headers: Headers
    /// The body.
    public var body: RequestBody
    /// The operation's id, where the catalogue knows it.
    public var operation: String?
    /// Whether it would change anything.
    public var mutates: Bool
}

extension Engine {
    /// The request that ``invoke(_:tty:)`` would send. Nothing is sent; where no version has been agreed on yet, it is
    /// the newest that this client speaks.
    public func preview(_ invocation: Invocation) throws(EngineError) -> RequestPreview {
        try preview(CallSpec(invocation, tty: nil))
    }

    /// The request that ``raw(method:path:query:headers:body:timeout:)`` would send.
    public func preview(
        method: String, path: String, query: [(String, Argument)] = [], headers: [(String, String)] = [],
        body: RequestBody = .none
    ) throws(EngineError) -> RequestPreview {
        let request = try RequestBuilder.raw(method: method, path: path, query: query, headers: headers, body: body)
        return try preview(CallSpec(request, timeout: nil, tty: nil))
    }

    private func preview(_ spec: CallSpec) throws(EngineError) -> RequestPreview {
        let version = negotiatedVersion ?? configuration.apiVersion ?? .newest
        return RequestPreview(
            method: spec.request.method, target: try spec.request.target(version: version),
            headers: spec.request.headers, body: spec.request.body, operation: spec.operation, mutates: spec.mutates)
    }
}
