import Glibc
import Testing

@testable import Shell

/// A program in a pseudo-terminal of its own, and what its screen shows.
final class TerminalSession {
    private(set) var screen: VirtualScreen
    /// Everything that reached the terminal.
    private(set) var received: [UInt8] = []
    private let controller: Int32
    private let background: Int32
    private var process: pid_t = 0

    /// Starts a program and waits until the screen's last line is `prompt`.
    ///
    /// - Parameters:
    ///   - program: the path of the program, or the name of one that was built beside the tests.
    ///   - prompt: what the last line shows when the program is ready.
    init(
        program: String, arguments: [String] = [], prompt: String, columns: Int = 60, rows: Int = 20,
        environment: [String: String] = [:]
    ) throws {
        CellWidth.adoptLocale()
        screen = VirtualScreen(columns: columns, rows: rows)
        // The C library hides posix_openpt and its like from Swift; these are the kernel's own names for them.
        controller = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var ends: [Int32] = [0, 0]
        var isLocked: Int32 = 0
        var number: Int32 = 0
        let (unlock, getNumber) = (UInt(0x4004_5431), UInt(0x8004_5430))
        try #require(ioctl(controller, unlock, &isLocked) == 0 && ioctl(controller, getNumber, &number) == 0)
        try #require(pipe(&ends) == 0)
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        background = ends[1]
        defer { close(ends[0]) }
        setSize(columns: columns, rows: rows)

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/pts/\(number)", O_RDWR, 0)
        posix_spawn_file_actions_adddup2(&actions, 0, 1)
        posix_spawn_file_actions_adddup2(&actions, 0, 2)
        posix_spawn_file_actions_adddup2(&actions, ends[0], 3)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A session of its own; and the threads of the tests block signals, which children would inherit.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        let (setsid, setsigmask): (Int16, Int16) = (0x80, 0x08)
        posix_spawnattr_setflags(&attributes, setsid | setsigmask)

        let defaults = [
            "TERM": "xterm-256color", "LANG": "C.UTF-8", "INPUTRC": "/dev/null", "SWIFT_BACKTRACE": "enable=no",
        ]
        let given = SanitizerVariables.all.merging(environment) { $1 }
        let variables = defaults.merging(given) { $1 }.map { strdup("\($0)=\($1)") }
        defer { variables.forEach { free($0) } }
        let program = program.hasPrefix("/") ? program : try Self.folder() + "/" + program
        let words = ([program] + arguments).map { strdup($0) }
        defer { words.forEach { free($0) } }
        try #require(posix_spawn(&process, program, &actions, &attributes, words + [nil], variables + [nil]) == 0)
        // What is typed earlier is echoed by the kernel.
        wait("no prompt") { $0.lines.last == prompt }
    }

    deinit {
        kill(process, SIGKILL)
        var status: Int32 = 0
        waitpid(process, &status, 0)
        close(controller)
        close(background)
    }

    /// Where the products of the build are: the tests' own executable lies among them.
    private static func folder() throws -> String {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = buffer.withUnsafeMutableBufferPointer {
            $0.withMemoryRebound(to: CChar.self) { $0.baseAddress.map { readlink("/proc/self/exe", $0, 4096) } ?? -1 }
        }
        let path = String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
        // Run by the toolchain's helper, the path of the tests is an argument.
        let product =
            path.contains("swiftpm-testing-helper") ? CommandLine.arguments.first { $0.hasSuffix(".xctest") } : path
        let slash = try #require(product?.lastIndex(of: "/"))
        return String(try #require(product)[..<slash])
    }

    func setSize(columns: Int, rows: Int) {
        var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(controller, UInt(TIOCSWINSZ), &size)
    }

    func resize(columns: Int) {
        screen.resize(columns: columns)
        setSize(columns: columns, rows: screen.rows.count)
    }

    func send(_ keys: String) { Terminal(descriptor: controller).write(keys) }

    /// Bytes as they are, perhaps half a character.
    func send(bytes: [UInt8]) { Terminal(descriptor: controller).write(bytes) }

    /// Makes the probe print a line while editing goes on; `partly` leaves out the line break.
    func printInBackground(partly: Bool = false) { Terminal(descriptor: background).write(partly ? "p" : "l") }

    /// Makes the probe give the terminal away for 0.3 s in the middle of editing, and print a line then.
    func releaseTerminal() { Terminal(descriptor: background).write("r") }

    func signal(_ number: Int32) { kill(process, number) }

    /// The terminal passes characters on one by one, without echo: an editor holds it.
    var isRaw: Bool {
        var mode = termios()
        return tcgetattr(controller, &mode) == 0 && mode.c_lflag & tcflag_t(ICANON | ECHO) == 0
    }

    /// Reads output until `condition` holds and nothing more comes for a moment; fails after five seconds.
    func wait(
        _ what: String = "", sourceLocation: SourceLocation = #_sourceLocation, until condition: (VirtualScreen) -> Bool
    ) {
        for _ in 0..<250 {
            if !readOutput(milliseconds: 20), condition(screen) { return }
        }
        Issue.record("\(what): \(screen.lines), cursor \(screen.row),\(screen.column)", sourceLocation: sourceLocation)
    }

    /// Reads output until `condition` holds, however much more comes; fails after thirty seconds. For what never rests.
    func watch(
        _ what: String = "", sourceLocation: SourceLocation = #_sourceLocation, until condition: (VirtualScreen) -> Bool
    ) {
        for _ in 0..<3000 {
            _ = readOutput(milliseconds: 10)
            if condition(screen) { return }
        }
        Issue.record("\(what): \(screen.lines)", sourceLocation: sourceLocation)
    }

    /// Waits until the screen shows exactly `lines`, with the cursor at `cursor` when given.
    func expect(
        _ lines: [String], cursor: (row: Int, column: Int)? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        wait("expected \(lines)", sourceLocation: sourceLocation) { screen in
            screen.lines == lines && (cursor.map { $0.row == screen.row && $0.column == screen.column } ?? true)
        }
    }

    /// Waits for the process to end; its exit code, or the negative number of the signal that ended it.
    func exitCode() -> Int32 {
        while readOutput(milliseconds: 100) {}
        var status: Int32 = 0
        for _ in 0..<100 {
            if waitpid(process, &status, WNOHANG) == process {
                return status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
            }
            if !readOutput(milliseconds: 20) { usleep(20_000) }
        }
        return .min
    }

    private func readOutput(milliseconds: Int32) -> Bool {
        var output = pollfd(fd: controller, events: Int16(POLLIN), revents: 0)
        guard poll(&output, 1, milliseconds) > 0, output.revents & Int16(POLLIN) != 0 else { return false }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = read(controller, &buffer, buffer.count)
        guard count > 0 else { return false }
        received += buffer[..<count]
        screen.feed(Array(buffer[..<count]))
        return true
    }
}
