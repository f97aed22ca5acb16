import NIOCore
import NIOEmbedded
import Testing

@testable import DockerEngine

@Suite("ssh")
struct SSHTests {
    @Test(
        "is called as the docker command calls it",
        arguments: [
            ("ssh://host", "-o ConnectTimeout=30 -T -- host docker system dial-stdio"),
            ("ssh://host/", "-o ConnectTimeout=30 -T -- host docker system dial-stdio"),
            ("ssh://me@host:2222", "-o ConnectTimeout=30 -T -l me -p 2222 -- host docker system dial-stdio"),
            (
                "ssh://DOM\\me@[fe80::1%eth0]:22",
                "-o ConnectTimeout=30 -T -l DOM\\me -p 22 -- fe80::1%eth0 docker system dial-stdio"
            ),
            (
                "ssh://host/run/user/1000/docker.sock",
                "-o ConnectTimeout=30 -T -- host docker --host=unix:///run/user/1000/docker.sock system dial-stdio"
            ),
        ])
    func arguments(address: String, expected: String) throws {
        let parsed = try Address.parse(address)
        guard case .ssh(let target) = parsed else {
            Issue.record("not ssh")
            return
        }
        #expect(target.arguments.joined(separator: " ") == expected)
        #expect(try Address.parse(parsed.description) == parsed)
    }

    @Test(
        "gets nothing that it or a shell could take for more than a name",
        arguments: [
            ("ssh://", "the host is missing"),
            ("ssh://me@", "the host is missing"),
            ("ssh://@host", "is not the name of a user"),
            ("ssh://-oProxyCommand=x@host", "is not the name of a user"),
            ("ssh://-host", "is not the name or address of a host"),
            ("ssh://h;reboot", "is not the name or address of a host"),
            ("ssh://$(reboot)", "is not the name or address of a host"),
            ("ssh://me;x@host", "is not the name of a user"),
            ("ssh://me:secret@host", "cannot hold a password"),
            ("ssh://host:-oX", "is not a port"),
            ("ssh://host:99999", "is not a port"),
            ("ssh://host/a;b", "a shell could take"),
            ("ssh://host/$HOME/x", "a shell could take"),
            ("ssh://host/a'b", "a shell could take"),
            ("ssh://host/x?y", "there is a \"?\" in it"),
            ("ssh://[::1", "closing bracket"),
            ("ssh://[-x]", "not an IPv6 address"),
        ])
    func refusals(address: String, message: String) {
        let error = #expect(throws: EngineError.self) { try Address.parse(address) }
        #expect(error?.kind == .invalidArgument)
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
        #expect(error?.hint != nil)
    }

    struct Words: Sendable {
        var words: String
        var status: Int32? = 255
        var problem: String?
        var message: String
        var hint: String?
    }

    static let failures = [
        Words(
            words:
                "Warning: Permanently added 'h' (ED25519) to the list of known hosts.\r\nme@h: Permission denied (publickey).\r\n",
            message: "me@h: Permission denied (publickey).", hint: "Try: ssh -l me -p 2222 -- h"),
        Words(
            words:
                "@@@@@@@@@\n@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\n@@@@@\nHost key verification failed.\n",
            message: "the host is not the one that ssh remembers", hint: "Log in once by hand"),
        Words(
            words:
                "No ED25519 host key is known for h and you have requested strict checking.\nHost key verification failed.\n",
            message: "ssh does not know the host yet", hint: "Log in once by hand"),
        Words(
            words: "ssh: connect to host h port 2222: Connection refused\r\n",
            message: "ssh: connect to host h port 2222: Connection refused", hint: "Try the same by hand"),
        Words(
            words: "ssh: Could not resolve hostname h: Name or service not known\r\n",
            message: "ssh: Could not resolve hostname h: Name or service not known", hint: "spelling"),
        Words(
            words: "bash: line 1: docker: command not found\n", status: 127, message: "there is no docker command on h",
            hint: "docker version"),
        Words(words: "sh: 1: docker: not found\n", status: 127, message: "there is no docker command on h"),
        Words(
            words: "docker: 'system dial-stdio' is not a docker command.\nSee 'docker --help'\n", status: 1,
            message: "the docker command on h is too old"),
        Words(
            words:
                "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n",
            status: 1, message: "Is the docker daemon running?", hint: "Is the engine over there started?"),
        Words(
            words:
                "failed to open the raw stream connection: dial unix /var/run/docker.sock: connect: permission denied\n",
            status: 1, message: "connect: permission denied", hint: "usermod -aG docker"),
        Words(words: "", status: nil, message: "ssh ended without a word (a signal)"),
        Words(
            words: "", status: nil, problem: "Executable \"ssh\" is not found", message: "ssh is not there",
            hint: "openssh"),
    ]

    @Test("is quoted when it fails, and what to try is said", arguments: failures)
    func explain(example: Words) throws {
        guard case .ssh(let target) = try Address.parse("ssh://me@h:2222") else { return }
        let error = SSHFailure.explain(
            target, .init(status: example.status, words: example.words, problem: example.problem))
        #expect(error.kind == .connection)
        #expect(error.message.hasPrefix("cannot reach the engine at ssh://me@h:2222: "))
        #expect(error.message.contains(example.message), "\(error.message)")
        if let hint = example.hint { #expect(error.hint?.contains(hint) == true, "\(error.hint ?? "")") }
    }

    @Test("logs in a few times at once at most, and all get their turn")
    func logins() throws {
        let loop = EmbeddedEventLoop()
        let logins = SSHLogins(eventLoop: loop)
        let attempts = (0..<10).map { _ in loop.makePromise(of: Int.self) }
        let begun = NIOLoopBoundBox.makeBoxSendingValue(0, eventLoop: loop)
        let results = attempts.map { attempt in
            logins.next {
                begun.value += 1
                return attempt.futureResult
            }
        }
        #expect(begun.value == SSHLogins.limit)
        for (number, attempt) in attempts.enumerated() {
            #expect(begun.value == min(number + SSHLogins.limit, 10))
            if number.isMultiple(of: 3) { attempt.fail(ChannelError.eof) } else { attempt.succeed(number) }
        }
        for (number, result) in results.enumerated() where !number.isMultiple(of: 3) {
            #expect(try result.wait() == number)
        }
        #expect(throws: ChannelError.self) { try results[9].wait() }
    }

    @Test("into an account whose shell prints something is explained")
    func noise() throws {
        guard case .ssh(let target) = try Address.parse("ssh://h") else { return }
        let error = SSHFailure.noise(target, Array("Welcome!\n".utf8))
        #expect(error.message.contains("Welcome!."))
        #expect(error.hint?.contains(".bashrc") == true)
    }
}
