import Foundation
import Testing

/// `moondock help`, which needs no engine.
@Suite struct HelpCommandTests {
    private static let noEngine = ["DOCKER_HOST": "unix:///nowhere/docker.sock"]

    @Test("moondock help TOPIC prints the page of a topic, without an engine")
    func topic() throws {
        let run = try moondock("help", "containers.run", environment: Self.noEngine)
        #expect(run.code == 0)
        #expect(run.error.isEmpty)
        #expect(run.output.hasPrefix("docker.containers.run(image, command?, options?)\n"))
        #expect(run.output.contains("POST /containers/create"))
        #expect(!run.output.contains("\u{1b}"))
        #expect(try moondock("help", environment: Self.noEngine).output.contains("docker.containers"))
        #expect(try moondock("--plain", "help", "ContainerLogs").output.contains("GET /containers/{id}/logs"))
    }

    @Test("the command and the function give the same page", arguments: ["errors", "exit codes", "logs"])
    func samePage(_ topic: String) throws {
        let command = try moondock("help", topic, environment: Self.noEngine)
        let function = try moondock("-e", "help '\(topic)'", environment: Self.noEngine)
        #expect(command.code == 0)
        #expect(command.output == function.output)
        #expect(command.output.count > 200)
        #expect(try moondock("help", "exit", "codes").output == moondock("help", "exit codes").output)
    }

    @Test("a topic that there is not is an error with the nearest one")
    func unknown() throws {
        let run = try moondock("help", "contaners", environment: Self.noEngine)
        #expect(run.code == 1)
        #expect(run.output.isEmpty)
        #expect(run.error.contains("did you mean 'containers'"))
    }

    @Test("a script called help runs by its path, or behind --")
    func script() throws {
        try withFile("print('mine', ...)", named: "help") { file in
            let byPath = try moondock(file, "x")
            #expect(byPath.output == "mine\tx\n")
            let behindDashes = try moondock("-e", "package.path = ''", "--", file)
            #expect(behindDashes.output == "mine\n")
        }
    }

    @Test("--trace takes a form or none, and refuses others")
    func trace() throws {
        #expect(try moondock("--trace", "-e", "print(1)").output == "1\n")
        #expect(try moondock("--trace", "http", "-e", "print(trace())").output == "http\n")
        #expect(try moondock("--trace", "-e", "print(trace())").output == "curl\n")
        let wrong = try moondock("--trace=xml", "-e", "print(1)")
        #expect(wrong.code == 2)
        #expect(wrong.error.contains("--trace takes curl, http or cli"))
    }
}
