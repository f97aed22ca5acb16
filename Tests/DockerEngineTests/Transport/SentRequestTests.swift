import NIOCore
import Testing

@testable import DockerEngine

@Suite("A request that is read back")
struct SentRequestTests {
    private static let cases: [(bytes: String, parts: String)] = [
        ("GET /info HTTP/1.1\r\nHost: d\r\n\r\n", "GET /info Host=d|"),
        (
            "POST /x HTTP/1.1\r\nHost: d\r\nContent-Length: 5\r\n\r\nab\r\ncin",
            "POST /x Host=d,Content-Length=5|ab\r\nc|in"
        ),
        (
            "PUT /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
            "PUT /x Transfer-Encoding=chunked|abcde|"
        ),
        (
            "POST /y HTTP/1.1\r\nX-Registry-Auth: c2VjcmV0\r\nAuthorization: Basic x\r\n\r\n",
            "POST /y X-Registry-Auth=***,Authorization=***|"
        ),
        ("POST /y HTTP/1.1\r\nX-Registry-Auth: e30=\r\n\r\n", "POST /y X-Registry-Auth=e30=|"),
    ]

    @Test("gives the same head and body wherever the bytes are cut", arguments: cases)
    func cuts(_ example: (bytes: String, parts: String)) {
        let all = Array(example.bytes.utf8)
        for cut in 0...all.count {
            var request = SentRequest()
            var head = ""
            var body = ""
            var input = ""
            for piece in [all[..<cut], all[cut...]] {
                for part in request.take(ByteBuffer(bytes: piece)) {
                    switch part {
                    case .head(let method, let target, let headers):
                        head = "\(method) \(target) " + headers.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
                    case .body(let bytes): body += String(buffer: bytes)
                    case .input(let bytes): input += String(buffer: bytes)
                    }
                }
            }
            let parts = input.isEmpty ? "\(head)|\(body)" : "\(head)|\(body)|\(input)"
            let expected =
                example.parts.hasSuffix("|") && !body.isEmpty ? String(example.parts.dropLast()) : example.parts
            #expect(parts == expected, "cut at \(cut)")
        }
    }
}
