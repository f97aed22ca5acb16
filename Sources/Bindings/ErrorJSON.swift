internal import DockerEngine
internal import LuaRuntime

extension HostReply {
    /// The error table that Lua raises for an engine error.
    static func error(_ error: EngineError) -> HostReply {
        var fields = [
            "\"kind\":\(quoted(error.kind.rawValue))",
            "\"message\":\(quoted(error.message))",
        ]
        if let status = error.status { fields.append("\"status\":\(status)") }
        if let operation = error.operation { fields.append("\"operation\":\(quoted(operation))") }
        if let hint = error.hint { fields.append("\"hint\":\(quoted(hint))") }
        if let cause = error.cause { fields.append("\"cause\":\(quoted(cause))") }
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

/// A JSON string.
func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": out += "\\\""
        case "\\": out += "\\\\"
        case "\n": out += "\\n"
        case "\r": out += "\\r"
        case "\t": out += "\\t"
        case let scalar where scalar.value < 0x20:
            let hex = String(scalar.value, radix: 16)
            out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
        default: out.unicodeScalars.append(scalar)
        }
    }
    return out + "\""
}
