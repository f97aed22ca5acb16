internal import NIOCore

/// Keeps a whole body.
struct CollectSink: BodySink {
    /// What has arrived.
    var bytes = ByteBuffer()
    /// The longest body accepted.
    var limit = Int.max
    /// The most that is set aside on the word of a head.
    private static let largestReserve = 64 * 1024 * 1024

    /// A body of that declared length comes, if one is declared.
    mutating func expect(_ length: Int?, limit: Int) {
        self.limit = limit
        // A declared length is a promise of the other side, not a reason to take any amount of memory.
        if let length { bytes.reserveCapacity(min(length, limit, Self.largestReserve)) }
    }

    mutating func append(_ start: UnsafeRawPointer, _ count: Int) throws(ExchangeFault) {
        guard bytes.readableBytes + count <= limit else {
            throw .tooLarge("a reply of more than \(limit) bytes", limit: "reply")
        }
        bytes.writeBytes(UnsafeRawBufferPointer(start: start, count: count))
    }
}
