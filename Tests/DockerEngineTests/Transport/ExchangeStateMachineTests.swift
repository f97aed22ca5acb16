import Testing

@testable import DockerEngine

@Suite("An exchange")
struct ExchangeStateMachineTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var input: String
        var closes = false
        var request = ExchangeStateMachine.Request()
        var status: Int?
        var body = ""
        var ended = true
        var reusable = false
        var isRaw = false
    }

    static let good: [Case] = [
        Case(
            testDescription: "a length", input: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", status: 200,
            body: "hello", reusable: true),
        Case(testDescription: "no body", input: "HTTP/1.1 204 No Content\r\n\r\n", status: 204, reusable: true),
        Case(
            testDescription: "not modified, with a length that means nothing",
            input: "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", status: 304, reusable: true),
        Case(
            testDescription: "the reply to HEAD", input: "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n",
            request: .init(isHead: true), status: 200, reusable: true),
        Case(
            testDescription: "length zero", input: "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", status: 200,
            reusable: true),
        Case(
            testDescription: "chunks with extensions and trailers",
            input:
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n5;a=b\r\nhello\r\n00A \r\n0123456789\r\n0\r\nX: y\r\nZ: \r\n\r\n",
            status: 200, body: "hello0123456789", reusable: true),
        Case(
            testDescription: "bare line feeds", input: "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n3\nabc\n0\n\n",
            status: 200, body: "abc", reusable: true),
        Case(
            testDescription: "interim replies first",
            input:
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
            status: 200, body: "ok", reusable: true),
        Case(
            testDescription: "until the connection closes", input: "HTTP/1.1 200 OK\r\n\r\nrest of it", closes: true,
            status: 200, body: "rest of it"),
        Case(
            testDescription: "a connection that closes after it",
            input: "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", status: 200, body: "ok"),
        Case(
            testDescription: "HTTP/1.0", input: "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", status: 200,
            body: "ok"),
        Case(
            testDescription: "HTTP/1.0 kept alive",
            input: "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 2\r\n\r\nok", status: 200, body: "ok",
            reusable: true),
        Case(
            testDescription: "bytes after the end", input: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok!",
            status: 200, body: "ok"),
        Case(
            testDescription: "an upgrade with data behind the head",
            input: "HTTP/1.1 101 UPGRADED\r\nUpgrade: tcp\r\n\r\n\r\nraw\r\n0\r\n", closes: true,
            request: .init(wantsUpgrade: true), status: 101, body: "\r\nraw\r\n0\r\n", isRaw: true),
        Case(
            testDescription: "a takeover without 101", input: "HTTP/1.1 200 OK\r\nContent-Type: a/b\r\n\r\nraw",
            closes: true, request: .init(wantsUpgrade: true), status: 200, body: "raw", isRaw: true),
        Case(
            testDescription: "a refused upgrade",
            input: "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone", request: .init(wantsUpgrade: true),
            status: 404, body: "none", reusable: true),
    ]

    @Test("is read the same however it is cut", arguments: good)
    func everyCut(_ item: Case) {
        for pieces in Exchange.cuts(Array(item.input.utf8)) {
            let result = Exchange.run(pieces, closes: item.closes, request: item.request)
            #expect(result.fault == nil)
            #expect(result.status == item.status)
            #expect(result.body == item.body)
            #expect(result.ended == item.ended)
            #expect(result.isRaw == item.isRaw)
            // When a byte too many comes in a read of its own, the exchange is over before it.
            if !item.input.hasSuffix("!") { #expect(result.reusable == item.reusable) }
        }
    }

    @Test(
        "cut short is an error at every byte, never a silent end",
        arguments: [
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nA: b\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        ])
    func truncation(_ text: String) {
        let bytes = Array(text.utf8)
        for count in 0..<bytes.count {
            let result = Exchange.run([Array(bytes[..<count])], closes: true)
            #expect(!result.ended)
            if count == 0 {
                #expect(result.fault == .closedBeforeReply)
            } else if case .truncated? = result.fault {
            } else {
                Issue.record("no error after \(count) bytes: \(String(describing: result.fault))")
            }
        }
    }

    @Test(
        "that breaks the rules is refused however it is cut",
        arguments: [
            "HTTP/1.1 20 OK\r\n\r\n", "HTTP/1.1 099 No\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "HTTP/1.1 200 OK\r\n: empty\r\n\r\n",
            "HTTP/1.1 200 OK\r\nA : b\r\n\r\n", "HTTP/1.1 200 OK\r\nA: b\r\n folded\r\n\r\n",
            "HTTP/1.1 200 OK\r\nA: b\u{0}c\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
            "HTTP/1.1 101 Switching\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\ng\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\rx",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\rx",
        ])
    func malformed(_ text: String) {
        for pieces in Exchange.cuts(Array(text.utf8)) {
            guard case .malformed? = Exchange.run(pieces).fault else {
                Issue.record("not refused")
                return
            }
        }
    }

    @Test(
        "that is not HTTP is recognised by its first bytes",
        arguments: [
            "SSH-2.0-OpenSSH\r\n\r\n", "HTTX/1.1 200\r\n\r\n", "\u{15}\u{3}\u{1}\u{0}\u{2}\u{2}\u{a}\u{a}\u{a}",
        ])
    func notHTTP(_ text: String) {
        for pieces in Exchange.cuts(Array(text.utf8)) {
            guard case .notHTTP? = Exchange.run(pieces).fault else {
                Issue.record("not recognised")
                return
            }
        }
    }

    @Test("whose head, line or chunk line is too long is refused")
    func limits() {
        let long = String(repeating: "x", count: HeadParser.lineLimit)
        let many = String(repeating: "A: \(String(repeating: "y", count: 1000))\r\n", count: 300)
        let chunk = String(repeating: "z", count: ChunkDecoder.lineLimit + 10)
        for text in [
            "HTTP/1.1 200 OK\r\nA: \(long)\r\n\r\n", "HTTP/1.1 200 OK\r\n\(many)\r\n", "HTTP/1.1 200 OK\r\n\(many)",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;\(chunk)",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\(chunk)",
        ] {
            guard case .tooLarge? = Exchange.run([Array(text.utf8)]).fault else {
                Issue.record("not refused")
                return
            }
        }
    }

    @Test("with both a length and chunks goes by the chunks and is the last on its connection")
    func bothLengths() {
        let text = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n"
        let result = Exchange.run([Array(text.utf8)])
        #expect(result.body == "a" && result.ended && !result.reusable)
    }

    @Test("tells who has to hear about an interruption")
    func interruptions() throws {
        var idle = ExchangeStateMachine()
        #expect(idle.interrupt() == .ignored)
        var waiting = ExchangeStateMachine()
        waiting.begin(.init())
        #expect(waiting.interrupt() == .failsReply(replyBegan: false))
        #expect(waiting.interrupt() == .ignored)
        var sink = Exchange.Sink()
        var begun = ExchangeStateMachine()
        begun.begin(.init())
        _ = try Array("HTTP/1".utf8).withUnsafeBytes { try begun.read($0, into: &sink) }
        #expect(begun.interrupt() == .failsReply(replyBegan: true))
        var reading = ExchangeStateMachine()
        reading.begin(.init())
        _ = try Array("HTTP/1.1 200 OK\r\n\r\n".utf8).withUnsafeBytes { try reading.read($0, into: &sink) }
        #expect(reading.interrupt() == .failsBody)
    }

    @Test("answered before the request was sent is the last on its connection")
    func earlyReply() throws {
        var sink = Exchange.Sink()
        var machine = ExchangeStateMachine()
        machine.begin(.init())
        let reply = Array("HTTP/1.1 413 No\r\nContent-Length: 0\r\n\r\n".utf8)
        _ = try reply.withUnsafeBytes { try machine.read($0, into: &sink) }
        let step = try [UInt8]().withUnsafeBytes { try machine.read($0, into: &sink) }
        guard case .end(_, false) = step else {
            Issue.record("the connection would be used again")
            return
        }
    }
}
