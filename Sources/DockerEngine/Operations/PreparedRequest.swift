/// A request that is checked and written out, all but the API version in its path.
public struct PreparedRequest: Sendable {
    /// Something in the request that not every API version has.
    struct Need: Sendable {
        var what: String
        var since: APIVersion?
        var dropped: APIVersion?
    }

    /// The operation; nil for a request by path.
    public let operation: Operation?
    /// The method, in capitals.
    public let method: String
    /// Path and query, escaped, without the version.
    public let path: String
    /// What arguments, body and caller put into the head. Host, length and connection fields are the transport's.
    public let headers: Headers
    /// The body.
    public let body: RequestBody
    /// Whether a version belongs before the path. A ping needs none, and a path can bring its own.
    public let isVersioned: Bool
    let needs: [Need]

    /// Path and query as they are sent to an engine with which `version` was agreed.
    ///
    /// - Throws: kind `version` when the operation or one of the parameters given is not part of that version.
    public func target(version: APIVersion) throws(EngineError) -> String {
        for need in needs {
            if let since = need.since, version < since {
                throw EngineError(
                    .version, "\(need.what) needs API \(since), the engine speaks \(version)", operation: operation?.id,
                    hint: need.what == operation?.id ? "A newer engine has it." : "Leave it out, or use a newer engine."
                )
            }
            if let dropped = need.dropped, version >= dropped {
                throw EngineError(
                    .version, "\(need.what) is gone since API \(dropped), the engine speaks \(version)",
                    operation: operation?.id, hint: "Leave it out.")
            }
        }
        return isVersioned ? version.pathPrefix + path : path
    }
}
