public import NIOCore

extension EngineError {
    /// Connecting took longer than allowed.
    public static func connectTimeout(_ address: Address, after limit: TimeAmount) -> EngineError {
        EngineError(
            .timeout, "no connection to the engine at \(address) within \(limit.inSeconds)",
            hint: "Check the address and the network, or allow more time to connect.")
    }

    /// The head of the reply took longer than allowed.
    public static func responseTimeout(after limit: TimeAmount, operation: String? = nil) -> EngineError {
        EngineError(
            .timeout, "the engine did not answer within \(limit.inSeconds)", operation: operation,
            hint: "It may be busy or hang. Try again, or allow more time.")
    }

    /// A stream was silent for longer than allowed.
    public static func idleTimeout(after limit: TimeAmount, operation: String? = nil) -> EngineError {
        EngineError(
            .timeout, "nothing came for \(limit.inSeconds)", operation: operation,
            hint: "Raise the idle timeout, or leave it out, for streams that may be silent.")
    }

    /// The caller cancelled the call.
    public static func cancelled(operation: String? = nil) -> EngineError {
        EngineError(.cancelled, "the call was cancelled", operation: operation)
    }
}

extension TimeAmount {
    /// `2 s`, `0.25 s`.
    var inSeconds: String {
        nanoseconds % 1_000_000_000 == 0
            ? "\(nanoseconds / 1_000_000_000) s" : "\(Double(nanoseconds) / 1_000_000_000) s"
    }
}
