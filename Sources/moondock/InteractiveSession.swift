internal import DockerEngine
internal import Glibc
internal import LuaHost
internal import LuaRuntime
internal import Shell

/// The shell: reads lines, runs them, shows what they give, and lets background tasks run meanwhile.
struct InteractiveSession {
    let command: Moondock
    let machine: LuaMachine
    let history: HistoryFile?
    let usesColour: Bool
    private let completer: LuaCompleter
    private let terminal = Terminal(descriptor: STDOUT_FILENO)
    /// How long Tab waits for what the engine knows.
    private static let patience: UInt64 = 300_000_000

    init(command: Moondock, machine: LuaMachine) {
        self.command = command
        self.machine = machine
        let environment = environment()
        usesColour = !command.plain && terminal.allowsColour(environment: environment)
        history = HistoryFile.standardPath(environment: environment).map { HistoryFile(path: $0) }
        completer = LuaCompleter(machine: machine, home: environment["HOME"])
    }

    func run() -> ExitCode {
        guard isatty(STDIN_FILENO) == 1 else { return runPiped() }
        let environment = environment()
        CellWidth.adoptLocale()
        CrashRestore.install(descriptor: STDIN_FILENO)
        if case .failed(let report) = machine.call(module: "moondock.shell", function: "begin") { show(report) }
        runStartUpFile(environment)
        greet()
        let editor = LineEditors.make(
            environment: environment, plain: command.plain, behaviour: behaviour(), history: history)
        defer { editor.end() }
        var text = ""
        while true {
            editor.begin(prompt: prompt, text: text)
            text = ""
            switch readChunk(editor) {
            case .line(let line):
                switch run(line) {
                case .goOn, .failed: break
                case .leave(let code): return code
                case .edit(let next): text = next
                }
            case .endOfFile:
                terminal.write("\n")
                return moon_caught_signal() != 0 ? .signal(moon_caught_signal()) : .success
            case .interrupted: continue
            }
            if moon_caught_signal() != 0 { return .signal(moon_caught_signal()) }
        }
    }

    private func behaviour() -> EditorBehaviour {
        var behaviour = EditorBehaviour(usesColour: usesColour)
        behaviour.isComplete = isComplete
        behaviour.complete = completer.complete
        behaviour.hint = completer.hint
        if case .boolean(let hints) = setting("hints") { behaviour.showsHints = hints && !command.plain }
        if case .integer(let rows) = setting("menu_rows") { behaviour.menuRows = Int(clamping: max(rows, 1)) }
        behaviour.edit = { edited(outsideOf: $0) }
        return behaviour
    }

    /// A setting of the shell; see config.lua.
    func setting(_ name: String) -> LuaValue {
        guard
            case .finished(let values) = machine.call(module: "config", function: "get", arguments: [.string(name)])
        else { return .none }
        return values.first ?? .none
    }

    private var prompt: String {
        let outcome = machine.call(
            module: "moondock.shell", function: "prompt", arguments: [.boolean(usesColour)])
        if case .finished(let values) = outcome, case .string(let text) = values.first { return text }
        return "moondock> "
    }

    // MARK: Reading

    /// Waits for keys and for background tasks at once, until a chunk is there.
    private func readChunk(_ editor: any LineEditor) -> LineEvent {
        JobControl.begin(wakeDescriptor: machine.wakeDescriptor)
        defer { JobControl.end() }
        var deadline: UInt64?
        while true {
            var limit = machine.millisecondsToSleep() ?? 0
            if editor.awaitsCompletion {
                let last = deadline ?? monotonicNanoseconds() + Self.patience
                deadline = last
                let rest = last > monotonicNanoseconds() ? Int32((last - monotonicNanoseconds()) / 1_000_000 + 1) : 0
                limit = limit < 0 ? rest : min(limit, rest)
            } else {
                deadline = nil
            }
            var descriptors = [
                pollfd(fd: editor.inputDescriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: machine.wakeDescriptor, events: Int16(POLLIN), revents: 0),
            ]
            let count = poll(&descriptors, 2, limit)
            if count > 0 && descriptors[1].revents != 0 { machine.acknowledgeWake() }
            if JobControl.takeStopRequest() {
                editor.release()
                JobControl.stop()
                editor.resume()
            } else if JobControl.takeContinuation() {
                // Whoever continued a process that was stopped from outside has set the terminal up for itself.
                editor.release()
                editor.resume()
            }
            if moon_take_resize() { editor.resized() }
            if moon_caught_signal() != 0 { return .endOfFile }
            if machine.takeIdleInterrupt(), case .interrupted(let wasEmpty) = editor.interrupt() {
                noteInterrupt(wasEmpty: wasEmpty, editor)
            }
            runBackgroundTasks(editor)
            if let last = deadline, editor.awaitsCompletion {
                editor.refreshCompletion(isLast: monotonicNanoseconds() >= last)
            }
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
            if !isComplete(text) { continue }
            if case .leave(let code) = run(text) { return code }
            text = ""
        }
        if !text.isEmpty, case .leave(let code) = run(text) { return code }
        return .success
    }

    // MARK: Running

    /// What comes after an input.
    enum Next {
        case goOn
        /// It has failed, and that was said.
        case failed
        case leave(ExitCode)
        /// The next input begins with this text.
        case edit(String)
    }

    /// Runs what was typed or pasted: the inputs in it one after another, until one fails.
    func run(_ text: String) -> Next {
        guard case .inputs(let inputs) = cut(text), inputs.count > 1 else {
            return execute(text, isSecret: SecretRule.forbids(text))
        }
        // Whoever begins with a blank wants none of it to be written down.
        let isSecret = text.first?.isWhitespace == true
        for (index, input) in inputs.enumerated() {
            let next = execute(input, isSecret: isSecret)
            let rest = inputs.count - index - 1
            if case .goOn = next, moon_caught_signal() == 0 { continue }
            if case .leave = next { return next }
            if rest > 0 {
                tell(rest == 1 ? "the input after it was not run" : "the \(rest) inputs after it were not run")
            }
            return next
        }
        return .goOn
    }

    /// The inputs of a text of several lines.
    private func cut(_ text: String) -> LuaInputs.Cut {
        guard text.contains("\n") else { return .whole }
        return LuaInputs.cut(text, state: state, isCommand: isCommand, isKnownCommand: isKnownCommand)
    }

    private func state(_ text: String) -> LuaInputs.State {
        switch machine.state(of: TopLevelLocals.rewrite(text).source) {
        case .complete: .complete
        case .incomplete: .incomplete
        case .wrong: .wrong
        }
    }

    /// Whether Enter may run a text. Wrong ones count: they cannot be completed.
    private func isComplete(_ text: String) -> Bool {
        let command = DotCommand(Array(text.utf8))
        let state = command.map { $0.takesCode ? self.state($0.argumentText) : .complete } ?? self.state(text)
        // Blocks and brackets that are open are the usual case, which needs no closer look.
        if state == .incomplete, !LuaLexer.looksComplete(text) { return false }
        return switch cut(String(text.trimming { $0.isNewline })) {
        case .inputs: true
        case .unfinished: false
        case .whole: state != .incomplete
        }
    }

    /// Runs an input: a command of the shell, a word that people type to leave or for help, or Lua.
    func execute(_ text: String, isSecret: Bool) -> Next {
        let words = text.trimming(while: \.isWhitespace)
        if words.isEmpty { return .goOn }
        if let code = Self.farewell(words) { return .leave(code) }
        if let topic = Self.helpTopic(words) { return perform("help", topic) }
        if let command = DotCommand(Array(text.utf8)) { return perform(command.word, command.argumentText[...]) }
        return evaluate(text, isSecret: isSecret || SecretRule.forbids(String(words))) ? .goOn : .failed
    }

    /// A line that is for the shell and not for Lua.
    private func isCommand(_ line: String) -> Bool {
        let words = line.trimming(while: \.isWhitespace)
        return Self.farewell(words) != nil || Self.helpTopic(words) != nil || DotCommand(Array(line.utf8)) != nil
    }

    /// The same for a line that may be the rest of an expression: `.name` is one unless there is a command of that name.
    private func isKnownCommand(_ line: String) -> Bool {
        guard let command = DotCommand(Array(line.utf8)) else { return isCommand(line) }
        guard line.first == ".", !command.word.isEmpty else { return false }
        let outcome = machine.call(module: "moondock.commands", function: "knows", arguments: [.string(command.word)])
        if case .finished(let values) = outcome, case .boolean(true) = values.first { return true }
        return false
    }

    /// What `help`, `help TOPIC` and `?TOPIC` ask for.
    private static func helpTopic(_ words: Substring) -> Substring? {
        if words == "help" || words == "?" { return "" }
        if words.first == "?" { return words.dropFirst().trimming(while: \.isWhitespace) }
        guard words.hasPrefix("help "), isTopic(words.dropFirst(5)) else { return nil }
        return words.dropFirst(5).trimming(while: \.isWhitespace)
    }

    /// A name such as `docker.containers.run`; behind a bare word that is no Lua.
    private static func isTopic(_ text: some StringProtocol) -> Bool {
        let name = text.trimming(while: \.isWhitespace)
        return name.first?.isLetter == true
            && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "." || $0 == ":" || $0 == "_" }
    }

    /// Words that people type to leave this shell or another one, and the exit code they ask for.
    private static func farewell(_ words: some StringProtocol) -> ExitCode? {
        let plain = words.trimming { $0.isWhitespace || $0 == ";" }
        if ["logout", ":q", ":q!", ":wq", ":quit", "\\q"].contains(String(plain)) { return .success }
        guard let word = ["exit", "quit"].first(where: plain.hasPrefix) else { return nil }
        // With a code, in brackets or without.
        let rest = plain.dropFirst(word.count).trimming { $0.isWhitespace }
        let code = rest.hasPrefix("(") && rest.hasSuffix(")") ? rest.dropFirst().dropLast() : rest
        guard rest.isEmpty || plain.dropFirst(word.count).first != code.first else { return nil }
        return exitCode(code.trimming(while: \.isWhitespace))
    }

    /// The exit code that a text asks for: none means success, as in Lua do `true` and `false`.
    static func exitCode(_ text: some StringProtocol) -> ExitCode? {
        switch String(text) {
        case "", "0", "true": .success
        case "false": .chosen(1)
        case let number where number.allSatisfy(\.isNumber): Int32(number).map { .chosen($0) }
        default: nil
        }
    }

    /// Runs Lua and shows what it gives, or its error; false for an error. `isSecret` keeps it out of what is saved.
    func evaluate(_ text: String, isSecret: Bool) -> Bool {
        let (source, names) = TopLevelLocals.rewrite(text)
        let isSilent = text.trimming(while: \.isWhitespace).hasSuffix(";")
        let outcome = machine.call(
            module: "moondock.shell", function: "eval", arguments: [.string(source)] + names.map { .string($0) },
            results: ResultHandler(module: "moondock.shell", function: isSilent ? "remember" : "show"))
        fflush(nil)
        var worked = true
        var kind = LuaValue.none
        switch outcome {
        case .finished: break
        case .failed(let report), .wrong(let report, _):
            worked = false
            kind = .string(report.kind)
            show(report)
        }
        completer.forget()
        _ = machine.call(
            module: "moondock.shell", function: "after",
            arguments: [.string(text), .boolean(worked), .boolean(isSecret), kind])
        return worked
    }

    func show(_ report: TaskReport) {
        if report.kind == "interrupted" {
            terminal.write("\n")  // the terminal has echoed ^C
            return tell("interrupted")
        }
        if command.json { return writeError(report.json + "\n") }
        var text = "error: \(report.advice)"
        if let hint = hint(for: report) { text += "\n  hint: \(hint)" }
        let frames = report.userFrames
        if report.kind == "lua" && frames.count > 1 { text += "\n" + frames.joined(separator: "\n") }
        text = textForStandardError(text)
        writeError(usesColour ? "\u{1b}[31m\(text)\u{1b}[0m\n" : text + "\n")
    }

    /// What may have been meant, where Lua's own words do not say it.
    private func hint(for report: TaskReport) -> String? {
        guard report.kind == "lua", report.advice == report.message, !report.message.contains("\n") else { return nil }
        let outcome = machine.call(
            module: "moondock.newcomer", function: "failure", arguments: [.string(report.message)])
        guard case .finished(let values) = outcome, case .string(let hint)? = values.first else { return nil }
        return hint
    }

    /// Runs `$XDG_CONFIG_HOME/moondock/rc.lua` (or `~/.config/moondock/rc.lua`), where there is one. Its globals stay; an
    /// error in it is shown and does not end the shell.
    private func runStartUpFile(_ environment: [String: String]) {
        // What it knows, a token perhaps, is not for the sandbox.
        guard !command.noRc, !command.sandboxLua, let path = startUpFile(environment), access(path, F_OK) == 0 else {
            return
        }
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
        let outcome = machine.call(
            module: "moondock.shell", function: "greet", arguments: [.boolean(usesColour)])
        switch outcome {
        case .finished(let values):
            if case .string(let line) = values.first { tell(line) }
        case .failed(let report), .wrong(let report, _): show(report)
        }
    }

    /// A remark of the shell's own, not of the user's code.
    func tell(_ line: String) {
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
