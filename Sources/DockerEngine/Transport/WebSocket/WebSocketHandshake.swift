internal import NIOCore
internal import NIOHTTP1
internal import NIOWebSocket

/// The two halves of the opening handshake (RFC 6455, 4.1): a random key out, its digest back.
struct WebSocketHandshake: Sendable {
    private let key = NIOWebSocketClientUpgrader.randomRequestKey()

    /// What the request needs besides `Upgrade: websocket`.
    var fields: [(String, String)] { [("Sec-WebSocket-Key", key), ("Sec-WebSocket-Version", "13")] }

    /// Whether a reply of status 101 changes to WebSocket for this request. Nothing was offered that it could choose.
    func accepts(_ head: ResponseHead) -> Bool {
        guard head.headers["Upgrade"]?.lowercased() == "websocket", head.headers["Sec-WebSocket-Extensions"] == nil,
            head.headers["Sec-WebSocket-Protocol"] == nil
        else { return false }
        // NIO keeps the digest to itself but for the question whether a head carries the right one.
        let upgrader = NIOWebSocketClientUpgrader(requestKey: key) { channel, _ in
            channel.eventLoop.makeSucceededVoidFuture()
        }
        let fields = HTTPHeaders(head.headers.map { ($0.0, $0.1) })
        return upgrader.shouldAllowUpgrade(
            upgradeResponse: HTTPResponseHead(version: .http1_1, status: .switchingProtocols, headers: fields))
    }
}
