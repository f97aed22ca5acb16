internal import Glibc
internal import LuaHost

/// The host functions behind stdlib's `task` and `time`: clocks, events, cancelling.
let taskFunctions: [HostFunction] = [
    HostFunction(
        "sleep", "n",
        deferring: { call in
            let seconds = max(0, call.number(0) ?? 0)
            call.machine.timers.add(call.request.ticket, due: monotonicNanoseconds() &+ nanoseconds(seconds))
            return .deferred(cancel: {})
        }),
    HostFunction("event", "") { call in .value(.integer(call.machine.events.make())) },
    HostFunction("signal", "i") { call in
        if let ticket = call.machine.events.signal(call.integer(0) ?? 0) {
            call.machine.timers.remove(ticket)
            call.machine.arrived.append((ticket, .value(.boolean(true))))
        }
        return .nothing
    },
    HostFunction(
        "wait", "in?",
        deferring: { call in
            let event = call.integer(0) ?? 0
            if call.machine.events.takeSignal(event) { return .reply(.value(.boolean(true))) }
            call.machine.events.wait(event, ticket: call.request.ticket)
            if let seconds = call.number(1) {
                let due = monotonicNanoseconds() &+ nanoseconds(max(0, seconds))
                call.machine.timers.add(call.request.ticket, due: due)
            }
            return .deferred(cancel: {})
        }),
    HostFunction("task_cancel", "i") { call in
        call.machine.cancel(call.integer(0) ?? 0)
        return .nothing
    },
    HostFunction("now", "") { _ in
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return .values([
            .number(Double(time.tv_sec) + Double(time.tv_nsec) / 1e9),
            .integer(Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)),
        ])
    },
    HostFunction("counts", "") { call in .value(.json(HostBytes(call.machine.counts))) },
    HostFunction("monotonic", "") { _ in .value(.number(Double(monotonicNanoseconds()) / 1e9)) },
]

/// Nanoseconds of a number of seconds; a century at most.
private func nanoseconds(_ seconds: Double) -> UInt64 {
    seconds.isFinite ? UInt64(min(seconds, 3_155_760_000) * 1e9) : 3_155_760_000 * 1_000_000_000
}

extension LuaMachine {
    /// A sleep is over, or a limited wait for an event.
    func timerFired(_ ticket: Int64) {
        let limitedWait = events.hasWaiter(ticket)
        events.forgetWaiter(ticket)
        arrived.append((ticket, limitedWait ? .value(.boolean(false)) : .nothing))
    }
}

extension HostReply {
    static let cancelled = HostReply.error(json: #"{"kind":"cancelled","message":"cancelled"}"#)

    static func interrupted(reason: Int32) -> HostReply {
        switch moon_interrupt_reason(UInt32(reason)) {
        case MOON_TIMED_OUT:
            return .error(json: #"{"kind":"timeout","message":"the time limit for the whole run is over"}"#)
        case MOON_OUTPUT_CLOSED:
            return .error(json: #"{"kind":"output_closed","message":"nobody reads the output any more"}"#)
        case MOON_OUT_OF_BUDGET:
            return .error(
                json: #"{"kind":"instruction_limit","message":"the limit of Lua instructions is used up"}"#)
        default:
            return .error(json: #"{"kind":"interrupted","message":"interrupted"}"#)
        }
    }
}
