/// Events that one task signals and another waits for. Each is signalled once.
struct EventTable {
    private var last: Int64 = 0
    private var open: Set<Int64> = []
    private var signalled: Set<Int64> = []
    private var waiters: [Int64: Int64] = [:]  // event -> ticket
    private var awaited: [Int64: Int64] = [:]  // ticket -> event

    /// How many have been made and not been signalled.
    var openCount: Int { open.count }

    mutating func make() -> Int64 {
        last += 1
        open.insert(last)
        return last
    }

    /// Signals an event. Returns the ticket of whoever waits for it.
    mutating func signal(_ event: Int64) -> Int64? {
        guard open.remove(event) != nil else { return nil }
        if let ticket = waiters.removeValue(forKey: event) {
            awaited[ticket] = nil
            return ticket
        }
        signalled.insert(event)
        return nil
    }

    /// True, and forgotten, when the event has been signalled or was never made.
    mutating func takeSignal(_ event: Int64) -> Bool {
        signalled.remove(event) != nil || !open.contains(event)
    }

    mutating func wait(_ event: Int64, ticket: Int64) {
        waiters[event] = ticket
        awaited[ticket] = event
    }

    func hasWaiter(_ ticket: Int64) -> Bool { awaited[ticket] != nil }

    /// The wait under this ticket is over without a signal; the event is forgotten with it.
    mutating func forgetWaiter(_ ticket: Int64) {
        guard let event = awaited.removeValue(forKey: ticket) else { return }
        waiters[event] = nil
        open.remove(event)
    }
}
