internal import NIOCore

/// Everything about a call that is decided before it goes to the event loop.
struct CallSpec: Sendable {
    /// How the body of an accepted reply is handed over.
    enum Shape: Sendable, Equatable {
        /// As the operation says.
        case of(Operation.Reply)
        /// As the reply's media type says.
        case byMediaType
    }

    /// Who knows whether the output is that of a terminal, on engines whose replies do not tell.
    enum Terminal: Sendable, Equatable {
        /// Nobody has to: the reply is no such stream.
        case irrelevant
        /// The caller, or the request itself.
        case known(Bool)
        /// What the engine tells of the container, service or task whose output it is.
        case inspect(Inspected, path: String)
    }

    /// What can tell whether output is that of a terminal, and where it says so.
    enum Inspected: Sendable, Equatable {
        case container, service, task

        /// What a reply to an inspection says; nil when it says nothing.
        func terminal(_ reply: UnsafeRawBufferPointer) -> Bool? {
            switch self {
            case .container: JSONPeek.boolean(reply, "Config", "Tty")
            case .service: JSONPeek.boolean(reply, "Spec", "TaskTemplate", "ContainerSpec", "TTY")
            case .task: JSONPeek.boolean(reply, "Spec", "ContainerSpec", "TTY")
            }
        }
    }

    /// The request, all but its version.
    var request: PreparedRequest
    /// How the body is handed over.
    var shape: Shape
    /// The protocol to change to.
    var upgrade: String?
    /// The name for errors.
    var operation: String?
    /// Whether the reply may take as long as it likes.
    var waits: Bool
    /// The caller's own limit.
    var timeout: TimeAmount?
    /// Where framing is known from.
    var terminal: Terminal
    /// Whether it changes anything.
    var mutates: Bool
    /// Whether it needs to know the version.
    var needsVersion: Bool { request.isVersioned || !request.needs.isEmpty && request.operation?.id != "SystemPing" }
}

extension CallSpec {
    /// Describes a call of an operation.
    init(_ invocation: Invocation, tty: Bool?) throws(EngineError) {
        let operation = invocation.operation
        request = try RequestBuilder.build(invocation)
        shape = .of(operation.reply)
        upgrade = operation.upgrade
        self.operation = operation.id
        waits = operation.pace == .waits
        timeout = invocation.timeout
        mutates = operation.changesAnything(target: request.path)
        terminal = Self.terminal(operation, request, tty)
    }

    /// Describes a request by path. Where the catalogue knows the path, the reply comes as the operation there says.
    init(_ request: PreparedRequest, timeout: TimeAmount?, tty: Bool?) {
        let operation = PathLookup.operation(method: request.method, target: request.path)
        self.request = request
        shape = operation.map { .of($0.reply) } ?? .byMediaType
        upgrade = operation?.upgrade
        self.operation = operation?.id
        waits = operation?.pace == .waits
        self.timeout = timeout
        mutates =
            operation?.changesAnything(target: request.path) ?? (request.method != "GET" && request.method != "HEAD")
        terminal = Self.terminal(operation, request, tty)
    }

    private static func terminal(_ operation: Operation?, _ request: PreparedRequest, _ tty: Bool?) -> Terminal {
        guard let reply = operation?.reply, reply == .logStream || reply == .duplex else { return .irrelevant }
        // Engines put the plain output of both kinds into WebSockets, whatever the container has.
        if operation?.upgrade == "websocket" { return .known(true) }
        if let tty { return .known(tty) }
        let path = request.path.prefix { $0 != "?" }
        if path.hasPrefix("/exec/") {
            // The engine frames the output of a command unless the request to start it says that it has a terminal.
            guard case .json(let body) = request.body else { return .known(false) }
            return .known(body.withUnsafeReadableBytes { JSONPeek.boolean($0, "Tty") } ?? false)
        }
        let parts = path.split(separator: "/")
        guard parts.count >= 2 else { return .known(reply == .duplex) }
        return switch parts[0] {
        case "containers": .inspect(.container, path: "/containers/\(parts[1])/json")
        case "services": .inspect(.service, path: "/services/\(parts[1])")
        case "tasks": .inspect(.task, path: "/tasks/\(parts[1])")
        // Other connections (a session) carry a protocol of their own.
        default: .known(reply == .duplex)
        }
    }
}

extension Operation {
    /// Whether a request with that path and query changes anything. In doubt it does.
    fileprivate func changesAnything(target: String) -> Bool {
        guard mutates, let name = mutatesOnlyWith else { return mutates }
        let query = target.drop { $0 != "?" }.dropFirst()
        return query.split(separator: "&").contains { part in
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let key = pair.first else { return false }
            // What is not plainly another parameter, or plainly false, counts.
            return (key == name || key.contains("%")) && !["0", "false", "False", "FALSE", ""].contains(pair.last)
        }
    }
}
