internal import DockerEngine
internal import LuaRuntime

/// `reply_limits()`: a list of `name`, `default`, `most`, `unit` and `doc`, for help and for the check of options. The last is
/// the depth of JSON, which no engine has for itself: its `unit` is `levels`.
@Sendable func replyLimits(_ call: HostCall) -> HostReply {
    let standard = ReplyLimits()
    var entries = ReplyLimits.fields.map { field in
        entry(field.name, standard[keyPath: field.path], field.most, "bytes", field.doc)
    }
    entries.append(
        entry(
            "depth", ReplyLimits.defaultDepth, ReplyLimits.depths.upperBound, "levels",
            "how deep JSON is nested; for the whole run"))
    return .value(.json(HostBytes("[\(entries.joined(separator: ","))]")))
}

private func entry(_ name: String, _ standard: Int, _ most: Int, _ unit: String, _ doc: String) -> String {
    let fields = [
        "\"name\":\(JSONText.quoted(name))", "\"default\":\(standard)", "\"most\":\(most)",
        "\"unit\":\(JSONText.quoted(unit))", "\"doc\":\(JSONText.quoted(doc))",
    ]
    return "{\(fields.joined(separator: ","))}"
}
