import DockerEngine
import Testing

@Suite("Header fields")
struct HeadersTests {
    @Test("are found whatever the case of their names")
    func lookup() {
        let headers: Headers = ["Content-Type": "a", "X-B": "1", "x-b": "2"]
        #expect(headers["content-type"] == "a")
        #expect(headers.all("X-b") == ["1", "2"])
        #expect(headers.contains("CONTENT-TYPE") && !headers.contains("Content"))
        #expect(headers["nothing"] == nil)
    }

    @Test("keep their order; setting one replaces all of its name")
    func setting() {
        var headers: Headers = ["A": "1", "B": "2", "a": "3"]
        headers["A"] = "9"
        #expect(headers == ["A": "9", "B": "2"])
        headers["C"] = "4"
        headers.add("b", "5")
        #expect(headers.map(\.name) == ["A", "B", "C", "b"])
        headers["B"] = nil
        #expect(headers == ["a": "9", "c": "4"])
        #expect(headers != ["c": "4", "a": "9"])
    }

    @Test("do not take other characters for letters of another case")
    func marks() {
        let headers: Headers = ["a[": "1"]
        #expect(headers["A{"] == nil)
        #expect(headers["A["] == "1")
    }
}
