internal import NIOCore

/// Keeps a whole body.
struct CollectSink: BodySink {
    /// What has arrived.
    var bytes = ByteBuffer()
    /// The longest body accepted.
    var limit = Int.max

    mutating func append(_ start: UnsafeRawPointer, _ count: Int) throws(ExchangeFault) {
        guard bytes.readableBytes + count <= limit else {
            throw .tooLarge("a reply of more than \(limit) bytes", limit: "reply")
        }
        bytes.writeBytes(UnsafeRawBufferPointer(start: start, count: count))
    }
}
