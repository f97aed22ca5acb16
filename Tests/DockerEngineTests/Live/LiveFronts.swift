import DockerEngine
import Glibc
import NIOCore
import NIOPosix
import Testing

/// The ways to reach the real engine, from what `scripts/engine fronts up` prints: MOONDOCK_TEST_TCP, _TCP6, _TLS, _TLS12,
/// _CERTS and _SSH (with MOONDOCK_TEST_SSH_BIN in PATH).
enum LiveFront: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case unix = "MOONDOCK_TEST_HOST"
    case tcp = "MOONDOCK_TEST_TCP"
    case tcp6 = "MOONDOCK_TEST_TCP6"
    case tls = "MOONDOCK_TEST_TLS"
    case tls12 = "MOONDOCK_TEST_TLS12"
    case ssh = "MOONDOCK_TEST_SSH"

    var testDescription: String { "\(self)" }

    /// Those that are there. Says aloud which are not.
    static let available: [LiveFront] = allCases.filter { front in
        let isThere = front.isAvailable
        if !isThere { print("SKIPPED: nothing is tested over \(front): \(front.rawValue) is not set") }
        return isThere
    }

    static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    private var isAvailable: Bool {
        guard Self.variable(rawValue) != nil else { return false }
        guard self == .ssh else { return true }
        let folder = Self.variable("MOONDOCK_TEST_SSH_BIN") ?? "/no"
        return Self.variable("PATH")?.split(separator: ":").contains { $0 == folder } == true
    }

    var configuration: EngineConfiguration {
        get throws {
            let address = try Address.parse(try #require(Self.variable(rawValue)))
            var configuration = EngineConfiguration(address: address, responseTimeout: .seconds(30))
            if self == .tls || self == .tls12 { configuration.tls = try Self.certificates("client") }
            return configuration
        }
    }

    /// The settings that DOCKER_CERT_PATH would make of a folder of certificates.
    static func certificates(_ name: String) throws -> TLSSettings? {
        let folder = try #require(variable("MOONDOCK_TEST_CERTS"))
        return try TLSSettings.fromEnvironment(
            ["DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": "\(folder)/\(name)"], for: .tcp(host: "h", port: 1)
        ) { access($0, R_OK) == 0 }
    }

    func with<Value>(_ body: (Engine) async throws -> Value) async throws -> Value {
        try await Self.with(try configuration, body)
    }

    static func with<Value>(
        _ configuration: EngineConfiguration, _ body: (Engine) async throws -> Value
    ) async throws -> Value {
        let engine = Engine(configuration, eventLoop: MultiThreadedEventLoopGroup.singleton.next())
        do {
            let value = try await body(engine)
            try await engine.close().get()
            return value
        } catch {
            try await engine.close().get()
            throw error
        }
    }
}

/// The children of this process that are an `ssh`, dead ones that nobody has reaped included.
func sshChildren() -> [Int32] {
    guard let folder = opendir("/proc") else { return [] }
    defer { closedir(folder) }
    var found: [Int32] = []
    while let entry = readdir(folder) {
        let name = withUnsafePointer(to: entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        guard let id = Int32(name), let file = fopen("/proc/\(name)/stat", "r") else { continue }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 512)
        guard fgets(&line, CInt(line.count), file) != nil else { continue }
        let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let parts = text.split(separator: " ")
        if parts.count > 3, parts[1] == "(ssh)", parts[3] == "\(getpid())" { found.append(id) }
    }
    return found
}
