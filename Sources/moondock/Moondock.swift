internal import ArgumentParser
internal import Bindings
internal import DockerEngine
internal import Glibc
internal import LuaRuntime

/// The command line. Its options are the documentation: `--help`, the man page and completions are printed from here.
@main
struct Moondock: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "moondock",
        abstract: "A Lua 5.4 shell and script runner for the Docker Engine.",
        usage: """
            moondock [<options>] [--] [<script.lua> [<argument> ...]]
            moondock [<options>] -e <code> ... [<script.lua> [<argument> ...]]
            moondock [<options>] -
            moondock help [<topic>]
            moondock run [<recipe> [<argument> ...]]
            moondock types <folder>
            """,
        discussion: """
            Without a script, code or a pipe on standard input it starts the interactive shell.

            moondock help tells about a topic as help() does in the shell: moondock help containers.run. A script of \
            that name is run as ./help. moondock run lists recipes for common chores, and runs them; their own options \
            follow their name, and --help tells them. moondock types writes what editors with lua-language-server want \
            to know into a folder.

            Exit codes: 0 done; 1 error in Lua; 2 wrong usage; 3 engine not reachable; 4 the engine refused; 124 the time \
            limit was reached; 130 interrupted.
            """,
        version: "moondock \(EngineConfiguration.clientVersion) (Lua 5.4)"
    )

    @Option(
        name: [.customShort("e"), .customLong("eval")], parsing: .unconditionalSingleValue,
        help: "Run this Lua code. Repeatable; runs before the script.")
    var code: [String] = []

    @Option(
        name: [.customShort("l"), .customLong("require")],
        help: "Load this module first, into a global of its name.")
    var modules: [String] = []

    @Flag(name: [.customShort("i"), .customLong("interactive")], help: "Start the shell after the script or code.")
    var staysInteractive = false

    @Option(
        name: [.customShort("H"), .customLong("host")],
        help: """
            The engine's address: unix:///path, tcp://host:port, https://host:port or ssh://user@host. Default: as for \
            the docker command: DOCKER_HOST, the current context, the local sockets.
            """)
    var host: String?

    @Option(
        name: .long, help: "A context of the docker command that names the engine. Not together with --host.")
    var context: String?

    @Flag(name: .long, help: "Print what the code returns as JSON, and an error as JSON on standard error.")
    var json = false

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Show each exchange with the engine on standard error: as a curl command (the default), HTTP or docker command.",
            valueName: "curl|http|cli"))
    var trace: String?

    @Flag(name: .long, help: "Read from the engine, but only show what would change something.")
    var dryRun = false

    @Option(
        name: .long, help: ArgumentHelp("Keep every exchange with the engine in this HAR file.", valueName: "file.har"))
    var record: String?

    @Option(
        name: .long,
        help: ArgumentHelp("Take the engine's answers from a file made by --record.", valueName: "file.har"))
    var replay: String?

    @Option(name: .long, help: "End the whole run after so long: 30s, 5m, 1h30m.")
    var timeout: String?

    @Option(name: .long, help: "Let Lua allocate at most so much: 64M, 1G.")
    var maxMemory: String?

    @Option(name: .long, help: "Let at most so many Lua instructions run.")
    var maxInstructions: Int64?

    @Flag(name: .long, help: "Refuse every operation that changes anything on an engine, before it is sent.")
    var readOnly = false

    @Flag(
        name: .customLong("sandbox-lua"),
        help: """
            Run code that you do not trust: Lua gets no files, processes, environment, logins or other engines, and no \
            bytecode or C modules. It still may do anything on the engine, where a container can own the machine: add \
            --read-only, and limits.
            """)
    var sandboxLua = false

    @Flag(name: .shortAndLong, help: "No greeting, no progress.")
    var quiet = false

    @Flag(name: .long, help: "Plain output: no colour, no redrawing.")
    var plain = false

    @Flag(name: .long, help: "Do not read the start-up file of the shell.")
    var noRc = false

    @Option(name: .long, help: ArgumentHelp("The word that stands in the script's place.", visibility: .private))
    var subcommand: String?

    @Option(name: .long, help: ArgumentHelp("Take the Lua library from this folder.", visibility: .hidden))
    var stdlib: String?

    @ArgumentParser.Argument(
        parsing: .remaining,
        help: "A Lua script, or - for standard input, and what it sees as its arguments.")
    var scriptAndArguments: [String] = []

    static func main() {
        do {
            let command = try parse(terminatingAtScript(Array(CommandLine.arguments.dropFirst())))
            try command.run()
        } catch {
            let code = exitCode(for: error)
            let message = fullMessage(for: error)
            if code.isSuccess {
                print(message)
                Glibc.exit(0)
            }
            writeError(message + "\n")
            Glibc.exit(ExitCode.usage.code)
        }
    }

    func validate() throws {
        if host != nil, context != nil {
            throw ValidationError("--host and --context each name an engine: give one of them.")
        }
        if let timeout, seconds(inDuration: timeout) == nil {
            throw ValidationError("--timeout takes a duration such as 30s, 5m or 1h30m, not '\(timeout)'.")
        }
        if let maxMemory, bytes(inSize: maxMemory) == nil {
            throw ValidationError("--max-memory takes a size such as 64M or 1G, not '\(maxMemory)'.")
        }
        if let maxInstructions, maxInstructions < 1 {
            throw ValidationError("--max-instructions takes a number above 0.")
        }
        if let trace, !["curl", "http", "cli"].contains(trace) {
            throw ValidationError("--trace takes curl, http or cli, not '\(trace)'.")
        }
        if sandboxLua, record != nil || replay != nil {
            throw ValidationError("--sandbox-lua excludes --record and --replay, which let Lua write and read files.")
        }
        if record != nil && replay != nil {
            throw ValidationError("--record and --replay exclude each other.")
        }
    }

    func run() throws {
        let session = Session(self)
        Glibc.exit(session.run().code)
    }

    /// What the command line wants to be shown.
    var teaching: TeachingOptions {
        TeachingOptions(trace: trace, isDryRun: dryRun, record: record, replay: replay)
    }

    /// The script's name: nil for none, "-" for standard input.
    var script: String? { subcommand == nil ? scriptAndArguments.first : nil }

    /// What the script sees as its arguments.
    var arguments: [String] { subcommand == nil ? Array(scriptAndArguments.dropFirst()) : scriptAndArguments }

    /// Options that take the next argument as their value.
    private static let valued: Set<String> = [
        "-e", "--eval", "-l", "--require", "-H", "--host", "--context", "--timeout", "--max-memory",
        "--max-instructions", "--stdlib", "--trace", "--record", "--replay", "--generate-completion-script",
    ]

    private static let traceForms: Set<String> = ["curl", "http", "cli"]

    /// Words that are no scripts' names when they stand alone: a script of that name is run as `./help`.
    private static let subcommands: Set<String> = ["help", "run", "types"]

    /// Puts `--` before the script's name, so that what follows belongs to the script, options too.
    static func terminatingAtScript(_ arguments: [String]) -> [String] {
        var index = 0
        while index < arguments.count {
            let argument = arguments[index]
            if argument == "--" { return arguments }
            // --trace alone means the form that most people know.
            if argument == "--trace", !traceForms.contains(index + 1 < arguments.count ? arguments[index + 1] : "") {
                return terminatingAtScript(
                    Array(arguments[..<index]) + ["--trace=curl"] + Array(arguments[(index + 1)...]))
            }
            if subcommands.contains(argument) {
                return Array(arguments[..<index]) + ["--subcommand", argument, "--"]
                    + Array(arguments[(index + 1)...])
            }
            if !argument.hasPrefix("-") || argument == "-" {
                return Array(arguments[..<index]) + ["--"] + Array(arguments[index...])
            }
            let isCluster = argument.count > 2 && !argument.hasPrefix("--")
            let option = isCluster ? "-" + argument.suffix(1) : argument
            index += valued.contains(option) ? 2 : 1
        }
        return arguments
    }
}
