import DockerEngine
import NIOCore
import Testing

@Suite("Requests by path")
struct RawRequestTests {
    @Test(
        "keep the path and add the query",
        arguments: [
            ("/containers/json", [], "/v1.41/containers/json"),
            ("/containers/json", [("all", .boolean(true))], "/v1.41/containers/json?all=1"),
            ("/containers/json?limit=1", [("all", .boolean(false))], "/v1.41/containers/json?limit=1&all=0"),
            (
                "/containers/json", [("filters", .json(#"{"name":"x"}"#))],
                "/v1.41/containers/json?filters=%7B%22name%22:%5B%22x%22%5D%7D"
            ),
            ("/images/get", [("names", .json(#"["a","b"]"#))], "/v1.41/images/get?names=a&names=b"),
            ("/build", [("labels", .json(#"{"a":"b"}"#))], "/v1.41/build?labels=%7B%22a%22:%22b%22%7D"),
            ("/x", [("a", .json("null")), ("b", .number(1.5))], "/v1.41/x?b=1.5"),
            ("/v1.30/info", [], "/v1.30/info"),
            ("/version", [], "/v1.41/version"),
            ("/volumes/x", [], "/v1.41/volumes/x"),
            ("/_ping", [], "/_ping"),
            ("/a b\r\n\u{f6}#%20", [], "/v1.41/a%20b%0D%0A%C3%B6%23%20"),
        ] as [(String, [(String, Argument)], String)])
    func targets(path: String, query: [(String, Argument)], expected: String) throws {
        let request = try RequestBuilder.raw(method: "get", path: path, query: query)
        #expect(request.method == "GET")
        #expect(try request.target(version: APIVersion(1, 41)) == expected)
    }

    @Test("take any body and let the caller name its type")
    func bodies() throws {
        let body = RequestBody.json(ByteBuffer(string: "[]"))
        let plain = try RequestBuilder.raw(method: "POST", path: "/x", body: body)
        #expect(plain.headers == ["Content-Type": "application/json"])
        let own = try RequestBuilder.raw(method: "POST", path: "/x", headers: [("content-type", "a/b")], body: body)
        #expect(own.headers == ["Content-Type": "a/b"])
    }

    @Test(
        "refuse what is no request",
        arguments: [("GET", "containers/json"), ("", "/x"), ("GET /", "/x"), ("G\r\n", "/x")])
    func refusals(method: String, path: String) {
        #expect(throws: EngineError.self) { try RequestBuilder.raw(method: method, path: path) }
    }
}
