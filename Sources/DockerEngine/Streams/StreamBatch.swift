public import NIOCore

/// Some of a stream's bytes, everything that was waiting, with the pieces they consist of.
public struct StreamBatch: Sendable, Equatable {
    /// A stretch of bytes from one source.
    public struct Run: Sendable, Equatable {
        /// 0 for raw bytes, JSON texts and standard input; 1 for standard output; 2 for standard error.
        public var source: UInt8
        /// How many bytes.
        public var length: Int

        /// Makes a run of `length` bytes from `source`.
        public init(source: UInt8, length: Int) {
            self.source = source
            self.length = length
        }
    }

    /// The payload. The frames' own headers, the chunked coding and the blanks between JSON texts are not in it.
    public var bytes: ByteBuffer
    /// The runs `bytes` consists of, in order; their lengths add up to the readable bytes.
    ///
    /// In a framed stream neighbouring frames of one source are one run. In a JSON stream each run is exactly one
    /// complete JSON text.
    public var runs: [Run]

    /// Makes a batch.
    public init(bytes: ByteBuffer = ByteBuffer(), runs: [Run] = []) {
        self.bytes = bytes
        self.runs = runs
    }
}

/// What the bytes of a stream are.
public enum StreamContent: String, Sendable, Equatable {
    /// Standard output and standard error, multiplexed by the engine and separated again by this client.
    case frames
    /// The bytes of a terminal, both outputs mixed.
    case raw
    /// One JSON text after the other.
    case json
    /// Any other bytes, such as a tar archive.
    case bytes
}
