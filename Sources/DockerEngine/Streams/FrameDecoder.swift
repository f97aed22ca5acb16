/// Separates the engine's multiplexed streams.
///
/// Each frame is an eight-byte header (the stream, three zeros, the length as a big-endian number) and its payload.
/// Frames may be cut anywhere between two reads; a payload is passed on as it comes, not held until it is whole.
struct FrameDecoder: Sendable {
    /// How much of an engine's own error message is kept.
    static let messageLimit = 64 * 1024

    /// The longest payload accepted; the engine itself writes at most some megabytes at once.
    private let payloadLimit: Int
    private var header: UInt64 = 0
    private var headerBytes = 0
    private var remaining = 0
    private var source: UInt8 = 0
    private var message: [UInt8] = []

    /// Makes a decoder that refuses frames longer than `payloadLimit` bytes.
    init(payloadLimit: Int = ReplyLimits().frame) { self.payloadLimit = payloadLimit }

    /// Decodes `count` bytes from `start` into `writer`.
    mutating func decode(
        _ start: UnsafeRawPointer, _ count: Int, into writer: inout BatchWriter
    ) throws(ExchangeFault) {
        var next = start
        let end = start + count
        while next < end {
            if remaining > 0 {
                let piece = min(remaining, end - next)
                if source == Self.engineError {
                    keep(next, piece)
                } else {
                    writer.copy(next, piece, source: source)
                }
                next += piece
                remaining -= piece
                if remaining == 0, source == Self.engineError { throw engineFault() }
            } else if headerBytes == 0, end - next >= 8 {
                try open(UInt64(littleEndian: next.loadUnaligned(as: UInt64.self)))
                next += 8
            } else {
                header |= UInt64(next.load(as: UInt8.self)) << (8 * UInt64(headerBytes))
                headerBytes += 1
                next += 1
                if headerBytes == 8 {
                    let complete = header
                    header = 0
                    headerBytes = 0
                    try open(complete)
                }
            }
        }
    }

    /// The stream ended: an error if that is inside a frame.
    func finish() throws(ExchangeFault) {
        if headerBytes > 0 { throw .truncated("the header of a stream frame") }
        if remaining > 0 { throw .truncated("a stream frame, \(remaining) bytes before its end") }
    }

    private static let engineError: UInt8 = 3

    /// Takes a header whose first byte is the lowest of `word`.
    @inline(__always)
    private mutating func open(_ word: UInt64) throws(ExchangeFault) {
        let length = Int(UInt32(truncatingIfNeeded: word >> 32).byteSwapped)
        guard word & 0xFFFF_FFFC == 0, length <= payloadLimit else { throw fault(word, length) }
        source = UInt8(truncatingIfNeeded: word)
        remaining = length
        if length == 0, source == Self.engineError { throw engineFault() }
    }

    private func fault(_ word: UInt64, _ length: Int) -> ExchangeFault {
        let stream = UInt8(truncatingIfNeeded: word)
        if word & 0xFFFF_FF00 != 0 || stream > 3 {
            return .malformed(
                "the bytes are not multiplexed output (a frame of stream \(stream)); was the container made with a terminal?"
            )
        }
        return .tooLarge("a stream frame of \(length) bytes", limit: "frame")
    }

    private mutating func keep(_ start: UnsafeRawPointer, _ count: Int) {
        let room = min(count, Self.messageLimit - message.count)
        message.append(contentsOf: UnsafeRawBufferPointer(start: start, count: room))
    }

    private func engineFault() -> ExchangeFault {
        .engine(String(decoding: message, as: UTF8.self))
    }
}
