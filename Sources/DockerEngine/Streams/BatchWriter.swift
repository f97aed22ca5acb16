/// Writes decoded bytes and their runs into memory that the caller lends for one pass.
///
/// No decoder here makes its output longer than its input plus what it kept from before, so the space is known ahead
/// and the inner loops only copy.
struct BatchWriter {
    private var next: UnsafeMutableRawPointer
    private let start: UnsafeMutableRawPointer
    private let end: UnsafeMutableRawPointer
    /// Whether neighbouring runs of one source become one.
    private let merges: Bool
    private(set) var runs: [StreamBatch.Run]
    private var source: UInt8 = 0
    private var length = 0

    /// Starts a pass that writes to `memory` and continues `runs`.
    init(_ memory: UnsafeMutableRawBufferPointer, start: UnsafeMutableRawPointer, runs: [StreamBatch.Run], merges: Bool)
    {
        self.start = start
        next = start
        end = start + memory.count
        self.runs = runs
        self.merges = merges
        if merges, let last = self.runs.popLast() {
            source = last.source
            length = last.length
        }
    }

    /// How many bytes this pass has written.
    var written: Int { next - start }

    /// Copies bytes without saying which run they belong to.
    @inline(__always)
    mutating func copy(_ from: UnsafeRawPointer, _ count: Int) {
        precondition(end - next >= count, "a decoder wrote more than it read")
        next.copyMemory(from: from, byteCount: count)
        next += count
    }

    /// Copies bytes that come from `source`.
    @inline(__always)
    mutating func copy(_ from: UnsafeRawPointer, _ count: Int, source: UInt8) {
        copy(from, count)
        if source == self.source {
            length += count
        } else {
            closeRun()
            self.source = source
            length = count
        }
    }

    /// Ends a run of `count` bytes that stays on its own.
    mutating func endText(_ count: Int) {
        runs.append(StreamBatch.Run(source: 0, length: count))
    }

    /// Ends the pass and returns the runs.
    mutating func finish() -> [StreamBatch.Run] {
        if merges { closeRun() }
        return runs
    }

    private mutating func closeRun() {
        if length > 0 { runs.append(StreamBatch.Run(source: source, length: length)) }
        length = 0
    }
}
