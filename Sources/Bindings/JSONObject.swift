internal import DockerEngine

/// A JSON object that is being written.
struct JSONObject {
    private var members = ""

    /// The object.
    var text: String { "{" + members + "}" }

    private mutating func begin(_ name: String) {
        if !members.isEmpty { members += "," }
        members += JSONText.quoted(name)
        members += ":"
    }

    mutating func add(_ name: String, _ value: String) {
        begin(name)
        members += JSONText.quoted(value)
    }

    mutating func add(_ name: String, _ value: Int) {
        begin(name)
        members += String(value)
    }

    mutating func add(_ name: String, _ value: Bool) {
        begin(name)
        members += value ? "true" : "false"
    }

    /// Fields of a head, as a list of pairs: their order counts, and names may repeat.
    mutating func add(_ name: String, _ headers: Headers) {
        begin(name)
        members += "["
        for (index, field) in headers.enumerated() {
            members += index == 0 ? "[" : ",["
            members += JSONText.quoted(field.name)
            members += ","
            members += JSONText.quoted(field.value)
            members += "]"
        }
        members += "]"
    }
}
