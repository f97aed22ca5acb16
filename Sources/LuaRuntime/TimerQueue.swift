/// Tickets that are due at a time, soonest first. Times are nanoseconds of the monotonic clock.
struct TimerQueue {
    private var entries: [(due: UInt64, ticket: Int64)] = []

    /// How many are not due yet.
    var count: Int { entries.count }

    mutating func add(_ ticket: Int64, due: UInt64) {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].due > due { low = middle + 1 } else { high = middle }
        }
        entries.insert((due, ticket), at: low)
    }

    mutating func remove(_ ticket: Int64) {
        entries.removeAll { $0.ticket == ticket }
    }

    /// Takes the tickets that are due.
    mutating func takeDue(at now: UInt64) -> [Int64] {
        var due: [Int64] = []
        while let last = entries.last, last.due <= now {
            due.append(last.ticket)
            entries.removeLast()
        }
        return due
    }

    /// Milliseconds until the next one is due, rounded up; nil when there is none.
    func millisecondsToNext(at now: UInt64) -> Int32? {
        guard let next = entries.last else { return nil }
        let left = next.due > now ? next.due - now : 0
        return Int32(clamping: (left + 999_999) / 1_000_000)
    }
}
