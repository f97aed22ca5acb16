import Foundation
import StubEngine
import Testing

@testable import PseudoTerminal

/// Ctrl-C at every kind of wait: the prompt is back at once, what the engine was asked for is given up, the shell works.
@Suite(.serialized) struct ShellInterruptTests {
    private let bench: ShellWorkbench
    init() throws { bench = try ShellWorkbench() }

    /// Something that waits for ever.
    struct Wait: CustomTestStringConvertible, Sendable {
        var what: String
        var code: String
        /// It waits for the engine.
        var usesEngine = true
        /// Text on the screen that shows that it waits.
        var sign: String?

        var testDescription: String { what }
    }

    static let waits = [
        Wait(what: "a followed log", code: #"docker.logs("web", {follow=true})"#, sign: "tick"),
        Wait(
            what: "logs in a loop", code: #"for l in docker.logs("web", {follow=true}) do print(l) end"#, sign: "tick"),
        Wait(what: "a command in a container", code: #"docker.exec("web", "cat")"#),
        Wait(what: "a wait for the end", code: #"docker.containers.get("web"):wait()"#),
        Wait(what: "a pull", code: #"docker.images.pull("busybox")"#, sign: "Pulling"),
        Wait(what: "a push", code: #"docker.images.push("busybox")"#, sign: "Preparing"),
        Wait(what: "a build", code: #"docker.images.build{dockerfile_text="FROM busybox"}"#, sign: "Step 1/1"),
        Wait(what: "an upload", code: #"docker.containers.get("web"):put_archive("/", {file="/dev/zero"})"#),
        Wait(what: "a plain request", code: "docker.volumes.list()"),
        Wait(what: "events", code: "docker.events()"),
        Wait(what: "a live table of stats", code: #"docker.containers.get("web"):stats{stream=true}"#),
        Wait(what: "several tasks", code: "task.all{docker.volumes.list, function() task.sleep(60) end}"),
        Wait(what: "a job that is waited for", code: "job(function() task.sleep(60) end):wait()", usesEngine: false),
        Wait(what: "a sleep", code: "task.sleep(60)", usesEngine: false),
        Wait(what: "a line of input", code: "io.read()", usesEngine: false),
        Wait(what: "a child process", code: #"os.execute("sleep 60")"#, usesEngine: false),
        Wait(what: "the pager", code: #"("x\n"):rep(100)"#, usesEngine: false),
        Wait(
            what: "watch", code: "watch(function() return 'picture' end, 60)", usesEngine: false, sign: "picture"),
        Wait(what: "watch of something slow", code: "watch(docker.volumes.list)"),
        Wait(what: "the screen of all containers", code: "docker.top()", usesEngine: false, sign: "CPU"),
    ]

    static let loops =
        SanitizerVariables.keepSignalsBack ? [] : [Wait(what: "a loop", code: "while true do end", usesEngine: false)]

    @Test("Ctrl-C brings the prompt back", arguments: waits + loops)
    func interrupt(wait: Wait) async throws {
        let stub = try await Self.engine("unix://\(bench.home)/stub.sock")
        let shell = try bench.shell([], engine: stub.address, environment: ["PAGER": "sleep 60"])
        shell.run("docker.ping()", shows: "true")
        shell.send(wait.code + "\r")
        let before = stub.requests.count
        for _ in 0..<100 where wait.usesEngine && stub.requests.count <= before { usleep(20_000) }
        if let sign = wait.sign {
            shell.watch("\(wait.what) shows itself") { screen in screen.lines.contains { $0.contains(sign) } }
        }
        usleep(300_000)
        let open = stub.openConnections
        let sent = Date()
        shell.send("\u{3}")
        shell.watch("the prompt") { $0.lines.last == "moondock>" && !$0.isAlternate }
        #expect(Date().timeIntervalSince(sent) < 0.3)
        #expect(shell.screen.showsCursor)
        if wait.usesEngine {
            for _ in 0..<100 where stub.openConnections >= open { usleep(10_000) }
            #expect(stub.openConnections < open, "the connection is closed")
        }
        shell.run("'after'", shows: "after")
        shell.run("docker.ping()", shows: "true")
        try await stub.stop()
    }

    @Test("who insists on Ctrl-C leaves a shell whose Lua is inside a function that cannot be interrupted")
    func insisting() throws {
        let shell = try bench.shell()
        shell.send("('a'):rep(40):find(('a*'):rep(30) .. 'b')\r")
        usleep(300_000)
        for _ in 0..<60 {
            shell.send("\u{3}")
            usleep(33_000)
        }
        usleep(800_000)
        #expect(!shell.screen.lines.contains { $0.contains("cannot be interrupted") }, "a key held down is one")
        shell.send("\u{3}")
        shell.wait { screen in screen.lines.contains { $0.contains("Ctrl-C once more ends moondock") } }
        usleep(800_000)
        shell.send("\u{3}")
        #expect(shell.exitCode() == 130)
        #expect(!shell.isRaw && shell.screen.showsCursor)
    }

    @Test("Ctrl-C while Tab waits for the engine clears the line")
    func completion() async throws {
        let stub = try await Self.engine("unix://\(bench.home)/stub.sock")
        let shell = try bench.shell(["-q"], engine: stub.address)
        shell.send("docker.volumes.get(\"v")
        shell.showsLine("moondock> docker.volumes.get(\"v")
        shell.send("\t")
        usleep(100_000)
        let sent = Date()
        shell.send("\u{3}")
        shell.watch("an empty line") { $0.lines.last == "moondock>" }
        #expect(Date().timeIntervalSince(sent) < 0.3)
        shell.run("'after'", shows: "after")
        try await stub.stop()
    }

    /// An engine that begins to answer and never goes on.
    private static func engine(_ address: String) async throws -> StubEngine {
        let canned = CannedEngine(containers: 1, lines: 1)
        let json = StubStep.chunkedHead(type: "application/json")
        return try await StubEngine.start(address) { request in
            switch (request.method, request.path) {
            case ("POST", let path) where path.hasSuffix("/exec"): [.reply(status: "201 Created", #"{"Id":"e"}"#)]
            case (_, "/exec/e/start"): [.upgraded(), .swallow]
            case (_, let path) where path.hasSuffix("/logs"):
                [
                    .chunkedHead(type: "application/vnd.docker.raw-stream"), .chunk(StubBytes.frame(1, "tick\n")),
                    .stall,
                ]
            case (_, "/images/create"): [json, .chunk(#"{"status":"Pulling from x","id":"latest"}"# + "\n"), .stall]
            case (_, let path) where path.hasSuffix("/push"):
                [json, .chunk(#"{"status":"Preparing","id":"a1"}"# + "\n"), .stall]
            case (_, "/build"): [json, .chunk(#"{"stream":"Step 1/1 : FROM busybox\n"}"# + "\n"), .stall]
            case (_, "/events"): [json, .stall]
            case (_, let path) where path.hasSuffix("/stats"): [json, .stall]
            case ("PUT", _), (_, "/volumes"): [.stall]
            case (_, let path) where path.hasSuffix("/wait"): [.stall]
            default: canned.answer(request)
            }
        }
    }
}
