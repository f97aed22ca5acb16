import Foundation
import NIOCore
import StubEngine
import Testing

@testable import PseudoTerminal

/// Texts of an engine and its containers that a terminal would obey, or that look like something else.
@Suite("Texts that would deceive a terminal", .serialized) struct HostileTextTests {
    /// A title, a clear screen, colours, a device string, C1 controls, marks of direction and width, tags, and the bell.
    private static let poison =
        "a\u{1B}]0;PWNED\u{7}\u{1B}[5;41mb\u{1B}P0qc\u{9B}5;41md\u{202E}e\u{200B}f\u{2066}g\u{E0041}h\u{61C}i\u{85}j\rk"

    /// What of it may never reach a terminal, as bytes; the last is no UTF-8 at all.
    private static let forbidden: [(name: String, bytes: [UInt8])] = [
        ("a title", Array("\u{1B}]0;PWNED".utf8)), ("a bell", Array("PWNED\u{7}".utf8)),
        ("colours", Array("\u{1B}[5;41m".utf8)), ("a device string", Array("\u{1B}P".utf8)),
        ("a C1 control", Array("\u{9B}".utf8)), ("an override of direction", Array("\u{202E}".utf8)),
        ("a space without width", Array("\u{200B}".utf8)), ("an isolate", Array("\u{2066}".utf8)),
        ("a tag", Array("\u{E0041}".utf8)), ("an Arabic mark", Array("\u{61C}".utf8)),
        ("a next line", Array("\u{85}".utf8)),
        ("a carriage return", Array("j\rk".utf8)), ("a byte that is no UTF-8", [0x41, 0xFF, 0x41]),
    ]

    private static func answer(_ engine: DamagedEngine) -> StubEngine.Script {
        { request in
            let poison = Self.poison
            switch "\(request.method) \(request.path)" {
            case "HEAD /_ping", "GET /_ping":
                return [.text("HTTP/1.1 200 OK\r\nApi-Version: 1.44\r\nContent-Length: 0\r\n\r\n")]
            case let route where route.contains("/missing"):
                let words = try? String(decoding: JSONEncoder().encode(["message": poison]), as: UTF8.self)
                return [.reply(status: "404 Not Found", words ?? "")]
            case let route where route.hasSuffix("/logs"):
                let line = Array(poison.utf8) + [0x41, 0xFF, 0x41, 0x0A]
                return [
                    .chunkedHead(type: "application/vnd.docker.multiplexed-stream"),
                    .chunk(StubBytes.frame(1, line) + StubBytes.frame(2, line)), .lastChunk,
                ]
            case "POST /build":
                let item = try? String(decoding: JSONEncoder().encode(["stream": poison + "\n"]), as: UTF8.self)
                return [.chunkedHead(type: "application/json"), .chunk((item ?? "") + "\n"), .lastChunk]
            default: break
            }
            guard let operation = DamagedEngine.operation(request),
                let text = engine.poisoned(operation, with: poison)
            else { return [.reply(status: "204 No Content")] }
            switch operation {
            case "ContainerStats", "SystemEvents", "ImageCreate", "ImagePush":
                return [.chunkedHead(type: "application/json"), .chunk(text + "\n"), .lastChunk]
            default: return [.reply(text)]
            }
        }
    }

    /// What a person types.
    private static let lines = [
        "docker.containers.list { all = true }", "docker.containers.get('x')", "print(docker.containers.get('x'))",
        "docker.images.list()", "docker.images.get('x')", "docker.images.get('x'):history()", "docker.networks.list()",
        "docker.networks.get('x')", "docker.volumes.list()", "docker.volumes.get('x')", "docker.services.list()",
        "docker.services.get('x')", "docker.nodes.list()", "docker.nodes.get('x')", "docker.tasks.list()",
        "docker.secrets.list()", "docker.configs.list()", "docker.plugins.list()", "docker.info()", "docker.version()",
        "docker.df()", "full(docker.info())", "docker.containers.get('x'):top()", "docker.containers.get('x'):diff()",
        "docker.containers.get('x').attrs", "docker.containers.list():select('name', 'labels')", "docker.stats()",
        "docker.logs('x')", "docker.events()", "docker.images.pull('x')", "docker.images.push('x')",
        "docker.images.build { dockerfile = 'FROM x' }", "docker.containers.get('missing')",
        "print(select(2, pcall(docker.containers.get, 'missing')))", "docker.api.ContainerList()",
        "error(docker.containers.get('x').name)", "inspect(docker.containers.get('x').labels)",
        "explain(function() docker.containers.get('x'):remove() end)",
        "explain(function() docker.containers.get('missing') end)", "docker.swarm", "help(docker.containers.get('x'))",
        "recipe.run('grep-logs', 'a')",
    ]

    @Test("nothing of them reaches the terminal from anything that the shell shows")
    func shell() async throws {
        try await withShell { shell in
            for (number, line) in Self.lines.enumerated() {
                shell.send("\(line)\r")
                shell.send("print('done' .. \(number))\r")
                shell.wait("\(line)") { $0.lines.contains("done\(number)") && $0.lines.last == "moondock>" }
            }
        }
    }

    @Test("nor from the drawn exchanges", arguments: ["http", "curl", "cli"])
    func trace(_ form: String) async throws {
        try await withShell { shell in
            shell.run("trace '\(form)'", shows: "moondock>")
            for line in [
                "docker.containers.list()", "docker.logs('x')", "docker.events()", "docker.containers.get('missing')",
                "docker.containers.get(docker.containers.list()[1].id)",
            ] {
                shell.send("\(line)\r")
                shell.send("print('done')\r")
                shell.wait(line) { $0.lines.suffix(3).contains { $0.contains("done") } && $0.lines.last == "moondock>" }
            }
        }
    }

    @Test("nor from menus of names, and views that are redrawn")
    func views() async throws {
        try await withShell { shell in
            shell.send("docker.containers.get('\t\t")
            usleep(800_000)
            shell.send("\t\t")
            usleep(300_000)
            shell.send("\u{3}")
            shell.wait { $0.lines.last == "moondock>" }
            shell.send("c = docker.containers.get('x')\rc.attrs.\t\t")
            usleep(500_000)
            shell.send("\u{3}")
            shell.wait { $0.lines.last == "moondock>" }
            for line in ["docker.top()", "watch(docker.containers.list, 1)", "docker.stats { stream = true }"] {
                shell.send(line + "\r")
                shell.wait(line) { $0.lines.contains { $0.contains("\\x1b") } }
                shell.send("q")
                shell.wait("\(line) is left") { $0.lines.last == "moondock>" }
            }
        }
    }

    private func withShell(_ body: (TerminalSession) throws -> Void) async throws {
        let path = NSTemporaryDirectory() + "moondock-text-\(UUID().uuidString.prefix(8)).sock"
        let stub = try await StubEngine.start("unix://\(path)", script: Self.answer(try DamagedEngine(seed: 0)))
        let bench = try ShellWorkbench()
        let shell = try bench.shell(
            ["-q", "--no-rc"], engine: stub.address, columns: 120, rows: 50, colour: true, environment: ["PAGER": "cat"]
        )
        try body(shell)
        let received = shell.received
        #expect(received.count > 1000)
        for (name, bytes) in Self.forbidden {
            let place = received.firstRange(of: bytes)
            let around = place.map { received[max(0, $0.lowerBound - 150)..<min(received.count, $0.upperBound + 20)] }
            #expect(
                place == nil, "\(name): \(around.map { String(decoding: $0, as: UTF8.self).debugDescription } ?? "")")
        }
        try await stub.stop()
    }
}
