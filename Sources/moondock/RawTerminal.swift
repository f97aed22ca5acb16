internal import Bindings
internal import DockerEngine
internal import Glibc
internal import LuaHost
internal import LuaRuntime
internal import Shell
internal import Synchronization

/// The terminal while Lua reads its keys: raw, so that every key is a byte. It is as it was when the handle is closed,
/// however that comes about.
final class RawTerminal: HostObject {
    /// What a wait for keys ended with.
    private enum Event {
        case keys([UInt8])
        case resized(columns: Int, rows: Int)
        case end
        case stopped
    }

    private let mode: Mutex<RawMode?>
    private let terminal = Terminal(descriptor: STDIN_FILENO)
    private let lastSize: Mutex<(columns: Int, rows: Int)>
    /// Which wait goes on, if one does, and how many there have been.
    private let waits = Mutex<(count: Int, current: Int?)>((0, nil))
    /// Readable when the wait is to stop.
    private let wakeDescriptor: Int32

    /// Nil when standard input is no terminal.
    init?() {
        CrashRestore.install(descriptor: STDIN_FILENO)
        guard let raw = RawMode(descriptor: STDIN_FILENO) else { return nil }
        wakeDescriptor = moon_eventfd()
        mode = Mutex(raw)
        lastSize = Mutex(terminal.size)
    }

    deinit { Glibc.close(wakeDescriptor) }

    func close() {
        mode.withLock { $0 = nil }
        waits.withLock { if $0.current != nil { wake() } }
    }

    /// Waits for keys, on a thread of its own: replies with their bytes, with nil, columns and rows after the window has
    /// changed, or with nothing at the end of the input.
    func read(_ completion: Completion) -> HostOutcome {
        let number: Int? = waits.withLock { waits in
            guard waits.current == nil else { return nil }
            waits.count += 1
            waits.current = waits.count
            return waits.count
        }
        guard let number else {
            let error = #"{"kind":"invalid_argument","message":"the terminal is being read already"}"#
            return .reply(.error(json: error))
        }
        let isRunning = BackgroundThread.run {
            let event = self.wait()
            self.endWait()
            switch event {
            case .keys(let bytes): completion(.value(.bytes(HostBytes(copying: bytes))))
            case .resized(let columns, let rows):
                completion(.values([.none, .integer(Int64(columns)), .integer(Int64(rows))]))
            case .end: completion(.nothing)
            case .stopped:
                completion(.error(json: #"{"kind":"cancelled","message":"the terminal is not read any more"}"#))
            }
        }
        guard isRunning else {
            endWait()
            return .reply(.error(json: #"{"kind":"lua","message":"no thread can be made to wait for keys"}"#))
        }
        return .deferred(cancel: { self.waits.withLock { if $0.current == number { self.wake() } } })
    }

    private func wake() {
        var one: UInt64 = 1
        _ = write(wakeDescriptor, &one, MemoryLayout.size(ofValue: one))
    }

    /// The wait is over. One that was told to stop just when it ended by itself leaves nothing behind for the next.
    private func endWait() {
        waits.withLock { waits in
            waits.current = nil
            var ignored: UInt64 = 0
            _ = Glibc.read(wakeDescriptor, &ignored, MemoryLayout.size(ofValue: ignored))
        }
    }

    private func wait() -> Event {
        var descriptors = [
            pollfd(fd: terminal.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: wakeDescriptor, events: Int16(POLLIN), revents: 0),
        ]
        while true {
            // The signal of a new size goes to the Lua thread; a look now and then is soon enough for a window.
            let count = poll(&descriptors, 2, 150)
            if count > 0, descriptors[1].revents != 0 { return .stopped }
            if count > 0, descriptors[0].revents != 0 { return keys() }
            let size = terminal.size
            let changed = lastSize.withLock { last in
                defer { last = size }
                return last != size
            }
            if changed { return .resized(columns: size.columns, rows: size.rows) }
        }
    }

    private func keys() -> Event {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(terminal.descriptor, &bytes, bytes.count)
        return count > 0 ? .keys(Array(bytes.prefix(count))) : .end
    }
}

/// The host functions that read keys.
let rawTerminalFunctions: [HostFunction] = [
    // terminal_raw(): a handle; raises when standard input is no terminal.
    HostFunction("terminal_raw", "") { _ in
        guard let terminal = RawTerminal() else {
            return .error(
                json: """
                    {"kind":"invalid_argument","message":"standard input is no terminal",\
                    "hint":"exec_run(command, { stdin = true, socket = true }) writes and reads without one"}
                    """)
        }
        return .value(.handle(terminal))
    },
    // terminal_read(handle): bytes; or nil, columns, rows; or nothing at the end.
    HostFunction(
        "terminal_read", "h",
        deferring: { call in
            guard let terminal = call.object(0, as: RawTerminal.self) else { return .reply(.nothing) }
            return terminal.read(call.completion)
        }),
]
