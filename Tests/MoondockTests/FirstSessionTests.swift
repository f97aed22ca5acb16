import Foundation
import Testing

@testable import PseudoTerminal

/// The README's first session, typed again.
@Suite("The README's first session", .serialized, .enabled(if: Surroundings.engine != nil))
final class FirstSessionTests {
    /// What was typed and what came of it.
    struct Step {
        var input: String
        var output: [String] = []
    }

    private let bench: ShellWorkbench

    init() throws {
        bench = try ShellWorkbench()
        try removeContainer()
    }

    deinit { try? removeContainer() }

    private func removeContainer() throws {
        _ = try moondock("-q", "-e", "pcall(function() docker.containers.get('web'):remove{force=true} end)")
    }

    @Test("goes as it is written there")
    func replay() throws {
        let steps = try Self.steps()
        #expect(steps.count >= 12)
        let shell = try bench.shell([], engine: Surroundings.engine, columns: 150, rows: 60)
        for step in steps.dropLast() {
            shell.send("\u{C}")
            shell.expect(["moondock>"])
            shell.send(step.input + "\r")
            shell.wait("\(step.input) gives \(step.output)") { screen in
                screen.lines.last == "moondock>" && screen.lines.first == "moondock> " + step.input
                    && Self.isSame(Array(screen.lines.dropFirst().dropLast()), as: step)
            }
        }
        shell.send((steps.last?.input ?? "") + "\r")
        #expect(shell.exitCode() == 0)
    }

    @Test(
        "what varies is left out of the comparison, and nothing else",
        arguments: [
            ("web  39478b42e045  Up 2 seconds", "web  0a78b42e0451  Up About a minute", true),
            ("  networks   bridge 172.17.0.2", "  networks   bridge 172.18.0.9", true),
            ("  API        1.41 (minimum 1.12)", "  API        1.51 (minimum 1.24)", true),
            ("  built      2026-05-07T21:09:36.000000000+00:00", "  built 2025-01-01T01:02:03.1+00:00", true),
            ("busybox   1.98MB", "busybox   2MB", true), ("0.00%   328KiB / 23.54GiB", "12.30% 1.2MiB / 1GiB", true),
            ("NAME   IMAGE_NAME", "NAME   IMAGE", false), ("web    busybox", "db     busybox", false),
            ("1 request; 1 would change", "2 requests; 1 would change", false), ("ready", "", false),
            ("error: No such container: wbe", "error: No such container: web", false),
        ])
    func comparison(written: String, seen: String, isSame: Bool) {
        #expect((Self.pattern(of: written) == Self.pattern(of: seen)) == isSame)
    }

    /// The block between the README's marks, taken apart.
    private static func steps() throws -> [Step] {
        let readme = URL(filePath: #filePath).appending(path: "../../../README.md").standardized
        let text = try String(contentsOf: readme, encoding: .utf8)
        let begin = try #require(text.range(of: "<!-- first session -->"))
        let end = try #require(text.range(of: "<!-- end of the first session -->"))
        var steps: [Step] = []
        for line in text[begin.upperBound..<end.lowerBound].split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("moondock> ") {
                steps.append(Step(input: String(line.dropFirst("moondock> ".count))))
            } else if !steps.isEmpty, !line.hasPrefix("```") {
                steps[steps.count - 1].output.append(String(line))
            }
        }
        // The line break before the end mark.
        if let last = steps.indices.last { steps[last].output = [] }
        return steps
    }

    /// Every written line is there, in order. A list may hold more than the writer's engine had.
    private static func isSame(_ lines: [String], as step: Step) -> Bool {
        let (seen, written) = (lines.map(pattern), step.output.map(pattern))
        guard step.input.contains(".list(") else { return seen == written }
        var rest = written[...]
        for line in seen where line == rest.first { rest.removeFirst() }
        return rest.isEmpty
    }

    /// The line with what differs from engine to engine and from day to day as signs.
    static func pattern(of line: String) -> String {
        let signs: [(String, String)] = [
            (#"[0-9a-f]{64}"#, "ID"), (#"\b[0-9a-f]{12}\b"#, "ID"), (#"\d{4}-\d\d-\d\dT\S+"#, "TIME"),
            (#"(Less than a|About an?|\d+) (second|minute|hour|day|week|month|year)s?( ago)?"#, "AGE"),
            (#"\b\d+(\.\d+)?(B|[kMGT]B|[KMGT]iB)(?![\w])"#, "SIZE"), (#"\d+\.\d+%"#, "SHARE"),
            (#"\d+\.\d+\.\d+\.\d+"#, "ADDRESS"), (#"(?<=/v|minimum |API        )\d+\.\d+"#, "VERSION"),
            (#"^\d\.\d+$"#, "VERSION"),
            (#"(?<=^Docker Engine |^  kernel     |^  go         |^  commit     ).+"#, "FACT"),
            (#"\s+"#, " "),
        ]
        return signs.reduce(line) { text, sign in
            text.replacingOccurrences(of: sign.0, with: sign.1, options: .regularExpression)
        }
    }
}
