import DockerEngine
import Glibc
import NIOCore
import StubEngine
import Testing

/// One way in which an engine, or what pretends to be one, can go wrong.
struct Misbehaviour: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var steps: [StubStep]
    var kind: EngineError.Kind
    /// What the message must say.
    var words: String
    /// A stream of events is asked for instead of one reply.
    var streams = false

    static func reply(_ name: String, _ kind: EngineError.Kind, _ words: String, _ steps: StubStep...) -> Self {
        Misbehaviour(testDescription: name, steps: steps, kind: kind, words: words)
    }

    static func stream(_ name: String, _ kind: EngineError.Kind, _ words: String, _ steps: StubStep...) -> Self {
        Misbehaviour(testDescription: name, steps: steps, kind: kind, words: words, streams: true)
    }

    /// Two replies without fault: `{}` in chunks, and a refusal that says `gone`.
    static let plainReplies = [
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        "HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: 18\r\n\r\n{\"message\":\"gone\"}",
    ]

    private static let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
    private static let events = StubStep.chunkedHead(type: "application/json")

    static let all: [Misbehaviour] = [
        .reply("closes without a word", .connection, "closed the connection", .close),
        .reply("resets the connection", .connection, "", .reset),
        .reply("says nothing", .timeout, "0.3 s", .stall),
        .reply("stops in the middle of the head", .timeout, "0.3 s", .text("HTTP/1.1 200 OK\r\nContent-"), .stall),
        .reply("cuts the head", .connection, "inside the reply's head", .text("HTTP/1.1 200 OK\r\nCont"), .close),
        .reply("cuts the body", .connection, "inside", .text(head + "Content-Length: 100\r\n\r\n{\"a\":"), .close),
        .reply("stops in the body", .timeout, "stopped", .text(head + "Content-Length: 100\r\n\r\n{\"a\":"), .stall),
        .reply("speaks another protocol", .connection, "does not speak HTTP", .text("SSH-2.0-OpenSSH_9.2\r\n"), .stall),
        .reply("answers garbage", .connection, "does not speak HTTP", .text("\u{0}\u{1}\u{2}garbage\r\n\r\n"), .stall),
        .reply(
            "sends a head without end", .limit, "head is longer",
            .text("HTTP/1.1 200 OK\r\n"),
            .repeated(ByteBuffer(string: "X-Filler: \(String(repeating: "x", count: 900))\r\n"), count: nil)),
        .reply(
            "sends a line without end", .limit, "longer than",
            .text("HTTP/1.1 200 OK\r\nX: "),
            .repeated(ByteBuffer(string: String(repeating: "x", count: 4096)), count: nil)),
        .reply(
            "gives a length that is no number", .connection, "cannot be read",
            .text(head + "Content-Length: many\r\n\r\n"), .stall),
        .reply(
            "gives two lengths", .connection, "cannot be read",
            .text(head + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"), .stall),
        .reply(
            "gives a chunk size that is no number", .connection, "chunk",
            .text(head + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n"), .stall),
        .reply(
            "gives a chunk size beyond all numbers", .connection, "chunk",
            .text(head + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n"), .stall),
        .reply(
            "gives a chunk size of 64 bits", .connection, "chunk",
            .text(head + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{}"), .stall),
        .reply(
            "gives a negative chunk size", .connection, "chunk",
            .text(head + "Transfer-Encoding: chunked\r\n\r\n-2\r\n{}"), .stall),
        .reply(
            "promises a chunk of 8 EiB and sends until it is too much", .limit, "too large",
            .text(head + "Transfer-Encoding: chunked\r\n\r\n3fffffffffffffff\r\n"),
            .repeated(ByteBuffer(repeating: 0x5B, count: 64 * 1024), count: nil)),
        .reply(
            "extends a chunk's size without end", .limit, "too long",
            .text(head + "Transfer-Encoding: chunked\r\n\r\n2;"),
            .repeated(ByteBuffer(repeating: 0x78, count: 64 * 1024), count: nil)),
        .reply(
            "sends trailers without end", .limit, "too long",
            .text(head + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n"),
            .repeated(ByteBuffer(string: String(repeating: "X-Filler: x\r\n", count: 1000)), count: nil)),
        .reply(
            "says for ever that it is about to answer", .limit, "interim",
            .repeated(ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n"), count: nil)),
        .reply("gives a negative length", .connection, "cannot be read", .text(head + "Content-Length: -1\r\n\r\n{}")),
        .reply(
            "gives a length beyond all numbers", .connection, "cannot be read",
            .text(head + "Content-Length: 18446744073709551616\r\n\r\n{}"), .stall),
        .reply(
            "promises a TiB and sends until it is too much", .limit, "too large",
            .text(head + "Content-Length: 1099511627776\r\n\r\n"),
            .repeated(ByteBuffer(repeating: 0x5B, count: 64 * 1024), count: nil)),
        .reply(
            "sends header fields without number", .limit, "head is longer",
            .text("HTTP/1.1 200 OK\r\n"),
            .repeated(ByteBuffer(string: String(repeating: "A: b\r\n", count: 1000)), count: nil)),
        .reply(
            "points to itself for ever", .api, "http://docker/info",
            .text("HTTP/1.1 301 Moved\r\nLocation: http://docker/info\r\nContent-Length: 0\r\n\r\n"), .close),
        .reply(
            "refuses with words without end", .limit, "too large",
            .text("HTTP/1.1 500 Oops\r\nTransfer-Encoding: chunked\r\n\r\n"),
            .repeated(StubBytes.chunk(Array(repeating: 0x78, count: 64 * 1024)), count: nil)),
        .reply(
            "refuses in JSON without bottom", .api, "[[[[",
            .reply(status: "500 Oops", String(repeating: "[", count: 10_000)), .close),
        .reply(
            "sends a chunk longer than it said", .connection, "chunk",
            .text(head + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}more\r\n"), .stall),
        .reply(
            "sends a reply without end", .limit, "too large", .text(head + "Transfer-Encoding: chunked\r\n\r\n"),
            .repeated(StubBytes.chunk(Array(repeating: 0x5B, count: 64 * 1024)), count: nil)),
        .reply(
            "changes the protocol unasked", .connection, "protocol",
            .text("HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n"), .stall),
        .reply("refuses without words", .api, "500", .text("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n")),
        .reply(
            "refuses with a page of HTML", .api, "",
            .reply(status: "502 Bad Gateway", type: "text/html", "<html><h1>Bad Gateway</h1></html>")),
        .stream("cuts a stream between texts", .connection, "inside", events, .chunk("{}\n"), .close),
        .stream("cuts a stream inside a text", .connection, "inside", events, .chunk("{}\n{\"a\":"), .close),
        .stream("ends a stream inside a text", .connection, "inside", events, .chunk("{\"a\":"), .lastChunk),
        .stream("resets a stream", .connection, "", events, .chunk("{}\n"), .pause(.milliseconds(30)), .reset),
        .stream(
            "sends no JSON in a stream of it", .connection, "cannot be read", events, .chunk("{]}\n<html>"), .stall),
        .stream(
            "sends a text without end", .limit, "too large", events,
            .repeated(StubBytes.chunk(Array("[[[[[[[[".utf8) + Array(repeating: 0x5B, count: 64 * 1024)), count: nil)),
        .stream("goes silent in a stream", .timeout, "0.5 s", events, .chunk("{}\n"), .stall),
        .stream(
            "breaks the chunks of a stream", .connection, "chunk", events, .chunk("{}\n"), .text("nonsense\r\n"), .stall
        ),
    ]
}

@Suite("An engine that misbehaves", .serialized)
struct MisbehaviourTests {
    @Test(
        "gets a clear error in time, and leaves no connection behind", arguments: Misbehaviour.all, Place.allCases)
    func misbehaviour(_ case: Misbehaviour, _ place: Place) async throws {
        let test = `case`
        try await withStub(
            place,
            configure: {
                $0.responseTimeout = test.kind == .timeout ? .milliseconds(300) : .seconds(10)
                $0.idleTimeout = .milliseconds(500)
                $0.limits.reply = 4 * 1024 * 1024
                $0.limits.text = 1024 * 1024
            }, script: { _ in test.steps }
        ) { engine, stub in
            let started = ContinuousClock.now
            let error = await #expect(throws: EngineError.self) {
                if test.streams {
                    let stream = try await engine.stream(Engine.invocation("SystemEvents"))
                    while try await stream.nextBatch() != nil {}
                } else {
                    _ = try await engine.call("SystemInfo")
                }
            }
            #expect(error?.kind == test.kind, "\(error.map { "\($0)" } ?? "no error")")
            #expect(error?.message.contains(test.words) == true, "\(error?.message ?? "")")
            #expect(ContinuousClock.now - started < .seconds(30))
            #expect(await eventually { test.testDescription.hasPrefix("refuses") || stub.openConnections == 0 })
        }
    }

    @Test("byte by byte is no worse: the reply is the same, and so is the error", arguments: [1, 3, 7])
    func dripped(_ size: Int) async throws {
        try await withStub(script: { request in
            [.drip(ByteBuffer(string: Misbehaviour.plainReplies[request.ordinal - 1]), size: size, every: .zero)]
        }) { engine, _ in
            guard case .json(let body) = try await engine.call("SystemInfo").body else {
                Issue.record("no JSON")
                return
            }
            #expect(String(buffer: body) == "{}")
            let error = await #expect(throws: EngineError.self) { try await engine.call("SystemInfo") }
            #expect(error?.message == "gone")
        }
    }
}
