internal import Glibc
internal import LuaRuntime

/// What a session knows of the terminal it talks to.
public struct TerminalFacts: Sendable {
    /// Whether output is to be plain: no colour, no redrawing.
    public var isPlain: Bool
    /// Whether chatter such as progress is unwanted.
    public var isQuiet: Bool
    /// Whether a person types the chunks.
    public var isInteractive: Bool
    /// Whether results and errors go out as JSON.
    public var isJSON: Bool
    /// Whether the code is not trusted.
    public var isSandboxed: Bool

    /// The facts; all false unless said.
    public init(
        isPlain: Bool = false, isQuiet: Bool = false, isInteractive: Bool = false, isJSON: Bool = false,
        isSandboxed: Bool = false
    ) {
        self.isPlain = isPlain
        self.isQuiet = isQuiet
        self.isInteractive = isInteractive
        self.isJSON = isJSON
        self.isSandboxed = isSandboxed
    }
}

func terminalFunctions(_ facts: TerminalFacts) -> [HostFunction] {
    [
        HostFunction("terminal", "") { _ in
            var size = winsize()
            // With output in a pipe, progress still goes to the terminal of standard error.
            let known = [STDOUT_FILENO, STDERR_FILENO, STDIN_FILENO].contains {
                ioctl($0, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
            }
            let columns = known ? Int(size.ws_col) : 80
            let rows = known ? Int(size.ws_row) : 24
            let json = """
                {"stdin":\(isatty(STDIN_FILENO) == 1),"stdout":\(isatty(STDOUT_FILENO) == 1),\
                "stderr":\(isatty(STDERR_FILENO) == 1),"columns":\(columns),"rows":\(rows)}
                """
            return .value(.json(HostBytes(json)))
        },
        HostFunction("session", "") { _ in
            let json = """
                {"plain":\(facts.isPlain),"quiet":\(facts.isQuiet),"interactive":\(facts.isInteractive),\
                "json":\(facts.isJSON),"sandbox":\(facts.isSandboxed)}
                """
            return .value(.json(HostBytes(json)))
        },
    ]
}
