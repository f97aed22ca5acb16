internal import Glibc
internal import LuaRuntime
internal import Shell

/// Commands of the shell: Lua knows them, and says what of it only the shell can do.
extension InteractiveSession {
    /// Runs a command; the word is without its dot.
    func perform(_ word: String, _ argument: Substring) -> Next {
        let outcome = machine.call(
            module: "moondock.commands", function: "run", arguments: [.string(word), .string(String(argument))])
        fflush(nil)
        switch outcome {
        case .failed(let report), .wrong(let report, _):
            show(report)
            return .failed
        case .finished(let values):
            var texts = values.map { value in
                if case .string(let text) = value { text } else { "" }
            }
            texts += ["", ""]
            return act(texts[0], texts[1])
        }
    }

    private func act(_ action: String, _ argument: String) -> Next {
        switch action {
        case "quit": return Self.exitCode(argument).map { .leave($0) } ?? .goOn
        case "history": listHistory(Int(argument) ?? 20)
        case "time":
            let start = monotonicNanoseconds()
            let worked = evaluate(argument, isSecret: SecretRule.forbids(argument))
            let seconds = Double(monotonicNanoseconds() - start) / 1e9
            tell(seconds < 1 ? "\(tenths(seconds * 1000)) ms" : "\(tenths(seconds)) s")
            return worked ? .goOn : .failed
        case "edit": return edit(argument)
        default: break
        }
        return .goOn
    }

    private func tenths(_ number: Double) -> String {
        let scaled = Int((number * 10).rounded())
        return "\(scaled / 10).\(scaled % 10)"
    }

    private func listHistory(_ count: Int) {
        let entries = history?.load() ?? []
        let first = max(entries.count - count, 0)
        for (index, entry) in zip(entries.indices, entries).dropFirst(first) {
            let number = String(index + 1)
            let margin = String(repeating: " ", count: max(5 - number.count, 0))
            let lines = entry.split(separator: "\n", omittingEmptySubsequences: false).map {
                StyledText(ansi: String($0))
            }
            print("\(margin)\(number)  " + lines.map(\.plainText).joined(separator: "\n       "))
        }
        fflush(nil)
    }

    // MARK: The editor

    /// Lua says which command the editor is, so in the sandbox there is none; false after saying so.
    private var allowsEditor: Bool {
        if command.sandboxLua { tell("the editor is refused in the sandbox: code there could choose what it runs") }
        return !command.sandboxLua
    }

    private var editor: ExternalEditor {
        let environment = environment()
        if case .string(let command) = setting("editor"), !command.isEmpty { return ExternalEditor(command: command) }
        let named = [environment["VISUAL"], environment["EDITOR"]].compactMap { $0 }.first { !$0.isEmpty }
        return ExternalEditor(command: named ?? "vi")
    }

    /// `.edit`: the last input comes back to the prompt, changed; a file is run.
    private func edit(_ path: String) -> Next {
        guard allowsEditor else { return .goOn }
        if path.isEmpty {
            let outcome = machine.call(module: "moondock.shell", function: "last_input")
            guard case .finished(let values) = outcome, case .string(let text) = values.first else { return .goOn }
            return edited(outsideOf: text).map { .edit($0) } ?? .goOn
        }
        var name = path
        if path.hasPrefix("~/"), let home = environment()["HOME"] { name = home + path.dropFirst() }
        do throws(ExternalEditor.Problem) {
            try editor.open(name)
        } catch {
            tell("\(error)")
            return .goOn
        }
        _ = machine.takeIdleInterrupt()
        return perform("load", name[...])
    }

    /// The text as the user's editor gives it back; nil when that did not work.
    func edited(outsideOf text: String) -> String? {
        guard allowsEditor else { return nil }
        defer { _ = machine.takeIdleInterrupt() }
        do throws(ExternalEditor.Problem) {
            return try editor.edit(text, folder: environment()["TMPDIR"] ?? "/tmp")
        } catch {
            tell("\(error)")
            return nil
        }
    }
}
