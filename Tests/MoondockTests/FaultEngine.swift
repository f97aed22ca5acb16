import Foundation
import Testing

/// An engine of a test's own that may be killed and started again; the containers it runs live on. See fault_engine.sh.
final class FaultEngine {
    let address: String
    private let folder = "/tmp/ms-" + UUID().uuidString.prefix(8)

    /// Whether this machine can have one: that takes root, as the tests' own engine does.
    static let isPossible = Surroundings.engine != nil && geteuid() == 0

    init() throws {
        address = "unix://\(folder)/f/docker.sock"
        try act("up")
    }

    deinit { try? act("down") }

    /// Does something to it: kill stop freeze thaw start.
    func act(_ command: String) throws {
        let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "StdlibTests/specs/fault_engine.sh")
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = [script.path, command, String(folder), "f"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "fault_engine.sh \(command)")
    }
}
