import DockerEngine
import Testing

@Suite("The nearest name")
struct NearestNameTests {
    static let names = ["all", "limit", "size", "filters", "ContainerList", "ContainerWait", "stdout", "stderr", "v"]

    @Test(
        "is offered for slips of the fingers",
        arguments: [
            ("al", "all"), ("lla", nil), ("alll", "all"), ("ALL", "all"), ("lmit", "limit"), ("limti", "limit"),
            ("fitlers", "filters"), ("filter", "filters"), ("containerlist", "ContainerList"),
            ("ContainersList", "ContainerList"), ("ListContainer", nil), ("stdotu", "stdout"), ("zzzz", nil),
            ("x", nil),
            ("", nil), ("siz", "size"), ("w", nil),
        ] as [(String, String?)])
    func offers(name: String, expected: String?) {
        #expect(NearestName.find(name, in: Self.names) == expected)
    }

    @Test("is the closer one, then the first one")
    func ties() {
        #expect(NearestName.find("stdarr", in: ["stdout", "stderr"]) == "stderr")
        #expect(NearestName.find("abcx", in: ["abca", "abcb"]) == "abca")
        #expect(NearestName.find("abcd", in: ["abcd", "abce"]) == "abce", "never the name itself")
    }

    @Test("is not sought for endless names")
    func endless() {
        #expect(NearestName.find(String(repeating: "a", count: 1_000_000), in: Self.names) == nil)
    }
}
