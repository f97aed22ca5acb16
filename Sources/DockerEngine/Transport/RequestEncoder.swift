internal import NIOCore

/// A request ready to be written: everything is decided, nothing is encoded.
struct OutgoingRequest: Sendable {
    /// The method.
    var method: String
    /// The path with its version prefix and the query, percent-encoded.
    var target: String
    /// Header fields beside those the encoder adds.
    var headers = Headers()
    /// The body.
    var body: RequestBody = .none
    /// The protocol to change to, if any.
    var upgrade: String?
    /// The longest head of a reply, in bytes.
    var headLimit = ReplyLimits().head

    /// What of it decides how the reply is read.
    var kind: ExchangeStateMachine.Request {
        ExchangeStateMachine.Request(isHead: method == "HEAD", wantsUpgrade: upgrade != nil, headLimit: headLimit)
    }

    /// Whether sending it twice does no harm.
    var isSafeToRepeat: Bool { (method == "GET" || method == "HEAD") && !hasUpload }

    /// Whether the body can be read only once.
    var hasUpload: Bool { if case .stream = body { true } else { false } }
}

/// The bytes of a request, in the order in which they are written.
struct EncodedRequest: Sendable {
    /// The head, and a short body behind it.
    var first: ByteBuffer
    /// A long body.
    var second: ByteBuffer?
    /// A body that comes piece by piece.
    var upload: Upload?

    /// A body that comes piece by piece.
    struct Upload: Sendable {
        var source: any BodySource
        /// The length that the head declares; nil: it is sent in chunks.
        var length: Int64?
    }
}

/// Writes request heads.
struct RequestEncoder: Sendable {
    /// Bodies up to this size go into one buffer with the head.
    private static let inlineBody = 16 * 1024
    private let commonFields: String
    private let furtherFields: [(name: String, value: String)]

    /// Makes an encoder for an engine's address. `further` fields are left out where a request sets them itself.
    init(address: Address, userAgent: String, further: [(name: String, value: String)] = []) {
        furtherFields = further.filter { !["host", "user-agent"].contains($0.name.lowercased()) }
        // Go's server refuses requests without a Host; on a unix socket, this side of ssh or that, any name does.
        let host =
            switch address {
            case .unix, .ssh: "docker"
            case .tcp, .http, .https: address.httpHost
            }
        commonFields = "Host: \(host)\r\nUser-Agent: \(Self.clean(userAgent))\r\n"
    }

    /// Whether a request with that body is one buffer.
    static func isShort(_ body: RequestBody) -> Bool {
        switch body {
        case .none: true
        case .json(let bytes), .bytes(let bytes, _): bytes.readableBytes <= inlineBody
        case .stream: false
        }
    }

    /// The bytes of a request: the head with a short body behind it, and a long body on its own.
    func encode(_ request: OutgoingRequest, allocator: ByteBufferAllocator) -> EncodedRequest {
        var body: ByteBuffer?
        var upload: EncodedRequest.Upload?
        var contentType: String?
        switch request.body {
        case .none: break
        case .json(let bytes):
            body = bytes
            contentType = "application/json"
        case .bytes(let bytes, let type):
            body = bytes
            contentType = type
        case .stream(let source, let type):
            upload = EncodedRequest.Upload(source: source, length: source.length)
            contentType = type
        }
        let inlined = Self.isShort(request.body)
        var buffer = allocator.buffer(capacity: 256 + (inlined ? body?.readableBytes ?? 0 : 0))
        buffer.writeString(request.method)
        buffer.writeStaticString(" ")
        buffer.writeString(request.target)
        buffer.writeStaticString(" HTTP/1.1\r\n")
        buffer.writeString(commonFields)
        for (name, value) in request.headers { Self.write(name, value, to: &buffer) }
        for (name, value) in furtherFields where !request.headers.contains(name) {
            Self.write(name, value, to: &buffer)
        }
        if let upgrade = request.upgrade {
            buffer.writeStaticString("Connection: Upgrade\r\n")
            Self.write("Upgrade", upgrade, to: &buffer)
        }
        if let contentType, !request.headers.contains("Content-Type") {
            Self.write("Content-Type", contentType, to: &buffer)
        }
        if let length = upload.map(\.length) ?? body.map({ Int64($0.readableBytes) }) {
            Self.write("Content-Length", String(length), to: &buffer)
        } else if upload != nil {
            buffer.writeStaticString("Transfer-Encoding: chunked\r\n")
        } else if request.method == "POST" || request.method == "PUT" {
            buffer.writeStaticString("Content-Length: 0\r\n")
        }
        buffer.writeStaticString("\r\n")
        guard var body, body.readableBytes > 0 else { return EncodedRequest(first: buffer, upload: upload) }
        if inlined {
            buffer.writeBuffer(&body)
            return EncodedRequest(first: buffer)
        }
        return EncodedRequest(first: buffer, second: body)
    }

    private static func write(_ name: String, _ value: String, to buffer: inout ByteBuffer) {
        buffer.writeString(name)
        buffer.writeStaticString(": ")
        buffer.writeString(clean(value))
        buffer.writeStaticString("\r\n")
    }

    /// A value never ends its line: control characters become blanks.
    private static func clean(_ value: String) -> String {
        guard value.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return value }
        return String(decoding: value.utf8.map { $0 < 0x20 || $0 == 0x7F ? 0x20 : $0 }, as: UTF8.self)
    }
}
