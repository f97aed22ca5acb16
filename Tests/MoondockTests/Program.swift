import Dispatch
import Foundation
import Testing

@testable import PseudoTerminal

/// Where the program under test is, and which engine it may use.
enum Surroundings {
    /// The private engine's address; nil where there is none, and tests that need one are skipped.
    static let engine = ProcessInfo.processInfo.environment["MOONDOCK_TEST_HOST"]

    /// `MOONDOCK_BINARY`, or the debug build beside the tests.
    static let program: String = {
        if let path = ProcessInfo.processInfo.environment["MOONDOCK_BINARY"] { return path }
        let checkout = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return checkout.appending(path: ".build/debug/moondock").path
    }()
}

/// What a run of the program left behind.
struct Run {
    var code: Int32
    var output: String
    var error: String
    var seconds: Double
}

/// A running moondock.
final class Program {
    private let process = Process()
    private let output = Pipe()
    private let error = Pipe()
    private let input = Pipe()
    private let started = Date()

    init(_ arguments: [String], environment: [String: String] = [:]) throws {
        process.executableURL = URL(filePath: Surroundings.program)
        process.arguments = arguments
        var variables = ["PATH": "/usr/bin:/bin", "HOME": NSTemporaryDirectory(), "SWIFT_BACKTRACE": "enable=no"]
        if let engine = Surroundings.engine { variables["DOCKER_HOST"] = engine }
        process.environment = variables.merging(SanitizerVariables.all) { $1 }.merging(environment) { $1 }
        process.standardOutput = output
        process.standardError = error
        process.standardInput = input
        try process.run()
    }

    var identifier: Int32 { process.processIdentifier }

    func send(_ text: String) { input.fileHandleForWriting.write(Data(text.utf8)) }

    func closeInput() { try? input.fileHandleForWriting.close() }

    /// Closes the reading end of its output, as `head` does.
    func closeOutput() { try? output.fileHandleForReading.close() }

    /// Reads output until it contains `text`, or it ends.
    func readOutput(until text: String) -> String {
        var seen = ""
        while !seen.contains(text) {
            let data = output.fileHandleForReading.availableData
            if data.isEmpty { break }
            seen += String(decoding: data, as: UTF8.self)
        }
        return seen
    }

    func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// Waits for the end; a program that takes longer than the limit is killed, which shows as its exit code.
    func finish(within limit: Double = 30) -> Run {
        closeInput()
        let killer = DispatchWorkItem { [identifier] in kill(identifier, SIGKILL) }
        DispatchQueue.global().asyncAfter(deadline: .now() + limit, execute: killer)
        let errors = Gathered()
        let group = DispatchGroup()
        let handle = error.fileHandleForReading
        DispatchQueue.global().async(group: group) {
            errors.text = String(decoding: handle.readDataToEndOfFile(), as: UTF8.self)
        }
        let text = String(decoding: (try? output.fileHandleForReading.readToEnd()) ?? Data(), as: UTF8.self)
        group.wait()
        process.waitUntilExit()
        killer.cancel()
        let code = process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
        return Run(code: code, output: text, error: errors.text, seconds: Date().timeIntervalSince(started))
    }

    /// Written before `group.wait()` returns, read after it.
    private final class Gathered: @unchecked Sendable { var text = "" }
}

/// Runs moondock to its end.
func moondock(
    _ arguments: String..., input: String = "", environment: [String: String] = [:], within limit: Double = 30
) throws -> Run {
    let program = try Program(arguments, environment: environment)
    if !input.isEmpty { program.send(input) }
    return program.finish(within: limit)
}

/// A file that is gone after the test.
func withFile(_ text: String, named name: String = "script.lua", _ body: (String) throws -> Void) throws {
    let folder = URL(filePath: NSTemporaryDirectory()).appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: name)
    try Data(text.utf8).write(to: file)
    try body(file.path)
}
