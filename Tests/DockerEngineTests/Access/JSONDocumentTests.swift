import Testing

@testable import DockerEngine

@Suite("JSON that goes back as it came")
struct JSONDocumentTests {
    @Test(
        "keeps order, digits and what it does not know",
        arguments: [
            #"{"z":1,"a":[true,false,null],"n":{"big":18446744073709551615,"e":1.50e+3,"neg":-0}}"#,
            #"[]"#, #"{}"#, #""""#, #"-12.5"#, #"{"a":{},"b":[]}"#, #"["ü","𝄞","\u0001\n\"\\"]"#,
        ])
    func roundTrip(text: String) throws {
        #expect(try JSONDocument(parsing: Array(text.utf8)).compact == text)
    }

    @Test("writes as the docker command does, with tabs")
    func indented() throws {
        let document = try JSONDocument(parsing: Array(#"{"auths":{"a":{}},"list":[1,2],"s":"x"}"#.utf8))
        #expect(
            document.indented
                == "{\n\t\"auths\": {\n\t\t\"a\": {}\n\t},\n\t\"list\": [\n\t\t1,\n\t\t2\n\t],\n\t\"s\": \"x\"\n}")
        #expect(try JSONDocument(parsing: Array(document.indented.utf8)) == document)
    }

    @Test(
        "reads escapes, and passes over a byte order mark and white space",
        arguments: [
            ("\u{FEFF} \"a\" \n", "a"), (#""\u00fc\uD834\uDD1E\/\b\f\n\r\t""#, "ü𝄞/\u{8}\u{C}\n\r\t"),
            (#""\uD834x""#, "\u{FFFD}x"), (#""\uDD1E""#, "\u{FFFD}"), (#""\uD834\u0041""#, "\u{FFFD}A"),
        ])
    func strings(text: String, expected: String) throws {
        #expect(try JSONDocument(parsing: Array(text.utf8)) == .string(expected))
    }

    @Test(
        "tells the line and column of a mistake",
        arguments: [
            ("", 1, 1, "it ends too early"), ("{\n\t\"a\": 1,\n}", 3, 1, "a name in quotes is expected"),
            ("{\"a\" 1}", 1, 6, "a colon is missing"), ("{\"a\":1 \"b\":2}", 1, 8, "a comma or } is missing"),
            ("[1 2]", 1, 4, "a comma or ] is missing"), ("{\"a\":", 1, 6, "it ends too early"),
            ("{\"a\": 'x'}", 1, 7, "a value is expected"), ("{} x", 1, 4, "there is something after its end"),
            ("\"a\nb\"", 1, 3, "a string has a line break or control character in it"),
            ("[\"abc", 1, 2, "a string does not end"), ("[\"\\q\"]", 1, 3, "this escape is not known"),
            ("[\"\\u12x4\"]", 1, 5, "four hexadecimal digits are expected"), ("[-]", 1, 2, "this is not a number"),
            ("[1.]", 1, 2, "this is not a number"), ("[tru]", 1, 2, "a value is expected"),
            ("// no\n{}", 1, 1, "a value is expected"),
        ])
    func mistakes(text: String, line: Int, column: Int, reason: String) {
        #expect(throws: JSONSyntaxError(line: line, column: column, reason: reason)) {
            _ = try JSONDocument(parsing: Array(text.utf8))
        }
    }

    @Test("refuses nesting that would exhaust the stack")
    func deep() {
        let text = String(repeating: "[", count: 100_000)
        let error = #expect(throws: JSONSyntaxError.self) { _ = try JSONDocument(parsing: Array(text.utf8)) }
        #expect(error?.reason == "it is nested too deeply")
    }

    @Test("finds members as Go does: the last of equal names, else one that differs in case")
    func members() throws {
        var document = try JSONDocument(parsing: Array(#"{"a":1,"A":2,"a":3,"CredsStore":"x"}"#.utf8))
        #expect(document["a"] == .number("3"))
        #expect(document["A"] == .number("2"))
        #expect(document["credsStore"]?.text == "x")
        #expect(document["b"] == nil)
        document["credsstore"] = .string("y")
        document["new"] = .null
        document["a"] = nil
        #expect(document.compact == #"{"CredsStore":"y","new":null}"#)
    }

    @Test("random changes of a text never trap, and what is read is written so that it is read the same")
    func random() throws {
        let text = Array(
            #"{"auths":{"https://x/v1/":{"auth":"YTpi"}},"n":[-1.5e3,{}],"s":"\u00fc\ud834\udd1e\"","t":true}"#.utf8)
        var readable = 0
        for seed in 0..<UInt64(RandomInputTests.rounds) {
            var numbers = SeededNumbers(state: seed)
            let bytes = numbers.spoil(text)
            guard let document = try? JSONDocument(parsing: bytes) else { continue }
            readable += 1
            try #require(try JSONDocument(parsing: Array(document.compact.utf8)) == document, "seed \(seed)")
            try #require(try JSONDocument(parsing: Array(document.indented.utf8)) == document, "seed \(seed)")
        }
        #expect(readable > 100)
    }
}

@Suite("SHA-256")
struct SHA256Tests {
    @Test(
        "gives the digests of the standard and of the docker command's folders",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
            (String(repeating: "a", count: 1000), "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"),
            ("plain", "a116c9ed46d6207734a43317d30fd88f52ac8634c37d904bbf4e41d865f90475"),
        ])
    func vectors(text: String, digest: String) {
        #expect(SHA256.hexadecimal(text) == digest)
    }
}
