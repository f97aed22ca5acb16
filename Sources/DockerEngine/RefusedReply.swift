internal import NIOCore

/// Reads the engine's refusals.
enum RefusedReply {
    /// The error for a reply with a status of 400 or more.
    static func error(status: Int, body: ByteBuffer, context: CallContext) -> EngineError {
        let message = self.message(body) ?? "The engine answered with status \(status)."
        if status == 400, message.contains("HTTP request to an HTTPS server") {
            return EngineError(
                .connection, "\(context.address) speaks TLS, but was spoken to without it.", status: status,
                operation: context.operation, hint: "Use the engine's port for plain HTTP, or connect with TLS.",
                cause: message)
        }
        let kind = kind(status: status, message: message)
        var hint: String?
        if kind == .version {
            hint = message.contains("too old") && message.contains("client")
                ? "The engine is too new for this version of the API; a newer client, or a higher DOCKER_API_VERSION, fits."
                : "The engine is older than that; leave DOCKER_API_VERSION out, or set it lower."
        }
        return EngineError(kind, message, status: status, operation: context.operation, hint: hint, cause: cause(body))
    }

    private static func kind(status: Int, message: String) -> EngineError.Kind {
        switch status {
        case 400:
            message.contains("client version") || message.contains("Minimum supported API version")
                || message.contains("Maximum supported API version") ? .version : .invalidArgument
        case 401, 403: .unauthorized
        case 404: .notFound
        case 409: .conflict
        default: .api
        }
    }

    /// The engine's words: the `message` of a JSON text, else the text itself.
    private static func message(_ body: ByteBuffer) -> String? {
        if let message = body.withUnsafeReadableBytes({ JSONPeek.string($0, "message") }), !message.isEmpty {
            return message
        }
        var bytes = body.readableBytesView
        while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
        while let first = bytes.first, first <= 0x20 { bytes.removeFirst() }
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }

    private static func cause(_ body: ByteBuffer) -> String? {
        body.withUnsafeReadableBytes { JSONPeek.string($0, "cause") }
    }
}
