internal import Synchronization

/// How many bytes the contents of archives have in memory. Lua's own count does not see them, so they have one of their
/// own, with the same limit.
final class ContentMemory: Sendable {
    private let limit: Int
    private let held = Mutex(0)

    /// - Parameter limit: in bytes; 0: none.
    init(limit: Int) { self.limit = limit }

    fileprivate func take(_ count: Int) -> Bool {
        held.withLock { held in
            guard limit == 0 || held + count <= limit else { return false }
            held += count
            return true
        }
    }

    fileprivate func giveBack(_ count: Int) { held.withLock { $0 -= count } }
}

/// The contents of one archive; they count until nobody holds this any more.
final class HeldContents: Sendable {
    private let memory: ContentMemory
    private let count = Mutex(0)

    init(_ memory: ContentMemory) { self.memory = memory }

    deinit { memory.giveBack(count.withLock { $0 }) }

    /// Counts so many bytes more; false when the limit does not allow them.
    func take(_ bytes: Int) -> Bool {
        guard memory.take(bytes) else { return false }
        count.withLock { $0 += bytes }
        return true
    }
}
