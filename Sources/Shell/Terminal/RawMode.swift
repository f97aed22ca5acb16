import Glibc

/// The raw mode of a terminal for as long as the value lives: every key is a byte, nothing is echoed, Ctrl-C is a byte
/// too. The earlier mode comes back when the value is restored or dropped.
///
///     if let raw = RawMode(descriptor: 0) { … raw.restore() }
public struct RawMode: ~Copyable {
    private let descriptor: Int32
    private var saved: termios

    /// Switches the terminal behind `descriptor` into raw mode; nil when it is no terminal.
    public init?(descriptor: Int32) {
        self.descriptor = descriptor
        saved = termios()
        guard tcgetattr(descriptor, &saved) == 0 else { return nil }
        var raw = saved
        cfmakeraw(&raw)
        guard tcsetattr(descriptor, TCSADRAIN, &raw) == 0 else { return nil }
    }

    /// Brings the earlier mode back.
    public consuming func restore() {}

    deinit {
        var mode = saved
        _ = tcsetattr(descriptor, TCSADRAIN, &mode)
    }
}
