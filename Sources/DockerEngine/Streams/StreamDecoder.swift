internal import NIOCore

/// Turns pieces of a body into batches.
protocol PieceDecoder {
    /// Whether neighbouring runs of one source become one.
    static var mergesRuns: Bool { get }
    /// How many bytes are kept from earlier passes.
    var keptBytes: Int { get }
    /// Decodes the next `count` bytes.
    mutating func decode(_ start: UnsafeRawPointer, _ count: Int, into writer: inout BatchWriter) throws(ExchangeFault)
    /// The body is complete.
    mutating func finish(into writer: inout BatchWriter) throws(ExchangeFault)
}

/// Bytes without any structure.
struct PlainDecoder: PieceDecoder {
    static var mergesRuns: Bool { true }
    var keptBytes: Int { 0 }

    mutating func decode(_ start: UnsafeRawPointer, _ count: Int, into writer: inout BatchWriter) {
        writer.copy(start, count, source: 0)
    }

    mutating func finish(into writer: inout BatchWriter) {}
}

extension FrameDecoder: PieceDecoder {
    static var mergesRuns: Bool { true }
    var keptBytes: Int { 0 }

    mutating func finish(into writer: inout BatchWriter) throws(ExchangeFault) { try finish() }
}

extension JSONFramer: PieceDecoder {
    static var mergesRuns: Bool { false }
}

/// Turns body bytes into batches, whatever the stream consists of.
struct StreamDecoder: Sendable {
    private enum Kind: Sendable {
        case plain
        case frames(FrameDecoder)
        case json(JSONFramer)
    }

    private var kind: Kind

    /// Makes a decoder for that content.
    ///
    /// - Parameter limits: the longest JSON text and the longest frame accepted.
    init(content: StreamContent, limits: ReplyLimits = ReplyLimits()) {
        switch content {
        case .frames: kind = .frames(FrameDecoder(payloadLimit: limits.frame))
        case .json: kind = .json(JSONFramer(limit: limits.text))
        case .raw, .bytes: kind = .plain
        }
    }

    /// Runs `input` through the state machine and this decoder into `batch`, in one pass.
    ///
    /// What was decoded before an error stays in the batch.
    mutating func receive(
        _ input: UnsafeRawBufferPointer, through machine: inout ExchangeStateMachine, into batch: inout StreamBatch
    ) throws(ExchangeFault) -> ExchangeStateMachine.Step {
        switch kind {
        case .plain:
            var plain = PlainDecoder()
            return try Self.pass(input, &machine, &plain, &batch)
        case .frames(var frames):
            kind = .plain
            defer { kind = .frames(frames) }
            return try Self.pass(input, &machine, &frames, &batch)
        case .json(var framer):
            kind = .plain
            defer { kind = .json(framer) }
            return try Self.pass(input, &machine, &framer, &batch)
        }
    }

    /// The body is complete: what is kept goes into `batch`, or is an error.
    mutating func finish(into batch: inout StreamBatch) throws(ExchangeFault) {
        switch kind {
        case .plain: break
        case .frames(let frames): try frames.finish()
        case .json(var framer):
            kind = .plain
            defer { kind = .json(framer) }
            try Self.write(framer.keptBytes, &framer, &batch) { (sink) throws(ExchangeFault) in
                try sink.decoder.finish(into: &sink.writer)
            }
        }
    }

    private static func pass<Decoder: PieceDecoder>(
        _ input: UnsafeRawBufferPointer, _ machine: inout ExchangeStateMachine, _ decoder: inout Decoder,
        _ batch: inout StreamBatch
    ) throws(ExchangeFault) -> ExchangeStateMachine.Step {
        try write(input.count + decoder.keptBytes, &decoder, &batch) { (sink) throws(ExchangeFault) in
            try machine.read(input, into: &sink)
        }
    }

    /// Lends the batch's memory to the decoder for one pass.
    @inline(__always)
    private static func write<Decoder: PieceDecoder, Value>(
        _ space: Int, _ decoder: inout Decoder, _ batch: inout StreamBatch,
        _ body: (inout DecodingSink<Decoder>) throws(ExchangeFault) -> Value
    ) throws(ExchangeFault) -> Value {
        var runs: [StreamBatch.Run] = []
        swap(&runs, &batch.runs)
        var outcome: Result<Value, ExchangeFault>?
        batch.bytes.writeWithUnsafeMutableBytes(minimumWritableBytes: max(space, 1)) { memory in
            guard let start = memory.baseAddress else { return 0 }
            var sink = DecodingSink(
                decoder: decoder,
                writer: BatchWriter(memory, start: start, runs: runs, merges: Decoder.mergesRuns))
            runs = []
            do throws(ExchangeFault) {
                outcome = .success(try body(&sink))
            } catch {
                outcome = .failure(error)
            }
            runs = sink.writer.finish()
            decoder = sink.decoder
            return sink.writer.written
        }
        batch.runs = runs
        guard let outcome else { throw .malformed("no memory for the stream") }
        return try outcome.get()
    }
}

/// Feeds a decoder with the body that the state machine finds.
struct DecodingSink<Decoder: PieceDecoder>: BodySink {
    var decoder: Decoder
    var writer: BatchWriter

    @inline(__always)
    mutating func append(_ start: UnsafeRawPointer, _ count: Int) throws(ExchangeFault) {
        try decoder.decode(start, count, into: &writer)
    }
}
