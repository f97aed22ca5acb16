internal import LuaRuntime

/// The shell.
struct InteractiveSession {
    let command: Moondock
    let machine: LuaMachine

    func run() -> ExitCode { .success }
}
