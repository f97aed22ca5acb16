public import NIOCore
internal import NIOEmbedded
internal import NIOHTTP1
internal import NIOWebSocket

/// WebSocket from the server's side, frame by frame.
public enum StubWebSocket {
    /// The head that accepts a request, with the digest of its key.
    public static func accept(_ request: StubRequest) -> String {
        var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: request.target)
        head.headers.add(name: "Sec-WebSocket-Key", value: request.headers["sec-websocket-key"] ?? "")
        head.headers.add(name: "Sec-WebSocket-Version", value: request.headers["sec-websocket-version"] ?? "")
        let upgrader = NIOWebSocketServerUpgrader(
            shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture([:]) },
            upgradePipelineHandler: { channel, _ in channel.eventLoop.makeSucceededVoidFuture() })
        let channel = EmbeddedChannel()
        defer { _ = try? channel.finish() }  // else it and its pipeline keep each other
        let fields = try? upgrader.buildUpgradeResponse(
            channel: channel, upgradeRequest: head, initialResponseHeaders: [:]
        ).wait()
        let lines = (fields ?? [:]).map { "\($0.name): \($0.value)\r\n" }.joined()
        return "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n\(lines)\r\n"
    }

    /// One frame, not masked.
    ///
    /// - Parameter first: the first byte: `0x81` text, `0x82` binary, `0x88` close, `0x89` ping; without `0x80` a fragment.
    public static func frame(_ first: UInt8, _ payload: [UInt8] = []) -> [UInt8] {
        let length: [UInt8] =
            switch payload.count {
            case ..<126: [UInt8(payload.count)]
            case ..<65536: [126] + withUnsafeBytes(of: UInt16(payload.count).bigEndian) { Array($0) }
            default: [127] + withUnsafeBytes(of: UInt64(payload.count).bigEndian) { Array($0) }
            }
        return [first] + length + payload
    }

    /// One frame, not masked.
    public static func frame(_ first: UInt8, _ text: String) -> [UInt8] { frame(first, Array(text.utf8)) }

    /// The frames that a client sent: first byte and payload. nil when one of them is not masked or is cut.
    public static func read(_ buffer: ByteBuffer) -> [(first: UInt8, payload: [UInt8])]? {
        var rest = buffer
        var frames: [(UInt8, [UInt8])] = []
        while rest.readableBytes > 0 {
            guard let first = rest.readInteger(as: UInt8.self), let second = rest.readInteger(as: UInt8.self),
                second & 0x80 != 0
            else { return nil }
            var length = Int(second & 0x7F)
            if length == 126 { length = rest.readInteger(as: UInt16.self).map(Int.init) ?? -1 }
            if length == 127 { length = rest.readInteger(as: UInt64.self).map(Int.init) ?? -1 }
            guard length >= 0, let key = rest.readBytes(length: 4), let masked = rest.readBytes(length: length) else {
                return nil
            }
            frames.append((first, masked.enumerated().map { $1 ^ key[$0 % 4] }))
        }
        return frames
    }
}
