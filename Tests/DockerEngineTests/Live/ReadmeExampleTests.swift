import DockerEngine
import Foundation
import NIOCore
import NIOPosix
import Testing

/// The README's example of the library, compiled and run.
@Suite("The README's Swift example", .enabled(if: LiveEngine.isAvailable))
struct ReadmeExampleTests {
    @Test("lists the containers of an engine")
    func runs() async throws {
        let environment = ["DOCKER_HOST": try #require(LiveEngine.host)]
        // README begins
        let configuration = try EngineConfiguration.resolve(environment: environment)
        let engine = Engine(configuration, eventLoop: MultiThreadedEventLoopGroup.singleton.next())
        let operation = try Catalogue.operation("ContainerList")
        let reply = try await engine.call(Invocation(operation: operation, arguments: [("all", .boolean(true))]))
        if case .json(let bytes) = reply.body { print(String(buffer: bytes)) }
        try await engine.close().get()
        // README ends
        guard case .json(let bytes) = reply.body else {
            Issue.record("no JSON")
            return
        }
        #expect(String(buffer: bytes).hasPrefix("["))
    }

    @Test("is the one in the README")
    func isTheSame() throws {
        let readme = URL(filePath: #filePath).appending(path: "../../../../README.md").standardized
        let text = try String(contentsOf: readme, encoding: .utf8)
        let source = try String(contentsOfFile: #filePath, encoding: .utf8)
        let lines = source.split(separator: "\n").map { $0.drop { $0 == " " } }
        let begin = try #require(lines.firstIndex(of: "// README begins"))
        let end = try #require(lines.firstIndex(of: "// README ends"))
        for line in lines[(begin + 1)..<end] { #expect(text.contains(line), "not in the README: \(line)") }
    }
}
