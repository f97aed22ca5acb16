internal import Glibc

/// Ctrl-Z and `fg` while a line is edited: the terminal is in the editor's mode then, and must be given back before the
/// process stops. While Lua runs, the terminal is in its usual mode and the kernel's own way is right.
enum JobControl {
    // Written by handlers and read by the one thread that edits; both are single machine words.
    nonisolated(unsafe) private static var wake: Int32 = -1
    nonisolated(unsafe) private static var stopRequests: sig_atomic_t = 0
    nonisolated(unsafe) private static var continuations: sig_atomic_t = 0

    /// Editing begins: requests to stop are noted, and `wakeDescriptor` (an eventfd) is written to.
    static func begin(wakeDescriptor: Int32) {
        wake = wakeDescriptor
        // A shell without job control lets its children ignore the signal; that stays so.
        if let previous = signal(SIGTSTP, SIG_DFL), unsafeBitCast(previous, to: Int.self) == 1 {
            signal(SIGTSTP, SIG_IGN)
        } else {
            catchStops()
        }
        signal(SIGCONT) { _ in
            JobControl.continuations = 1
            JobControl.wakeUp()
        }
    }

    /// Editing is over.
    static func end() {
        if let previous = signal(SIGTSTP, SIG_DFL), unsafeBitCast(previous, to: Int.self) == 1 {
            signal(SIGTSTP, SIG_IGN)
        }
        signal(SIGCONT, SIG_DFL)
    }

    /// True once for each Ctrl-Z.
    static func takeStopRequest() -> Bool {
        defer { stopRequests = 0 }
        return stopRequests != 0
    }

    /// True once after the process was stopped without being asked, and goes on.
    static func takeContinuation() -> Bool {
        defer { continuations = 0 }
        return continuations != 0
    }

    /// Stops the process until somebody continues it.
    static func stop() {
        signal(SIGTSTP, SIG_DFL)
        raise(SIGTSTP)
        catchStops()
        continuations = 0
    }

    private static func catchStops() {
        signal(SIGTSTP) { _ in
            JobControl.stopRequests = 1
            JobControl.wakeUp()
        }
    }

    private static func wakeUp() {
        let saved = errno
        var one: UInt64 = 1
        _ = write(wake, &one, 8)
        errno = saved
    }
}
