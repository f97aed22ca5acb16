internal import FoundationEssentials
public import NIOCore

extension EngineError {
    /// The refusal in an HTTP reply whose status is 400 or more.
    ///
    /// Engines answer with `{"message": …}`, Podman adds `cause` and `response`, and some refusals come as plain text or, from
    /// a proxy in between, as a web page. All of them become one message; the kind follows from the status, except where
    /// the words tell more.
    public static func reply(status: Int, body: ByteBuffer, operation: String? = nil) -> EngineError {
        let refusal = Refusal(body)
        if status == 400, let plain = plainOnTLS(refusal.message) {
            return plain.during(operation)
        }
        var error = EngineError(
            kind(status: status, message: refusal.message), refusal.message, status: status, operation: operation,
            cause: refusal.cause)
        if refusal.isPage {
            error.message = "the reply is a web page, not one of a Docker Engine"
            error.hint = "Most likely a proxy or another server answered. Check the address."
        } else if refusal.message.isEmpty {
            error.message = "the engine refused with status \(status) and no explanation"
        } else if error.kind == .version {
            error.hint = versionHint(refusal.message)
        } else if status == 404, refusal.message == "page not found" || refusal.message.hasPrefix("Not Found") {
            error.message = "the engine does not have this operation"
            error.hint = "It may be too old for it, or not a Docker Engine: Podman lacks swarm and plugins."
            error.cause = refusal.message
        }
        return error
    }

    /// A reply that points elsewhere. Engines do that only for paths that are not clean, and others to whom no request that
    /// carries credentials should be sent again.
    static func redirect(status: Int, to place: String?, operation: String?) -> EngineError {
        EngineError(
            .api, "the engine points to another address\(place.map { ": \($0.prefix(200))" } ?? "")", status: status,
            operation: operation, hint: "moondock follows no redirects. Check the address and the path.")
    }

    /// The error in a line of a progress stream, which engines send after a status of 200: `{"error": …}` or
    /// `{"errorDetail": {"message": …}}`. nil when the line reports none.
    ///
    /// - Parameter kind: `build` for image builds, else `api`; trouble with credentials becomes `unauthorized`.
    public static func progress(_ line: ByteBuffer, kind: Kind = .api, operation: String? = nil) -> EngineError? {
        struct Line: Decodable {
            struct Detail: Decodable { var message: String? }
            var error: String?
            var errorDetail: Detail?
        }
        let view = line.readableBytesView
        guard view.starts(with: [UInt8(ascii: "{")]) || view.first(where: { $0 > 0x20 }) == UInt8(ascii: "{"),
            let decoded = try? JSONDecoder().decode(Line.self, from: Data(view)),
            let message = decoded.errorDetail?.message ?? decoded.error
        else { return nil }
        return EngineError(isAboutCredentials(message) ? .unauthorized : kind, message.cut, operation: operation)
    }

    private static func kind(status: Int, message: String) -> Kind {
        switch status {
        case 400 where message.contains("client version") || message.contains("API version"): .version
        case 400: .invalidArgument
        case 401, 403: .unauthorized
        case 404: .notFound
        case 409: .conflict
        case 500 where isAboutCredentials(message): .unauthorized
        default: .api
        }
    }

    /// Engines pass a registry's refusal on as their own failure, so only the words show it.
    private static func isAboutCredentials(_ message: String) -> Bool {
        [
            "unauthorized: ", "401 Unauthorized", "no basic auth credentials", "incorrect username or password",
            "denied: requested access",
        ].contains { message.contains($0) }
    }

    private static func plainOnTLS(_ message: String) -> EngineError? {
        guard message.contains("HTTP request to an HTTPS server") else { return nil }
        return .plainOnTLS(cause: message)
    }

    /// The engine's sentence ends with the version it would accept.
    private static func versionHint(_ message: String) -> String {
        let words = message.split { !($0.isNumber || $0 == ".") }
        let versions = words.compactMap { APIVersion($0.last == "." ? String($0.dropLast()) : String($0)) }
        guard versions.count >= 2, let bound = versions.last else {
            return "Unset DOCKER_API_VERSION, so that the version is agreed with the engine."
        }
        return message.contains("too new")
            ? "The engine speaks up to \(bound). Unset DOCKER_API_VERSION, or set it to \(bound) at most."
            : "The engine wants \(bound) at least. Unset DOCKER_API_VERSION, or set it to \(bound)."
    }
}

/// The words of a refusal, whatever form they came in.
private struct Refusal {
    var message: String
    var cause: String?
    var isPage = false

    init(_ body: ByteBuffer) {
        struct Reply: Decodable {
            var message: String?
            var cause: String?
        }
        let view = body.readableBytesView
        if let reply = try? JSONDecoder().decode(Reply.self, from: Data(view)), let text = reply.message ?? reply.cause
        {
            message = text.trimmed.cut
            cause = reply.cause.flatMap { $0 == text || $0.isEmpty ? nil : $0.cut }
            return
        }
        message = String(decoding: view.prefix(String.longestSentence), as: UTF8.self).trimmed
        isPage = message.hasPrefix("<")
    }
}

extension String {
    /// More bytes than this are no sentence any more.
    fileprivate static let longestSentence = 8_192

    /// Its beginning, where it is too long to be read.
    fileprivate var cut: String {
        utf8.count <= Self.longestSentence
            ? self : String(decoding: utf8.prefix(Self.longestSentence), as: UTF8.self) + "…"
    }

    /// Without white space at both ends.
    fileprivate var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
