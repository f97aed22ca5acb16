internal import Glibc
internal import LuaHost

/// One argument or result of a chunk that Swift runs.
public enum LuaValue: Sendable, Equatable {
    case none
    case boolean(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
}

/// How a chunk ended.
public enum RunOutcome: Sendable {
    /// It returned these values; tables and functions show as `.none`.
    case finished([LuaValue])
    /// It raised.
    case failed(TaskReport)
    /// It does not compile; `incomplete` when more text could complete it.
    case wrong(TaskReport, incomplete: Bool)
}

/// What happens to a chunk's results.
public struct ResultHandler: Sendable {
    var module: String
    var function: String

    /// They go to a function of a module, whose own results are the outcome.
    public init(module: String, function: String) {
        self.module = module
        self.function = function
    }
}

extension LuaMachine {
    /// Compiles and runs a chunk as the foreground task, and everything else that is ready meanwhile.
    ///
    /// - Parameters:
    ///   - source: Lua text; a first line that begins with `#` is skipped.
    ///   - name: the chunk's name in Lua's manner: `@file.lua`, `=stdin`.
    ///   - expressionFirst: whether `1 + 1` means `return 1 + 1`.
    ///   - arguments: what the chunk sees as `...`.
    ///   - results: what to do with what it returns.
    public func run(
        source: [UInt8], name: String, expressionFirst: Bool = false, arguments: [LuaValue] = [],
        results: ResultHandler? = nil
    ) -> RunOutcome {
        let task = moon_task_new(host)
        defer { moon_task_release(host, task) }
        let mode = Int32((expressionFirst ? MOON_EXPRESSION_FIRST : MOON_STATEMENTS).rawValue | MOON_STRICT.rawValue)
        let status = source.withUnsafeBytes { bytes in
            bytes.withMemoryRebound(to: CChar.self) { text in
                name.withCString { moon_task_load(host, task, text.baseAddress ?? $0, text.count, $0, mode) }
            }
        }
        guard status == MOON_LOADED.rawValue else {
            let report = TaskReport(host: host, task: task)
            return .wrong(report, incomplete: status == MOON_INCOMPLETE.rawValue)
        }
        return run(task: task, arguments: arguments, results: results)
    }

    /// Runs a function of a module of ours or of the user's as the foreground task.
    public func call(
        module: String, function: String, arguments: [LuaValue] = [], results: ResultHandler? = nil
    ) -> RunOutcome {
        let task = moon_task_new(host)
        defer { moon_task_release(host, task) }
        _ = moon_task_call(host, task, module, function)
        return run(task: task, arguments: arguments, results: results)
    }

    /// What a chunk is for Lua's compiler.
    public enum ChunkState: Sendable {
        /// It can be run.
        case complete
        /// It ends in the middle of something.
        case incomplete
        /// It cannot be completed.
        case wrong
    }

    /// Asks the compiler about a chunk, an expression or statements; nothing is run.
    public func state(of source: String) -> ChunkState {
        let status = source.withCString { text in
            moon_check(host, text, strlen(text), Int32(MOON_EXPRESSION_FIRST.rawValue))
        }
        return switch status {
        case Int32(MOON_LOADED.rawValue): .complete
        case Int32(MOON_INCOMPLETE.rawValue): .incomplete
        default: .wrong
        }
    }

    private func run(task: Int64, arguments: [LuaValue], results: ResultHandler?) -> RunOutcome {
        for argument in arguments where !push(argument, to: task) {
            return .failed(report(on: task))
        }
        let state = runForeground(task)
        guard state == MOON_FINISHED else { return .failed(report(on: task)) }
        guard let results else { return .finished(values(of: task)) }
        let handler = moon_task_new(host)
        defer { moon_task_release(host, handler) }
        guard moon_task_call(host, handler, results.module, results.function),
            moon_task_move_results(host, task, handler)
        else { return .failed(report(on: handler)) }
        let handled = runForeground(handler)
        guard handled == MOON_FINISHED else { return .failed(report(on: handler)) }
        return .finished(values(of: handler))
    }

    /// Describes a task's error. That may run a `__tostring` of the user's, which the time limit may have ended.
    private func report(on task: Int64) -> TaskReport {
        let report = TaskReport(host: host, task: task)
        if moon_interrupt_reason(host) == MOON_TIMED_OUT.rawValue { timedOut = true }
        moon_interrupt_clear(host)
        return report
    }

    private func runForeground(_ task: Int64) -> moon_step_state {
        foreground = task
        foregroundState = nil
        foregroundKnows = false
        ready.append(task)
        while foregroundState == nil {
            pump()
            if foregroundState == nil { sleepUntilReady() }
        }
        let state = foregroundState ?? MOON_FAILED
        if moon_interrupt_reason(host) == MOON_TIMED_OUT.rawValue { timedOut = true }
        foreground = 0
        foregroundState = nil
        moon_interrupt_clear(host)
        return state
    }

    private func push(_ value: LuaValue, to task: Int64) -> Bool {
        let hostValue: HostValue =
            switch value {
            case .none: .none
            case .boolean(let boolean): .boolean(boolean)
            case .integer(let integer): .integer(integer)
            case .number(let number): .number(number)
            case .string(let text): .bytes(HostBytes(text))
            }
        var held: [HostBytes] = []
        var argument = moon_value(hostValue, holding: &held) { _ in 0 }
        return withExtendedLifetime(held) { moon_task_push(host, task, &argument) }
    }

    private func values(of task: Int64) -> [LuaValue] {
        let count = moon_task_result_count(host, task)
        return (0..<count).map { index in
            let value = moon_task_result(host, task, index + 1)
            switch moon_kind(UInt32(value.kind)) {
            case MOON_BOOLEAN: return .boolean(value.integer != 0)
            case MOON_INTEGER: return .integer(value.integer)
            case MOON_NUMBER: return .number(value.number)
            case MOON_BYTES:
                let bytes = UnsafeRawBufferPointer(start: value.bytes, count: value.length)
                return .string(String(decoding: bytes, as: UTF8.self))
            default: return .none
            }
        }
    }

    // MARK: Signals

    /// Brings Ctrl-C, SIGTERM, a closed output and the deadline to the foreground task of this machine.
    public func catchSignals() { moon_catch_signals(host, wakeDescriptor) }

    /// True once for each interrupt that came while nothing ran.
    public func takeIdleInterrupt() -> Bool {
        guard moon_interrupt_reason(host) != MOON_NOT_INTERRUPTED.rawValue else { return false }
        moon_interrupt_clear(host)
        return true
    }

    /// Stops doing so.
    public func releaseSignals() { moon_release_signals() }

    /// Lets background tasks see their end: cancels every task that still waits, and gives their clean-up up to
    /// `seconds` to finish.
    public func cancelBackgroundTasks(seconds: Double) {
        for task in ready { moon_task_release(host, task) }
        ready = []
        for task in waiting.allTasks { cancel(task) }
        let limit = monotonicNanoseconds() + UInt64(seconds * 1e9)
        while !waiting.isEmpty || !arrived.isEmpty {
            pump()
            let now = monotonicNanoseconds()
            if now >= limit || moon_interrupt_pending(host) { return }
            if waiting.isEmpty && arrived.isEmpty { return }
            mailbox.sleep(milliseconds: min(Int32((limit - now) / 1_000_000 + 1), 20))
        }
    }
}
