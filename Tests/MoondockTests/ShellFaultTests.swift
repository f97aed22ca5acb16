import Foundation
import Testing

@testable import PseudoTerminal
@testable import Shell

/// The shell when its engine goes away and comes back, and when it is interrupted again and again.
@Suite(.serialized, .enabled(if: FaultEngine.isPossible)) struct ShellFaultTests {
    private let bench: ShellWorkbench

    init() throws { bench = try ShellWorkbench() }

    /// Whether the prompt says that the engine is out of reach.
    private func promptWarns(_ shell: TerminalSession) -> Bool {
        shell.screen.style(of: "moondock>", row: shell.screen.row)?.foreground == .red
    }

    /// Starts a container that writes `tick` and a number.
    private func startTicker(_ shell: TerminalSession) {
        let script = "i=0; while :; do i=$((i+1)); echo tick $i; sleep 0.1; done"
        shell.run(
            "docker.containers.run('busybox', {'sh', '-c', '\(script)'}, "
                + "{detach=true, name='ticker', network_mode='none'});", shows: "detach")
    }

    @Test("an engine killed at the prompt is told of by the next command; what runs in the background goes on after")
    func killedWhileIdle() throws {
        let engine = try FaultEngine()
        let shell = try bench.shell(["-q"], engine: engine.address, columns: 140, colour: true)
        startTicker(shell)
        shell.run("n, seen = 0, 0", shows: "n, seen")
        shell.run("docker.events.on({type='container'}, function() seen = seen + 1 end);", shows: "events.on")
        shell.run(
            "j = job(function() for line in docker.logs('ticker', {follow=true, reconnect=true}) do n = n + 1 "
                + "if line ~= 'tick ' .. n then error(line) end end end);", shows: "reconnect")
        shell.run("'before ' .. tostring(docker.ping())", shows: "before true")
        #expect(!promptWarns(shell))

        try engine.act("kill")
        shell.run("'lua ' .. 'goes on'", shows: "lua goes on")
        shell.run("docker.containers.list()", shows: "the socket is there, but nothing listens")
        #expect(shell.screen.lines.contains { $0.contains("hint: The engine has stopped") })
        #expect(promptWarns(shell))
        try engine.act("start")
        shell.run("'after ' .. tostring(docker.ping())", shows: "after true")
        #expect(!promptWarns(shell))

        shell.run("docker.containers.run('busybox', 'true', {remove=true, network_mode='none'});", shows: "remove")
        shell.run("at = n; task.sleep(2.5); ('%s %s %s'):format(j:status(), n > at, seen > 0)", shows: "task.sleep")
        shell.run(
            "('%s, more %s, seen %s'):format(j:status(), n > at, seen > 0)", shows: "running, more true, seen true")
        shell.send("exit\r")
        #expect(shell.exitCode() == 0)
    }

    @Test("an engine killed while a log is followed gives the prompt back within a second")
    func killedWhileFollowing() throws {
        let engine = try FaultEngine()
        let shell = try bench.shell(["-q"], engine: engine.address, columns: 140, colour: true)
        startTicker(shell)
        shell.send("docker.logs('ticker', {follow=true})\r")
        shell.wait("following") { $0.lines.filter { $0.hasPrefix("tick ") }.count >= 3 }
        try engine.act("kill")
        let killed = Date()
        shell.wait("the prompt") { screen in
            screen.lines.last == "moondock>" && screen.lines.contains { $0.contains("the connection ended inside") }
        }
        #expect(Date().timeIntervalSince(killed) < 1)
        #expect(shell.isRaw)
        #expect(promptWarns(shell))
        shell.run("'still ' .. 'alive'", shows: "still alive")

        // With reconnect it waits, says so, and can be interrupted.
        try engine.act("start")
        shell.run("docker.ping()", shows: "true")
        shell.send("docker.logs('ticker', {follow=true, tail=0, reconnect=true})\r")
        shell.wait("following again") { $0.lines.last?.hasPrefix("tick ") ?? false }
        try engine.act("kill")
        shell.showsRow("cannot reach the engine")
        try engine.act("start")
        shell.wait("back") { $0.allLines.contains("the engine is back") || $0.lines.contains("the engine is back") }
        shell.wait("ticks") { $0.lines.last?.hasPrefix("tick ") ?? false }
        try engine.act("kill")
        Thread.sleep(forTimeInterval: 0.5)
        let interrupted = Date()
        shell.send("\u{3}")
        shell.wait("interrupting") { $0.lines.last == "moondock>" && $0.lines.contains("interrupted") }
        #expect(Date().timeIntervalSince(interrupted) < 0.3)
        #expect(shell.isRaw)
    }

    @Test("signals at random moments leave nothing behind")
    func randomInterrupts() throws {
        let environment = ProcessInfo.processInfo.environment
        let seed = environment["MOONDOCK_SEED"].flatMap(UInt64.init) ?? UInt64(Date().timeIntervalSince1970)
        let rounds = environment["MOONDOCK_INTERRUPTS"].flatMap(Int.init).map { max($0 / 20, 1) } ?? 50
        var random = Dice(state: seed)
        let name = "moondock-test-\(UUID().uuidString.prefix(8))"
        let shell = try bench.shell(engine: Surroundings.engine, columns: 140)
        let script = "while :; do echo tick; sleep 0.05; done"
        shell.run(
            "c = docker.containers.run('busybox', {'sh', '-c', '\(script)'}, "
                + "{detach=true, name='\(name)', stdin_open=true});", shows: "detach")
        // A connection that is being closed may be counted while its descriptor is gone: counted is what is at rest.
        shell.run(
            "function open() local t for _ = 1, 50 do t = require('moondock.diagnostics').counts(docker) "
                + "if t.connections == t.idle then break end task.sleep(0.1) end return t end", shows: "open")
        var calls = [
            "for _ in c:logs{follow=true} do end", "for _ in c:logs{follow=true, reconnect=true} do end",
            "for _ in docker.events() do end", "c:exec_run('sleep 1')", "task.sleep(9)", "c:wait()",
            "for _ in c:stats{stream=true} do end", "task.all{function() c:wait() end, function() task.sleep(9) end}",
            "while true do docker.ping() end", "for _ in c:attach_socket() do end",
            "for chunk in c:export() do task.sleep(0.01) end", "docker.logs({c}, {follow=true}):read_all()",
            "docker.images.build{fileobj='FROM busybox\\nRUN sleep 1\\n', nocache=true, builder='classic'}",
        ]
        if !SanitizerVariables.keepSignalsBack { calls.append("while true do end") }
        for call in calls { interrupt(shell, call, after: 0.2, what: call) }
        shell.run("task.sleep(0.5) before = open()", shows: "before")
        for round in 0..<rounds {
            let call = calls[Int(random.next() % UInt64(calls.count))]
            interrupt(
                shell, call, after: Double(random.next() % 150) / 1000, what: "seed \(seed), round \(round), \(call)")
        }
        shell.run("now, left = open(), ''", shows: "now")
        shell.run(
            "for _, k in ipairs{'handles', 'tasks', 'calls', 'timers', 'events'} do "
                + "if now[k] > before[k] then left = left .. k .. ' ' end end", shows: "end end")
        shell.run("function files(t) return t.descriptors - t.connections end", shows: "files")
        shell.run(
            "('left: %s%d %d'):format(left, now.connections - now.idle, files(now) - files(before))", shows: "left: 0 0"
        )
        shell.run("c:remove{force=true}", shows: "force")
    }

    /// Runs a call and interrupts it by a signal or a key after so many seconds.
    private func interrupt(_ shell: TerminalSession, _ call: String, after seconds: Double, what: String) {
        shell.send(call + "\r")
        Thread.sleep(forTimeInterval: seconds)
        shell.signal(SIGINT)
        // A signal that came before the line was read has only cleared it.
        Thread.sleep(forTimeInterval: 0.02)
        shell.send("\u{3}")
        shell.wait(what) { $0.lines.last == "moondock>" }
    }
}

/// Random numbers that a seed repeats: SplitMix64.
private struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
