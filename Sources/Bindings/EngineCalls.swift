internal import DockerEngine
internal import LuaRuntime
internal import NIOCore

/// `engine_call(engine, id, parameters, body table, body bytes, timeout, tty, body source)`: one operation of the catalogue.
/// `tty` tells whether the container or command has a terminal, where the caller knows.
@Sendable func invoke(_ call: HostCall) -> HostOutcome {
    guard let object = call.object(0, as: EngineObject.self) else {
        return .reply(.wrongArgument("the first argument is an engine"))
    }
    let engine = object.engine
    let id = call.string(1) ?? ""
    guard let operation = Catalogue[id] else {
        let nearest = Catalogue.nearest(id).map { "; did you mean '\($0)'?" } ?? ""
        return .reply(.wrongArgument("the Engine API has no operation '\(id)'\(nearest)"))
    }
    guard let body = requestBody(call, json: 3, bytes: 4, source: 7, contentType: "") else {
        return .reply(sentAlready)
    }
    let invocation = Invocation(
        operation: operation, arguments: call.fields(2).map { ($0.name, Argument($0.value)) }, body: body,
        timeout: call.number(5).map { TimeAmount(seconds: $0) })
    let tty = call.optionalBoolean(6)
    let answersByHead = operation.reply == .headers
    guard let wait = InPlaceWait(call) else {
        return outcome(
            of: engine.invoke(invocation, tty: tty), body, object.log, call.completion, byHead: answersByHead)
    }
    return outcome(
        engine.invoke(invocation, tty: tty, inPlace: wait), body, object.log, call.completion, byHead: answersByHead)
}

/// `engine_raw(engine, method, path, query, body table, body bytes, timeout, body source)`: any path.
@Sendable func raw(_ call: HostCall) -> HostOutcome {
    guard let object = call.object(0, as: EngineObject.self) else {
        return .reply(.wrongArgument("the first argument is an engine"))
    }
    guard let body = requestBody(call, json: 4, bytes: 5, source: 7, contentType: "application/octet-stream") else {
        return .reply(sentAlready)
    }
    let (method, path) = (call.string(1) ?? "GET", call.string(2) ?? "/")
    let query = call.fields(3).map { ($0.name, Argument($0.value)) }
    let timeout = call.number(6).map { TimeAmount(seconds: $0) }
    guard let wait = InPlaceWait(call) else {
        let running = object.engine.raw(method: method, path: path, query: query, body: body, timeout: timeout)
        return outcome(of: running, body, object.log, call.completion)
    }
    let answer = object.engine.raw(
        method: method, path: path, query: query, body: body, timeout: timeout, inPlace: wait)
    return outcome(answer, body, object.log, call.completion)
}

/// - Parameter contentType: of a body that is not JSON; empty: as the operation says.
/// - Returns: nil for a source that another request has had.
private func requestBody(_ call: HostCall, json: Int, bytes: Int, source: Int, contentType: String) -> RequestBody? {
    if let text = call.bytes(json) { return .json(ByteBuffer(bytes: text)) }
    if let data = call.bytes(bytes) { return .bytes(ByteBuffer(bytes: data), contentType: contentType) }
    if let body = call.object(source, as: BodyObject.self) {
        return body.take().map { .stream($0, contentType: contentType) }
    }
    return RequestBody.none
}

private let sentAlready = HostReply.wrongArgument("this body has been sent already: a source serves one request")

/// - Parameter byHead: whether the answer is in the fields of the head.
private func outcome(
    of call: EngineCall, _ body: RequestBody, _ log: ExchangeLog, _ completion: Completion, byHead: Bool = false
) -> HostOutcome {
    let eventLoop = call.reply.eventLoop
    call.reply.whenComplete { result in
        // What else has come in the same round of the event loop is handed over too before Lua goes on.
        completion(HostReply(result, body, log, byHead: byHead)) { eventLoop.execute($0) }
    }
    return .deferred(cancel: { call.cancel() })
}

private func outcome(
    _ answer: InPlaceOutcome, _ body: RequestBody, _ log: ExchangeLog, _ completion: Completion, byHead: Bool = false
) -> HostOutcome {
    switch answer {
    case .answered(let result): .reply(HostReply(result.mapError { $0 }, body, log, byHead: byHead))
    case .running(let call): outcome(of: call, body, log, completion, byHead: byHead)
    // The scheduler hands the interrupt to the task that waits.
    case .ended: .deferred(cancel: {})
    }
}

extension InPlaceWait {
    /// nil where other tasks would have to wait too.
    fileprivate init?(_ call: HostCall) {
        guard call.isAlone else { return nil }
        self.init(wakeDescriptor: call.wakeDescriptor, mustEnd: call.isInterrupted)
    }
}

extension HostReply {
    fileprivate init(_ result: Result<Reply, any Error>, _ body: RequestBody, _ log: ExchangeLog, byHead: Bool) {
        switch result {
        case .success(let reply): self = byHead ? HostReply(headOf: reply) : HostReply(reply, log)
        case .failure(let error):
            // A request that is refused before it is sent has not touched its body.
            if case .stream(let source, _) = body { source.cancel() }
            self = .error(error)
        }
    }
}

extension Argument {
    init(_ value: HostField.Value) {
        switch value {
        case .boolean(let boolean): self = .boolean(boolean)
        case .integer(let integer): self = .integer(integer)
        case .number(let number): self = .number(number)
        case .string(let text): self = .string(text)
        case .json(let text): self = .json(text)
        }
    }
}

extension HostReply {
    /// What Lua gets for an engine's reply, by its shape.
    init(_ reply: Reply, _ log: ExchangeLog) {
        switch reply.body {
        case .empty: self = .values([.boolean(true)] + Self.facts(reply.headers))
        case .json(let buffer): self = .value(.json(HostBytes(buffer)))
        case .text(let buffer): self = .value(.bytes(HostBytes(buffer)))
        case .stream(let stream):
            let object = StreamObject(stream, log)
            self = .values(
                [.stream(object, HostStreamContent(stream.content), duplex: false)] + Self.facts(reply.headers))
        case .duplex(let stream):
            self = .value(.stream(DuplexObject(stream, log), HostStreamContent(stream.content), duplex: true))
        }
    }

    /// The fields of a head as a table, the first of each name.
    init(headOf reply: Reply) {
        var object = JSONObject()
        var seen: Set<String> = []
        for (name, value) in reply.headers where seen.insert(name.lowercased()).inserted { object.add(name, value) }
        self = .values([.json(HostBytes(object.text))] + Self.facts(reply.headers))
    }

    /// What a head tells of a file in a container, as a second value: base64 of JSON. Other heads tell Lua nothing.
    private static func facts(_ headers: Headers) -> [HostValue] {
        headers["X-Docker-Container-Path-Stat"].map { [.bytes(HostBytes($0))] } ?? []
    }
}
