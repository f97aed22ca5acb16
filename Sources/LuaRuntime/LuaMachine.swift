internal import Glibc
internal import LuaHost

/// Limits and choices of a Lua state.
public struct LuaMachineOptions {
    /// Bytes that Lua may allocate; 0: no limit.
    public var memoryLimit: Int = 0
    /// Lua instructions that may run in all; 0: no limit.
    public var instructionLimit: Int64 = 0
    /// How deep JSON may be nested.
    public var jsonDepth: Int = 512
    /// A folder that overrides the embedded library.
    public var stdlib: String?
    /// Whether nothing in the state reaches files, processes or the environment. The host functions are chosen apart
    /// from this.
    public var isSandboxed = false

    /// No limits, the embedded library.
    public init() {}
}

/// A Lua state on the thread that made it, and the scheduler of its tasks.
///
/// Everything here belongs to that one thread. Replies from elsewhere come through `Completion`.
public final class LuaMachine {
    let mailbox: Mailbox
    var handles = HandleTable()

    private(set) var host: OpaquePointer
    private let functions: [HostFunction]
    private let functionTable: UnsafeMutableBufferPointer<moon_function>

    /// Which task waits for a ticket, and how the work behind a ticket is ended early.
    var waiting = WaitTable()
    /// Tickets whose wait does not mind calls that are waited for on this thread.
    var standingBy: Set<Int64> = []
    var cancels: [Int64: @Sendable () -> Void] = [:]
    /// Tasks ready for their first step, and replies to deliver, oldest first.
    var ready: [Int64] = []
    var arrived: [(ticket: Int64, reply: HostReply)] = []
    /// Replies that have arrived and are being handed to their tasks, one after the other.
    var delivering: ArraySlice<(ticket: Int64, reply: HostReply)> = []
    /// Tasks that are taking their first step, one after the other.
    var beginning: ArraySlice<Int64> = []
    var timers = TimerQueue()
    var events = EventTable()
    /// Waits in place, innermost last.
    var inPlace: [(ticket: Int64, task: Int64, reply: HostReply?)] = []
    /// Tasks to be cancelled at their next wait.
    var cancelRequests: Set<Int64> = []
    var running: Int64 = 0
    /// The task that interrupts are meant for, whether it got the one in force, and how it ended.
    var foreground: Int64 = 0
    var foregroundKnows = false
    var foregroundState: moon_step_state?

    /// Opens a state with these host functions beside the ones for tasks and clocks.
    /// Returns nil when memory or descriptors are short.
    public init?(options: LuaMachineOptions = LuaMachineOptions(), functions: [HostFunction]) {
        guard let mailbox = Mailbox() else { return nil }
        self.mailbox = mailbox
        self.functions = taskFunctions + functions
        functionTable = .allocate(capacity: self.functions.count)
        for (index, function) in self.functions.enumerated() {
            functionTable.initializeElement(
                at: index, to: moon_function(name: constant(function.name), arguments: constant(function.arguments)))
        }
        // A context is needed before `self` is whole, so it is filled in afterwards.
        let context = CallbackContext()
        self.context = context
        var callbacks = moon_callbacks(
            context: Unmanaged.passUnretained(context).toOpaque(), start: startCallback, wait: waitCallback,
            release_handle: releaseCallback, spawned: spawnedCallback)
        let count = self.functions.count
        let table = functionTable
        let opened = withOptionalCString(options.stdlib) { stdlib in
            var limits = moon_options(
                memory_limit: options.memoryLimit, instruction_limit: options.instructionLimit,
                json_depth: options.jsonDepth, stdlib: stdlib, is_sandboxed: options.isSandboxed)
            return table.baseAddress.flatMap { moon_open(&limits, &callbacks, $0, count) }
        }
        guard let opened else {
            table.deallocate()
            return nil
        }
        host = opened
        context.machine = self
    }

    private let context: CallbackContext

    /// Whether the deadline of the whole run was reached.
    public internal(set) var timedOut = false

    deinit {
        moon_close(host)
        for function in functionTable {
            free(UnsafeMutablePointer(mutating: function.name))
            free(UnsafeMutablePointer(mutating: function.arguments))
        }
        functionTable.deallocate()
    }

    /// Readable when `pump` may have something to do.
    public var wakeDescriptor: Int32 { mailbox.wakeDescriptor }

    /// Bytes that Lua holds now.
    public var memory: Int { moon_memory(host) }

    /// Open handles, for tests that look for leaks.
    public var handleCount: Int { handles.count }

    // MARK: Callbacks

    fileprivate func start(_ request: moon_request, _ reply: inout moon_reply) -> Bool {
        let call = HostCall(request: request, machine: self)
        let outcome: HostOutcome
        if request.function == Int32(MOON_STREAM_NEXT) {
            outcome = (call.anyObject(0) as? any HostStream)?.next(call.completion) ?? .reply(.nothing)
        } else {
            outcome = functions[Int(request.function)].body(call)
        }
        switch outcome {
        case .reply(let answer):
            reply = cReply(answer)
            return true
        case .deferred(let cancel):
            cancels[request.ticket] = cancel
            return false
        case .standingBy(let cancel):
            cancels[request.ticket] = cancel
            standingBy.insert(request.ticket)
            return false
        }
    }

    func cReply(_ reply: HostReply) -> moon_reply {
        moon_reply(reply) { handles.add($0) }
    }
}

/// What the C side holds of a machine: the machine owns it, and outlives the host that uses it.
private final class CallbackContext {
    unowned(unsafe) var machine: LuaMachine?
}

private func machine(_ context: UnsafeMutableRawPointer) -> LuaMachine? {
    Unmanaged<CallbackContext>.fromOpaque(context).takeUnretainedValue().machine
}

private let startCallback:
    @convention(c) (UnsafeMutableRawPointer, UnsafePointer<moon_request>, UnsafeMutablePointer<moon_reply>) -> Bool = {
        machine($0)?.start($1.pointee, &$2.pointee) ?? true
    }

private let waitCallback: @convention(c) (UnsafeMutableRawPointer, Int64, UnsafeMutablePointer<moon_reply>) -> Void = {
    machine($0)?.waitInPlace($1, &$2.pointee)
}

private let releaseCallback: @convention(c) (UnsafeMutableRawPointer, Int64) -> Void = {
    machine($0)?.handles.release($1)
}

private let spawnedCallback: @convention(c) (UnsafeMutableRawPointer, Int64) -> Void = {
    machine($0)?.ready.append($1)
}

/// A copy for C, freed when the machine goes.
private func constant(_ text: String) -> UnsafePointer<CChar> {
    guard let copy = strdup(text) else { fatalError("no memory for a name of \(text.utf8.count) bytes") }
    return UnsafePointer(copy)
}

func withOptionalCString<R>(_ text: String?, _ body: (UnsafePointer<CChar>?) -> R) -> R {
    guard let text else { return body(nil) }
    return text.withCString { body($0) }
}
