import DockerEngine
import Glibc
import NIOCore
import NIOPosix
import Testing

/// The real engine to test with, from MOONDOCK_TEST_HOST.
enum LiveEngine {
    static let host: String? = getenv("MOONDOCK_TEST_HOST").map { String(cString: $0) }.flatMap {
        $0.isEmpty ? nil : $0
    }

    /// Says aloud that nothing was tested.
    static let isAvailable: Bool = {
        if host == nil { print("SKIPPED: MOONDOCK_TEST_HOST is not set; nothing is tested with a real engine") }
        return host != nil
    }()

    static func with<Value>(
        timeout: TimeAmount? = .seconds(30), _ body: (Engine) async throws -> Value
    ) async throws -> Value {
        let address = try Address.parse(try #require(host))
        let configuration = EngineConfiguration(address: address, responseTimeout: timeout)
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

extension Engine {
    /// Calls an operation by its id.
    func call(
        _ id: String, _ arguments: [(String, Argument)] = [], json: String? = nil, timeout: TimeAmount? = nil
    ) async throws -> Reply {
        try await call(Self.invocation(id, arguments, json: json, timeout: timeout))
    }

    static func invocation(
        _ id: String, _ arguments: [(String, Argument)] = [], json: String? = nil, timeout: TimeAmount? = nil
    ) throws -> Invocation {
        Invocation(
            operation: try Catalogue.operation(id), arguments: arguments,
            body: json.map { .json(ByteBuffer(string: $0)) } ?? .none, timeout: timeout)
    }

    /// What connects a WebSocket to all of a container: from API 1.42 on each stream has to be named.
    func webSocket(_ id: String) async throws -> [(String, Argument)] {
        _ = try await call("SystemInfo")
        let names = try #require(negotiatedVersion) < APIVersion(1, 42) ? [] : ["stdin", "stdout", "stderr"]
        return [("id", .string(id)), ("stream", .boolean(true))] + names.map { ($0, .boolean(true)) }
    }

    /// The text of a JSON or text reply.
    func text(_ id: String, _ arguments: [(String, Argument)] = [], json: String? = nil) async throws -> String {
        switch try await call(id, arguments, json: json).body {
        case .json(let bytes), .text(let bytes): return String(buffer: bytes)
        default: return ""
        }
    }

    /// Makes a container of busybox, hands its id over, and removes it.
    func withContainer<Value>(
        _ fields: String, start: Bool = true, _ body: (String) async throws -> Value
    ) async throws -> Value {
        let made = try await text("ContainerCreate", json: #"{"Image":"busybox:latest",\#(fields)}"#)
        let id = try #require(made.split(separator: "\"").first { $0.utf8.count == 64 }.map(String.init))
        do {
            if start { _ = try await call("ContainerStart", [("id", .string(id))]) }
            let value = try await body(id)
            _ = try await call("ContainerDelete", [("id", .string(id)), ("force", .boolean(true))])
            return value
        } catch {
            _ = try? await call("ContainerDelete", [("id", .string(id)), ("force", .boolean(true))])
            throw error
        }
    }
}

extension EngineStream {
    /// Everything up to the end, by source.
    func collect() async throws -> [UInt8: String] { try await gather { try await nextBatch() } }
}

extension DuplexStream {
    /// Everything up to the end, by source.
    func collect() async throws -> [UInt8: String] { try await gather { try await nextBatch() } }
}

private func gather(_ next: () async throws -> StreamBatch?) async throws -> [UInt8: String] {
    var parts: [UInt8: String] = [:]
    while var batch = try await next() {
        for run in batch.runs {
            let piece = batch.bytes.readString(length: run.length)
            parts[run.source, default: ""] += try #require(piece)
        }
        #expect(batch.bytes.readableBytes == 0)
    }
    return parts
}
