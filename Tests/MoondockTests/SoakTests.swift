import Foundation
import StubEngine
import Testing

/// A short run of what `scripts/soak` does for long.
@Suite("Many calls", .serialized) struct SoakTests {
    private static let workload = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "soak/workload.lua").path

    /// Resident memory in bytes and open descriptors of a process; nil when it has ended.
    private static func holdings(of process: Int32) -> (memory: Int, descriptors: Int)? {
        guard let statm = try? String(contentsOfFile: "/proc/\(process)/statm", encoding: .utf8),
            let pages = statm.split(separator: " ").dropFirst().first.flatMap({ Int($0) }),
            let open = try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd")
        else { return nil }
        return (pages * Int(getpagesize()), open.count)
    }

    @Test("memory and descriptors stay as they are over thousands of calls of every kind")
    func flat() async throws {
        let canned = CannedEngine(containers: 10, lines: 50)
        let path = NSTemporaryDirectory() + "moondock-soak-\(UUID().uuidString.prefix(8)).sock"
        let stub = try await StubEngine.start("unix://\(path)") { canned.answer($0) }
        let program = try Program(["--no-rc", "-q", "-H", stub.address, Self.workload, "stub", "12000"])
        var readings: [(memory: Int, descriptors: Int)] = []
        // The workload tells of each hundredth: by then it holds what it holds.
        for done in 1...100 {
            let seen = program.readOutput(until: "\n")
            guard !seen.isEmpty, let reading = Self.holdings(of: program.identifier) else { break }
            if done > 20 { readings.append(reading) }
        }
        let run = program.finish(within: 120)
        try await stub.stop()
        #expect(run.code == 0, "\(run.error)")
        try #require(readings.count > 20)
        func median(_ values: [Int]) -> Int { values.sorted()[values.count / 2] }
        let (first, last) = (readings.prefix(readings.count / 4), readings.suffix(readings.count / 4))
        #expect(median(last.map(\.memory)) - median(first.map(\.memory)) < 8 << 20)
        #expect(median(last.map(\.descriptors)) - median(first.map(\.descriptors)) <= 3)
    }
}
