internal import DockerEngine
internal import LuaRuntime

extension HostReply {
    /// The error table that Lua raises for an engine error.
    static func error(_ error: EngineError) -> HostReply {
        var fields = [
            "\"kind\":\(JSONText.quoted(error.kind.rawValue))",
            "\"message\":\(JSONText.quoted(error.message))",
        ]
        if let status = error.status { fields.append("\"status\":\(status)") }
        if let operation = error.operation { fields.append("\"operation\":\(JSONText.quoted(operation))") }
        if let hint = error.hint { fields.append("\"hint\":\(JSONText.quoted(hint))") }
        if let cause = error.cause { fields.append("\"cause\":\(JSONText.quoted(cause))") }
        return .error(json: "{\(fields.joined(separator: ","))}")
    }

    /// The error table for anything that was thrown.
    static func error(_ error: any Error) -> HostReply {
        if let error = error as? EngineError { return .error(error) }
        return .error(EngineError(.connection, "\(error)"))
    }

    /// The error table for an argument of the wrong kind.
    static func wrongArgument(_ message: String) -> HostReply {
        .error(EngineError(.invalidArgument, message))
    }
}
