import Foundation
import StubEngine
import Synchronization

/// Replies of a real engine, with damage at random: fields that are gone, null, of another type or absurd.
final class DamagedEngine: Sendable {
    private struct State {
        var random: SeededRandom
        /// How many of a thousand values are damaged.
        var damage = 0
    }

    private let replies: [String: JSONTree]
    private let state: Mutex<State>

    /// The same seed gives the same damage.
    init(seed: UInt64) throws {
        let checkout = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = checkout.appending(path: "StdlibTests/specs/hostile_replies.json")
        replies = try JSONDecoder().decode([String: JSONTree].self, from: Data(contentsOf: file))
        state = Mutex(State(random: SeededRandom(seed: seed)))
    }

    /// The reply of an operation in which every string is `text`; nil for one that is not there.
    func poisoned(_ operation: String, with text: String) -> String? { replies[operation]?.text(poison: text) }

    /// The operation that a request is; nil for one whose reply is not there.
    static func operation(_ request: StubRequest) -> String? {
        let route = "\(request.method) \(request.path)"
        return operations.first { fits(route, $0.0) }?.1
    }

    /// What is at a path, by the operation whose reply it is.
    private static let operations = [
        ("GET /containers/json", "ContainerList"),
        ("GET /containers/*/json", "ContainerInspect"),
        ("GET /containers/*/top", "ContainerTop"),
        ("GET /containers/*/changes", "ContainerChanges"),
        ("GET /containers/*/stats", "ContainerStats"),
        ("POST /containers/*/wait", "ContainerWait"),
        ("POST /containers/*/exec", "ContainerExec"),
        ("GET /exec/*/json", "ExecInspect"),
        ("GET /images/json", "ImageList"),
        ("GET /images/*/json", "ImageInspect"),
        ("GET /images/*/history", "ImageHistory"),
        ("POST /images/create", "ImageCreate"),
        ("POST /images/*/push", "ImagePush"),
        ("GET /networks", "NetworkList"),
        ("GET /networks/*", "NetworkInspect"),
        ("GET /volumes", "VolumeList"),
        ("GET /volumes/*", "VolumeInspect"),
        ("GET /info", "SystemInfo"),
        ("GET /version", "SystemVersion"),
        ("GET /system/df", "SystemDataUsage"),
        ("GET /events", "SystemEvents"),
        ("GET /plugins", "PluginList"),
        ("GET /services", "ServiceList"),
        ("GET /services/*", "ServiceInspect"),
        ("GET /nodes", "NodeList"),
        ("GET /nodes/*", "NodeInspect"),
        ("GET /tasks", "TaskList"),
        ("GET /tasks/*", "TaskInspect"),
        ("GET /secrets", "SecretList"),
        ("GET /secrets/*", "SecretInspect"),
        ("GET /configs", "ConfigList"),
        ("GET /configs/*", "ConfigInspect"),
        ("GET /swarm", "SwarmInspect"),
        ("GET /distribution/*/json", "DistributionInspect"),
        ("HEAD /containers/*/archive", "ContainerArchiveInfo"),
    ]

    /// Whether a route fits a pattern, in which `*` stands for one name.
    private static func fits(_ route: String, _ pattern: String) -> Bool {
        let (names, wanted) = (route.split(separator: "/"), pattern.split(separator: "/"))
        return names.count == wanted.count && zip(names, wanted).allSatisfy { $1 == "*" || $0 == $1 }
    }

    /// The answer to a request. `POST /damaged` begins the damage, `POST /whole` ends it.
    func answer(_ request: StubRequest) -> [StubStep] {
        let route = "\(request.method) \(request.path)"
        switch route {
        case "POST /whole", "POST /damaged":
            state.withLock { $0.damage = route == "POST /whole" ? 0 : 1 }
            return [.reply("{}")]
        case "HEAD /_ping", "GET /_ping":
            return [.text("HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nContent-Length: 0\r\n\r\n")]
        default: break
        }
        guard let operation = Self.operation(request) else {
            return request.path.hasSuffix("/logs")
                ? [.chunkedHead(type: "application/vnd.docker.multiplexed-stream"), .lastChunk]
                : [.reply(status: "204 No Content")]
        }
        let text = damaged(operation)
        switch operation {
        case "ContainerArchiveInfo":
            let field = "X-Docker-Container-Path-Stat: \(Data(text.utf8).base64EncodedString())\r\n"
            return [.text("HTTP/1.1 200 OK\r\n\(field)Content-Length: 0\r\n\r\n")]
        case "ContainerStats", "SystemEvents", "ImageCreate", "ImagePush":
            return [
                .chunkedHead(type: "application/json"), .chunk(text + "\n"), .chunk(damaged(operation) + "\n"),
                .lastChunk,
            ]
        default: return [.reply(text)]
        }
    }

    private func damaged(_ operation: String) -> String {
        guard let tree = replies[operation] else { return "{}" }
        return state.withLock { state in
            if state.damage > 0 { state.damage = [2, 10, 50, 200].randomElement(using: &state.random) ?? 2 }
            return tree.text(damage: state.damage, random: &state.random)
        }
    }
}

/// Numbers that are the same each time.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}

/// Any JSON, to be written with damage.
enum JSONTree: Decodable {
    case object([(String, JSONTree)])
    case array([JSONTree])
    /// A scalar as it is written.
    case scalar(String)

    init(from decoder: any Decoder) throws {
        if let keyed = try? decoder.container(keyedBy: Name.self) {
            self = .object(try keyed.allKeys.map { ($0.stringValue, try keyed.decode(JSONTree.self, forKey: $0)) })
        } else if var items = try? decoder.unkeyedContainer() {
            var list: [JSONTree] = []
            while !items.isAtEnd { list.append(try items.decode(JSONTree.self)) }
            self = .array(list)
        } else {
            let single = try decoder.singleValueContainer()
            if let text = try? single.decode(String.self) {
                self = .scalar(Self.quoted(text))
            } else if let flag = try? single.decode(Bool.self) {
                self = .scalar("\(flag)")
            } else if let number = try? single.decode(Int64.self) {
                self = .scalar("\(number)")
            } else if let number = try? single.decode(Double.self) {
                self = .scalar("\(number)")
            } else {
                self = .scalar("null")
            }
        }
    }

    private struct Name: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private static func quoted(_ text: String) -> String {
        (try? JSONEncoder().encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    }

    /// The JSON text, with every string, and every name of a label, replaced.
    func text(poison: String) -> String {
        switch self {
        case .scalar(let text): return text.hasPrefix("\"") ? Self.quoted(poison) : text
        case .array(let items): return "[\(items.map { $0.text(poison: poison) }.joined(separator: ","))]"
        case .object(let members):
            let parts = members.map { name, value in
                var value = value
                if name == "Labels", case .object = value { value = .object([(poison, .scalar("\"x\""))]) }
                return "\(Self.quoted(name)):\(name == "Labels" ? value.labels : value.text(poison: poison))"
            }
            return "{\(parts.joined(separator: ","))}"
        }
    }

    private var labels: String {
        guard case .object(let members) = self else { return "{}" }
        return "{\(members.map { "\(Self.quoted($0.0)):\(Self.quoted($0.0))" }.joined(separator: ","))}"
    }

    /// What stands in place of a value.
    private static let absurd = [
        "null", "[]", "{}", "true", "false", "0", "-1", "-0", "1.5", "9223372036854775807", "-9223372036854775808",
        "18446744073709551615", "18446744073709551616", "1e308", "1e400", "-1e400", "99999", "\"\"", "\"x\"", "\"/\"",
        "\"\\u001b[31mred\"", "\"\\u202e\"", "\"\\u0000\"", "\"NaN\"", "\"9999-12-31T23:59:59.999999999Z\"",
        "\"0000-00-00T00:00:00Z\"", "[null]", "[[]]", "[{}]", "{\"a\":null}", "{\"\":{}}", "[1,2,3]",
        "\"" + String(repeating: "x", count: 20_000) + "\"",
        String(repeating: "[", count: 600) + String(repeating: "]", count: 600),
    ]

    /// The JSON text, with `damage` of a thousand values replaced, and half as many left out.
    func text(damage: Int, random: inout SeededRandom) -> String {
        if Int.random(in: 0..<1000, using: &random) < damage {
            return Self.absurd.randomElement(using: &random) ?? "null"
        }
        switch self {
        case .scalar(let text): return text
        case .array(let items):
            var parts = items.map { $0.text(damage: damage, random: &random) }
            if Int.random(in: 0..<1000, using: &random) < damage { parts.append("null") }
            return "[\(parts.joined(separator: ","))]"
        case .object(let members):
            var parts: [String] = []
            for (name, value) in members where Int.random(in: 0..<2000, using: &random) >= damage {
                parts.append("\(Self.quoted(name)):\(value.text(damage: damage, random: &random))")
            }
            return "{\(parts.joined(separator: ","))}"
        }
    }
}
