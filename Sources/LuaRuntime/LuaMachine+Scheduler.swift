internal import Glibc
internal import LuaHost

/// The scheduler: who waits for what, and who runs next.
extension LuaMachine {
    /// Runs what is ready: replies that have come, timers that are due, tasks not begun. Does not wait.
    /// Returns whether anything ran.
    @discardableResult
    public func pump() -> Bool {
        arrived += mailbox.take()
        return runReady()
    }

    /// Call before sleeping on `wakeDescriptor`: says how long at most, in milliseconds (-1: no limit), or nil when `pump`
    /// has something to do now.
    public func millisecondsToSleep() -> Int32? {
        if hasWork { return nil }
        arrived += mailbox.take(announce: true)
        if !arrived.isEmpty { return nil }
        return timers.millisecondsToNext(at: monotonicNanoseconds()) ?? -1
    }

    /// Call after `wakeDescriptor` was readable.
    public func acknowledgeWake() { mailbox.drain() }

    /// Sleeps until something may be ready. Tasks run in `pump`.
    func sleepUntilReady() {
        guard let limit = millisecondsToSleep() else { return }
        if moon_interrupt_pending(host) && canInterruptForeground { return }
        mailbox.sleep(milliseconds: limit)
    }

    private func runReady() -> Bool {
        var ran = false
        for ticket in timers.takeDue(at: monotonicNanoseconds()) { timerFired(ticket) }
        interruptForeground()
        while hasWork {
            // A task that waits in place runs others from within its own step: they go on where this round is.
            delivering += arrived
            arrived = []
            while let next = delivering.popFirst() { deliver(next.ticket, next.reply) }
            beginning += ready
            ready = []
            while let task = beginning.popFirst() { step(task, nil) }
            ran = true
            interruptForeground()
            if foregroundState != nil { break }
        }
        return ran
    }

    private var hasWork: Bool { !arrived.isEmpty || !delivering.isEmpty || !ready.isEmpty || !beginning.isEmpty }

    /// The reply to a ticket has come, and its task has not been handed it yet.
    private func hasCome(_ ticket: Int64) -> Bool {
        arrived.contains { $0.ticket == ticket } || delivering.contains { $0.ticket == ticket }
    }

    private func deliver(_ ticket: Int64, _ reply: HostReply) {
        cancels[ticket] = nil
        standingBy.remove(ticket)
        if let index = inPlace.firstIndex(where: { $0.ticket == ticket }) {
            inPlace[index].reply = reply
        } else if let task = waiting.remove(ticket: ticket) {
            step(task, reply)
        } else {
            reply.discard()  // its task was cancelled meanwhile
        }
    }

    private func step(_ task: Int64, _ reply: HostReply?) {
        let outer = running
        running = task
        let stageBefore = moon_interrupt_pending(host)
        var result: moon_step
        if let reply {
            var cReply = cReply(reply)
            result = moon_task_step(host, task, &cReply)
        } else {
            result = moon_task_step(host, task, nil)
        }
        running = outer
        if stageBefore && !moon_interrupt_pending(host) && task == foreground { foregroundKnows = true }
        switch moon_step_state(UInt32(result.state)) {
        case MOON_WAITING:
            waiting.add(task, ticket: result.ticket)
            if cancelRequests.remove(task) != nil { endWait(result.ticket, .cancelled) }
        case let state:
            cancelRequests.remove(task)
            if task == foreground {
                foregroundState = state
            } else {
                finishBackground(task, state)
            }
        }
    }

    /// An error that escaped a background task is told once; nobody waits for it.
    private func finishBackground(_ task: Int64, _ state: moon_step_state) {
        if state == MOON_FAILED {
            let report = TaskReport(host: host, task: task)
            if report.kind != "cancelled" && report.kind != "interrupted" {
                writeError("moondock: in a task: \(textForStandardError(report.text(withTraceback: true)))\n")
            }
        }
        moon_task_release(host, task)
    }

    // MARK: Ending waits early

    /// Makes a waiting task go on with an error, and ends the work that it waited for.
    func endWait(_ ticket: Int64, _ error: HostReply) {
        let cancel = cancels.removeValue(forKey: ticket)
        timers.remove(ticket)
        events.forgetWaiter(ticket)
        arrived.append((ticket, error))
        cancel?()
    }

    /// Cancels a task: its wait raises once; one that has not begun never begins.
    func cancel(_ task: Int64) {
        if let index = ready.firstIndex(of: task) {
            ready.remove(at: index)
            moon_task_release(host, task)
        } else if let index = beginning.firstIndex(of: task) {
            beginning.remove(at: index)
            moon_task_release(host, task)
        } else if let ticket = waiting.ticket(of: task) {
            // A reply that has come already is not lost; the wait after it is the one that is cancelled.
            if hasCome(ticket) {
                cancelRequests.insert(task)
            } else {
                endWait(ticket, .cancelled)
            }
        } else if let wait = inPlace.last(where: { $0.task == task }) {
            endWait(wait.ticket, .cancelled)
        } else if task == running {
            cancelRequests.insert(task)
        }
    }

    // MARK: Interrupts

    var isInterrupted: Bool { moon_interrupt_reason(host) != MOON_NOT_INTERRUPTED.rawValue }

    /// Whether the foreground task is all there is, beside those who stand by.
    var runsOneTaskOnly: Bool {
        running == foreground && foreground != 0 && waiting.isEmpty(but: standingBy) && !hasWork && inPlace.isEmpty
            && cancelRequests.isEmpty && !isInterrupted
    }

    private var foregroundTicket: Int64? {
        if let wait = inPlace.last(where: { $0.task == foreground && $0.reply == nil }) { return wait.ticket }
        return waiting.ticket(of: foreground)
    }

    private var canInterruptForeground: Bool { foreground != 0 && foregroundTicket != nil }

    /// Hands an interrupt in force to the foreground task when it waits and does not know of it yet.
    private func interruptForeground() {
        let reason = moon_interrupt_reason(host)
        // Without a foreground task, the to-be-closed variables of one that has ended may still wait in place.
        guard reason != MOON_NOT_INTERRUPTED.rawValue, foreground != 0 || !inPlace.isEmpty else { return }
        guard moon_interrupt_pending(host) || !foregroundKnows else { return }
        // A reply that has come is handed over first; the interrupt is for the wait after it.
        guard let ticket = foregroundTicket, !hasCome(ticket) else { return }
        foregroundKnows = true
        moon_interrupt_delivered(host)
        endWait(ticket, .interrupted(reason: reason))
    }

    // MARK: Waiting in place

    /// Waits for one ticket inside a call that Lua cannot yield from. Replies to others queue, unless what is waited
    /// for is made by another task: then tasks run in here.
    func waitInPlace(_ ticket: Int64, _ reply: inout moon_reply) {
        let runsOthers = events.hasWaiter(ticket)
        inPlace.append((ticket, running, nil))
        while inPlace[inPlace.count - 1].reply == nil {
            if runsOthers {
                pump()
            } else {
                var others: [(ticket: Int64, reply: HostReply)] = []
                for item in arrived + mailbox.take() {
                    if item.ticket == ticket {
                        cancels[ticket] = nil
                        standingBy.remove(ticket)
                        inPlace[inPlace.count - 1].reply = item.reply
                    } else {
                        others.append(item)
                    }
                }
                arrived = others
                for due in timers.takeDue(at: monotonicNanoseconds()) { timerFired(due) }
                interruptForeground()
                if arrived.contains(where: { $0.ticket == ticket }) { continue }
            }
            if inPlace[inPlace.count - 1].reply == nil { sleepInPlace(runsOthers: runsOthers) }
        }
        if let answer = inPlace.removeLast().reply { reply = cReply(answer) }
    }

    private func sleepInPlace(runsOthers: Bool) {
        if runsOthers { return sleepUntilReady() }
        let mail = mailbox.take(announce: true)
        if !mail.isEmpty {
            arrived += mail
        } else {
            mailbox.sleep(milliseconds: timers.millisecondsToNext(at: monotonicNanoseconds()) ?? -1)
        }
    }
}

/// Nanoseconds of a clock that never goes back.
public func monotonicNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

/// Writes to standard error, after what Lua has printed.
public func writeError(_ text: String) {
    var text = text
    text.withUTF8 { utf8 in
        utf8.withMemoryRebound(to: CChar.self) { bytes in
            if let start = bytes.baseAddress { moon_write_error(start, bytes.count) }
        }
    }
}
