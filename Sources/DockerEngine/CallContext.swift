internal import Glibc
internal import NIOCore

/// Who a failure is told to: turns what went wrong below into an error with advice.
struct CallContext: Sendable {
    /// The engine's address.
    var address: Address
    /// The operation, if it has a name.
    var operation: String?
    /// Whether an error inside the stream means that a build failed.
    var isBuild: Bool { operation == "ImageBuild" }

    /// The error for a failed exchange or a failed attempt to connect.
    func error(for failure: ExchangeFailure) -> EngineError {
        let error =
            switch failure {
            case .cancelled: EngineError(.cancelled, "The call was cancelled.")
            case .timedOut(let limit): timeout(limit)
            case .fault(let fault): self.fault(fault)
            case .transport(let error): transport(error)
            }
        return error.during(operation)
    }

    private func timeout(_ limit: TimeLimit) -> EngineError {
        let amount = Self.describe(limit.amount)
        let message =
            switch limit.phase {
            case .connect: "Could not connect to \(address) within \(amount) (connect timeout)."
            case .replyHead: "The engine did not begin to answer within \(amount) (response timeout)."
            case .replyBody: "The engine's reply stopped for \(amount) (response timeout)."
            case .streamIdle: "The stream was silent for \(amount) (idle timeout)."
            case .call: "The call did not end within \(amount) (timeout of the call)."
            }
        let hint =
            switch limit.phase {
            case .connect: "Is the engine running and the address right?"
            case .replyHead, .replyBody: "The engine is busy or hangs; a longer timeout can be given."
            case .streamIdle: "Leave the idle timeout out where silence is normal."
            case .call: "Give a longer timeout, or none."
            }
        return EngineError(.timeout, message, hint: hint)
    }

    private func fault(_ fault: ExchangeFault) -> EngineError {
        switch fault {
        case .closedBeforeReply:
            EngineError(
                .connection, "The engine at \(address) closed the connection without an answer.",
                hint: "It may be stopping or restarting.")
        case .truncated(let what):
            EngineError(.connection, "The connection to \(address) ended inside \(what).", hint: "Did the engine stop?")
        case .malformed(let what):
            EngineError(.connection, "What came from \(address) cannot be understood: \(what).")
        case .tooLarge(let what):
            EngineError(.connection, "What came from \(address) is too large: \(what).")
        case .engine(let message):
            EngineError(isBuild ? .build : .api, message.isEmpty ? "The engine reported an error without words." : message)
        case .notHTTP(let bytes):
            notHTTP(bytes)
        }
    }

    private func notHTTP(_ bytes: [UInt8]) -> EngineError {
        // A TLS server answers plain bytes with an alert record: 21, 3, minor version.
        if bytes.count >= 2, bytes[0] == 0x15, bytes[1] == 3 {
            return EngineError(
                .connection, "\(address) speaks TLS, but was spoken to without it.",
                hint: "Use the engine's port for plain HTTP, or connect with TLS.")
        }
        let shown = String(decoding: bytes.prefix(40).map { $0 < 0x20 || $0 > 0x7E ? 0x2E : $0 }, as: UTF8.self)
        return EngineError(
            .connection, "\(address) does not answer with HTTP but with \"\(shown)\".",
            hint: "Is that address really a Docker Engine's?")
    }

    private func transport(_ error: any Error) -> EngineError {
        if case .connectTimeout(let amount)? = error as? ChannelError {
            return timeout(TimeLimit(phase: .connect, amount: amount))
        }
        if let error = error as? EngineError { return error }
        if let error = error as? IOError { return system(error.errnoCode, cause: "\(error)") }
        if case .ioOnClosedChannel? = error as? ChannelError {
            return EngineError(.connection, "The connection to \(address) is closed.")
        }
        return EngineError(.connection, "The connection to \(address) failed.", cause: "\(error)")
    }

    /// The error for an attempt to connect.
    func connectError(_ error: any Error) -> EngineError {
        ConnectFailure.explain(error, address: address, fallback: transport(_:)).during(operation)
    }

    private func system(_ code: Int32, cause: String) -> EngineError {
        let message =
            switch code {
            case ECONNRESET: "The engine at \(address) reset the connection."
            case EPIPE: "The engine at \(address) closed the connection while it was written to."
            default: "The connection to \(address) failed."
            }
        return EngineError(.connection, message, hint: "Did the engine stop or restart?", cause: cause)
    }

    /// `10 s`, `1.5 s`, `250 ms`.
    static func describe(_ amount: TimeAmount) -> String {
        let milliseconds = amount.nanoseconds / 1_000_000
        if milliseconds < 1000 { return "\(milliseconds) ms" }
        let tenths = milliseconds % 1000 / 100
        return tenths == 0 ? "\(milliseconds / 1000) s" : "\(milliseconds / 1000).\(tenths) s"
    }
}
