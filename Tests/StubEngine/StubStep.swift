public import NIOCore

/// One thing the stub does in answer to a request. The steps of a script run one after the other.
public enum StubStep: Sendable {
    /// Writes bytes, all at once.
    case send(ByteBuffer)
    /// Writes bytes in pieces of `size`, with a pause after each. A pause of zero still gives each piece a write of its own.
    case drip(ByteBuffer, size: Int, every: TimeAmount)
    /// Writes a block again and again, as fast as it is taken, `count` times; nil: until the connection closes.
    case repeated(ByteBuffer, count: Int?)
    /// Does nothing for a while.
    case pause(TimeAmount)
    /// Does nothing until something holds.
    case until(@Sendable () -> Bool)
    /// Never goes on.
    case stall
    /// Closes the connection.
    case close
    /// Closes the connection so that the other side sees a reset (TCP), or unread bytes (unix).
    case reset
    /// Closes the connection below TLS, so that the other side sees an end that TLS did not announce.
    case cut
    /// Ends the output only.
    case endOutput
    /// Leaves HTTP: sends back what comes, a framed copy of it when `framed`; ends the output when the input has ended.
    case echo(framed: Bool)
    /// Leaves HTTP: reads and forgets, without answering.
    case swallow
    /// Leaves HTTP and stops reading, so that the other side's writes do not end.
    case deaf
    /// Runs something, for tests that wait for a moment.
    case run(@Sendable () -> Void)
}

extension StubStep {
    /// Writes a text.
    public static func text(_ text: String) -> StubStep { .send(ByteBuffer(string: text)) }

    /// Writes a whole reply with a length.
    public static func reply(
        status: String = "200 OK", type: String = "application/json", _ body: String = "", headers: String = ""
    ) -> StubStep {
        .text(
            "HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        )
    }

    /// Writes the head of a chunked reply.
    public static func chunkedHead(type: String, headers: String = "") -> StubStep {
        .text("HTTP/1.1 200 OK\r\nContent-Type: \(type)\r\n\(headers)Transfer-Encoding: chunked\r\n\r\n")
    }

    /// Writes one chunk.
    public static func chunk(_ text: String) -> StubStep { .send(StubBytes.chunk(Array(text.utf8))) }

    /// Writes one chunk.
    public static func chunk(_ bytes: [UInt8]) -> StubStep { .send(StubBytes.chunk(bytes)) }

    /// Ends a chunked reply.
    public static let lastChunk = StubStep.text("0\r\n\r\n")

    /// Writes the head of a connection that is taken over.
    public static func upgraded(type: String = "application/vnd.docker.raw-stream") -> StubStep {
        .text("HTTP/1.1 101 UPGRADED\r\nContent-Type: \(type)\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n")
    }
}

/// Bytes in the engine's formats.
public enum StubBytes {
    /// One chunk of the chunked coding.
    public static func chunk(_ bytes: [UInt8]) -> ByteBuffer {
        var buffer = ByteBuffer(string: String(bytes.count, radix: 16) + "\r\n")
        buffer.writeBytes(bytes)
        buffer.writeStaticString("\r\n")
        return buffer
    }

    /// One frame of a multiplexed stream.
    public static func frame(_ source: UInt8, _ payload: some Collection<UInt8>) -> [UInt8] {
        let length = UInt32(payload.count).bigEndian
        return [source, 0, 0, 0] + withUnsafeBytes(of: length) { Array($0) } + payload
    }

    /// One frame of a multiplexed stream.
    public static func frame(_ source: UInt8, _ text: String) -> [UInt8] { frame(source, text.utf8) }
}
