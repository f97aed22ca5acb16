internal import NIOCore

/// Decides when a stream reads again.
///
/// An engine writes its logs a line at a time. A reader that wakes for each of them takes the processor from the engine,
/// and both get slower. So after a small read that follows closely on another, the next one waits a moment: many lines
/// then come in one read. A quiet stream is never held up, and neither is one that fills its reads anyway.
struct ReadPacer: Sendable {
    /// Reads of at least this many bytes are not small.
    static let largeRead = 32 * 1024
    /// Reads further apart than this, beside the wait between them, do not belong to one flow.
    static let idleGap = TimeAmount.milliseconds(2)
    /// The first wait of a flow.
    static let firstPause = TimeAmount.microseconds(300)
    /// The longest wait: nobody sees a line come so much later, and a busy engine does not fill its socket meanwhile.
    static let longestPause = TimeAmount.microseconds(2500)

    private var lastRead = NIODeadline.uptimeNanoseconds(0)
    private var pause = Self.firstPause
    private var waited = TimeAmount.nanoseconds(0)

    /// A read ended with `bytes` at `now`. Returns how long to wait before the next; nil: not at all.
    mutating func readEnded(bytes: Int, now: NIODeadline) -> TimeAmount? {
        let flows = now - lastRead < Self.idleGap + waited
        lastRead = now
        guard flows, bytes < Self.largeRead else {
            pause = Self.firstPause
            waited = .nanoseconds(0)
            return nil
        }
        waited = pause
        if bytes < Self.largeRead / 2 {
            pause = min(.nanoseconds(pause.nanoseconds * 2), Self.longestPause)
        } else if bytes > Self.largeRead * 3 / 4 {
            // What a unix socket holds of small writes is hardly more than this: the engine must not wait for us.
            pause = max(.nanoseconds(pause.nanoseconds / 2), Self.firstPause)
        }
        return waited
    }
}
