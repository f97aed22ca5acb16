internal import NIOCore

/// Whom a failure is told to: turns what went wrong below into an error with advice.
struct CallContext: Sendable {
    /// The engine's address.
    var address: Address
    /// How TLS is spoken with it, if it is.
    var tls: TLSSettings?
    /// The operation, if it has a name.
    var operation: String?

    /// Whoever calls that operation of an engine.
    init(_ configuration: EngineConfiguration, operation: String?) {
        address = configuration.address
        tls = configuration.effectiveTLS
        self.operation = operation
    }

    /// The error for an attempt to connect.
    func connectError(_ error: any Error) -> EngineError {
        ConnectFailure.explain(error, address: address).during(operation)
    }

    /// The error for a failed exchange.
    func error(for failure: ExchangeFailure) -> EngineError {
        switch failure {
        case .cancelled: .cancelled(operation: operation)
        case .timedOut(let limit): timeout(limit)
        case .fault(let fault): self.fault(fault).during(operation)
        case .transport(let error): transport(error)
        }
    }

    private func timeout(_ limit: TimeLimit) -> EngineError {
        switch limit.phase {
        case .replyHead: .responseTimeout(after: limit.amount, operation: operation)
        case .streamIdle: .idleTimeout(after: limit.amount, operation: operation)
        case .replyBody:
            EngineError(
                .timeout, "the engine's reply stopped for \(limit.amount.inSeconds)", operation: operation,
                hint: "The engine may be busy or hang. Try again, or allow more time.")
        case .call:
            EngineError(
                .timeout, "the call did not end within \(limit.amount.inSeconds)", operation: operation,
                hint: "Allow more time, or set no limit.")
        }
    }

    private func fault(_ fault: ExchangeFault) -> EngineError {
        switch fault {
        case .closedBeforeReply: closedBeforeReply()
        case .truncated(let what):
            EngineError(
                .connection, "the connection ended inside \(what)", hint: "The engine was most likely stopped.")
        case .malformed(let what): EngineError(.connection, "the engine's answer cannot be read: \(what)")
        case .tooLarge(let what, let limit):
            EngineError(
                .limit, "the engine's answer is too large: \(what)",
                hint: limit.map(ReplyLimits.hint) ?? "No honest engine sends that. What answers at \(address)?")
        case .notHTTP(let bytes): .notHTTP(address, start: bytes)
        case .engine(let words): EngineError(.api, words.isEmpty ? "the engine reported an error without words" : words)
        case .progress(let text):
            .progress(ByteBuffer(bytes: text), kind: operation == "ImageBuild" ? .build : .api)
                ?? EngineError(.api, "the engine reported an error without words")
        }
    }

    private func closedBeforeReply() -> EngineError {
        var error = EngineError.disconnected()
        switch address {
        case .tcp, .http:
            if tls == nil { error.hint = "It was most likely restarted, or expects TLS on this port. Try again." }
        case .unix, .https, .ssh: break
        }
        return error
    }

    private func transport(_ error: any Error) -> EngineError {
        if let error = error as? EngineError { return error.during(operation) }
        if let tls, let error = TLSFailure(address: address, settings: tls).afterHandshake(error) {
            return error.during(operation)
        }
        if let error = error as? IOError { return .disconnected(errno: error.errnoCode, operation: operation) }
        return EngineError(
            .connection, "the connection to \(address) failed", operation: operation, cause: "\(error)")
    }
}
