import DockerEngine
import Testing

@Suite("API versions")
struct APIVersionTests {
    @Test("are read with and without a leading v", arguments: ["1.41", "v1.41"])
    func reading(text: String) {
        #expect(APIVersion(text) == APIVersion(1, 41))
        #expect(APIVersion(text)?.description == "1.41")
        #expect(APIVersion(text)?.pathPrefix == "/v1.41")
    }

    @Test(
        "refuse what is not two numbers",
        arguments: ["", "v", "1", "1.", ".41", "1.41.0", "1.-4", "+1.4", "1.4x", "vv1.4", "1.99999", " 1.41", "V1.41"])
    func nonsense(text: String) {
        #expect(APIVersion(text) == nil)
        let error = #expect(throws: EngineError.self) { try APIVersion.parse(text, source: "DOCKER_API_VERSION") }
        #expect(error?.kind == .invalidArgument)
        #expect(error?.message.contains("DOCKER_API_VERSION is \"\(text)\"") == true)
    }

    @Test("order by number, not by letter")
    func order() {
        let sorted = [APIVersion(1, 41), APIVersion(2, 0), APIVersion(1, 9), APIVersion(1, 24)].sorted()
        #expect(sorted.map(\.description) == ["1.9", "1.24", "1.41", "2.0"])
    }

    @Test("agree on the older of the two")
    func agreement() {
        #expect(APIVersion.agreed(with: APIVersion(1, 41)) == APIVersion(1, 41))
        #expect(APIVersion.agreed(with: APIVersion(1, 99)) == .newest)
    }
}
