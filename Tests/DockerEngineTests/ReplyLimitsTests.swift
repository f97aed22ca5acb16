import DockerEngine
import Testing

@Suite("Limits of what is taken from an engine")
struct ReplyLimitsTests {
    @Test("MOONDOCK_LIMITS sets what it names and leaves the rest")
    func read() throws {
        let (limits, depth) = try ReplyLimits.read(["MOONDOCK_LIMITS": "line=1m, reply = 2G,head=4096,depth=64"])
        #expect(limits.line == 1 << 20)
        #expect(limits.reply == 2 << 30)
        #expect(limits.head == 4096)
        #expect(limits.text == ReplyLimits().text)
        #expect(depth == 64)
        #expect(try ReplyLimits.read([:]).limits == ReplyLimits())
        #expect(try ReplyLimits.read(["MOONDOCK_LIMITS": ""]).depth == ReplyLimits.defaultDepth)
    }

    @Test(
        "what it cannot read is an error that names the variable and the thing",
        arguments: [
            ("lines=1m", "did you mean 'line'"), ("line", "'line' is not a limit"), ("line=", "not a limit"),
            ("line=much", "not a limit"), ("line=0", "a size from 1 to 1g"), ("reply=3g", "a size from 1 to 2g"),
            ("line=-1", "not a limit"), ("line=99999999999999999999", "not a limit"),
            ("line=9223372036854775807g", "not a limit"), ("depth=5", "from 16 to 4096"),
            ("depth=1m", "from 16 to 4096"),
        ])
    func wrong(_ text: String, _ words: String) {
        let error = #expect(throws: EngineError.self) { try ReplyLimits.read(["MOONDOCK_LIMITS": text]) }
        #expect(error?.kind == .invalidArgument)
        #expect(error?.message.hasPrefix("MOONDOCK_LIMITS: ") == true)
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }

    @Test("every default is within its bounds, and every field can be set")
    func fields() throws {
        for field in ReplyLimits.fields {
            var limits = ReplyLimits()
            #expect((1...field.most).contains(limits[keyPath: field.path]))
            try limits.set(field.name, 1)
            #expect(limits[keyPath: field.path] == 1)
        }
    }
}
