/// Which task waits for which ticket, found from both ends. A task waits for one at a time.
struct WaitTable {
    private var tasks: [Int64: Int64] = [:]
    private var tickets: [Int64: Int64] = [:]

    var isEmpty: Bool { tasks.isEmpty }

    /// Whether nobody waits but for these tickets.
    func isEmpty(but tickets: Set<Int64>) -> Bool { tasks.keys.allSatisfy(tickets.contains) }

    /// All that wait.
    var allTasks: [Int64] { Array(tickets.keys) }

    /// The ticket that a task waits for.
    func ticket(of task: Int64) -> Int64? { tickets[task] }

    mutating func add(_ task: Int64, ticket: Int64) {
        tasks[ticket] = task
        tickets[task] = ticket
    }

    /// The wait is over. Returns the task that waited.
    mutating func remove(ticket: Int64) -> Int64? {
        guard let task = tasks.removeValue(forKey: ticket) else { return nil }
        tickets[task] = nil
        return task
    }
}
