import Foundation

/// What a sanitizer that watches the tests is told. Programs get it too that are started with an environment of their own,
/// so that what it finds in them goes where the rest goes.
enum SanitizerVariables {
    static let all: [String: String] = ProcessInfo.processInfo.environment.filter { name, _ in
        ["ASAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS"].contains(name)
    }

    /// The same for a program that is to be hit by a SIGSEGV, which the sanitizer would take for a finding.
    static var leavingSegmentationFaults: [String: String] { all.mapValues { $0 + ":handle_segv=0" } }
}
