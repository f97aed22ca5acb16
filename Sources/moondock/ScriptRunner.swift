internal import Glibc
internal import LuaHost
internal import LuaRuntime

/// Runs what the command line names: modules, code, a script.
struct ScriptRunner {
    let command: Moondock
    let machine: LuaMachine

    /// Prepares the globals, sets `arg` and loads the modules asked for.
    func begin() -> ExitCode {
        let names: [LuaValue] = [.string(command.script ?? "")] + command.arguments.map { .string($0) }
        if case .failed(let report) = machine.call(module: "moondock.session", function: "begin", arguments: names) {
            return tell(report)
        }
        for module in command.modules {
            let outcome = machine.call(
                module: "moondock.session", function: "require_global", arguments: [.string(module)])
            if case .failed(let report) = outcome { return tell(report) }
        }
        return .success
    }

    /// Runs the code and the script, in this order; the first error ends it.
    func runCommandLine(isInteractive: Bool) -> ExitCode {
        if let subcommand = command.subcommand { return run(subcommand: subcommand) }
        var chunks = command.code.map { Chunk(source: Array($0.utf8), name: "=(command line)", isExpression: true) }
        if let script = command.script ?? (chunks.isEmpty && !isInteractive ? "-" : nil) {
            do throws(SourceError) {
                let name = script == "-" ? "=stdin" : "@\(script)"
                chunks.append(Chunk(source: try readSource(script), name: name, isExpression: false))
            } catch {
                writeError("moondock: \(error)\n")
                return .usage
            }
        }
        for (index, chunk) in chunks.enumerated() {
            let code = run(chunk, isLast: index == chunks.count - 1)
            if code != .success { return code }
        }
        return .success
    }

    /// `moondock help …`, `moondock run …`: a module of the library does it, and says how it ended.
    private func run(subcommand: String) -> ExitCode {
        let arguments = [LuaValue.string(subcommand)] + command.arguments.map { .string($0) }
        switch machine.call(module: "moondock.subcommands", function: "run", arguments: arguments) {
        case .finished(let values):
            if case .integer(let code)? = values.first, code != 0 { return .usage }
            return .success
        case .failed(let report), .wrong(let report, _): return tell(report)
        }
    }

    /// Ends what still runs, tells of errors nobody saw, and flushes. Fails when what is written at the end, such as a
    /// recording, cannot be.
    func end() -> ExitCode {
        machine.cancelBackgroundTasks(seconds: 2)
        var code = ExitCode.success
        if case .failed(let report) = machine.call(module: "moondock.session", function: "finish") {
            code = tell(report)
        }
        machine.releaseSignals()
        fflush(nil)
        return code
    }

    private struct Chunk {
        var source: [UInt8]
        var name: String
        var isExpression: Bool
    }

    private func run(_ chunk: Chunk, isLast: Bool) -> ExitCode {
        let results = command.json && isLast ? ResultHandler(module: "moondock.session", function: "print_json") : nil
        let outcome = machine.run(
            source: chunk.source, name: chunk.name, expressionFirst: chunk.isExpression && command.json,
            arguments: chunk.isExpression ? [] : command.arguments.map { .string($0) }, results: results)
        switch outcome {
        case .finished: return .success
        case .failed(let report), .wrong(let report, _): return tell(report)
        }
    }

    private func tell(_ report: TaskReport) -> ExitCode {
        let code = ExitCode(report, timedOut: machine.timedOut, signal: moon_caught_signal())
        if report.kind == "output_closed" { return code }
        if command.json {
            writeError(textForStandardError(report.json) + "\n")
        } else if report.kind == "interrupted" {
            writeError("moondock: interrupted\n")
        } else {
            writeError("moondock: \(textForStandardError(report.text(withTraceback: true)))\n")
        }
        return code
    }
}
