internal import DockerEngine
public import LuaRuntime

/// What becomes of a host function when the code that runs is not trusted.
enum SandboxRule: Sendable {
    /// It stays: it computes, or speaks to the engine that the command line chose.
    case allowed
    /// It is refused: what it would do, and what to do instead.
    case refused(String, hint: String = trust)
    /// It stays for calls that the check lets pass.
    case checked(@Sendable (HostCall) -> HostReply?)

    static let trust = "run it without --sandbox-lua if you trust the script"
}

/// Host functions as `--sandbox-lua` leaves them. One that no rule names is refused, so that a new one cannot be forgotten.
public func sandboxed(_ functions: [HostFunction]) -> [HostFunction] {
    functions.map { function in
        switch sandboxRules[function.name]
            ?? .refused("'\(function.name)' is refused in the sandbox: no rule allows it")
        {
        case .allowed: return function
        case .refused(let message, let hint):
            let reply = HostReply.sandbox(message, hint: hint)
            return HostFunction(function.name, "") { _ in reply }
        case .checked(let check): return function.refusing(check)
        }
    }
}

/// Every host function, and why it is where it is.
let sandboxRules: [String: SandboxRule] = [
    // The engine of the command line.
    "engine_open": .checked(refuseOtherEngines),
    "engine_close": .allowed,
    "engine_target": .allowed,
    "engine_connections": .allowed,
    "engine_call": .allowed,
    "engine_raw": .allowed,
    "engine_preview": .allowed,
    "engine_preview_raw": .allowed,
    "catalogue": .allowed,
    "reply_limits": .allowed,
    "changes_follow": .allowed,
    "changes_seen": .allowed,
    "stream_write": .allowed,
    "stream_close_write": .allowed,
    "stream_unpacked": .allowed,
    "trace_listen": .allowed,
    "trace_take": .allowed,
    "trace_wait": .allowed,

    // Bodies and archives in memory.
    "body_pipe": .allowed,
    "body_write": .allowed,
    "body_finish": .allowed,
    "body_fail": .allowed,
    "body_progress": .allowed,
    "tar_new": .allowed,
    "tar_file": .allowed,
    "tar_body": .allowed,
    "tar_stream": .allowed,
    "tar_reader": .checked { $0.string(2) == nil ? nil : .sandbox(reading) },
    "tar_next": .allowed,
    "tar_content": .allowed,

    // Files of this machine.
    "body_file": .refused(reading, hint: "give the bytes as a string"),
    "tar_tree": .refused(reading, hint: "give the contents as strings: { name = \"a.txt\", content = \"…\" }"),
    "tar_context": .refused(reading, hint: "docker.images.build { dockerfile_text = \"…\" } needs no folder"),
    "path_kind": .refused(reading),
    "link_target": .refused(reading),
    "make_folder": .refused(writing),
    "untar": .refused(writing, hint: "read the archive's entries in memory instead"),
    "write_file": .refused(writing, hint: "print it, and let the shell write it: moondock … >FILE"),

    // Accounts and settings of the user. The functions that stay know of none: see `hostFunctions`.
    "registry_key": .allowed,
    "registry_auth": .allowed,
    "registry_config": .allowed,
    "registry_reload": .allowed,
    "config_proxies": .allowed,
    "config_settings": .allowed,
    "registry_credentials": .refused(accounts, hint: "give a password, or auth_config in the call"),
    "registry_store": .refused(accounts, hint: "without store=true the login holds for this run"),
    "registry_erase": .refused(accounts, hint: "without store=true the login of this run is forgotten"),
    "context_list": .refused(contexts, hint: choose),
    "context_get": .refused(contexts, hint: choose),
    "context_save": .refused(contexts, hint: choose),
    "context_remove": .refused(contexts, hint: choose),
    "context_use": .refused(contexts, hint: choose),
    "context_export": .refused(contexts, hint: choose),
    "context_import": .refused(contexts, hint: choose),

    // The terminal.
    "terminal": .allowed,
    "session": .allowed,
    "terminal_raw": .refused("the terminal's keys are kept from Lua in the sandbox", hint: plain),
    "terminal_read": .refused("the terminal's keys are kept from Lua in the sandbox", hint: plain),

    // The library's own text, and what the command line asked for.
    "library_files": .checked { $0.string(0) == nil ? nil : .sandbox(reading) },
    "library_source": .checked { isInside($0.string(0) ?? "") ? nil : .sandbox(reading) },
    "teaching": .allowed,

    // Recordings: their files, and a server of their own.
    "replay_new": .refused(replays),
    "replay_entry": .refused(replays),
    "replay_reply": .refused(replays),
    "replay_input": .refused(replays),
    "replay_serve": .refused(replays),
]

private let reading = "reading files of this machine is refused in the sandbox: the script is not trusted with them"
private let writing = "writing files on this machine is refused in the sandbox: the script is not trusted with them"
private let accounts =
    "the logins of the docker command are refused in the sandbox: the script is not trusted with them"
private let contexts = "the contexts of the docker command are refused in the sandbox: they lead to other engines"
private let replays = "recordings are refused in the sandbox: they are files of this machine"
private let choose = "choose the engine on the command line: moondock --sandbox-lua --context NAME, or -H ADDRESS"
private let plain = "exec_run and logs work without a terminal"

/// Only the engine of the command line, under its own terms.
@Sendable private func refuseOtherEngines(_ call: HostCall) -> HostReply? {
    let harmless: Set = ["api_version", "connect_timeout", "timeout", "idle_timeout", "read_only"]
    let other = ["host", "context"] + TLSOptions.names
    // An option that there is not is answered as elsewhere.
    let names = call.fields(0).map(\.name).filter { !harmless.contains($0) && other.contains($0) }
    guard let name = names.min() else { return nil }
    return .sandbox(
        "the option '\(name)' is refused in the sandbox: the script reaches the engine of the command line only",
        hint: choose)
}

/// Whether a path of the library stays below its folder.
private func isInside(_ path: String) -> Bool {
    !path.hasPrefix("/") && !path.split(separator: "/").contains("..") && !path.utf8.contains(0)
}

extension HostReply {
    /// An error of kind `sandbox`.
    static func sandbox(_ message: String, hint: String = SandboxRule.trust) -> HostReply {
        var object = JSONObject()
        object.add("kind", "sandbox")
        object.add("message", message)
        object.add("hint", hint)
        return .error(json: object.text)
    }
}
