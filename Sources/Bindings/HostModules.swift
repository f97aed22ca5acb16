public import LuaRuntime

/// Every host function that Lua sees beside the ones for tasks and clocks.
///
/// - Parameters:
///   - settings: what the command line decided for engines that Lua opens.
///   - terminal: what the session is connected to.
///   - teaching: what the command line wants to be shown.
///   - library: the folder that overrides the embedded Lua library.
public func hostFunctions(
    settings: EngineSettings, terminal: TerminalFacts, teaching: TeachingOptions = TeachingOptions(),
    library: String? = nil
) -> [HostFunction] {
    let engines = EngineModule(settings: settings)
    return engines.functions + streamFunctions + bodyFunctions + terminalFunctions(terminal)
        + libraryFunctions(folder: library) + replayFunctions + [teaching.function]
}

/// What the command line decided about engines.
public struct EngineSettings: Sendable {
    /// The address given with `-H`.
    public var host: String?
    /// The process environment, for `DOCKER_HOST` and its kin.
    public var environment: [String: String]

    /// No address: the environment decides.
    public init(host: String? = nil, environment: [String: String]) {
        self.host = host
        self.environment = environment
    }
}
