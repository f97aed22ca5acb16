/// Where decoded body bytes go.
///
/// The body decoders are generic over it, so that removing the chunk framing and splitting the stream frames inside
/// happen in one pass, without a buffer between the two.
protocol BodySink {
    /// Takes the next `count` bytes of the body. The memory is only valid during the call.
    mutating func append(_ start: UnsafeRawPointer, _ count: Int) throws(ExchangeFault)
}
