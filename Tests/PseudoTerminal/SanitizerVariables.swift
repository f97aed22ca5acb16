import Foundation

/// What a sanitizer that watches the tests is told. Programs get it too that are started with an environment of their own,
/// so that what it finds in them goes where the rest goes.
enum SanitizerVariables {
    static let all: [String: String] = ProcessInfo.processInfo.environment.filter { name, _ in
        ["ASAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS"].contains(name)
    }

    /// The same for a program that is to be hit by signals such as SIGSEGV, which the sanitizer would take for a finding.
    static var leavingFatalSignals: [String: String] {
        all.mapValues { $0 + ":handle_segv=0:handle_sigbus=0:handle_sigfpe=0:handle_abort=0" }
    }

    /// Whether a signal reaches a program only when it calls something, so that none ends a loop that calls nothing.
    static var keepSignalsBack: Bool { all["TSAN_OPTIONS"] != nil }
}
