internal import LuaHost

/// Something of Swift's that Lua knows by a handle.
public protocol HostObject: AnyObject, Sendable {
    /// Ends it. Called once, on the Lua thread, when Lua closes or collects the handle; must not wait.
    func close()
}

/// A stream that Lua reads.
public protocol HostStream: HostObject {
    /// How much Lua may gather from it.
    var limits: HostStreamLimits { get }
    /// Asks for the next batch. Replies with one `.batch`, with `.nothing` at the end, or with an error.
    func next(_ completion: Completion) -> HostOutcome
}

/// How much is gathered from a stream before reading on fails with kind `limit`, in bytes.
public struct HostStreamLimits: Sendable {
    var line: Int
    var whole: Int

    /// - Parameters:
    ///   - line: one line; 0: no limit.
    ///   - whole: everything, where it is read as one; 0: no limit.
    public init(line: Int, whole: Int) {
        self.line = line
        self.whole = whole
    }
}

extension HostStream {
    /// What is not an engine's has no limits.
    public var limits: HostStreamLimits { HostStreamLimits(line: 0, whole: 0) }
}

/// One value on its way to Lua.
public enum HostValue: Sendable {
    case none
    case boolean(Bool)
    case integer(Int64)
    case number(Double)
    case bytes(HostBytes)
    /// One JSON text, which becomes a table or a scalar.
    case json(HostBytes)
    /// An object that gets a handle when it is delivered.
    case handle(any HostObject)
    /// A stream, and what it carries.
    case stream(any HostStream, HostStreamContent, duplex: Bool)
}

/// What a stream carries, which decides how Lua reads it.
public enum HostStreamContent: Int, Sendable {
    /// stdout and stderr, told apart.
    case frames = 0
    /// One terminal's bytes.
    case raw = 1
    /// JSON texts.
    case json = 2
    /// Plain bytes, such as a tar archive.
    case bytes = 3
}

/// A stretch of a batch from one source: 1 stdout, 2 stderr, 0 anything else. In a JSON stream, one text.
public struct HostRun: Sendable {
    var source: UInt8
    var length: Int

    /// A stretch of `length` bytes from `source`.
    public init(source: UInt8, length: Int) {
        self.source = source
        self.length = length
    }
}

/// What a host function answers.
public enum HostReply: Sendable {
    case values([HostValue])
    /// An error table, as one JSON object with at least `kind` and `message`.
    case error(json: String)
    /// A piece of a stream.
    case batch(HostBytes, [HostRun])

    /// No value.
    public static let nothing = HostReply.values([])

    /// One value.
    public static func value(_ value: HostValue) -> HostReply { .values([value]) }
}

/// How a host function went on: done, or to be replied to later.
public enum HostOutcome {
    case reply(HostReply)
    /// The completion is called later, from any thread. `cancel` ends the work early; the completion may still come.
    case deferred(cancel: @Sendable () -> Void)
    /// As `deferred`, for a wait that does not mind going on while another call is waited for on the Lua thread.
    case standingBy(cancel: @Sendable () -> Void)
}

/// Delivers the reply to one call, from any thread. Call it once.
public struct Completion: Sendable {
    let ticket: Int64
    let mailbox: Mailbox

    /// Delivers the reply.
    public func callAsFunction(_ reply: HostReply) {
        mailbox.post(ticket, reply)
    }

    /// Delivers the reply, and leaves the time of waking the Lua thread to `wakeLater`: whoever has several replies at a
    /// time wakes it once for all of them.
    public func callAsFunction(_ reply: HostReply, wakeLater: (@escaping @Sendable () -> Void) -> Void) {
        let mailbox = mailbox
        if mailbox.add(ticket, reply) { wakeLater { mailbox.wake() } }
    }
}

extension HostReply {
    /// Closes what a reply nobody takes any more would have handed over.
    func discard() {
        guard case .values(let values) = self else { return }
        for value in values {
            switch value {
            case .handle(let object): object.close()
            case .stream(let stream, _, _): stream.close()
            default: break
            }
        }
    }
}
