internal import NIOCore

extension Engine {
    /// Calls an operation and waits for its reply. Cancelling the Swift task cancels the call.
    public func call(_ invocation: Invocation, tty: Bool? = nil) async throws(EngineError) -> Reply {
        let call = invoke(invocation, tty: tty)
        let result = await withTaskCancellationHandler {
            await call.reply.outcome()
        } onCancel: {
            call.cancel()
        }
        return try result.get()
    }

    /// Calls an operation whose reply is a stream.
    ///
    /// - Throws: kind `invalid_argument` when the reply is something else.
    public func stream(_ invocation: Invocation, tty: Bool? = nil) async throws(EngineError) -> EngineStream {
        let reply = try await call(invocation, tty: tty)
        guard case .stream(let stream) = reply.body else { throw Self.unexpected("a stream", invocation) }
        return stream
    }

    /// Calls an operation that takes the connection over.
    ///
    /// - Throws: kind `invalid_argument` when the reply is something else.
    public func duplex(_ invocation: Invocation, tty: Bool? = nil) async throws(EngineError) -> DuplexStream {
        let reply = try await call(invocation, tty: tty)
        guard case .duplex(let stream) = reply.body else { throw Self.unexpected("a connection", invocation) }
        return stream
    }

    private static func unexpected(_ what: String, _ invocation: Invocation) -> EngineError {
        EngineError(.invalidArgument, "The reply is not \(what).", operation: invocation.operation.id)
    }
}

extension EventLoopFuture where Value: Sendable {
    /// The value, or the error in the one shape that errors have here.
    func outcome() async -> Result<Value, EngineError> {
        do {
            return .success(try await get())
        } catch let error as EngineError {
            return .failure(error)
        } catch {
            return .failure(EngineError(.connection, "The call failed.", cause: "\(error)"))
        }
    }
}
