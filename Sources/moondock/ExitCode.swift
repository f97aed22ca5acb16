internal import LuaHost
internal import LuaRuntime

/// How a run ended, as the exit code tells it.
enum ExitCode: Equatable {
    case success
    case luaError
    case usage
    case engineUnreachable
    case engineError
    case timeout
    case interrupted
    /// Ended by another signal.
    case signal(Int32)
    /// The one that was typed to leave the shell.
    case chosen(Int32)

    var code: Int32 {
        switch self {
        case .success: 0
        case .luaError: 1
        case .usage: 2
        case .engineUnreachable: 3
        case .engineError: 4
        case .timeout: 124
        case .interrupted: 130
        case .signal(let number): 128 + number
        case .chosen(let number): number
        }
    }

    /// The code for an error nobody caught. `timedOut`: the deadline of the whole run was reached.
    init(_ report: TaskReport, timedOut: Bool, signal: Int32) {
        switch report.kind {
        case _ where timedOut && report.kind == "timeout": self = .timeout
        case "interrupted": self = signal == 0 ? .interrupted : .signal(signal)
        case "output_closed": self = .signal(13)  // as SIGPIPE would have ended it
        case "connection", "tls": self = .engineUnreachable
        case "api", "version", "build", "limit": self = .engineError
        default: self = report.status == nil ? .luaError : .engineError
        }
    }
}
