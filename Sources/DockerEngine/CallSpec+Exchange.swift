internal import NIOCore

/// What of a call decides its exchange, whichever thread runs it.
extension CallSpec {
    /// The longest message of a refusal that is read.
    private static let refusalLimit = 1024 * 1024

    /// The request in the form of a version; nil: it does not depend on one.
    func outgoing(_ version: APIVersion?, headers: Headers, headLimit: Int) throws(EngineError) -> OutgoingRequest {
        OutgoingRequest(
            method: request.method, target: try request.target(version: version ?? .newest), headers: headers,
            body: request.body, upgrade: upgrade, headLimit: headLimit)
    }

    /// How long the exchange may take.
    func limits(_ configuration: EngineConfiguration) -> ExchangeLimits {
        let patience = waits ? nil : configuration.responseTimeout
        let idle = configuration.idleTimeout
        return switch shape {
        case .of(.byteStream), .of(.jsonStream), .of(.logStream), .of(.duplex):
            ExchangeLimits(head: timeout ?? patience, idle: idle)
        default:
            ExchangeLimits(head: timeout == nil ? patience : nil, body: patience, idle: idle, call: timeout)
        }
    }

    /// The longest collected body accepted behind a head, in bytes.
    func bodyLimit(_ head: ResponseHead, _ configuration: EngineConfiguration) -> Int {
        head.isRefusal ? Self.refusalLimit : configuration.limits.reply
    }

    /// What a complete reply means.
    func reply(_ head: ResponseHead, _ body: ByteBuffer) throws(EngineError) -> Reply {
        if head.isRedirect {
            throw .redirect(status: head.status, to: head.headers["Location"], operation: operation)
        }
        if head.status >= 400 { throw .reply(status: head.status, body: body, operation: operation) }
        if shape == .of(.duplex), head.status == 200, body.readableBytes > 0 {
            let words = String(buffer: body)
            throw EngineError(
                .api, "The engine did not open the stream: \(words)", status: 200, operation: operation)
        }
        return Reply(status: head.status, headers: head.headers, body: shaped(head, body))
    }

    private func shaped(_ head: ResponseHead, _ body: ByteBuffer) -> Reply.Body {
        if body.readableBytes == 0 { return .empty }
        return switch shape {
        case .of(.json), .of(.longPoll): .json(body)
        case .of(.text): .text(body)
        case .of(.empty), .of(.headers): .empty
        default: StreamKind.isJSON(head) ? .json(body) : .text(body)
        }
    }
}

extension ResponseHead {
    /// Whether the body behind it is no answer to the request but says why there is none.
    var isRefusal: Bool { status >= 400 || isRedirect }
}
