import Glibc

/// Facts about a terminal, and writing to it. It owns no descriptor.
public struct Terminal: Sendable {
    /// The descriptor that leads to the terminal.
    public let descriptor: Int32

    /// The terminal (or whatever it is) behind `descriptor`.
    public init(descriptor: Int32) { self.descriptor = descriptor }

    /// A terminal really is behind the descriptor.
    public var isTerminal: Bool { isatty(descriptor) == 1 }

    /// Columns and rows as the kernel knows them; 80 × 24 when it does not.
    public var size: (columns: Int, rows: Int) {
        var window = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0 else { return (80, 24) }
        return (Int(window.ws_col), window.ws_row > 0 ? Int(window.ws_row) : 24)
    }

    /// Escape sequences may be sent: it is a terminal and `TERM` names one that understands them.
    public func movesCursor(environment: [String: String]) -> Bool {
        guard isTerminal, let name = environment["TERM"] else { return false }
        return name != "dumb" && !name.isEmpty
    }

    /// Colours are wanted: as ``movesCursor(environment:)``, and `NO_COLOR` is not set (empty counts as not set).
    public func allowsColour(environment: [String: String]) -> Bool {
        movesCursor(environment: environment) && (environment["NO_COLOR"] ?? "").isEmpty
    }

    /// Writes all of `bytes`; gives up quietly when the terminal is gone. Says whether all was written.
    @discardableResult
    public func write(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&waiting, 1, -1)
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }

    /// Writes `text`; gives up quietly when the terminal is gone. Says whether all was written.
    @discardableResult
    public func write(_ text: String) -> Bool { write(Array(text.utf8)) }
}
