import NIOCore
import StubEngine
import Testing

@testable import DockerEngine

/// Runs pieces of a raw stream through a decoder.
func decode(_ content: StreamContent, _ pieces: [[UInt8]], finish: Bool = true) -> (StreamBatch, ExchangeFault?) {
    var machine = ExchangeStateMachine()
    machine.begin(.init(wantsUpgrade: true))
    var sink = Exchange.Sink()
    let head = Array("HTTP/1.1 101 UPGRADED\r\n\r\n".utf8)
    _ = head.withUnsafeBytes { bytes in try? machine.read(bytes, into: &sink) }
    var decoder = StreamDecoder(content: content)
    var batch = StreamBatch()
    do throws(ExchangeFault) {
        for piece in pieces {
            let result: Result<Void, ExchangeFault> = piece.withUnsafeBytes { bytes in
                Result { () throws(ExchangeFault) in
                    _ = try decoder.receive(bytes, through: &machine, into: &batch)
                }
            }
            try result.get()
        }
        if finish { try decoder.finish(into: &batch) }
    } catch {
        return (batch, error)
    }
    return (batch, nil)
}

@Suite("Multiplexed frames")
struct FrameDecoderTests {
    typealias Run = StreamBatch.Run

    @Test("are separated the same however they are cut")
    func everyCut() {
        let bytes =
            StubBytes.frame(1, "one\n") + StubBytes.frame(1, "two\n") + StubBytes.frame(2, "")
            + StubBytes.frame(2, "err")
            + StubBytes.frame(1, "three")
        for pieces in Exchange.cuts(bytes) {
            let (batch, fault) = decode(.frames, pieces)
            #expect(fault == nil)
            #expect(String(buffer: batch.bytes) == "one\ntwo\nerrthree")
            #expect(batch.runs == [Run(source: 1, length: 8), Run(source: 2, length: 3), Run(source: 1, length: 5)])
        }
    }

    @Test("of one source are one run")
    func oneRun() {
        let bytes = (0..<1000).flatMap { _ in StubBytes.frame(1, LogSource.line) }
        let (batch, _) = decode(.frames, [bytes])
        #expect(batch.runs == [Run(source: 1, length: 100_000)])
    }

    @Test("cut short are an error at every byte")
    func truncation() {
        let bytes = StubBytes.frame(1, "hello")
        for count in 1..<bytes.count {
            guard case .truncated? = decode(.frames, [Array(bytes[..<count])]).1 else {
                Issue.record("no error after \(count) bytes")
                return
            }
        }
    }

    @Test("with a wrong stream, nonsense in the header or an absurd length are refused")
    func wrong() {
        for header: [UInt8] in [[4, 0, 0, 0, 0, 0, 0, 1], [1, 0, 7, 0, 0, 0, 0, 1], Array("hello wo".utf8)] {
            for pieces in Exchange.cuts(header) {
                guard case .malformed? = decode(.frames, pieces).1 else {
                    Issue.record("not refused")
                    return
                }
            }
        }
        guard case .tooLarge? = decode(.frames, [[1, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF]]).1 else {
            Issue.record("not refused")
            return
        }
    }

    @Test("keep what came before an error of the engine, whose words are raised")
    func engineError() {
        let bytes = StubBytes.frame(1, "good\n") + StubBytes.frame(3, "disk is gone")
        for pieces in Exchange.cuts(bytes) {
            let (batch, fault) = decode(.frames, pieces)
            #expect(String(buffer: batch.bytes) == "good\n")
            #expect(fault == .engine("disk is gone"))
        }
    }
}

@Suite("JSON texts in a stream")
struct JSONFramerTests {
    private func texts(_ batch: StreamBatch) -> [String] {
        var bytes = batch.bytes
        return batch.runs.map { bytes.readString(length: $0.length) ?? "?" }
    }

    @Test(
        "are found the same however they are cut",
        arguments: [
            ("{\"a\":1}\n{\"b\":[1,{}]}\r\n[]", ["{\"a\":1}", "{\"b\":[1,{}]}", "[]"]),
            ("\u{1E}{\"a\":1}\n\u{1E}{\"b\":2}\n", ["{\"a\":1}", "{\"b\":2}"]),
            ("{}{}[[]]{\"x\":{}}", ["{}", "{}", "[[]]", "{\"x\":{}}"]),
            ("{\"s\":\"}\\\"]{\\\\\"}{\"t\":\"\\u007d\"}", ["{\"s\":\"}\\\"]{\\\\\"}", "{\"t\":\"\\u007d\"}"]),
            ("1 -2.5e3\ntrue null\"s\\\"t\"\"u\"7", ["1", "-2.5e3", "true", "null", "\"s\\\"t\"", "\"u\"", "7"]),
            (" \r\n\t \u{1E}", []),
            ("{ \"ü\" : \"日本\" }", ["{ \"ü\" : \"日本\" }"]),
        ])
    func everyCut(_ input: String, _ expected: [String]) {
        for pieces in Exchange.cuts(Array(input.utf8)) {
            let (batch, fault) = decode(.json, pieces)
            #expect(fault == nil)
            #expect(texts(batch) == expected)
        }
    }

    @Test("cut short are an error", arguments: ["{", "{\"a", "[1,", "\"abc", "{\"a\":\"\\"])
    func truncation(_ input: String) {
        guard case .truncated? = decode(.json, [Array(input.utf8)]).1 else {
            Issue.record("no error")
            return
        }
    }

    @Test("that begin with nonsense are refused", arguments: ["}", "<html>", ", 1", "\u{0}"])
    func nonsense(_ input: String) {
        guard case .malformed? = decode(.json, [Array(input.utf8)]).1 else {
            Issue.record("not refused")
            return
        }
    }

    @Test("have a largest size, also when they come in pieces")
    func limit() {
        var framer = JSONFramer(limit: 100)
        let piece = Array("\"aaaaaaaaaaaaaaaaaaaaaaaa".utf8)
        var fault: ExchangeFault?
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 1000, alignment: 1)
        defer { memory.deallocate() }
        for _ in 0..<10 {
            guard fault == nil, let start = memory.baseAddress else { break }
            piece.dropFirst(framer.keptBytes == 0 ? 0 : 1).withUnsafeBytes { bytes in
                var writer = BatchWriter(memory, start: start, runs: [], merges: false)
                guard let first = bytes.baseAddress else { return }
                do throws(ExchangeFault) { try framer.decode(first, bytes.count, into: &writer) } catch {
                    fault = error
                }
            }
        }
        #expect(fault == .tooLarge("a JSON text of more than 100 bytes", limit: "text"))
    }

    @Test("that tell of an error end the stream; those before it are kept")
    func errors() throws {
        var batch = StreamBatch()
        for text in [
            #"{"status":"ok"}"#, #"{"x":{"error":"inner"}}"#, #"{"errorDetail":{"message":"no"},"error":"no"}"#,
        ] {
            batch.bytes.writeString(text)
            batch.runs.append(.init(source: 0, length: text.utf8.count))
        }
        #expect(throws: ExchangeFault.progress(Array(#"{"errorDetail":{"message":"no"},"error":"no"}"#.utf8))) {
            try StreamErrors.check(&batch, from: 0)
        }
        #expect(batch.runs.count == 2)
        #expect(String(buffer: batch.bytes) == #"{"status":"ok"}{"x":{"error":"inner"}}"#)
    }
}

@Suite("A look into a JSON text")
struct JSONPeekTests {
    private func string(_ text: String, _ path: [StaticString]) -> String? {
        Array(text.utf8).withUnsafeBytes { bytes in
            path.count == 1 ? JSONPeek.string(bytes, path[0]) : JSONPeek.string(bytes, path[0], path[1])
        }
    }

    @Test("finds strings by their path and undoes escapes")
    func strings() {
        #expect(string(#"{"a":{"b":"no"},"b":"yes"}"#, ["b"]) == "yes")
        #expect(
            string(#"{ "x" : [1,{"b":"}"}] , "a" : { "b" : "q\"\n\u00e9\ud83d\ude00\/" } }"#, ["a", "b"]) == "q\"\né😀/")
        #expect(string(#"{"a":1}"#, ["a"]) == nil)
        #expect(string(#"[{"a":"x"}]"#, ["a"]) == nil)
    }

    @Test("of what is no JSON is nil and no trap")
    func nonsense() {
        let text = Array(#"{"a":{"b":"q\"","c":[1,2]},"d":true}"#.utf8)
        for count in 0..<text.count {
            _ = string(String(decoding: text[..<count], as: UTF8.self), ["a", "b"])
            _ = string(String(decoding: text[count...], as: UTF8.self), ["a", "b"])
        }
    }
}
