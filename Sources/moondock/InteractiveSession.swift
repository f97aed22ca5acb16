internal import LuaRuntime
struct InteractiveSession {
    let command: Moondock
    let machine: LuaMachine
    func run() -> ExitCode { .success }
}
