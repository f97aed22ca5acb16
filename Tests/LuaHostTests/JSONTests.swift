import LuaHost
import Testing

@Suite struct JSONTests {
    @Test(
        "JSON survives a round trip",
        arguments: [
            "[]", "{}", "[[],{}]", "[1,2,3]", #"{"a":[],"b":{}}"#, "9223372036854775807", "-9223372036854775808", "1.5",
            "0.1", "1e+100", "true", #""é\u0001\"\\""#, "[1,null,3]", "[null]", #"{"a":{"b":{"c":[1]}}}"#, #""""#,
            "123456789012345678",
        ])
    func roundTrip(_ text: String) {
        let chunk = h + "return h.json_encode(h.json_decode(...))"
        #expect(Host().run("local text = [==[\(text)]==] " + chunk.replacing("...", with: "text")) == text)
    }

    @Test(
        "values become what Lua expects",
        arguments: [
            ("return math.type(h.json_decode('1'))", "integer"),
            ("return math.type(h.json_decode('1.0'))", "float"),
            ("return math.type(h.json_decode('18446744073709551615'))", "float"),
            ("return h.json_decode('{\"a\":null}').a", "nil"),
            ("return next(h.json_decode('{\"a\":null}'))", "nil"),
            ("return h.json_decode('[null,2]')[1] == h.null", "true"),
            ("return h.json_encode(10 / 2)", "5"),
            ("return h.json_encode({1, 2, nil, 4})", "error"),
            ("return h.json_encode({})", "{}"),
            ("return h.json_encode(h.array{})", "[]"),
            ("return h.json_encode{b = 1, a = 2}", #"{"a":2,"b":1}"#),
            ("return h.json_encode(setmetatable({}, {__json = function() return {1} end}))", "[1]"),
            ("return h.json_encode({a = {1}}, true)", "{\n  \"a\": [\n    1\n  ]\n}"),
        ])
    func values(_ chunk: String, _ expected: String) {
        let result = Host().run(h + chunk)
        if expected == "error" { #expect(result.hasPrefix("error")) } else { #expect(result == expected) }
    }

    @Test(
        "what JSON cannot hold is refused with a reason",
        arguments: [
            ("return h.json_encode(print)", "a function has no JSON form"),
            ("return h.json_encode{[1.5] = 1}", "has no JSON form"),
            ("return h.json_encode{1, a = 2}", "has no JSON form"),
            ("return h.json_encode('\\xff')", "not valid UTF-8 (byte 1 of 1)"),
            ("return h.json_encode(0/0)", "not a number that JSON can hold"),
            ("local t = {} t.t = t return h.json_encode(t)", "nested deeper"),
            ("return h.json_decode('[1,')", "not valid JSON"),
            ("return h.json_decode('')", "not valid JSON"),
            ("return h.json_decode('[1] 2')", "not valid JSON"),
            ("return h.json_decode(('['):rep(600) .. (']'):rep(600))", "nested deeper than 512"),
        ])
    func refusals(_ chunk: String, _ reason: String) {
        #expect(Host().run(h + chunk).contains(reason))
    }

    @Test("arrays and objects are decoded whole at every size")
    func sizes() {
        let host = Host()
        let chunk = """
            local t = {} for i = 1, 20000 do t[i] = {id = i, name = ('x'):rep(i % 50), list = {i, {}}} end
            local text = h.json_encode(t)
            local back = h.json_decode(text)
            for i = 1, #t do assert(back[i].id == i and #back[i].name == i % 50 and back[i].list[1] == i) end
            return #back
            """
        #expect(host.run(h + chunk) == "20000")
    }

    @Test("objects whose keys change places are decoded whole")
    func changingKeys() {
        let chunk = """
            local t = {}
            for i = 1, 3000 do t[i] = {} for j = 1, 1 + i % 40 do t[i]['k' .. (i * j) % 97] = {v = j, ['w' .. j % 3] = i} end end
            local text = h.json_encode(t)
            return h.json_encode(h.json_decode(text)) == text
            """
        #expect(Host().run(h + chunk) == "true")
    }
}
