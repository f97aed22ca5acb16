// A program around the line editor for tests in a pseudo-terminal: it prints each submitted chunk as a quoted literal.
// What a background task would do is done on request through descriptor 3: every byte read there prints one line above
// the prompt.
import Glibc
import Shell

nonisolated(unsafe) var wakeDescriptor: Int32 = -1
nonisolated(unsafe) var interrupts: sig_atomic_t = 0
nonisolated(unsafe) var resizes: sig_atomic_t = 0

CellWidth.adoptLocale()
var ends: [Int32] = [0, 0]
guard pipe(&ends) == 0 else { exit(1) }
wakeDescriptor = ends[1]
_ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
signal(SIGINT) { _ in
    interrupts += 1
    _ = write(wakeDescriptor, "i", 1)
}
signal(SIGWINCH) { _ in
    resizes += 1
    _ = write(wakeDescriptor, "w", 1)
}

func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

let environment = ["TERM", "NO_COLOR", "PROBE_HISTORY"].reduce(into: [String: String]()) { $0[$1] = variable($1) }
let terminal = Terminal(descriptor: 1)
CrashRestore.install(descriptor: 0)
let history = environment["PROBE_HISTORY"].map { HistoryFile(path: $0) }
let editor = LineEditors.make(environment: environment, plain: false, history: history)
let prompt = Style(foreground: .blue, bold: true).apply(to: "local> ")

func say(_ text: String) { terminal.write(text + "\n") }

editor.begin(prompt: prompt)
var background = 0
while true {
    var waiting = [
        pollfd(fd: editor.inputDescriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0),
        pollfd(fd: 3, events: Int16(POLLIN), revents: 0),
    ]
    guard poll(&waiting, nfds_t(waiting.count), -1) > 0 else { continue }
    if waiting[1].revents != 0 {
        var byte: UInt8 = 0
        _ = read(ends[0], &byte, 1)
        if byte == UInt8(ascii: "w") { editor.resized() } else { editor.interrupt() }
    }
    if waiting[2].revents & Int16(POLLIN) != 0 {
        var byte: UInt8 = 0
        guard read(3, &byte, 1) == 1 else { continue }
        background += 1
        if byte == UInt8(ascii: "r") { editor.release() } else { editor.suspend() }
        if byte == UInt8(ascii: "r") { usleep(300_000) }
        terminal.write("background \(background)" + (byte == UInt8(ascii: "p") ? "" : "\n"))
        editor.resume()
    }
    guard waiting[0].revents != 0, let event = editor.readAvailable() else { continue }
    switch event {
    case .line("crash"): abort()
    case .line("exit"):
        editor.end()
        exit(0)
    case .line("partial"):
        terminal.write("partial output")
        editor.begin(prompt: prompt)
    case .line(let line):
        say(String(reflecting: line))
        editor.begin(prompt: prompt)
    case .endOfFile:
        say("end of file")
        exit(0)
    case .interrupted(let wasEmpty):
        say("interrupted \(wasEmpty)")
    }
}
