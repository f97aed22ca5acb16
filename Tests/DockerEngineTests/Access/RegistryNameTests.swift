import Testing

@testable import DockerEngine

@Suite("The registry of an image")
struct RegistryNameTests {
    @Test(
        "is what the name says, else Docker Hub",
        arguments: [
            ("nginx", "docker.io"), ("nginx:1.27", "docker.io"), ("me/tool", "docker.io"),
            ("docker.io/me/tool", "docker.io"),
            ("index.docker.io/me/tool", "docker.io"), ("ghcr.io/me/tool:1", "ghcr.io"), ("localhost/x", "localhost"),
            ("localhost:5000/x@sha256:ab", "localhost:5000"), ("Host/x", "Host"), ("host/x", "docker.io"),
            ("[::1]:5000/x", "[::1]:5000"), ("my.image:latest", "docker.io"), ("nginx:5", "docker.io"),
            ("nginx@sha256:ab", "docker.io"),
            // without a slash and with a dot, it is a registry by itself
            ("ghcr.io", "ghcr.io"), ("localhost", "localhost"), ("localhost:5000", "localhost:5000"),
            ("10.0.0.1:5000", "10.0.0.1:5000"), ("[::1]:5000", "[::1]:5000"), ("", "docker.io"),
            ("https://index.docker.io/v1/", "docker.io"), ("https://r.io:5000/v2/", "r.io:5000"),
            ("http://", "docker.io"),
            ("docker.io", "docker.io"), ("registry-1.docker.io", "docker.io"),
        ])
    func host(name: String, host: String) {
        #expect(RegistryName(name).host == host)
    }

    @Test("Docker Hub has a key of its own")
    func key() {
        #expect(RegistryName("nginx").key == "https://index.docker.io/v1/")
        #expect(RegistryName("r.io/x").key == "r.io")
        #expect(RegistryName("nginx") == RegistryName(registry: "https://index.docker.io/v1/"))
    }

    @Test("credentials become a header, and show no secret where they are printed")
    func header() {
        #expect(RegistryCredentials().header == "e30=")
        var credentials = RegistryCredentials()
        (credentials.username, credentials.password, credentials.serverAddress) = ("mé~?", "se>cret??~", "r.io")
        #expect(
            credentials.header
                == "eyJ1c2VybmFtZSI6Im3DqX4_IiwicGFzc3dvcmQiOiJzZT5jcmV0Pz9-Iiwic2VydmVyYWRkcmVzcyI6InIuaW8ifQ==")
        #expect("\(credentials)" == "mé~? with a password for r.io")
        var shown = ""
        dump(credentials, to: &shown)
        #expect(!shown.contains("cret"))
        #expect(credentials.masked("it was se>cret??~, yes") == "it was ***, yes")
    }
}
