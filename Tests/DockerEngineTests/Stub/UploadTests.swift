import DockerEngine
import Glibc
import NIOCore
import NIOPosix
import StubEngine
import Synchronization
import Testing

/// Pieces that a test has prepared, and what the request did with them.
private final class Pieces: BodySource {
    struct State {
        var left: [String]
        var asked = 0
        var isCancelled = false
    }

    let length: Int64?
    let state: Mutex<State>
    let failure: EngineError?

    init(_ pieces: [String], length: Int64? = nil, failure: EngineError? = nil) {
        state = Mutex(State(left: pieces))
        self.length = length
        self.failure = failure
    }

    var asked: Int { state.withLock { $0.asked } }
    var isCancelled: Bool { state.withLock { $0.isCancelled } }

    func next(on eventLoop: any EventLoop) -> EventLoopFuture<ByteBuffer?> {
        let piece = state.withLock { state in
            state.asked += 1
            return state.left.isEmpty ? nil : state.left.removeFirst()
        }
        if piece == nil, let failure { return eventLoop.makeFailedFuture(failure) }
        return eventLoop.makeSucceededFuture(piece.map { ByteBuffer(string: $0) })
    }

    func cancel() { state.withLock { $0.isCancelled = true } }
}

extension Engine {
    /// Sends an archive to a container.
    fileprivate func upload(_ source: any BodySource) async throws -> Reply {
        try await call(
            Invocation(
                operation: try Catalogue.operation("PutContainerArchive"),
                arguments: [("id", .string("x")), ("path", .string("/"))], body: .stream(source, contentType: "")))
    }
}

@Suite("Bodies that come piece by piece")
struct UploadTests {
    static let accepts: StubEngine.Script = { _ in [.text("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")] }

    @Test("arrive whole, with their length or in chunks", arguments: [11, nil] as [Int64?])
    func whole(_ length: Int64?) async throws {
        try await withStub(script: Self.accepts) { engine, stub in
            let source = Pieces(["hello", "", " ", "world"], length: length)
            _ = try await engine.upload(source)
            let request = try #require(stub.requests.first)
            #expect(String(buffer: request.body) == "hello world")
            #expect(request.headers["content-type"] == "application/x-tar")
            #expect(request.headers["content-length"] == length.map { "\($0)" })
            #expect(request.headers["transfer-encoding"] == (length == nil ? "chunked" : nil))
            #expect(source.isCancelled)
            // The connection serves the next call.
            _ = try await engine.call("SystemInfo")
            #expect(stub.acceptedConnections == 1)
        }
    }

    @Test("fail with what their source says, and the connection is not used again")
    func brokenSource() async throws {
        try await withStub(script: Self.accepts) { engine, stub in
            let failure = EngineError(.invalidArgument, "the disk is on fire")
            let error = await #expect(throws: EngineError.self) {
                try await engine.upload(Pieces(["a", "b"], failure: failure))
            }
            #expect(error?.message == "the disk is on fire")
            #expect(error?.operation == "PutContainerArchive")
            #expect(stub.requests.isEmpty)
            #expect(await eventually { stub.openConnections == 0 })
        }
    }

    @Test("that have another length than promised fail", arguments: [4, 6] as [Int64])
    func changedLength(_ length: Int64) async throws {
        try await withStub(script: Self.accepts) { engine, _ in
            let error = await #expect(throws: EngineError.self) {
                try await engine.upload(Pieces(["12", "345"], length: length))
            }
            #expect(error?.kind == .invalidArgument)
            #expect(error?.message.contains("changed its length") == true)
        }
    }

    @Test("end at once when the engine refuses half-way, with its words")
    func refusedHalfWay() async throws {
        let opening: [StubStep] = [
            .pause(.milliseconds(50)),
            .reply(status: "413 Too Large", #"{"message":"too much"}"#, headers: "Connection: close\r\n"), .stall,
        ]
        try await withStub(opening: opening, script: Self.accepts) { engine, stub in
            let pipe = PipeBody()
            @Sendable func fill() {
                pipe.write(ByteBuffer(repeating: 65, count: 1000)) { error in if error == nil { fill() } }
            }
            fill()
            let error = await #expect(throws: EngineError.self) { try await engine.upload(pipe) }
            #expect(error?.status == 413)
            #expect(error?.message == "too much")
            #expect(await eventually { stub.openConnections == 0 })
        }
    }

    @Test("wait for an engine that does not read, and end with the call")
    func backPressure() async throws {
        try await withStub(opening: [.deaf, .stall], script: Self.accepts) { engine, stub in
            let piece = String(repeating: "x", count: 64 * 1024)
            let source = Pieces(Array(repeating: piece, count: 10_000))
            let call = engine.invoke(
                Invocation(
                    operation: try Catalogue.operation("ImageLoad"), body: .stream(source, contentType: "")))
            _ = await eventually { source.asked > 1 }
            try await Task.sleep(for: .milliseconds(200))
            let asked = source.asked
            #expect(asked < 100, "a socket holds a few pieces, and none is read ahead")
            try await Task.sleep(for: .milliseconds(100))
            #expect(source.asked == asked)
            call.cancel()
            #expect(await eventually { source.isCancelled && stub.openConnections == 0 })
        }
    }

    @Test("the limit on the reply's head counts from the last piece that was taken")
    func slowSource() async throws {
        try await withStub(configure: { $0.responseTimeout = .milliseconds(150) }, script: Self.accepts) { engine, _ in
            let pipe = PipeBody()
            Task {
                for _ in 0..<6 {
                    try await Task.sleep(for: .milliseconds(60))
                    pipe.write(ByteBuffer(string: "x")) { _ in }
                }
                pipe.finish()
            }
            // 0.36 s in all, and never 0.15 s without progress.
            let reply = try await engine.raw(
                method: "PUT", path: "/containers/x/archive?path=/", body: .stream(pipe, contentType: "x/y")
            ).reply.get()
            #expect(reply.status == 200)
        }
    }

    @Test("of a call that is never sent are let go")
    func notSent() async throws {
        let source = Pieces(["x"])
        let configuration = EngineConfiguration(
            address: try Address.parse("unix:///tmp/moondock-no-such.sock"), apiVersion: APIVersion(1, 41))
        let engine = Engine(configuration, eventLoop: MultiThreadedEventLoopGroup.singleton.next())
        let error = await #expect(throws: EngineError.self) { try await engine.upload(source) }
        #expect(error?.kind == .connection)
        #expect(source.isCancelled)
        #expect(source.asked == 0)
        try await engine.close().get()
    }
}

@Suite("Files as bodies")
struct FileBodyTests {
    @Test("are read whole, in pieces")
    func whole() async throws {
        let path = "/tmp/moondock-file-body-\(getpid())"
        let content = (0..<700_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        #expect(content.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) } == content.count)
        close(descriptor)
        defer { unlink(path) }
        let body = try FileBody(path: path)
        #expect(body.length == 700_000)
        var read: [UInt8] = []
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        while let piece = try await body.next(on: loop).get() { read += piece.readableBytesView }
        #expect(read == content)
        body.cancel()
        let error = await #expect(throws: EngineError.self) { try await body.next(on: loop).get() }
        #expect(error?.kind == .cancelled)
    }

    @Test(
        "that cannot be read are refused with the system's reason",
        arguments: [
            ("/tmp/moondock-no-such-file", "No such file"), ("/tmp", "Is a directory"),
        ])
    func refused(_ path: String, _ reason: String) {
        let error = #expect(throws: EngineError.self) { try FileBody(path: path) }
        #expect(error?.kind == .invalidArgument)
        #expect(error?.message.contains(path) == true)
        #expect(error?.message.contains(reason) == true)
    }
}

@Suite("Bodies that a program writes")
struct PipeBodyTests {
    let loop = MultiThreadedEventLoopGroup.singleton.next()

    @Test("hand one piece over at a time, and end after the last")
    func pieces() async throws {
        let pipe = PipeBody()
        let taken = Mutex(0)
        pipe.write(ByteBuffer(string: "a")) { error in if error == nil { taken.withLock { $0 += 1 } } }
        #expect(taken.withLock { $0 } == 0)
        pipe.finish()
        #expect(try await pipe.next(on: loop).get() == ByteBuffer(string: "a"))
        #expect(taken.withLock { $0 } == 1)
        #expect(try await pipe.next(on: loop).get() == nil)
    }

    @Test("refuse a second piece before the first is taken, and pieces after the end")
    func misuse() {
        let pipe = PipeBody()
        let errors = Mutex<[EngineError.Kind?]>([])
        for _ in 0..<2 { pipe.write(ByteBuffer(string: "a")) { error in errors.withLock { $0.append(error?.kind) } } }
        #expect(errors.withLock { $0 } == [.invalidArgument])
        pipe.cancel()
        #expect(errors.withLock { $0 } == [.invalidArgument, .cancelled])
        pipe.write(ByteBuffer(string: "b")) { error in errors.withLock { $0.append(error?.kind) } }
        #expect(errors.withLock { $0 } == [.invalidArgument, .cancelled, .cancelled])
    }

    @Test("break the request off with the program's own error")
    func failing() async {
        let pipe = PipeBody()
        let next = pipe.next(on: loop)
        pipe.fail(EngineError(.invalidArgument, "no more"))
        let error = await #expect(throws: EngineError.self) { try await next.get() }
        #expect(error?.message == "no more")
    }
}
