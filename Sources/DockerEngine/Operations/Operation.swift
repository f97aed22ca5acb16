/// One operation of the Docker Engine API, described as data. Calls, checks, help and completion all read this description.
public struct Operation: Sendable, Equatable {
    /// The method of a request.
    public enum Method: String, Sendable, CaseIterable {
        /// Reads.
        case get = "GET"
        /// Reads the head of the reply only.
        case head = "HEAD"
        /// Creates, changes or acts.
        case post = "POST"
        /// Replaces.
        case put = "PUT"
        /// Removes.
        case delete = "DELETE"
    }

    /// What a request carries.
    public enum Body: Sendable, Equatable {
        /// Nothing.
        case none
        /// A JSON object.
        case object(Presence)
        /// A JSON array.
        case array(Presence)
        /// Bytes of that media type.
        case bytes(contentType: String, Presence)
    }

    /// What happens when the caller gives no body.
    public enum Presence: String, Sendable {
        /// The call is refused.
        case required
        /// The request has none.
        case optional
        /// An empty object or array is sent: the engine insists on a body though every field may be left out.
        case implied
    }

    /// What comes back when the engine accepts.
    public enum Reply: String, Sendable {
        /// One JSON text, soon.
        case json
        /// Nothing.
        case empty
        /// A short text.
        case text
        /// Header fields that carry the answer; no body.
        case headers
        /// One JSON text once something has happened: the wait can be long, and the head can come before the text.
        case longPoll = "long_poll"
        /// Bytes, such as a tar archive.
        case byteStream = "byte_stream"
        /// JSON texts one after the other.
        case jsonStream = "json_stream"
        /// Output of a container: framed, or raw for one with a terminal.
        case logStream = "log_stream"
        /// The connection itself, in both directions.
        case duplex
    }

    /// How long the head of the reply may take.
    public enum Pace: String, Sendable {
        /// The configured response timeout applies.
        case prompt
        /// It waits by nature: no timeout unless the caller sets one.
        case waits
    }

    /// The group it belongs to, as the engine's reference has it.
    public enum Tag: String, Sendable, CaseIterable {
        /// A group of operations on that noun.
        case config, container, distribution, exec, image, network, node, plugin, secret, service, session, swarm,
            system
        /// A group of operations on that noun.
        case task, volume
    }

    /// Its name, such as `ContainerList`.
    public let id: String
    /// The method of the request.
    public let method: Method
    /// The path without the version, with placeholders: `/containers/{id}/json`.
    public let path: String
    /// What it does, in a sentence.
    public let doc: String
    /// The group it belongs to.
    public let tag: Tag
    /// The API version that brought it; nil when every version spoken here has it.
    public let since: APIVersion?
    /// What the request carries.
    public let body: Body
    /// What comes back.
    public let reply: Reply
    /// Whether it changes anything on the engine. A read-only client refuses those that do.
    public let mutates: Bool
    /// The parameter without which it changes nothing after all: attaching without `stdin` only reads.
    public let mutatesOnlyWith: String?
    /// How long the head of the reply may take.
    public let pace: Pace
    /// The protocol to ask for in `Upgrade`, where the connection becomes the reply.
    public let upgrade: String?
    /// Path, query and header parameters: path first, in the order of the path.
    public let parameters: [Parameter]

    /// Describes an operation. What is left out follows from the method and the reply: everything but GET and HEAD
    /// mutates, and streams wait.
    public init(
        _ id: String, _ method: Method, _ path: String, _ tag: Tag, _ doc: String, since: APIVersion? = nil,
        body: Body = .none, reply: Reply, mutates: Bool? = nil, mutatesOnlyWith: String? = nil,
        pace: Pace? = nil, upgrade: String? = nil,
        _ parameters: [Parameter] = []
    ) {
        self.id = id
        self.method = method
        self.path = path
        self.doc = doc
        self.tag = tag
        self.since = since
        self.body = body
        self.reply = reply
        self.mutates = mutates ?? (method != .get && method != .head)
        self.mutatesOnlyWith = mutatesOnlyWith
        self.pace = pace ?? reply.pace
        self.upgrade = upgrade
        self.parameters = parameters
    }

    /// The parameter of that name, or nil. Header names compare without regard to case.
    public func parameter(_ name: String) -> Parameter? {
        parameters.first { $0.name == name || ($0.location == .header && Headers.same($0.name, name)) }
    }
}

extension Operation.Reply {
    /// Replies that begin only when something happens have no natural limit.
    var pace: Operation.Pace {
        switch self {
        case .json, .empty, .text, .headers: .prompt
        case .longPoll, .byteStream, .jsonStream, .logStream, .duplex: .waits
        }
    }
}

extension Operation: CustomStringConvertible {
    /// `ContainerInspect: GET /containers/{id}/json`.
    public var description: String { "\(id): \(method.rawValue) \(path)" }
}
