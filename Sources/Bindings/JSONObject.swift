internal import DockerEngine

/// A JSON object that is being written.
struct JSONObject {
    private var members: [String] = []

    /// The object.
    var text: String { "{\(members.joined(separator: ","))}" }

    mutating func add(_ name: String, _ value: String) {
        members.append("\(JSONText.quoted(name)):\(JSONText.quoted(value))")
    }

    mutating func add(_ name: String, _ value: Int) { members.append("\"\(name)\":\(value)") }

    mutating func add(_ name: String, _ value: Bool) { members.append("\"\(name)\":\(value)") }

    /// Fields of a head, as a list of pairs: their order counts, and names may repeat.
    mutating func add(_ name: String, _ headers: Headers) {
        let pairs = headers.map { "[\(JSONText.quoted($0.name)),\(JSONText.quoted($0.value))]" }
        members.append("\"\(name)\":[\(pairs.joined(separator: ","))]")
    }
}
