internal import Glibc
internal import LuaHost
internal import Synchronization

/// The only door to the Lua thread: replies come in from any thread, the Lua thread takes them out and sleeps on it.
final class Mailbox: Sendable {
    private struct State {
        var replies: [(ticket: Int64, reply: HostReply)] = []
        var isAwaited = false
    }

    private let state = Mutex(State())

    /// Readable when there may be something to take, or a signal came.
    let wakeDescriptor: Int32

    /// Fails with errno when the system has no descriptor left.
    init?() {
        wakeDescriptor = moon_eventfd()
        if wakeDescriptor < 0 { return nil }
    }

    deinit { close(wakeDescriptor) }

    func post(_ ticket: Int64, _ reply: HostReply) {
        if add(ticket, reply) { wake() }
    }

    /// Puts a reply in. Returns whether the Lua thread has to be woken for it.
    func add(_ ticket: Int64, _ reply: HostReply) -> Bool {
        state.withLock { state in
            state.replies.append((ticket, reply))
            defer { state.isAwaited = false }
            return state.isAwaited
        }
    }

    func wake() {
        var one: UInt64 = 1
        _ = write(wakeDescriptor, &one, MemoryLayout.size(ofValue: one))
    }

    /// Takes everything that has come. With `announce`, the next post wakes the descriptor.
    func take(announce: Bool = false) -> [(ticket: Int64, reply: HostReply)] {
        state.withLock { state in
            if state.replies.isEmpty {
                if announce { state.isAwaited = true }
                return []
            }
            let replies = state.replies
            state.replies.removeAll(keepingCapacity: true)
            state.isAwaited = false
            return replies
        }
    }

    /// Sleeps until the descriptor is readable, a signal comes, or the time is over. Negative: no limit.
    func sleep(milliseconds: Int32) {
        var descriptor = pollfd(fd: wakeDescriptor, events: Int16(POLLIN), revents: 0)
        if poll(&descriptor, 1, milliseconds) > 0 { drain() }
    }

    /// Makes the descriptor quiet again.
    func drain() {
        var count: UInt64 = 0
        _ = read(wakeDescriptor, &count, MemoryLayout.size(ofValue: count))
    }
}
