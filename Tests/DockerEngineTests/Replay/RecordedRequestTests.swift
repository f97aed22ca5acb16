import Testing

@testable import DockerEngine

@Suite("A request compared with a recorded one")
struct RecordedRequestTests {
    private static func request(_ target: String, _ body: String = "") -> RecordedRequest {
        RecordedRequest(method: "POST", target: target, body: body)
    }

    @Test(
        "is the same whatever the order of its parts, and where secrets were hidden",
        arguments: [
            ("/x?a=1&b=2", "", "/x?b=2&a=1", ""),
            ("/x?f=%7B%22a%22%3A1%2C%22b%22%3A2%7D", "", "/x?f=%7B%22b%22%3A2,%22a%22%3A1%7D", ""),
            ("/x", "{\"a\":1,\"b\":[\"c\"]}", "/x", "{\"b\":[\"c\"],\"a\":1}"),
            ("/x", "{\"Env\":[\"PASSWORD=***\"]}", "/x", "{\"Env\":[\"PASSWORD=real\"]}"),
            ("/x?t=***", "", "/x?t=real", ""),
            ("/x?since=100", "", "/x?since=200.5", ""),
        ])
    func same(_ recorded: String, _ recordedBody: String, _ asked: String, _ body: String) {
        #expect(Self.request(asked, body).differences(from: Self.request(recorded, recordedBody)) == [])
    }

    @Test(
        "tells the place where it differs",
        arguments: [
            ("/x?a=1", "", "/x?a=2", "", "a is \"2\", recorded was \"1\""),
            ("/x", "", "/x?a=2", "", "a is \"2\", recorded was absent"),
            ("/x", "{\"a\":{\"b\":[1,2]}}", "/x", "{\"a\":{\"b\":[1,3]}}", "body.a.b[1] differs, recorded was 2"),
            ("/x", "{\"a\":1}", "/x", "", "it has no body"),
            ("/x", "{\"a\":\"b\"}", "/x", "{\"a\":\"secret\"}", "body.a differs, recorded was \"b\""),
            ("/x", "{}", "/x", "{\"a\":\"secret\"}", "body.a differs, recorded was nothing"),
            ("/x", "{\"a\":[1]}", "/x", "{\"a\":[1,2]}", "body.a differs"),
        ])
    func differs(_ recorded: String, _ recordedBody: String, _ asked: String, _ body: String, _ difference: String) {
        let found = Self.request(asked, body).differences(from: Self.request(recorded, recordedBody))
        #expect(found.map(\.words) == [difference])
    }
}
