public import NIOCore

/// A request as the stub received it.
public struct StubRequest: Sendable {
    /// The method.
    public var method: String
    /// Path and query as sent, version included.
    public var target: String
    /// The header fields, names in lower case.
    public var headers: [String: String]
    /// The body.
    public var body: ByteBuffer
    /// The number of the connection it came on, from 1.
    public var connection: Int
    /// The number of the request on its connection, from 1.
    public var ordinal: Int

    /// The path without version and query.
    public var path: String {
        let path = target.prefix { $0 != "?" }
        let parts = path.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: true)
        guard let first = parts.first, first.hasPrefix("v"), first.contains(".") else { return String(path) }
        return parts.count > 1 ? "/" + parts[1] : "/"
    }

    /// The query.
    public var query: String { target.firstIndex(of: "?").map { String(target[target.index(after: $0)...]) } ?? "" }
}

/// Cuts the bytes of one connection into requests.
struct RequestReader {
    private var bytes: [UInt8] = []

    /// Takes what arrived and returns a request as soon as one is complete.
    mutating func append(_ buffer: ByteBuffer) { bytes += buffer.readableBytesView }

    /// The next complete request.
    mutating func next(connection: Int, ordinal: Int) -> StubRequest? {
        guard let end = endOfHead() else { return nil }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
        let first = (lines.first ?? "").split(separator: " ")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            headers[line[..<colon].lowercased()] = String(value)
        }
        guard first.count >= 2 else { return nil }
        let body: ByteBuffer
        if headers["transfer-encoding"] == "chunked" {
            guard let (whole, after) = chunks(from: end + 4) else { return nil }
            body = whole
            bytes.removeFirst(after)
        } else {
            let length = headers["content-length"].flatMap { Int($0) } ?? 0
            guard bytes.count >= end + 4 + length else { return nil }
            body = ByteBuffer(bytes: bytes[(end + 4)..<(end + 4 + length)])
            bytes.removeFirst(end + 4 + length)
        }
        return StubRequest(
            method: String(first[0]), target: String(first[1]), headers: headers, body: body, connection: connection,
            ordinal: ordinal)
    }

    /// The body of chunks that begins there, and where it ends; nil while it is not complete.
    private func chunks(from start: Int) -> (ByteBuffer, Int)? {
        var body = ByteBuffer()
        var index = start
        while let line = bytes[index...].firstIndex(of: 10) {
            let digits = String(decoding: bytes[index..<line], as: UTF8.self).prefix { $0.isHexDigit }
            guard let size = Int(digits, radix: 16), bytes.count >= line + 1 + size + 2 else { return nil }
            body.writeBytes(bytes[(line + 1)..<(line + 1 + size)])
            index = line + 1 + size + 2
            if size == 0 { return (body, index) }
        }
        return nil
    }

    /// What is left, for a connection that leaves HTTP.
    mutating func takeRest() -> ByteBuffer {
        defer { bytes = [] }
        return ByteBuffer(bytes: bytes)
    }

    private func endOfHead() -> Int? {
        guard bytes.count >= 4 else { return nil }
        for index in 0...(bytes.count - 4)
        where bytes[index] == 13 && bytes[index + 1] == 10 && bytes[index + 2] == 13 && bytes[index + 3] == 10 {
            return index
        }
        return nil
    }
}
