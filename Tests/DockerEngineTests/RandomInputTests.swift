import Glibc
import NIOCore
import StubEngine
import Testing

@testable import DockerEngine

/// A sequence of numbers that a seed determines (SplitMix64), so that what it finds can be found again.
struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<max(1, limit), using: &self) }

    /// The bytes with some of them changed, left out, repeated or new.
    mutating func spoil(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<below(4) where !bytes.isEmpty {
            let place = below(bytes.count)
            switch below(5) {
            case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &self)
            case 1: bytes[place] ^= 1 << UInt8(below(8))
            case 2: bytes.removeSubrange(place..<min(bytes.count, place + 1 + below(8)))
            case 3: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 1 + below(16))], at: place)
            default: bytes.insert(contentsOf: (0...below(6)).map { _ in UInt8(below(256)) }, at: place)
            }
        }
        return bytes
    }

    /// The bytes cut at some places.
    mutating func cut(_ bytes: [UInt8]) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = 1 + below(below(3) == 0 ? 3 : rest.count)
            pieces.append(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        return pieces
    }
}

/// Whatever arrives, the readers of the engine's bytes neither trap nor read what is not theirs, and what they make of
/// it does not depend on how it was cut. MOONDOCK_RANDOM_ROUNDS and MOONDOCK_RANDOM_SEED make the search longer or another.
@Suite("Random input")
struct RandomInputTests {
    static let rounds = number("MOONDOCK_RANDOM_ROUNDS") ?? 3000
    static let seed = UInt64(number("MOONDOCK_RANDOM_SEED") ?? 20_10_24)

    private static func number(_ name: String) -> Int? { getenv(name).flatMap { Int(String(cString: $0)) } }

    private func search(_ title: String, _ round: (inout SeededNumbers) -> String?) {
        for index in 0..<Self.rounds {
            var numbers = SeededNumbers(state: Self.seed &+ UInt64(index) &* 0x1_0001)
            if let problem = round(&numbers) {
                Issue.record("\(title), seed \(Self.seed), round \(index): \(problem)")
                return
            }
        }
    }

    private static let frames =
        StubBytes.frame(1, "one\n") + StubBytes.frame(2, "") + StubBytes.frame(2, "oh no\n")
        + StubBytes.frame(1, Array(repeating: 65, count: 300))
    private static let texts = Array(
        "\u{1E}{\"status\":\"Pulling \\\"x\\\"\",\"n\":[1,-2.5e3,{}]}\r\n[]\n{\"a\":{\"b\":\"ü\\u007d\"}} true\"s\"7\n"
            .utf8)
    private static let heads: [[UInt8]] = [
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\n[1,2]",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[1,2]\r\n4;x=y\r\n[3]\n\r\n0\r\nX: y\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n{\"message\":\"no\"}",
        "HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\nraw bytes",
        "HTTP/1.0 204 No Content\r\nServer: x\r\n\r\n",
    ].map { Array($0.utf8) }

    /// What is wrong with the two ways of reading, if anything.
    private func difference(
        _ whole: (StreamBatch, ExchangeFault?), _ pieces: (StreamBatch, ExchangeFault?)
    ) -> String? {
        if whole.0.bytes != pieces.0.bytes { return "other bytes: \(whole.0.bytes) and \(pieces.0.bytes)" }
        if (whole.1 == nil) != (pieces.1 == nil) {
            return "\(String(describing: whole.1)), \(String(describing: pieces.1))"
        }
        return nil
    }

    @Test("of frames")
    func frames() {
        search("frames") { numbers in
            let bytes = numbers.spoil(Self.frames)
            let (whole, pieces) = (decode(.frames, [bytes]), decode(.frames, numbers.cut(bytes)))
            return difference(whole, pieces) ?? (whole.0.runs == pieces.0.runs ? nil : "other runs")
        }
    }

    @Test("of JSON texts")
    func texts() {
        search("texts") { numbers in
            let bytes = numbers.spoil(Self.texts)
            let (whole, pieces) = (decode(.json, [bytes]), decode(.json, numbers.cut(bytes)))
            return difference(whole, pieces) ?? (whole.0.runs == pieces.0.runs ? nil : "other texts")
        }
    }

    @Test("of HTTP replies")
    func replies() {
        search("replies") { numbers in
            let bytes = numbers.spoil(Self.heads[numbers.below(Self.heads.count)])
            let request = ExchangeStateMachine.Request(
                isHead: numbers.below(5) == 0, wantsUpgrade: numbers.below(2) == 0)
            var whole = Exchange.run([bytes], closes: true, request: request)
            var pieces = Exchange.run(numbers.cut(bytes), closes: true, request: request)
            if (whole.fault == nil) != (pieces.fault == nil) {
                return "\(String(describing: whole.fault)), \(String(describing: pieces.fault))"
            }
            // Bytes behind a reply are seen only by the reader that gets them in the same piece.
            (whole.reusable, pieces.reusable) = (false, false)
            (whole.fault, pieces.fault) = (nil, nil)
            return whole == pieces ? nil : "\(whole), \(pieces)"
        }
    }

    @Test("of JSON values and addresses")
    func values() {
        search("values") { numbers in
            let bytes = numbers.spoil(Self.texts)
            _ = JSONValue(String(decoding: bytes, as: UTF8.self))
            _ = bytes.withUnsafeBytes { JSONPeek.boolean($0, "a", "b") }
            let places = [
                "tcp://[::1]:2375", "unix:///run/docker.sock", "https://host:1", "ssh://me@host:22/x", "host:1",
            ]
            let address = numbers.spoil(Array(places[numbers.below(places.count)].utf8))
            _ = try? Address.parse(String(decoding: address, as: UTF8.self))
            return nil
        }
    }
}
