import Foundation
import Testing

@testable import PseudoTerminal

/// A home folder of its own and shells that run in it.
final class ShellWorkbench {
    let home = NSTemporaryDirectory() + UUID().uuidString

    init() throws {
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: home) }

    /// Writes a file below the home folder.
    func write(_ text: String, to path: String) throws {
        let file = URL(filePath: home).appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    func read(_ path: String) throws -> String {
        try String(contentsOf: URL(filePath: home).appending(path: path), encoding: .utf8)
    }

    /// A shell that is ready. Without `engine` nothing answers at its address.
    func shell(
        _ arguments: [String] = ["-q"], engine: String? = nil, columns: Int = 100, rows: Int = 30, colour: Bool = false,
        environment: [String: String] = [:], prompt: String = "moondock>"
    ) throws -> TerminalSession {
        var variables = [
            "HOME": home, "PATH": "/usr/bin:/bin", "DOCKER_HOST": engine ?? "unix:///no/such.sock", "TMPDIR": home,
        ]
        if !colour { variables["NO_COLOR"] = "1" }
        return try TerminalSession(
            program: Surroundings.program, arguments: arguments, prompt: prompt, columns: columns, rows: rows,
            environment: variables.merging(environment) { $1 })
    }
}

extension TerminalSession {
    /// Types a line and waits until the screen shows `expected` somewhere and the prompt again.
    func run(
        _ line: String, shows expected: String, prompt: String = "moondock>",
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        send(line + "\r")
        wait("expected \(expected)", sourceLocation: sourceLocation) { screen in
            screen.lines.contains { $0.contains(expected) } && screen.lines.last == prompt
        }
    }

    /// Waits until the line being typed, with its prompt, is `line`, whatever stands below it.
    func showsLine(_ line: String, sourceLocation: SourceLocation = #_sourceLocation) {
        wait("expected the line \(line)", sourceLocation: sourceLocation) { screen in
            screen.lines.indices.contains(screen.row) && screen.lines[screen.row] == line
        }
    }

    /// Waits until a line of the screen begins with `beginning`.
    func showsRow(_ beginning: String, sourceLocation: SourceLocation = #_sourceLocation) {
        wait("expected a row \(beginning)", sourceLocation: sourceLocation) { screen in
            screen.lines.contains { $0.hasPrefix(beginning) }
        }
    }
}
