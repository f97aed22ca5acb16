/// Collects the head of a reply and parses it from raw bytes.
///
/// A head that lies whole in one read is parsed in place; only a cut one is copied.
struct HeadParser: Sendable {
    /// The longest single line accepted unless the head may be longer than usual, in bytes.
    static let lineLimit = 64 * 1024

    /// The longest head accepted, in bytes.
    private let headLimit: Int
    /// Bytes of an incomplete head from earlier reads.
    private var partial: [UInt8] = []

    /// Makes a parser that refuses heads longer than `headLimit` bytes.
    init(headLimit: Int = ReplyLimits().head) { self.headLimit = headLimit }

    /// Whether any byte of the head has arrived.
    var hasStarted: Bool { !partial.isEmpty }

    /// What one read gave.
    enum Outcome {
        /// The head is not complete; everything was kept.
        case incomplete
        /// The head, and how many bytes of this input belonged to it.
        case complete(ResponseHead, consumed: Int)
    }

    /// Takes the next bytes.
    mutating func read(_ input: UnsafeRawBufferPointer) throws(ExchangeFault) -> Outcome {
        if partial.isEmpty {
            guard let end = try Self.endOfHead(input, from: 0) else {
                try keep(input)
                return .incomplete
            }
            return .complete(try parse(UnsafeRawBufferPointer(rebasing: input[..<end])), consumed: end)
        }
        let before = partial.count
        // A head is small: looking only at what may still belong to it keeps a large first body out of the copy.
        partial.append(contentsOf: input.prefix(headLimit + 1))
        let collected = partial
        let result: Result<Outcome, ExchangeFault> = collected.withUnsafeBytes { whole in
            Result { () throws(ExchangeFault) -> Outcome in
                guard let end = try Self.endOfHead(whole, from: max(0, before - 3)) else { return .incomplete }
                let head = try parse(UnsafeRawBufferPointer(rebasing: whole[..<end]))
                return .complete(head, consumed: end - before)
            }
        }
        switch try result.get() {
        case .incomplete:
            try check()
            return .incomplete
        case .complete(let head, let consumed):
            partial = []
            return .complete(head, consumed: consumed)
        }
    }

    private mutating func keep(_ input: UnsafeRawBufferPointer) throws(ExchangeFault) {
        partial.append(contentsOf: input)
        try check()
    }

    private func check() throws(ExchangeFault) {
        guard partial.count <= headLimit else {
            throw .tooLarge("the reply's head is longer than \(headLimit) bytes", limit: "head")
        }
        let expected: StaticString = "HTTP/1."
        let matches = partial.withUnsafeBytes { bytes in
            let count = min(bytes.count, expected.utf8CodeUnitCount)
            return (0..<count).allSatisfy { bytes[$0] == expected.utf8Start[$0] }
        }
        if !matches { throw .notHTTP(Array(partial.prefix(80))) }
    }

    /// The index after the empty line that ends the head.
    private static func endOfHead(_ bytes: UnsafeRawBufferPointer, from start: Int) throws(ExchangeFault) -> Int? {
        var index = start
        let count = bytes.count
        while index < count {
            guard bytes[index] == Octet.lineFeed else {
                index += 1
                continue
            }
            if index + 1 < count, bytes[index + 1] == Octet.lineFeed { return index + 2 }
            if index + 2 < count, bytes[index + 1] == Octet.carriageReturn, bytes[index + 2] == Octet.lineFeed {
                return index + 3
            }
            index += 1
        }
        return nil
    }

    /// Parses a complete head, empty line included.
    private func parse(_ bytes: UnsafeRawBufferPointer) throws(ExchangeFault) -> ResponseHead {
        guard bytes.count <= headLimit else {
            throw .tooLarge("the reply's head is longer than \(headLimit) bytes", limit: "head")
        }
        var lines = HeadLines(bytes, lineLimit: max(Self.lineLimit, headLimit / 4))
        guard let status = try lines.next() else { throw .notHTTP(Array(bytes.prefix(80))) }
        var head = try StatusLine.parse(status)
        var connection = ConnectionTokens()
        while let line = try lines.next(), !line.isEmpty {
            try HeaderField.parse(line, into: &head, connection: &connection)
        }
        if connection.close { head.keepsAlive = false } else if connection.keepAlive { head.keepsAlive = true }
        // A reply with both lengths is how requests are smuggled; chunked wins and the connection is not used again.
        if head.isChunked || head.hasForeignCoding, head.contentLength != nil {
            head.contentLength = nil
            head.keepsAlive = false
        }
        return head
    }
}

/// The octets HTTP gives a meaning to.
enum Octet {
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let space: UInt8 = 0x20
    static let colon: UInt8 = 0x3A
    static let comma: UInt8 = 0x2C
}

/// Walks over the lines of a complete head; a bare line feed ends a line too (RFC 9112, 2.2).
private struct HeadLines {
    private let bytes: UnsafeRawBufferPointer
    private let lineLimit: Int
    private var index = 0

    init(_ bytes: UnsafeRawBufferPointer, lineLimit: Int) {
        self.bytes = bytes
        self.lineLimit = lineLimit
    }

    mutating func next() throws(ExchangeFault) -> UnsafeRawBufferPointer? {
        guard index < bytes.count else { return nil }
        var end = index
        while end < bytes.count, bytes[end] != Octet.lineFeed { end += 1 }
        let start = index
        index = end + 1
        if end > start, bytes[end - 1] == Octet.carriageReturn { end -= 1 }
        guard end - start <= lineLimit else {
            throw .tooLarge("a line of the reply's head is longer than \(lineLimit) bytes", limit: "head")
        }
        return UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    }
}
