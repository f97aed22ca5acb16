import DockerEngine
import Glibc
import NIOCore
import Testing

@Suite("Errors")
struct EngineErrorTests {
    struct Refusal: Sendable, CustomTestStringConvertible {
        var status: Int
        var body: String
        var kind: EngineError.Kind
        var message: String
        var hint: String?
        var cause: String?
        var testDescription: String { "\(status) \(body)" }
    }

    static let tooNew = "client version 1.99 is too new. Maximum supported API version is 1.41"
    static let tooOld =
        "client version 1.10 is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version"

    static let refusals = [
        Refusal(
            status: 404, body: #"{"message":"No such container: web"}"#, kind: .notFound,
            message: "No such container: web"),
        Refusal(status: 409, body: #"{"message":"in use"}"#, kind: .conflict, message: "in use"),
        Refusal(status: 400, body: #"{"message":"bad"}"#, kind: .invalidArgument, message: "bad"),
        Refusal(status: 401, body: "who are you\n", kind: .unauthorized, message: "who are you"),
        Refusal(status: 403, body: #"{"message":"no"}"#, kind: .unauthorized, message: "no"),
        Refusal(
            status: 500, body: #"{"message":"Get https://r/v2/: unauthorized: incorrect username or password"}"#,
            kind: .unauthorized, message: "Get https://r/v2/: unauthorized: incorrect username or password"),
        Refusal(
            status: 500, body: #"{"message":"login attempt to http://r/v2/ failed with status: 401 Unauthorized"}"#,
            kind: .unauthorized, message: "login attempt to http://r/v2/ failed with status: 401 Unauthorized"),
        Refusal(status: 500, body: #"{"message":"no space left"}"#, kind: .api, message: "no space left"),
        Refusal(status: 503, body: #"{"message":"not a manager"}"#, kind: .api, message: "not a manager"),
        Refusal(
            status: 500, body: "", kind: .api, message: "the engine refused with status 500 and no explanation"),
        Refusal(
            status: 404, body: #"{"cause":"no such container","message":"no container \"x\" found","response":404}"#,
            kind: .notFound, message: "no container \"x\" found", cause: "no such container"),
        Refusal(
            status: 404, body: #"{"cause":"gone","message":"gone","response":404}"#, kind: .notFound, message: "gone"),
        Refusal(
            status: 404, body: #"{"message":"page not found"}"#, kind: .notFound,
            message: "the engine does not have this operation",
            hint: "It may be too old for it, or not a Docker Engine: Podman lacks swarm and plugins.",
            cause: "page not found"),
        Refusal(
            status: 502, body: "<html>\n<h1>502 Bad Gateway</h1></html>", kind: .api,
            message: "the reply is a web page, not one of a Docker Engine",
            hint: "Most likely a proxy or another server answered. Check the address."),
        Refusal(
            status: 400, body: #"{"message":"\#(tooNew)"}"#, kind: .version, message: tooNew,
            hint: "The engine speaks up to 1.41. Unset DOCKER_API_VERSION, or set it to 1.41 at most."),
        Refusal(
            status: 400, body: tooOld + "\n", kind: .version, message: tooOld,
            hint: "The engine wants 1.24 at least. Unset DOCKER_API_VERSION, or set it to 1.24."),
        Refusal(
            status: 400, body: #"{"message":"\#(tooOld)"}"#, kind: .version, message: tooOld,
            hint: "The engine wants 1.24 at least. Unset DOCKER_API_VERSION, or set it to 1.24."),
        Refusal(
            status: 400, body: "Client sent an HTTP request to an HTTPS server.\n", kind: .tls,
            message: "the engine expects TLS on this port, and was spoken to without",
            hint:
                "Use https://, or tcp:// with TLS switched on (DOCKER_TLS_VERIFY and DOCKER_CERT_PATH, or the tls options).",
            cause: "Client sent an HTTP request to an HTTPS server."),
    ]

    @Test("are made of every form of refusal", arguments: refusals)
    func replies(refusal: Refusal) {
        let error = EngineError.reply(
            status: refusal.status, body: ByteBuffer(string: refusal.body), operation: "ContainerInspect")
        #expect(error.kind == refusal.kind)
        #expect(error.message == refusal.message)
        #expect(error.hint == refusal.hint)
        #expect(error.cause == refusal.cause)
        #expect(error.operation == "ContainerInspect")
        #expect(error.status == ([.connection, .tls].contains(refusal.kind) ? nil : refusal.status))
    }

    @Test("repair refusals that are not UTF-8 and cut those without end")
    func oddBytes() {
        #expect(EngineError.reply(status: 500, body: ByteBuffer(bytes: [0x61, 0xff])).message == "a\u{fffd}")
        let long = ByteBuffer(repeating: 0x61, count: 1_000_000)
        #expect(EngineError.reply(status: 500, body: long).message.utf8.count == 8_192)
    }

    @Test(
        "are found in the lines of progress streams",
        arguments: [
            (#"{"errorDetail":{"code":1,"message":"step failed"},"error":"step failed"}"#, "step failed", .build),
            (#" {"error":"only this"}"#, "only this", .build),
            (
                #"{"error":"denied: requested access to the resource is denied"}"#,
                "denied: requested access to the resource is denied", .unauthorized
            ),
            (#"{"status":"Pulling","id":"x"}"#, nil, .build),
            (#"{"stream":"error: not one"}"#, nil, .build),
            ("[]", nil, .build), ("", nil, .build),
        ] as [(String, String?, EngineError.Kind)])
    func progress(line: String, message: String?, kind: EngineError.Kind) {
        let error = EngineError.progress(ByteBuffer(string: line), kind: .build, operation: "ImageBuild")
        #expect(error?.message == message)
        if message != nil { #expect(error?.kind == kind) }
    }

    @Test(
        "advise when the engine cannot be reached",
        arguments: [
            (Address.unix(path: "/x"), ENOENT, "there is no such socket", "sudo systemctl start docker"),
            (.unix(path: "/x"), EACCES, "permission denied", "usermod -aG docker"),
            (.unix(path: "/x"), ECONNREFUSED, "nothing listens", "left it behind"),
            (.unix(path: "/x"), ENOTSOCK, "not the socket", "path"),
            (.tcp(host: "h", port: 1), ECONNREFUSED, "nothing listens on this port", "dockerd -H tcp://h:1"),
            (.tcp(host: "h", port: 1), EHOSTUNREACH, "does not answer", "firewalls"),
            (.tcp(host: "h", port: 1), EMFILE, "too many open files", "ulimit"),
        ])
    func connecting(address: Address, code: CInt, message: String, hint: String) {
        let error = EngineError.connecting(to: address, errno: code)
        #expect(error.kind == .connection)
        #expect(error.message.hasPrefix("cannot reach the engine at \(address): "))
        #expect(error.message.contains(message))
        #expect(error.hint?.contains(hint) == true)
        #expect(error.cause?.isEmpty == false)
    }

    @Test("name the system's text for what they do not know")
    func unknownNumber() {
        let error = EngineError.connecting(to: .unix(path: "/x"), errno: ENOMEM)
        #expect(error.message.hasSuffix("Cannot allocate memory"))
    }

    @Test("tell a TLS alert from other things that are not HTTP")
    func notHTTP() {
        let address = Address.tcp(host: "h", port: 22)
        #expect(EngineError.notHTTP(address, start: [0x15, 0x03, 0x03]).message.contains("expects TLS"))
        let other = EngineError.notHTTP(address, start: Array("SSH-2.0\r\n\u{1b}".utf8))
        #expect(other.message == "what answers at tcp://h:22 does not speak HTTP")
        #expect(other.cause == "it begins with \"SSH-2.0...\"")
    }

    @Test("say how long was waited", arguments: [(TimeAmount.seconds(2), "2 s"), (.milliseconds(250), "0.25 s")])
    func waiting(limit: TimeAmount, text: String) {
        let address = Address.unix(path: "/x")
        #expect(EngineError.connectTimeout(address, after: limit).message.hasSuffix("within \(text)"))
        #expect(EngineError.responseTimeout(after: limit).message.hasSuffix("within \(text)"))
        #expect(EngineError.idleTimeout(after: limit).message.contains(text))
        #expect(EngineError.responseTimeout(after: limit).kind == .timeout)
    }

    @Test("print as one line and a line of advice, without control characters")
    func printing() {
        let error = EngineError(
            .api, "bad\n\u{1b}[31mred\u{9b}\u{7f}", status: 500, operation: "ExecStart", hint: "Try\tagain.")
        #expect("\(error)" == "bad [31mred (ExecStart, status 500)\nTry again.")
        #expect("\(EngineError(.cancelled, "over"))" == "over")
    }

    @Test("keep the operation they know")
    func during() {
        #expect(EngineError(.api, "x").during("A").operation == "A")
        #expect(EngineError(.api, "x", operation: "B").during("A").operation == "B")
    }
}
