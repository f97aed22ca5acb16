import NIOCore
import Testing

@testable import DockerEngine

@Suite("A recording for somebody who types freely")
struct StepwiseBookTests {
    private static func entry(_ line: String, _ reply: String, _ body: String = "") -> Recording.Entry {
        let words = line.split(separator: " ").map { String($0) }
        return Recording.Entry(
            method: words[0], target: words[1], body: body, status: 200, reason: "OK", headers: Headers(), isRaw: false,
            isOpen: false, pieces: [.reply(ByteBuffer(string: reply), after: .zero)])
    }

    /// Ask, create, ask, start, ask, delete, ask: each reply says where it stands.
    private static let recording = Recording(entries: [
        entry("GET /v1.41/containers/web/json", "absent"),
        entry("POST /v1.41/containers/create?name=web", "{\"Id\":\"0123456789abcdef\"}", "{\"Image\":\"busybox\"}"),
        entry("GET /v1.41/containers/0123456789abcdef/json", "created"),
        entry("GET /v1.41/containers/0123456789abcdef/json", "created, later"),
        entry("POST /v1.41/containers/0123456789abcdef/start", "start"),
        entry("GET /v1.41/containers/0123456789abcdef/json", "running"),
        entry("DELETE /v1.41/containers/0123456789abcdef", "delete"),
        entry("GET /v1.41/containers/0123456789abcdef/json", "gone"),
        entry("GET /v1.41/events", "events"),
    ])

    private static func say(_ book: StepwiseBook, _ line: String, _ body: String = "") -> String {
        let words = line.split(separator: " ").map { String($0) }
        switch book.answer(RecordedRequest(method: words[0], target: words[1], body: body)) {
        case .entry(let entry):
            guard case .reply(let bytes, _)? = entry.pieces.first else { return "" }
            return String(buffer: bytes)
        case .unknown(let words): return words
        }
    }

    private static let ask = "GET /v1.41/containers/web/json"
    private static let create = "POST /v1.41/containers/create?name=web"
    private static let made = "{\"Id\":\"0123456789abcdef\"}"
    private static let image = "{\"Image\":\"busybox:latest\",\"StopTimeout\":1}"

    @Test("answers a question as of the last step, however often it is asked")
    func questions() {
        let book = StepwiseBook(Self.recording, advice: "try")
        #expect(Self.say(book, Self.ask) == "absent")
        #expect(Self.say(book, Self.ask) == "absent")
        #expect(Self.say(book, Self.create, Self.image) == Self.made)
        #expect(Self.say(book, Self.ask) == "created")
        #expect(Self.say(book, Self.ask) == "created, later")
        #expect(Self.say(book, Self.ask) == "created, later")
        #expect(Self.say(book, "POST /v1.45/containers/web/start") == "start")
        #expect(Self.say(book, "GET /containers/0123456789ab/json") == "running")
    }

    @Test("goes back to a step that is taken again, and lets one be made up for")
    func steps() {
        let book = StepwiseBook(Self.recording, advice: "try")
        #expect(Self.say(book, "POST /containers/web/start") == "start")
        #expect(Self.say(book, Self.ask) == "running")
        #expect(Self.say(book, Self.create, Self.image) == Self.made)
        #expect(Self.say(book, Self.ask) == "running")
        #expect(Self.say(book, "DELETE /containers/web") == "delete")
        #expect(Self.say(book, Self.ask) == "gone")
        #expect(Self.say(book, Self.create, Self.image) == Self.made)
        #expect(Self.say(book, Self.ask) == "created")
    }

    @Test("says of what it does not hold what it knows, and what to do")
    func unknown() {
        let book = StepwiseBook(Self.recording, advice: "try this")
        #expect(
            Self.say(book, "GET /events")
                == "this is a recording, and GET /events is answered only after DELETE /containers/0123456789abcdef; "
                + "it goes on with POST /containers/create?name=web; try this")
        #expect(
            Self.say(book, "POST /containers/create?name=wbe", Self.image)
                == "this is a recording, and POST /containers/create is in it with other values: name is \"wbe\", "
                + "recorded was \"web\"; it goes on with POST /containers/create?name=web; try this")
        #expect(Self.say(book, "GET /swarm").hasPrefix("this is a recording, and GET /swarm is not in it; it goes"))
        #expect(Self.say(book, Self.ask) == "absent")
    }
}
