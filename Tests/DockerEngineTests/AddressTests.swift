import DockerEngine
import Testing

@Suite("Addresses")
struct AddressTests {
    @Test(
        "are read from every form that works",
        arguments: [
            ("unix:///var/run/docker.sock", Address.unix(path: "/var/run/docker.sock")),
            ("UNIX:///run/x.sock", .unix(path: "/run/x.sock")),
            ("unix://", .unix(path: "/var/run/docker.sock")),
            ("/run/x.sock", .unix(path: "/run/x.sock")),
            ("tcp://localhost:2375", .tcp(host: "localhost", port: 2375)),
            ("tcp://10.0.0.1", .tcp(host: "10.0.0.1", port: 2375)),
            ("tcp://my-host_1.example:80/", .tcp(host: "my-host_1.example", port: 80)),
            ("http://engine:1234", .http(host: "engine", port: 1234)),
            ("http://engine", .http(host: "engine", port: 2375)),
            ("https://engine", .https(host: "engine", port: 2376)),
            ("https://[2001:db8::1]:443/", .https(host: "2001:db8::1", port: 443)),
            ("tcp://[::1]:99", .tcp(host: "::1", port: 99)),
            ("tcp://[fe80::1%eth0]", .tcp(host: "fe80::1%eth0", port: 2375)),
            ("tcp://:4000", .tcp(host: "localhost", port: 4000)),
            ("tcp://", .tcp(host: "localhost", port: 2375)),
        ])
    func reading(text: String, expected: Address) throws {
        #expect(try Address.parse(text) == expected)
        #expect(try Address.parse(expected.description) == expected, "what is printed can be read again")
    }

    @Test("have the port for TLS when they name none and TLS is wanted")
    func securePorts() throws {
        #expect(try Address.parse("tcp://h", tls: true) == .tcp(host: "h", port: 2376))
        #expect(try Address.parse("tcp://h:2375", tls: true) == .tcp(host: "h", port: 2375))
        #expect(try Address.parse("http://h", tls: true) == .http(host: "h", port: 2375))
    }

    @Test("never show a password")
    func passwords() {
        for text in [
            "tcp://me:secret@host:1", "ssh://me:secret@host", "https://:secret@h", "x:secret@h", "tpc://x:secret@h",
            "@a://", "@://@",
        ] {
            let error = #expect(throws: EngineError.self) { try Address.parse(text) }
            #expect(error?.description.contains("secret") == false)
        }
    }

    @Test(
        "are refused with a sentence and the nearest form that works",
        arguments: [
            ("", "it is empty", "unix:///PATH"),
            ("tcp://a b", "spaces", "tcp://HOST:PORT"),
            ("unix:///a\nb", "control characters", "unix:///PATH"),
            ("https://host:2376/x", "there is a \"/\" in it", "https://host:2376"),
            ("tcp://-host", "is not the name or address of a host", "tcp://HOST:PORT"),
            ("tcp://[fe80::1%a;b]", "is not an IPv6 address", "tcp://HOST:PORT"),
            ("npipe:////./pipe/docker_engine", "Windows", "unix:///var/run/docker.sock"),
            ("fd://", "tells an engine where to listen", "unix:///var/run/docker.sock"),
            ("tpc://host:1", "tpc:// is not known", "tcp://host:1"),
            ("gopher://host", "gopher:// is not known", "tcp://HOST:PORT, https://HOST:PORT"),
            ("unix://run/x.sock", "must begin with a slash", "unix:///run/x.sock"),
            ("localhost:2375", "the scheme is missing", "tcp://localhost:2375"),
            ("run/x.sock", "the scheme is missing", "unix:///run/x.sock"),
            ("unix:/run/x.sock", "the scheme is missing", "unix:///run/x.sock?"),
            ("ssh:host", "the scheme is missing", "ssh://host?"),
            ("tcp:host:1", "the scheme is missing", "tcp://host:1?"),
            ("./x.sock", "the scheme is missing", "whole path"),
            ("://x", "the scheme is missing", ""),
            ("tcp://::1:2375", "needs brackets", "tcp://[::1:2375]"),
            ("tcp://[::1", "closing bracket", "tcp://[::1]:2375"),
            ("tcp://[::1]x", "a port must follow", "tcp://[::1]:2375"),
            ("tcp://[host]:1", "not an IPv6 address", "tcp://HOST:PORT"),
            ("tcp://host:0", "is not a port", "tcp://host:2375"),
            ("tcp://host:65536", "is not a port", "tcp://host:2375"),
            ("tcp://host:+80", "is not a port", "tcp://host:2375"),
            ("tcp://host:x", "is not a port", "tcp://host:2375"),
            ("tcp://host:", "is not a port", "tcp://host:2375"),
            ("tcp://host:1/v1.41", "there is a \"/\" in it", "tcp://host:1"),
            ("tcp://me@host:1", "there is a \"@\" in it", "tcp://host:1"),
            ("tcp://h\u{f6}st:1", "is not the name or address of a host", "tcp://HOST:PORT"),
        ])
    func refusals(text: String, message: String, hint: String) {
        let error = #expect(throws: EngineError.self) { try Address.parse(text) }
        #expect(error?.kind == .invalidArgument)
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
        #expect(error?.hint?.contains(hint) == true || hint.isEmpty, "\(error?.hint ?? "")")
    }

    @Test("allow 107 bytes for the path of a socket and refuse 108")
    func longPaths() throws {
        let longest = "/" + String(repeating: "x", count: 106)
        #expect(try Address.parse("unix://\(longest)") == .unix(path: longest))
        let error = #expect(throws: EngineError.self) { try Address.parse("unix://\(longest)y") }
        #expect(error?.message.contains("108 bytes long, and the system allows 107") == true)
    }

    @Test(
        "name themselves in the Host field",
        arguments: [
            (Address.unix(path: "/x"), "localhost"), (.tcp(host: "::1", port: 2), "[::1]:2"),
            (.tcp(host: "h", port: 80), "h:80"), (.https(host: "::1", port: 2), "[::1]:2"),
        ])
    func hostField(address: Address, expected: String) {
        #expect(address.httpHost == expected)
    }
}
