internal import NIOCore

/// Reads back the bytes of a request that is being written: its head, and its body without the chunked coding.
struct SentRequest {
    /// What some bytes turned out to be.
    enum Part {
        case head(method: String, target: String, headers: Headers)
        case body(ByteBuffer)
        /// Written behind the end of the request, to an upgraded connection.
        case input(ByteBuffer)
    }

    private enum State {
        case head
        case length(Int)
        case chunked(ChunkDecoder)
        case behind
    }

    private var state = State.head
    private var start = ByteBuffer()

    /// Whether all of the request has been taken.
    var isComplete: Bool { if case .behind = state { true } else { false } }

    /// Fields whose values are credentials.
    private static let secretFields = ["authorization", "x-registry-auth", "x-registry-config", "cookie"]
    /// What the clients of engines send for "no credentials".
    private static let noCredentials: Set<String> = ["", "e30=", "e30", "{}"]

    /// Takes the next bytes.
    mutating func take(_ bytes: ByteBuffer) -> [Part] {
        var parts: [Part] = []
        var bytes = bytes
        if case .head = state {
            start.writeBuffer(&bytes)
            guard let head = readHead() else { return [] }
            parts.append(head)
            bytes = start
        }
        guard bytes.readableBytes > 0 else { return parts }
        switch state {
        case .head: break
        case .length(let missing):
            if let piece = bytes.readSlice(length: min(missing, bytes.readableBytes)) {
                parts.append(.body(piece))
                state = missing == piece.readableBytes ? .behind : .length(missing - piece.readableBytes)
            }
            if bytes.readableBytes > 0 { parts.append(.input(bytes)) }
        case .chunked(var decoder):
            var sink = CollectSink()
            _ = bytes.withUnsafeReadableBytes { raw in
                raw.baseAddress.map { try? decoder.decode($0, raw.count, into: &sink) }
            }
            state = decoder.isFinished ? .behind : .chunked(decoder)
            if sink.bytes.readableBytes > 0 { parts.append(.body(sink.bytes)) }
        case .behind:
            parts.append(.input(bytes))
        }
        return parts
    }

    /// How many bytes there are up to and with the empty line; nil when it has not come.
    private static func headLength(_ bytes: ByteBufferView) -> Int? {
        bytes.withUnsafeBytes { raw in
            guard raw.count >= 4 else { return nil }
            let end = (0...raw.count - 4).first { place in
                raw[place] == 0x0D && raw[place + 1] == 0x0A && raw[place + 2] == 0x0D && raw[place + 3] == 0x0A
            }
            return end.map { $0 + 4 }
        }
    }

    private mutating func readHead() -> Part? {
        guard let length = Self.headLength(start.readableBytesView),
            let text = start.readString(length: length)
        else { return nil }
        let lines = text.split(separator: "\r\n")
        let words = (lines.first ?? "").split(separator: " ")
        guard words.count >= 2 else { return nil }
        var headers = Headers()
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let name = String(line[..<colon])
            let value = String(line[line.index(after: colon)...].drop { $0 == " " })
            let isSecret = Self.secretFields.contains(name.lowercased()) && !Self.noCredentials.contains(value)
            headers.add(name, isSecret ? ExchangeEvent.hidden : value)
        }
        if headers["Transfer-Encoding"] != nil {
            state = .chunked(ChunkDecoder())
        } else if let length = headers["Content-Length"].flatMap({ Int($0) }), length > 0 {
            state = .length(length)
        } else {
            state = .behind
        }
        return .head(method: String(words[0]), target: String(words[1]), headers: headers)
    }
}
