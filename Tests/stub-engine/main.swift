import Glibc
import StubEngine

/// stub-engine --listen unix:///path|tcp://host:port [--lines N] [--containers N] [--api-version V]
///
/// Serves canned replies until it is killed; says on standard output where it listens.
func number(_ text: String, _ name: String) -> Int {
    guard let value = Int(text), value >= 0 else { fail("\(name) needs a number") }
    return value
}

func fail(_ message: String) -> Never {
    print("stub-engine: \(message)")
    print("usage: stub-engine --listen unix:///path|tcp://host:port [--lines N] [--containers N] [--api-version V]")
    exit(2)
}

var listen: String?
var lines = 10_000
var containers = 100
var apiVersion = "1.41"
var arguments = CommandLine.arguments.dropFirst()
while let name = arguments.popFirst() {
    guard let value = arguments.popFirst() else { fail("\(name) needs a value") }
    switch name {
    case "--listen": listen = value
    case "--lines": lines = number(value, name)
    case "--containers": containers = number(value, name)
    case "--api-version": apiVersion = value
    default: fail("unknown option \(name)")
    }
}
guard let listen else { fail("--listen is missing") }
let canned = CannedEngine(containers: containers, lines: lines, apiVersion: apiVersion)
let engine = try await StubEngine.start(listen) { canned.answer($0) }
print(engine.address)
fflush(nil)
try await engine.run()
