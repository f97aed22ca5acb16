import Testing

@testable import DockerEngine

@Suite("The framing of a body that comes piece by piece")
struct UploadFramingTests {
    @Test("wraps each piece in a chunk when the length is not known")
    func chunks() throws {
        var framing = UploadFraming(length: nil)
        #expect(try framing.frame(1) == ("1\r\n", "\r\n"))
        #expect(try framing.frame(4096) == ("1000\r\n", "\r\n"))
        #expect(try framing.end() == "0\r\n\r\n")
    }

    @Test("adds nothing when the head has told the length")
    func length() throws {
        var framing = UploadFraming(length: 10)
        #expect(try framing.frame(4) == ("", ""))
        #expect(try framing.frame(6) == ("", ""))
        #expect(try framing.end() == "")
    }

    @Test("refuses a body that turns out shorter or longer than promised", arguments: [9, 11])
    func changed(_ count: Int) {
        var framing = UploadFraming(length: 10)
        let error = #expect(throws: EngineError.self) {
            _ = try framing.frame(count)
            _ = try framing.end()
        }
        #expect(error?.kind == .invalidArgument)
        #expect(error?.message.contains("length") == true)
    }
}
