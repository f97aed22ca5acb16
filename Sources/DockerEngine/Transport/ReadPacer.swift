internal import NIOCore

/// Decides when a stream reads again.
///
/// An engine writes its logs a line at a time. A reader that wakes for each of them takes the processor from the engine,
/// and both get slower. So after a small read that follows closely on another, the next one waits a moment: many lines
/// then come in one read. A quiet stream is never held up, and neither is one that fills its reads anyway.
struct ReadPacer: Sendable {
    /// Reads of at least this many bytes are not small.
    static let largeRead = 32 * 1024
    /// Reads further apart than this do not belong to one flow.
    static let idleGap = TimeAmount.milliseconds(2)
    /// The first wait of a flow.
    static let firstPause = TimeAmount.microseconds(300)
    /// The longest wait; what a socket holds of small writes takes a busy engine longer than this to fill.
    static let longestPause = TimeAmount.microseconds(1000)

    private var lastRead = NIODeadline.uptimeNanoseconds(0)
    private var pause = Self.firstPause

    /// A read ended with `bytes` at `now`. Returns how long to wait before the next; nil: not at all.
    mutating func readEnded(bytes: Int, now: NIODeadline) -> TimeAmount? {
        let flows = now - lastRead < Self.idleGap
        lastRead = now
        guard flows, bytes < Self.largeRead else {
            pause = Self.firstPause
            return nil
        }
        let current = pause
        if bytes < Self.largeRead / 4 {
            pause = min(pause + pause, Self.longestPause)
        } else if bytes > Self.largeRead / 2 {
            pause = max(.nanoseconds(pause.nanoseconds / 2), Self.firstPause)
        }
        return current
    }
}
