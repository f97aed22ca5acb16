/// Cuts a stream of bytes into complete JSON texts.
///
/// The engine separates them by line ends, by record separators (0x1E), or not at all. The texts are not validated
/// beyond their brackets and strings; whoever parses them does that.
struct JSONFramer: Sendable {
    private enum State: Sendable { case between, structure, string, scalar }

    private let limit: Int
    private var state = State.between
    private var depth = 0
    private var escaped = false
    /// The first part of a text that goes on in the next read.
    private var partial: [UInt8] = []

    /// Makes a framer that refuses texts longer than `limit` bytes.
    init(limit: Int = ReplyLimits().text) { self.limit = limit }

    /// How many bytes are kept from earlier reads; the next pass may write that many more than it reads.
    var keptBytes: Int { partial.count }

    /// Frames `count` bytes from `start` into `writer`.
    mutating func decode(
        _ start: UnsafeRawPointer, _ count: Int, into writer: inout BatchWriter
    ) throws(ExchangeFault) {
        let bytes = UnsafeRawBufferPointer(start: start, count: count)
        var index = 0
        var textStart = 0
        while index < count {
            let byte = bytes[index]
            switch state {
            case .between:
                textStart = index
                try open(byte)
                index += 1
            case .structure:
                index += 1
                if byte == UInt8(ascii: "\"") {
                    state = .string
                } else if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
                    depth += 1
                } else if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") {
                    depth -= 1
                    if depth == 0 { try close(bytes[textStart..<index], &writer) }
                }
            case .string:
                index = skipString(bytes, from: index)
                if state == .structure, depth == 0 { try close(bytes[textStart..<index], &writer) }
            case .scalar:
                if Self.endsScalar(byte) {
                    try close(bytes[textStart..<index], &writer)
                } else {
                    index += 1
                }
            }
        }
        if state != .between { try keep(bytes[textStart...]) }
    }

    /// The stream ended: hands out a last number or literal; anything else unfinished is an error.
    mutating func finish(into writer: inout BatchWriter) throws(ExchangeFault) {
        if state == .scalar {
            try close(UnsafeRawBufferPointer(start: nil, count: 0)[...], &writer)
        } else if state != .between {
            throw .truncated("a JSON text")
        }
    }

    private mutating func open(_ byte: UInt8) throws(ExchangeFault) {
        switch byte {
        case Octet.space, Octet.tab, Octet.lineFeed, Octet.carriageReturn, 0x1E:
            break
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            depth = 1
            state = .structure
        case UInt8(ascii: "\""):
            depth = 0
            state = .string
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"):
            state = .scalar
        default:
            throw .malformed("the stream is not JSON (a text begins with byte \(byte))")
        }
    }

    /// Goes to the end of the string or of the input; back in ``State/structure`` when the string ended.
    private mutating func skipString(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if escaped {
                escaped = false
            } else if byte == UInt8(ascii: "\\") {
                escaped = true
            } else if byte == UInt8(ascii: "\"") {
                state = .structure
                break
            }
        }
        return index
    }

    private static func endsScalar(_ byte: UInt8) -> Bool {
        switch byte {
        case Octet.space, Octet.tab, Octet.lineFeed, Octet.carriageReturn, 0x1E, UInt8(ascii: "{"), UInt8(ascii: "["),
            UInt8(ascii: "\""):
            true
        default: false
        }
    }

    private mutating func close(
        _ last: Slice<UnsafeRawBufferPointer>, _ writer: inout BatchWriter
    ) throws(ExchangeFault) {
        let total = partial.count + last.count
        guard total <= limit else {
            throw .tooLarge("a JSON text of more than \(limit) bytes", limit: "text")
        }
        if !partial.isEmpty {
            partial.withUnsafeBytes { kept in
                if let start = kept.baseAddress { writer.copy(start, kept.count) }
            }
            partial.removeAll(keepingCapacity: partial.capacity <= 64 * 1024)
        }
        if let start = UnsafeRawBufferPointer(rebasing: last).baseAddress, !last.isEmpty {
            writer.copy(start, last.count)
        }
        writer.endText(total)
        state = .between
    }

    private mutating func keep(_ rest: Slice<UnsafeRawBufferPointer>) throws(ExchangeFault) {
        guard partial.count + rest.count <= limit else {
            throw .tooLarge("a JSON text of more than \(limit) bytes", limit: "text")
        }
        partial.append(contentsOf: rest)
    }
}
