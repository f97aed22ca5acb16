import DockerEngine
import NIOCore
import Testing

@Suite("Requests")
struct RequestBuilderTests {
    private static let engine = APIVersion(1, 41)

    private static func target(_ id: String, _ arguments: [(String, Argument)], body: RequestBody = .none) throws
        -> String
    {
        let call = Invocation(operation: try Catalogue.operation(id), arguments: arguments, body: body)
        return try RequestBuilder.build(call).target(version: engine)
    }

    private static func failure(
        _ id: String, _ arguments: [(String, Argument)], body: RequestBody = .none
    ) -> EngineError? {
        #expect(throws: EngineError.self) { try target(id, arguments, body: body) }
    }

    static let json = RequestBody.json(ByteBuffer(string: #"{"a":1}"#))

    @Test(
        "put values where they belong, escaped",
        arguments: [
            ("ContainerList", [], "/v1.41/containers/json"),
            (
                "ContainerList", [("all", .boolean(true)), ("limit", .integer(3))],
                "/v1.41/containers/json?all=1&limit=3"
            ),
            (
                "ContainerList", [("limit", .number(3)), ("all", .boolean(false))],
                "/v1.41/containers/json?all=0&limit=3"
            ),
            ("ContainerInspect", [("id", .string("web"))], "/v1.41/containers/web/json"),
            ("ContainerInspect", [("id", .string("/web"))], "/v1.41/containers/web/json"),
            ("ContainerInspect", [("id", .string("a b?c#d/e%"))], "/v1.41/containers/a%20b%3Fc%23d%2Fe%25/json"),
            ("ContainerInspect", [("id", .string("h\u{f6}"))], "/v1.41/containers/h%C3%B6/json"),
            ("ContainerInspect", [("id", .integer(42))], "/v1.41/containers/42/json"),
            (
                "ContainerTop", [("id", .string("x")), ("ps_args", .string("-o pid,cmd&x"))],
                "/v1.41/containers/x/top?ps_args=-o%20pid%2Ccmd%26x"
            ),
            (
                "ImageInspect", [("name", .string("reg.example:5000/a/b:1.0@sha256:ff"))],
                "/v1.41/images/reg.example:5000/a/b:1.0@sha256:ff/json"
            ),
            ("ImageInspect", [("name", .string("a b"))], "/v1.41/images/a%20b/json"),
            ("VolumeInspect", [("name", .string("a@b"))], "/v1.41/volumes/a%40b"),
            (
                "ContainerLogs", [("id", .string("x")), ("since", .number(1.5)), ("tail", .integer(10))],
                "/v1.41/containers/x/logs?since=1.5&tail=10"
            ),
            (
                "ContainerLogs", [("id", .string("x")), ("since", .number(1e15))],
                "/v1.41/containers/x/logs?since=1000000000000000"
            ),
            ("ContainerStop", [("id", .string("x")), ("t", .integer(-1))], "/v1.41/containers/x/stop?t=-1"),
            ("SystemPing", [], "/_ping"),
        ] as [(String, [(String, Argument)], String)])
    func targets(id: String, arguments: [(String, Argument)], expected: String) throws {
        #expect(try Self.target(id, arguments) == expected)
    }

    @Test(
        "refuse names that would lead to another route",
        arguments: [
            ("ContainerInspect", ""), ("ContainerInspect", "/"), ("ContainerInspect", ".."),
            ("ContainerInspect", "a/../b"),
            ("ContainerInspect", "a//b"), ("ImageInspect", "a/"), ("ImageInspect", "/a"), ("ImageInspect", "./a"),
            ("ContainerDelete", ""), ("VolumeInspect", "/a"),
        ])
    func emptyNames(id: String, value: String) throws {
        let name = id.hasPrefix("Container") ? "id" : "name"
        let error = Self.failure(id, [(name, .string(value))])
        #expect(error?.kind == .invalidArgument)
        #expect(error?.operation == id)
    }

    @Test(
        "refuse what is unknown, of the wrong type or missing, by name",
        arguments: [
            ("ContainerList", [("al", .boolean(true))], "there is no parameter \"al\" (did you mean \"all\"?)"),
            ("ContainerList", [("zzz", .boolean(true))], "there is no parameter \"zzz\""),
            ("ContainerList", [("all", .string("yes"))], "\"all\" must be true or false, and is a string"),
            ("ContainerList", [("all", .integer(1))], "\"all\" must be true or false, and is a number"),
            ("ContainerList", [("limit", .string("3"))], "\"limit\" must be a whole number, and is a string"),
            ("ContainerList", [("limit", .number(1.5))], "\"limit\" must be a whole number, and is a number"),
            (
                "ContainerList", [("filters", .boolean(true))],
                "\"filters\" must be a table of filters, and is a boolean"
            ),
            ("ContainerList", [("filters", .json("{"))], "\"filters\" is not valid JSON"),
            ("ContainerList", [("all", .boolean(true)), ("all", .boolean(true))], "\"all\" is given twice"),
            (
                "ContainerKill", [("id", .string("x")), ("signal", .json("{}"))],
                "\"signal\" must be a string, and is a table"
            ),
            ("ContainerRename", [("id", .string("x"))], "\"name\" is missing"),
            ("ContainerInspect", [], "\"id\" is missing"),
            ("ContainerInspect", [("id", .json("null"))], "\"id\" is missing"),
        ] as [(String, [(String, Argument)], String)])
    func refusals(id: String, arguments: [(String, Argument)], message: String) {
        let error = Self.failure(id, arguments)
        #expect(error?.kind == .invalidArgument)
        #expect(error?.message == message)
        #expect(error?.operation == id)
    }

    @Test("list what an operation takes when a name is unknown")
    func hints() {
        #expect(Self.failure("ContainerList", [("q", .integer(1))])?.hint == "It takes all, limit, size, filters.")
        #expect(Self.failure("SystemInfo", [("q", .integer(1))])?.hint == "It takes no parameters.")
    }

    @Test("refuse operations and parameters that the engine's version does not have")
    func versions() throws {
        let parameter = Self.failure("ContainerStop", [("id", .string("x")), ("signal", .string("INT"))])
        #expect(parameter?.kind == .version)
        #expect(parameter?.message == "\"signal\" needs API 1.42, the engine speaks 1.41")
        let operation = Self.failure(
            "VolumeUpdate", [("name", .string("x")), ("version", .integer(1))], body: Self.json)
        #expect(operation?.kind == .version)
        #expect(operation?.message == "VolumeUpdate needs API 1.42, the engine speaks 1.41")
        let prune = try RequestBuilder.build(
            Invocation(operation: Catalogue.operation("BuildPrune"), arguments: [("keep-storage", .integer(1))]))
        #expect(try prune.target(version: APIVersion(1, 51)) == "/v1.51/build/prune?keep-storage=1")
        let gone = #expect(throws: EngineError.self) { try prune.target(version: APIVersion(1, 52)) }
        #expect(gone?.message == "\"keep-storage\" is gone since API 1.52, the engine speaks 1.52")
    }

    @Test("give headers and fallbacks their place")
    func headers() throws {
        let push = try Catalogue.operation("ImagePush")
        let plain = try RequestBuilder.build(Invocation(operation: push, arguments: [("name", .string("a"))]))
        #expect(plain.headers == ["X-Registry-Auth": "e30="])
        let enable = try Catalogue.operation("PluginEnable")
        let unlimited = try RequestBuilder.build(Invocation(operation: enable, arguments: [("name", .string("a"))]))
        #expect(unlimited.path == "/plugins/a/enable?timeout=0")
        let own = try RequestBuilder.build(
            Invocation(
                operation: push,
                arguments: [
                    ("name", .string("a")), ("x-registry-auth", .json(#"{"username":"\u00fb?>","password":"~~~"}"#)),
                ],
                headers: [("X-Trace", "1")]))
        #expect(own.headers["X-Trace"] == "1")
        let auth = try #require(own.headers["X-Registry-Auth"])
        #expect(!auth.contains("+") && !auth.contains("/") && auth.count % 4 == 0)
    }

    @Test(
        "never let a value break out of its header",
        arguments: [("X-A", "a\r\nB: c"), ("X A", "a"), ("", "a"), ("X-A", "\0")])
    func smuggling(name: String, value: String) throws {
        let call = Invocation(operation: try Catalogue.operation("SystemInfo"), headers: [(name, value)])
        #expect(throws: EngineError.self) { try RequestBuilder.build(call) }
    }

    @Test("carry bodies of the right kind only")
    func bodies() throws {
        func build(_ id: String, _ body: RequestBody) throws -> PreparedRequest {
            let operation = try Catalogue.operation(id)
            let arguments = operation.parameters.filter(\.required).map { ($0.name, Argument.string("x")) }
            return try RequestBuilder.build(Invocation(operation: operation, arguments: arguments, body: body))
        }
        let tar = RequestBody.bytes(ByteBuffer(string: "tar"), contentType: "")
        #expect(try build("ContainerCreate", Self.json).headers == ["Content-Type": "application/json"])
        #expect(try build("ImageLoad", tar).headers == ["Content-Type": "application/x-tar"])
        #expect(try build("ExecStart", .none).body == .json(ByteBuffer(string: "{}")))
        #expect(try build("PluginPull", .none).body == .json(ByteBuffer(string: "[]")))
        #expect(try build("PluginPull", .json(ByteBuffer(string: " { } "))).body == .json(ByteBuffer(string: "[]")))
        #expect(try build("ImageCommit", .none).body == .none)
        #expect(try build("ImageCommit", .none).headers.isEmpty)
        for (id, body) in [
            ("ContainerCreate", .none), ("ContainerCreate", tar), ("ImageLoad", Self.json), ("ImageLoad", .none),
            ("SystemInfo", Self.json), ("PluginSet", Self.json), ("ContainerCreate", .json(ByteBuffer(string: "[1]"))),
        ] as [(String, RequestBody)] {
            let error = #expect(throws: EngineError.self) { try build(id, body) }
            #expect(error?.kind == .invalidArgument)
            #expect(error?.message.contains("body") == true)
        }
    }
}
