import Testing

@testable import DockerEngine

@Suite("Values for the engine")
struct ParameterEncodingTests {
    @Test(
        "become the engine's filters",
        arguments: [
            (#"{"status":"paused"}"#, #"{"status":["paused"]}"#),
            (#"{"label":["a","b=c"],"all":true,"exited":0}"#, #"{"all":["true"],"exited":["0"],"label":["a","b=c"]}"#),
            (#"{"label":{"app":"x","gone":true,"not":false}}"#, #"{"label":["app=x","gone"]}"#),
            (#"{"dangling":false}"#, #"{"dangling":["false"]}"#),
            (#"{"x":null}"#, nil), ("{}", nil), ("[]", nil), ("null", nil),
            (#"{"name":"q\"\\\u0001\n\u00e9"}"#, "{\"name\":[\"q\\\"\\\\\\u0001\\n\u{e9}\"]}"),
        ] as [(String, String?)])
    func filters(text: String, expected: String?) throws {
        let parameter = Parameter.filters("")
        #expect(try ParameterEncoding.texts(.json(text), parameter) == expected.map { [$0] })
        #expect(try ParameterEncoding.texts(.string("{}"), parameter) == nil)
    }

    @Test(
        "refuse filters that are none",
        arguments: [#"["a"]"#, "1", #"{"a":[[1]]}"#, #"{"a":{"b":[]}}"#, #"{"a":[null]}"#])
    func badFilters(text: String) {
        #expect(throws: EngineError.self) { try ParameterEncoding.texts(.json(text), .filters("")) }
    }

    @Test(
        "are written in the way of their form",
        arguments: [
            (.list, .string("a"), ["a"]),
            (.list, .json(#"["a","b",3,true]"#), ["a", "b", "3", "true"]),
            (.list, .json("{}"), nil),
            (.jsonList, .json(#"["a","b"]"#), [#"["a","b"]"#]),
            (.jsonList, .string("a"), [#"["a"]"#]),
            (.jsonList, .string(#"["a"]"#), [#"["a"]"#]),
            (.map, .json(#"{"b":"x","a":1,"c":null}"#), [#"{"a":"1","b":"x","c":null}"#]),
            (.map, .string(#"{"a":"b"}"#), [#"{"a":"b"}"#]),
            (.json, .json(#"[{"Type":"tar"}]"#), [#"[{"Type":"tar"}]"#]),
            (.platform, .string("linux/amd64"), [#"{"os":"linux","architecture":"amd64"}"#]),
            (.platform, .string("linux/arm/v7"), [#"{"os":"linux","architecture":"arm","variant":"v7"}"#]),
            (.platform, .json(#"{"os":"linux"}"#), [#"{"os":"linux"}"#]),
            (.platforms, .json(#"["linux/a",{"os":"b"}]"#), [#"{"os":"linux","architecture":"a"}"#, #"{"os":"b"}"#]),
            (.platforms, .string("linux/a"), [#"{"os":"linux","architecture":"a"}"#]),
            (.credentials, .json("{}"), ["e30="]),
            (.credentials, .string("abc="), ["abc="]),
            (.boolean, .boolean(true), ["1"]),
            (.integer, .integer(.max), ["9223372036854775807"]),
            (.string, .boolean(true), ["true"]),
        ] as [(Parameter.Form, Argument, [String]?)])
    func forms(form: Parameter.Form, argument: Argument, expected: [String]?) throws {
        #expect(try ParameterEncoding.texts(argument, .query("p", form, "")) == expected)
    }

    @Test(
        "are refused when they do not fit",
        arguments: [
            (.list, .json(#"[["a"]]"#)), (.list, .json(#"{"a":1}"#)), (.map, .json("[1]")), (.map, .string("a=b")),
            (.map, .json(#"{"a":[1]}"#)), (.platform, .string("linux")), (.platform, .string("linux//x")),
            (.platforms, .json("[1]")), (.credentials, .integer(1)), (.json, .string("{")), (.integer, .number(1e300)),
            (.boolean, .json("[]")),
        ] as [(Parameter.Form, Argument)])
    func refusals(form: Parameter.Form, argument: Argument) {
        let error = #expect(throws: EngineError.self) { try ParameterEncoding.texts(argument, .query("p", form, "")) }
        #expect(error?.kind == .invalidArgument)
        #expect(error?.message.hasPrefix("\"p\" must be ") == true)
    }
}
