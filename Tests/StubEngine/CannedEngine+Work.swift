internal import NIOCore

extension CannedEngine {
    /// What changes things or goes on: containers that come and go, commands, waits, events, archives. Nothing is remembered.
    func work(_ request: StubRequest) -> [StubStep]? {
        let names = request.path.split(separator: "/").map(String.init)
        guard let first = names.first else { return nil }
        let last = names.last ?? ""
        switch (request.method, first, names.count > 1 ? last : "") {
        case ("POST", "containers", "create"), ("POST", "containers", "exec"):
            return [.reply(status: "201 Created", #"{"Id":"\#(String(repeating: "5", count: 64))","Warnings":[]}"#)]
        case ("POST", "containers", "start"), ("DELETE", "containers", _):
            return [.text("HTTP/1.1 204 No Content\r\n\r\n")]
        case ("POST", "containers", "wait"):
            return [.text("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"), .stall]
        case ("POST", "exec", "start"):
            return [.upgraded(), .send(ByteBuffer(bytes: StubBytes.frame(1, "done\n"))), .close]
        case ("GET", "exec", "json"):
            return [.reply(#"{"ID":"\#(names[1])","Running":false,"ExitCode":0}"#)]
        case ("GET", "events", _):
            let event =
                #"{"Type":"container","Action":"start","Actor":{"ID":"5","Attributes":{"name":"stub"}},"time":1}"#
            return [.chunkedHead(type: "application/json"), .chunk(event + "\n"), .stall]
        case ("GET", "containers", "archive"):
            let stat =
                "eyJuYW1lIjoiYSIsInNpemUiOjUsIm1vZGUiOjQyMCwibXRpbWUiOiIyMDI0LTAxLTAxVDAwOjAwOjAwWiIsImxpbmtUYXJnZXQiOiIifQ=="
            return [
                .chunkedHead(type: "application/x-tar", headers: "X-Docker-Container-Path-Stat: \(stat)\r\n"),
                .chunk(StubTar.file("a", "hello") + StubTar.end), .lastChunk,
            ]
        case ("PUT", "containers", "archive"):
            return [.text("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")]
        default: return nil
        }
    }
}

/// Tar archives written by hand, for names and claims that no honest writer makes.
public enum StubTar {
    /// What ends an archive.
    public static let end = [UInt8](repeating: 0, count: 1024)

    /// One entry.
    ///
    /// - Parameters:
    ///   - name: at most 100 bytes.
    ///   - content: what follows the header.
    ///   - kind: the type flag: 0 a file, 1 a hard link, 2 a symbolic one, 3 and 4 devices, 5 a folder, x a pax header.
    ///   - target: where a link points.
    ///   - mode: permissions.
    ///   - size: what the header claims; nil: the truth.
    public static func file(
        _ name: String, _ content: String = "", kind: Character = "0", to target: String = "", mode: Int = 0o644,
        size: Int? = nil
    ) -> [UInt8] {
        func field(_ text: String, _ size: Int) -> [UInt8] {
            Array(text.utf8) + [UInt8](repeating: 0, count: size - text.utf8.count)
        }
        func octal(_ number: Int, _ digits: Int) -> String {
            let text = String(number, radix: 8)
            return String(repeating: "0", count: digits - text.count) + text
        }
        let start =
            field(name, 100) + field(octal(mode, 7), 8) + field("0000000", 8) + field("0000000", 8)
            + field(octal(size ?? content.utf8.count, 11), 12) + field("00000000000", 12)
        let rest = Array(String(kind).utf8) + field(target, 100) + field("ustar", 6) + field("00", 249)
        let sum = (start + rest).reduce(8 * 32) { $0 + Int($1) }
        let body = Array(content.utf8) + [UInt8](repeating: 0, count: (512 - content.utf8.count % 512) % 512)
        return start + field(octal(sum, 6), 7) + [32] + rest + body
    }

    /// A pax header with one record, for the entry behind it.
    public static func pax(_ key: String, _ value: String) -> [UInt8] {
        let record = " \(key)=\(value)\n"
        var length = record.utf8.count
        while "\(length)".utf8.count + record.utf8.count != length {
            length = "\(length)".utf8.count + record.utf8.count
        }
        return file("pax", "\(length)\(record)", kind: "x")
    }
}
