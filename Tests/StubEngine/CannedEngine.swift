public import NIOCore

/// The routes of a small engine that says always the same: for measurements and for tests of whole programs.
public struct CannedEngine: Sendable {
    /// How many containers the list holds.
    public var containers = 10
    /// How many lines the logs hold.
    public var lines = 1000
    /// The API version.
    public var apiVersion = "1.41"
    private let list: ByteBuffer
    private let logHead: ByteBuffer
    private let logBlock: ByteBuffer
    private let logRest: ByteBuffer
    private let blocks: Int

    /// Prepares the answers.
    public init(containers: Int = 10, lines: Int = 1000, apiVersion: String = "1.41") {
        self.containers = containers
        self.lines = lines
        self.apiVersion = apiVersion
        list = Self.reply(SyntheticContainers.list(containers))
        let type =
            apiVersion == "1.41" ? "application/vnd.docker.raw-stream" : "application/vnd.docker.multiplexed-stream"
        logHead = ByteBuffer(
            string: "HTTP/1.1 200 OK\r\nContent-Type: \(type)\r\nTransfer-Encoding: chunked\r\n\r\n")
        logBlock = LogSource.block(lines: LogSource.linesPerBlock)
        blocks = lines / LogSource.linesPerBlock
        var rest = LogSource.block(lines: lines % LogSource.linesPerBlock)
        rest.writeStaticString("0\r\n\r\n")
        logRest = rest
    }

    /// The answer to a request.
    public func answer(_ request: StubRequest) -> [StubStep] {
        let fields = "Api-Version: \(apiVersion)\r\nServer: Docker/stub\r\n"
        switch (request.method, request.path) {
        case ("HEAD", "/_ping"):
            return [.text("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\(fields)Content-Length: 0\r\n\r\n")]
        case ("GET", "/_ping"):
            return [.reply(type: "text/plain; charset=utf-8", "OK", headers: fields)]
        case ("GET", "/version"):
            return [
                .reply(
                    #"{"Version":"20.10.24","ApiVersion":"\#(apiVersion)","MinAPIVersion":"1.12","Os":"linux","Arch":"amd64"}"#
                )
            ]
        case ("GET", "/containers/json"):
            return [.send(list)]
        case ("GET", let path) where path.hasPrefix("/containers/") && path.hasSuffix("/logs"):
            return [.send(logHead), .repeated(logBlock, count: blocks), .send(logRest)]
        case ("GET", let path) where path.hasPrefix("/containers/missing") && path.hasSuffix("/json"):
            let name = path.dropFirst("/containers/".count).dropLast("/json".count)
            return [.reply(status: "404 Not Found", #"{"message":"No such container: \#(name)"}"#)]
        case ("GET", let path) where path.hasPrefix("/containers/") && path.hasSuffix("/json"):
            return [.reply(SyntheticContainers.inspect(String(path.dropFirst(12).dropLast(5))))]
        default:
            if let steps = work(request) { return steps }
            return [.reply(status: "404 Not Found", #"{"message":"page not found"}"#)]
        }
    }

    private static func reply(_ body: ByteBuffer) -> ByteBuffer {
        var buffer = ByteBuffer(
            string: "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: \(body.readableBytes)\r\n\r\n"
        )
        buffer.writeImmutableBuffer(body)
        return buffer
    }
}

/// Log output as the engine sends it: a chunk and a frame for each line.
public enum LogSource {
    /// The payload of a line: 99 characters and the line end.
    public static let line =
        "stdout line of the stub engine " + String(repeating: "0123456789", count: 6) + " the end\n"

    /// How many lines make a block of at most 64 KB.
    public static let linesPerBlock = 64 * 1024 / chunk.readableBytes

    private static let chunk = StubBytes.chunk(StubBytes.frame(1, line))

    /// So many lines, each a frame in a chunk of its own.
    public static func block(lines: Int) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(lines * chunk.readableBytes + 8)
        for _ in 0..<lines { buffer.writeImmutableBuffer(chunk) }
        return buffer
    }
}
