/// Removes the chunked transfer coding (RFC 9112, 7.1).
///
/// Extensions and trailers are read over; sizes that are not hexadecimal, overflow, or miss their line ends are errors.
struct ChunkDecoder: Equatable, Sendable {
    /// The longest size line, extensions included, and the longest trailer part accepted.
    static let lineLimit = 16 * 1024

    private enum State: Equatable, Sendable {
        case firstDigit, digits, `extension`, sizeLineFeed
        case data, dataReturn, dataLineFeed
        case trailerStart, trailer, trailerLineFeed, lastLineFeed
        case finished
    }

    private var state = State.firstDigit
    private var remaining = 0
    private var lineLength = 0

    /// Whether the last chunk and the trailers have been read.
    var isFinished: Bool { state == .finished }

    /// Decodes from `start` and returns how many bytes it used: all of them, unless the body ended.
    mutating func decode(
        _ start: UnsafeRawPointer, _ count: Int, into sink: inout some BodySink
    ) throws(ExchangeFault) -> Int {
        var index = 0
        while index < count {
            if state == .data {
                let piece = min(remaining, count - index)
                try sink.append(start + index, piece)
                index += piece
                remaining -= piece
                guard remaining == 0 else { break }
                // The usual case, a whole chunk with its line end at hand, skips two rounds of the switch.
                if count - index >= 2, start.loadUnaligned(fromByteOffset: index, as: UInt16.self) == Self.lineEnd {
                    index += 2
                    begin(.firstDigit)
                } else {
                    state = .dataReturn
                }
                continue
            }
            try step(start.load(fromByteOffset: index, as: UInt8.self))
            index += 1
            if state == .finished { break }
        }
        return index
    }

    private static let lineEnd = UInt16(littleEndian: 0x0A0D)

    private mutating func begin(_ next: State) {
        state = next
        lineLength = 0
    }

    private mutating func step(_ byte: UInt8) throws(ExchangeFault) {
        switch state {
        case .firstDigit:
            guard let digit = byte.hexDigit else { throw .malformed("a chunk's size is not a number") }
            remaining = digit
            lineLength = 1
            state = .digits
        case .digits:
            if let digit = byte.hexDigit {
                guard remaining <= Int.max >> 5 else { throw .malformed("a chunk's size is too large") }
                remaining = remaining << 4 | digit
                try grow()
            } else {
                try afterDigits(byte)
            }
        case .extension:
            if byte == Octet.lineFeed { endOfSize() } else { try grow() }
        case .sizeLineFeed:
            guard byte == Octet.lineFeed else { throw .malformed("a chunk's size line does not end") }
            endOfSize()
        case .data:
            break
        case .dataReturn:
            if byte == Octet.lineFeed {
                begin(.firstDigit)
            } else {
                guard byte == Octet.carriageReturn else { throw .malformed("a chunk is longer than it said") }
                state = .dataLineFeed
            }
        case .dataLineFeed:
            guard byte == Octet.lineFeed else { throw .malformed("a chunk does not end with a line end") }
            begin(.firstDigit)
        case .trailerStart, .trailer, .trailerLineFeed, .lastLineFeed:
            try stepTrailer(byte)
        case .finished:
            break
        }
    }

    private mutating func afterDigits(_ byte: UInt8) throws(ExchangeFault) {
        switch byte {
        case Octet.carriageReturn: state = .sizeLineFeed
        case Octet.lineFeed: endOfSize()
        case UInt8(ascii: ";"), Octet.space, Octet.tab: state = .extension
        default: throw .malformed("a chunk's size is not a number")
        }
    }

    private mutating func stepTrailer(_ byte: UInt8) throws(ExchangeFault) {
        switch state {
        case .trailerStart where byte == Octet.carriageReturn:
            state = .lastLineFeed
        case .trailerStart where byte == Octet.lineFeed:
            state = .finished
        case .lastLineFeed:
            guard byte == Octet.lineFeed else { throw .malformed("the trailers do not end with a line end") }
            state = .finished
        default:
            state = byte == Octet.lineFeed ? .trailerStart : .trailer
            try grow()
        }
    }

    private mutating func endOfSize() {
        begin(remaining == 0 ? .trailerStart : .data)
    }

    private mutating func grow() throws(ExchangeFault) {
        lineLength += 1
        if lineLength > Self.lineLimit { throw .tooLarge("a line of the chunked coding is too long") }
    }
}

extension UInt8 {
    /// The value of an ASCII hexadecimal digit.
    var hexDigit: Int? {
        switch self {
        case 0x30...0x39: Int(self - 0x30)
        case 0x61...0x66: Int(self - 0x61 + 10)
        case 0x41...0x46: Int(self - 0x41 + 10)
        default: nil
        }
    }
}
