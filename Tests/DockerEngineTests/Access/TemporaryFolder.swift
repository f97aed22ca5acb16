import Glibc
import Testing

@testable import DockerEngine

/// A folder that is gone after the test.
struct TemporaryFolder: Sendable {
    let path: String

    /// The environment of somebody whose docker files are in the folder.
    var environment: [String: String] { ["DOCKER_CONFIG": path, "HOME": path, "PATH": "\(path)/bin:/usr/bin:/bin"] }

    static func with<Value>(_ body: (TemporaryFolder) async throws -> Value) async throws -> Value {
        var template = Array("/tmp/moondock-access.XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { try? LocalFiles.remove(path) }
        return try await body(TemporaryFolder(path: path))
    }

    @discardableResult
    func write(_ text: String, to name: String, mode: mode_t = 0o600) throws -> String {
        try LocalFiles.write(Array(text.utf8), to: "\(path)/\(name)", mode: mode)
        return "\(path)/\(name)"
    }

    func read(_ name: String) throws -> String {
        String(decoding: try #require(try LocalFiles.read("\(path)/\(name)")), as: UTF8.self)
    }

    /// Puts a shell script into the PATH of `environment`.
    func helper(_ name: String, _ script: String) throws {
        try write("#!/bin/sh\n\(script)\n", to: "bin/docker-credential-\(name)", mode: 0o700)
    }

    func mode(_ name: String) -> mode_t {
        var facts = stat()
        return lstat("\(path)/\(name)", &facts) == 0 ? facts.st_mode & 0o7777 : 0
    }

    func isLink(_ name: String) -> Bool {
        var facts = stat()
        return lstat("\(path)/\(name)", &facts) == 0 && facts.st_mode & S_IFMT == S_IFLNK
    }
}

/// The error of some work, to look at.
func failure(_ work: () async throws -> Void) async -> EngineError? {
    do {
        try await work()
        Issue.record("expected an error, got none")
        return nil
    } catch {
        return error as? EngineError
    }
}
