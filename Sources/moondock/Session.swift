internal import Bindings
internal import DockerEngine
internal import Glibc
internal import LuaHost
internal import LuaRuntime

/// One run of the program: a Lua state, the code of the command line, and the shell where it is wanted.
struct Session {
    private let command: Moondock

    init(_ command: Moondock) { self.command = command }

    /// Whether a person is to type: nothing to run and a terminal to type at, or asked for.
    private var isInteractive: Bool {
        if command.staysInteractive { return true }
        return command.subcommand == nil && command.script == nil && command.code.isEmpty && isatty(STDIN_FILENO) == 1
    }

    /// Runs everything and tells how it ended.
    func run() -> ExitCode {
        var options = LuaMachineOptions()
        options.memoryLimit = command.maxMemory.flatMap { bytes(inSize: $0) } ?? 0
        options.instructionLimit = command.maxInstructions ?? 0
        options.stdlib = command.stdlib
        options.isSandboxed = command.sandboxLua
        do throws(EngineError) {
            options.jsonDepth = try ReplyLimits.read(environment()).depth
        } catch {
            writeError("moondock: \(textForStandardError("\(error)"))\n")
            return .usage
        }
        let facts = TerminalFacts(
            isPlain: command.plain, isQuiet: command.quiet, isInteractive: isInteractive, isJSON: command.json,
            isSandboxed: command.sandboxLua)
        let settings = EngineSettings(
            host: command.host, context: command.context, isReadOnly: command.readOnly, environment: environment())
        let functions =
            hostFunctions(
                settings: settings, terminal: facts, teaching: command.teaching, library: command.stdlib,
                memoryLimit: options.memoryLimit)
            + rawTerminalFunctions
        let visible = command.sandboxLua ? sandboxed(functions) : functions
        guard let machine = LuaMachine(options: options, functions: visible) else {
            writeError("moondock: not enough memory to start Lua\n")
            return .luaError
        }
        machine.catchSignals()
        if let limit = command.timeout.flatMap({ seconds(inDuration: $0) }) { moon_set_deadline(limit) }
        let runner = ScriptRunner(command: command, machine: machine)
        var code = runner.begin()
        if code == .success { code = runner.runCommandLine(isInteractive: isInteractive) }
        if isInteractive && (code == .success || command.staysInteractive) {
            code = InteractiveSession(command: command, machine: machine).run()
        }
        let ending = runner.end()
        return code == .success ? ending : code
    }
}

/// The process environment.
func environment() -> [String: String] {
    var result: [String: String] = [:]
    var entry = environ
    while let text = entry.pointee {
        let pair = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        if pair.count == 2 { result[String(pair[0])] = String(pair[1]) }
        entry += 1
    }
    return result
}
