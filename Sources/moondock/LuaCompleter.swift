internal import LuaRuntime
internal import Shell

/// Asks Lua what could stand at a place: it knows the values, the option tables and what exists on the engine.
final class LuaCompleter {
    private let machine: LuaMachine
    private let home: String?
    /// The latest hint and what it is for: the editor asks at each key press.
    private var latest: (call: CallPosition, hint: String?)?

    init(machine: LuaMachine, home: String?) {
        self.machine = machine
        self.home = home
    }

    /// What could stand there. Never waits; an error in Lua means that nothing could.
    func complete(_ context: CompletionContext) -> Completions {
        var path = ""
        let subject: String
        switch context.subject {
        case .command: subject = "command"
        case .commandArgument(let command): (subject, path) = ("argument", command)
        case .name: subject = "name"
        case .field(let value): (subject, path) = ("field", value.encoded)
        case .method(let value): (subject, path) = ("method", value.encoded)
        case .string(let quote, let isClosed): (subject, path) = ("string", isClosed ? "" : String(quote))
        }
        let call = context.call
        let arguments =
            [
                subject, context.prefix, path, call?.callee.encoded ?? "",
            ].map { LuaValue.string($0) } + [
                .integer(Int64(call?.argument ?? 0)), .string(Self.joined(call?.fields ?? [])),
                .string(call.map(Self.flags) ?? ""), .string(Self.joined(call?.present ?? [])),
                .string(Self.joined(context.locals)),
            ]
        let outcome = machine.call(module: "moondock.complete", function: "candidates", arguments: arguments)
        guard case .finished(let values) = outcome, case .string(let text) = values.first else { return Completions() }
        return read(text, context)
    }

    /// The arguments that may follow in a call; nil for none.
    func hint(_ call: CallPosition) -> String? {
        if let latest, latest.call == call { return latest.hint }
        let outcome = machine.call(
            module: "moondock.complete", function: "hint",
            arguments: [
                .string(call.callee.encoded), .integer(Int64(call.argument)), .string(Self.flags(call)),
                .string(Self.joined(call.present)),
            ])
        var hint: String?
        if case .finished(let values) = outcome, case .string(let text) = values.first, !text.isEmpty { hint = text }
        latest = (call, hint)
        return hint
    }

    /// A line was run: what is known of values may have changed.
    func forget() { latest = nil }

    private func read(_ text: String, _ context: CompletionContext) -> Completions {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let marks = lines.first?.split(separator: " ") ?? []
        var candidates = lines.dropFirst().compactMap { line -> Candidate? in
            let parts = line.split(separator: "\t", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
            return parts.count == 4 ? Candidate(parts[0], kind: parts[1], note: parts[2], suffix: parts[3]) : nil
        }
        if marks.contains("files") { candidates += FileCandidates.matching(context.prefix, home: home) }
        return Completions(candidates, isPending: marks.contains("pending"))
    }

    private static func flags(_ call: CallPosition) -> String { call.isKey ? "key" : call.isInTable ? "table" : "" }

    private static func joined(_ names: [String]) -> String { names.joined(separator: "\u{1F}") }
}
