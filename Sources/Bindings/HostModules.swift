public import LuaRuntime

/// Every host function that Lua sees beside the ones for tasks and clocks.
///
/// - Parameters:
///   - settings: what the command line decided for engines that Lua opens.
///   - terminal: what the session is connected to.
///   - teaching: what the command line wants to be shown.
///   - library: the folder that overrides the embedded Lua library.
///   - memoryLimit: how many bytes Lua may hand over for archives; 0: any number.
public func hostFunctions(
    settings: EngineSettings, terminal: TerminalFacts, teaching: TeachingOptions = TeachingOptions(),
    library: String? = nil, memoryLimit: Int = 0
) -> [HostFunction] {
    let engines = EngineModule(settings: settings, hidesHeaders: terminal.isSandboxed)
    // In the sandbox there are no logins and no settings of the user's.
    let access = AccessModule(settings: terminal.isSandboxed ? EngineSettings(environment: [:]) : settings)
    return engines.functions + access.functions + streamFunctions + bodyFunctions
        + archiveFunctions(memoryLimit: memoryLimit)
        + unpackFunctions
        + terminalFunctions(terminal) + libraryFunctions(folder: library) + replayFunctions
        + changeFunctions + [teaching.function, privateFileFunction]
}

/// What the command line decided about engines.
public struct EngineSettings: Sendable {
    /// The address given with `-H`.
    public var host: String?
    /// The context given with `--context`.
    public var context: String?
    /// Whether every engine that Lua opens refuses what changes anything, whatever Lua asks for.
    public var isReadOnly: Bool
    /// The process environment, for `DOCKER_HOST` and its kin.
    public var environment: [String: String]

    /// No address and no context: the environment decides.
    public init(
        host: String? = nil, context: String? = nil, isReadOnly: Bool = false, environment: [String: String]
    ) {
        self.host = host
        self.context = context
        self.isReadOnly = isReadOnly
        self.environment = environment
    }
}
