import Glibc

/// Gives the terminal back as it was found when the process ends in a way nobody planned: a crash, a trap, an uncaught
/// SIGTERM or SIGHUP, a plain `exit` in the middle of editing.
///
/// What the handlers do is async-signal-safe: they read memory that was filled before they were installed, and call
/// `tcsetattr`, `write`, `sigaction` and `raise` only.
public enum CrashRestore {
    private struct State {
        var descriptor: Int32 = -1
        var mode = termios()
        var previous: (UnsafeMutablePointer<sigaction>, count: Int)
    }

    /// Allocated once and never freed: a signal may come at any time. Written by `install` before any handler exists,
    /// read only afterwards.
    nonisolated(unsafe) private static let state: UnsafeMutablePointer<State> = {
        let count = 65
        let previous = UnsafeMutablePointer<sigaction>.allocate(capacity: count)
        previous.initialize(repeating: sigaction(), count: count)
        let state = UnsafeMutablePointer<State>.allocate(capacity: 1)
        state.initialize(to: State(previous: (previous, count)))
        return state
    }()

    /// The main screen is shown, pastes are no longer marked, text is plain, the cursor shows, cursor keys send their
    /// usual sequences. 1047 and not 1049, which would move the cursor where the alternate screen was not shown.
    nonisolated(unsafe) private static let farewell: (UnsafeMutablePointer<UInt8>, count: Int) = {
        let bytes = Array("\u{1B}[?1047l\u{1B}[?2004l\u{1B}[0m\u{1B}[?25h\u{1B}[?1l".utf8)
        let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count)
        copy.initialize(from: bytes, count: bytes.count)
        return (copy, bytes.count)
    }()

    /// Remembers the present mode of the terminal behind `descriptor` and restores it on an unplanned end. Signals that
    /// the program handles or ignores already are left alone. Does nothing when it is no terminal, or the second time.
    public static func install(descriptor: Int32) {
        guard state.pointee.descriptor < 0, tcgetattr(descriptor, &state.pointee.mode) == 0 else { return }
        _ = farewell
        state.pointee.descriptor = descriptor
        for signal in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGQUIT, SIGTERM, SIGHUP] {
            var found = sigaction()
            guard sigaction(signal, nil, &found) == 0 else { continue }
            let isDefault = found.__sigaction_handler.sa_handler == nil
            if !isDefault, [SIGQUIT, SIGTERM, SIGHUP].contains(signal) { continue }
            state.pointee.previous.0[Int(signal)] = found
            var action = sigaction()
            action.sa_flags = SA_ONSTACK
            action.__sigaction_handler.sa_handler = { signal in
                CrashRestore.restore()
                // The earlier handling takes over as soon as this handler returns and unblocks the signal.
                _ = sigaction(signal, &CrashRestore.state.pointee.previous.0[Int(signal)], nil)
                raise(signal)
            }
            _ = sigaction(signal, &action, nil)
        }
        atexit { CrashRestore.restoreIfChanged() }
    }

    private static func restore() {
        let state = state
        let descriptor = state.pointee.descriptor
        guard descriptor >= 0 else { return }
        _ = tcsetattr(descriptor, TCSANOW, &state.pointee.mode)
        _ = write(descriptor, farewell.0, farewell.count)
    }

    /// At a regular exit nothing is sent unless the terminal was left in another mode.
    private static func restoreIfChanged() {
        var now = termios()
        guard tcgetattr(state.pointee.descriptor, &now) == 0 else { return }
        if now.c_lflag != state.pointee.mode.c_lflag || now.c_iflag != state.pointee.mode.c_iflag
            || now.c_oflag != state.pointee.mode.c_oflag
        {
            restore()
        }
    }
}
