import DockerEngine
import NIOCore
import NIOPosix
import Testing

/// Nothing listens at the engine's address: what is not refused beforehand fails with kind `connection`.
@Suite("A read-only client")
struct ReadOnlyTests {
    private func engine() throws -> Engine {
        let address = try Address.parse("unix:///tmp/moondock-nobody-listens.sock")
        let configuration = EngineConfiguration(address: address, apiVersion: APIVersion(1, 51))
        return Engine(configuration, eventLoop: MultiThreadedEventLoopGroup.singleton.next(), readOnly: true)
    }

    private func kind(of call: EngineCall) async -> EngineError.Kind? {
        let error = await #expect(throws: EngineError.self) { try await call.reply.get() }
        return error?.kind
    }

    /// A call with everything that the operation insists on.
    private func invocation(_ operation: Operation) -> Invocation {
        let arguments = operation.parameters.filter(\.required).map { parameter -> (String, Argument) in
            switch parameter.form {
            case .integer: (parameter.name, .integer(1))
            case .boolean: (parameter.name, .boolean(true))
            case .string, .reference: (parameter.name, .string("x"))
            default: (parameter.name, .json(#"["x"]"#))
            }
        }
        let body: RequestBody =
            switch operation.body {
            case .none: .none
            case .object: .json(ByteBuffer(string: "{}"))
            case .array: .json(ByteBuffer(string: "[]"))
            case .bytes: .bytes(ByteBuffer(string: "x"), contentType: "")
            }
        return Invocation(operation: operation, arguments: arguments, body: body)
    }

    @Test("refuses every operation that changes anything, and no other", arguments: Catalogue.all)
    func operations(_ operation: Operation) async throws {
        guard operation.since.map({ $0 <= APIVersion(1, 51) }) ?? true else { return }
        let kind = await kind(of: try engine().invoke(invocation(operation), tty: false))
        #expect(kind == (operation.mutates && operation.mutatesOnlyWith == nil ? .readOnly : .connection))
    }

    @Test("refuses the same by path", arguments: Catalogue.all)
    func paths(_ operation: Operation) async throws {
        var path = operation.path
        for parameter in operation.parameters where parameter.location == .path {
            path = path.split(separator: "{\(parameter.name)}", omittingEmptySubsequences: false).joined(separator: "x")
        }
        let refused = operation.mutates && operation.mutatesOnlyWith == nil
        for prefix in ["", "/v1.41"] {
            let kind = await kind(of: try engine().raw(method: operation.method.rawValue, path: prefix + path))
            #expect(kind == (refused ? .readOnly : .connection), "\(prefix + path)")
        }
    }

    @Test(
        "attaches for reading, not for writing, however that is written",
        arguments: [
            ("stdout=1", false), ("stdin=0&stdout=1", false), ("stdin=false", false), ("stdin=1", true),
            ("stdout=1&stdin=true", true), ("std%69n=1", true), ("stdin=yes", true), ("stdin=0&stdin=1", true),
        ])
    func attaching(_ query: String, _ refused: Bool) async throws {
        let kind = await kind(of: try engine().raw(method: "POST", path: "/containers/x/attach?" + query))
        #expect(kind == (refused ? .readOnly : .connection))
    }

    @Test(
        "takes paths that no operation has by their method",
        arguments: [
            ("GET", false), ("HEAD", false), ("POST", true), ("PUT", true), ("DELETE", true), ("PATCH", true),
        ])
    func unknown(_ method: String, _ refused: Bool) async throws {
        let kind = await kind(of: try engine().raw(method: method, path: "/of/tomorrow"))
        #expect(kind == (refused ? .readOnly : .connection))
    }
}
