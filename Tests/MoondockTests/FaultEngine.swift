import Foundation
import Glibc
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
        // Not by Foundation's Process: that waits for all descendants, and the engine is one that stays.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // The threads of the tests block signals, which children would inherit.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, 0x08)  // POSIX_SPAWN_SETSIGMASK
        let line = "exec bash '\(script.path)' \(command) \(folder) f </dev/null >/dev/null 2>&1"
        let words: [UnsafeMutablePointer<CChar>?] = ["sh", "-c", line].map { (word: String) in strdup(word) }
        defer { words.forEach { free($0) } }
        var process: pid_t = 0
        var status: Int32 = 0
        let started = posix_spawn(&process, "/bin/sh", nil, &attributes, words + [nil], environ)
        try #require(started == 0)
        while waitpid(process, &status, 0) == -1 && errno == EINTR {}
        try #require(status == 0, "fault_engine.sh \(command)")
    }
}
