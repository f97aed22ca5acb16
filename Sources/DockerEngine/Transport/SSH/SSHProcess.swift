internal import Glibc
internal import NIOCore
internal import Subprocess
internal import Synchronization
internal import SystemPackage

/// An `ssh` whose standard input and output are one socket, in a session of its own: the terminal's Ctrl-C does not reach
/// it, and it cannot ask there for a password. It is reaped as soon as it ends.
final class SSHProcess: Sendable {
    /// How an `ssh` ended.
    struct End: Sendable {
        /// The exit status; nil when a signal ended it, or when it could not be started.
        var status: Int32?
        /// The last of what it wrote to its standard error.
        var words: String
        /// Why it could not be started.
        var problem: String?
    }

    /// Completes when the process is gone.
    let ended: EventLoopFuture<End>
    private let task: Task<Void, Never>

    /// Starts `ssh`.
    ///
    /// - Parameters:
    ///   - arguments: everything behind the name of the program, which is searched for in `PATH`.
    ///   - socket: becomes its input and output; it is closed here once the process has it.
    init(arguments: [String], socket: CInt, eventLoop: any EventLoop) {
        let promise = eventLoop.makePromise(of: End.self)
        ended = promise.futureResult
        task = Task.detached { promise.succeed(await Self.run(arguments, socket)) }
    }

    /// Asks the process to end, and makes it a moment later. Quiet when repeated.
    func stop() { task.cancel() }

    /// How long an `ssh` has to say goodbye to the other side.
    private static let grace = Duration.milliseconds(500)
    private static let longestWords = 8 * 1024

    private static func run(_ arguments: [String], _ socket: CInt) async -> End {
        let words = Mutex<[UInt8]>([])
        // One descriptor for each direction, so that each is closed exactly once.
        let output = fcntl(socket, F_DUPFD_CLOEXEC, 3)
        guard output >= 0 else {
            let problem = EngineError.systemText(errno)
            close(socket)
            return End(words: "", problem: problem)
        }
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [.gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: grace)]
        do {
            let result = try await Subprocess.run(
                .name("ssh"), arguments: Arguments(arguments), platformOptions: options,
                input: .fileDescriptor(FileDescriptor(rawValue: socket), closeAfterSpawningProcess: true),
                output: .fileDescriptor(FileDescriptor(rawValue: output), closeAfterSpawningProcess: true),
                error: .sequence
            ) { execution in
                let id = execution.processIdentifier.value
                SSHProcessGroups.add(id)
                defer { SSHProcessGroups.remove(id) }
                for try await piece in execution.standardError {
                    piece.withUnsafeBytes { bytes in
                        words.withLock { kept in
                            kept += bytes
                            if kept.count > longestWords { kept.removeFirst(kept.count - longestWords) }
                        }
                    }
                }
            }
            return End(status: status(result.terminationStatus), words: text(words))
        } catch {
            return End(words: text(words), problem: "\(error)")
        }
    }

    private static func status(_ status: TerminationStatus) -> Int32? {
        if case .exited(let code) = status { code } else { nil }
    }

    private static func text(_ words: borrowing Mutex<[UInt8]>) -> String {
        String(decoding: words.withLock { $0 }, as: UTF8.self)
    }
}

/// The process groups of the `ssh` that run, to end them when this process does: an `ssh` in the middle of a login, or
/// behind a silent stream, would not notice for a while that nobody listens.
private enum SSHProcessGroups {
    private static let running = Mutex<Set<pid_t>>([])
    private static let atExit: Void = {
        _ = atexit { SSHProcessGroups.endAll() }
    }()

    static func add(_ group: pid_t) {
        _ = atExit
        running.withLock { _ = $0.insert(group) }
    }

    static func remove(_ group: pid_t) { running.withLock { _ = $0.remove(group) } }

    private static func endAll() {
        // Whoever holds the lock may be a thread that is gone by now.
        _ = running.withLockIfAvailable { groups in
            for group in groups { kill(-group, SIGTERM) }
        }
    }
}
