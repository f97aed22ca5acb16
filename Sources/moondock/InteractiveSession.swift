internal import DockerEngine
internal import Glibc
internal import LuaHost
internal import LuaRuntime
internal import Shell

/// The shell: reads lines, runs them, shows what they give, and lets background tasks run meanwhile.
struct InteractiveSession {
    let command: Moondock
    let machine: LuaMachine
    private let terminal = Terminal(descriptor: STDOUT_FILENO)
    private let usesColour: Bool

    init(command: Moondock, machine: LuaMachine) {
        self.command = command
        self.machine = machine
        usesColour = !command.plain && terminal.allowsColour(environment: environment())
    }

    func run() -> ExitCode {
        guard isatty(STDIN_FILENO) == 1 else { return runPiped() }
        let environment = environment()
        CellWidth.adoptLocale()
        CrashRestore.install(descriptor: STDIN_FILENO)
        runStartUpFile(environment)
        greet()
        let machine = machine
        var behaviour = EditorBehaviour(usesColour: usesColour)
        behaviour.isComplete = { machine.isComplete(TopLevelLocals.rewrite($0).source) }
        let history = HistoryFile.standardPath(environment: environment).map { HistoryFile(path: $0) }
        let editor = LineEditors.make(
            environment: environment, plain: command.plain, behaviour: behaviour, history: history)
        defer { editor.end() }
        while true {
            editor.begin(prompt: prompt)
            switch readChunk(editor) {
            case .line(let text):
                if text.allSatisfy(\.isWhitespace) { continue }
                if let word = leaving(text) {
                    if word { return .success }
                    continue
                }
                evaluate(text)
            case .endOfFile:
                terminal.write("\n")
                return .success
            case .interrupted: continue
            }
            if moon_caught_signal() != 0 { return .signal(moon_caught_signal()) }
        }
    }

    private var prompt: String { usesColour ? "\u{1b}[1;36mmoondock>\u{1b}[0m " : "moondock> " }

    // MARK: Reading

    /// Waits for keys and for background tasks at once, until a chunk is there.
    private func readChunk(_ editor: any LineEditor) -> LineEvent {
        while true {
            let limit = machine.millisecondsToSleep()
            var descriptors = [
                pollfd(fd: editor.inputDescriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: machine.wakeDescriptor, events: Int16(POLLIN), revents: 0),
            ]
            let count = poll(&descriptors, 2, limit ?? 0)
            if count > 0 && descriptors[1].revents != 0 { machine.acknowledgeWake() }
            if moon_take_resize() { editor.resized() }
            if moon_caught_signal() != 0 { return .endOfFile }
            if machine.takeIdleInterrupt(), case .interrupted(let wasEmpty) = editor.interrupt() {
                noteInterrupt(wasEmpty: wasEmpty, editor)
            }
            runBackgroundTasks(editor)
            guard count > 0, descriptors[0].revents != 0, let event = editor.readAvailable() else { continue }
            if case .interrupted(let wasEmpty) = event {
                noteInterrupt(wasEmpty: wasEmpty, editor)
            } else {
                return event
            }
        }
    }

    private func noteInterrupt(wasEmpty: Bool, _ editor: any LineEditor) {
        guard wasEmpty else { return }
        editor.suspend()
        tell("Ctrl-D or exit leaves the shell")
        editor.resume()
    }

    /// Output of background tasks appears above the line being typed.
    private func runBackgroundTasks(_ editor: any LineEditor) {
        guard machine.millisecondsToSleep() ?? 0 == 0 else { return }
        editor.suspend()
        machine.pump()
        fflush(nil)
        editor.resume()
    }

    /// Input from a pipe, where a terminal was asked for: chunk by chunk, without a prompt.
    private func runPiped() -> ExitCode {
        var text = ""
        while let line = readLine(strippingNewline: false) {
            text += line
            if !machine.isComplete(TopLevelLocals.rewrite(text).source) { continue }
            evaluate(text)
            text = ""
        }
        if !text.isEmpty { evaluate(text) }
        return .success
    }

    // MARK: Running

    /// Bare words that people type to leave; Lua would call them undefined variables. nil: not one of them.
    private func leaving(_ text: String) -> Bool? {
        switch text.trimming(while: \.isWhitespace) {
        case "exit", "quit", "exit()", "quit()": true
        default: nil
        }
    }

    private func evaluate(_ text: String) {
        let (source, names) = TopLevelLocals.rewrite(text)
        let isSilent = text.trimming(while: \.isWhitespace).hasSuffix(";")
        let outcome = machine.call(
            module: "moondock.shell", function: "eval", arguments: [.string(source)] + names.map { .string($0) },
            results: ResultHandler(module: "moondock.shell", function: isSilent ? "remember" : "show"))
        fflush(nil)
        switch outcome {
        case .finished: return
        case .failed(let report), .wrong(let report, _): show(report)
        }
    }

    private func show(_ report: TaskReport) {
        if report.kind == "interrupted" {
            terminal.write("\n")  // the terminal has echoed ^C
            return tell("interrupted")
        }
        if command.json { return writeError(report.json + "\n") }
        var text = "error: \(report.message)"
        let frames = report.userFrames
        if report.kind == "lua" && frames.count > 1 { text += "\n" + frames.joined(separator: "\n") }
        writeError(usesColour ? "\u{1b}[31m\(text)\u{1b}[0m\n" : text + "\n")
    }

    /// Runs `$XDG_CONFIG_HOME/moondock/rc.lua` (or `~/.config/moondock/rc.lua`), where there is one. Its globals stay; an
    /// error in it is shown and does not end the shell.
    private func runStartUpFile(_ environment: [String: String]) {
        guard !command.noRc, let path = startUpFile(environment), access(path, F_OK) == 0 else { return }
        do throws(SourceError) {
            switch machine.run(source: try readSource(path), name: "@\(path)") {
            case .finished: return
            case .failed(let report), .wrong(let report, _): show(report)
            }
        } catch {
            tell("\(error)")
        }
    }

    private func startUpFile(_ environment: [String: String]) -> String? {
        if let folder = environment["XDG_CONFIG_HOME"], folder.hasPrefix("/") { return folder + "/moondock/rc.lua" }
        return environment["HOME"].map { $0 + "/.config/moondock/rc.lua" }
    }

    // MARK: Talking

    private func greet() {
        guard !command.quiet else { return }
        print("moondock \(EngineConfiguration.clientVersion), Lua 5.4 for the Docker Engine; Ctrl-D leaves")
        let outcome = machine.call(module: "moondock.shell", function: "greeting")
        switch outcome {
        case .finished(let values):
            if case .string(let line) = values.first { tell(line) }
        case .failed(let report), .wrong(let report, _): show(report)
        }
    }

    /// A remark of the shell's own, not of the user's code.
    private func tell(_ line: String) {
        writeError(usesColour ? "\u{1b}[2m\(line)\u{1b}[0m\n" : line + "\n")
    }
}

extension StringProtocol {
    /// The text without the characters at both ends that `isUnwanted` names.
    func trimming(while isUnwanted: (Character) -> Bool) -> SubSequence {
        let start = drop(while: isUnwanted)
        guard let last = start.lastIndex(where: { !isUnwanted($0) }) else { return start.prefix(0) }
        return start[...last]
    }
}
