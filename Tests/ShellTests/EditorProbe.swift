@testable import PseudoTerminal

/// The editor-probe program in a pseudo-terminal.
typealias ProbeSession = TerminalSession

extension TerminalSession {
    convenience init(columns: Int = 60, rows: Int = 20, environment: [String: String] = [:]) throws {
        try self.init(
            program: "editor-probe", prompt: "local>", columns: columns, rows: rows, environment: environment)
    }
}
