import Testing

/// A `__json` that changes the table which is being read.
@Suite struct ChangingTablesTests {
    @Test("fields that it adds are not sent, and what it removes is sent as it was")
    func fields() {
        let result = Host().run(
            """
            local h = require "moondock.host"
            local t = {}
            for i = 1, 3 do t["plain" .. i] = ("x"):rep(100) .. i end
            local function change()
                for i = 1, 3 do t["plain" .. i] = nil end
                for i = 1, 3000 do t["added" .. i] = i end
                collectgarbage()
                return 1
            end
            for i = 1, 3 do t["value" .. i] = setmetatable({}, {__json = change}) end
            return h.fields(t)
            """)
        #expect(result == "plain1,plain2,plain3,value1,value2,value3")
    }

    @Test("members that it removes are null, under their own names")
    func members() {
        let result = Host().run(
            """
            local h = require "moondock.host"
            local function name(i) return ("a long name "):rep(9) .. i end
            local t = {}
            for i = 1, 9 do t[name(i)] = i end
            local function change()
                for i = 1, 9 do t[name(i)] = nil end
                collectgarbage()
                for i = 1, 999 do t[i] = ("other "):rep(18) .. i end
                return 0
            end
            t.a = setmetatable({}, {__json = change})
            local text, expected = h.json_encode(t), {'{"a":0'}
            for i = 1, 9 do expected[i + 1] = ('"%s":null'):format(name(i)) end
            return text == table.concat(expected, ",") .. "}"
            """)
        #expect(result == "true")
    }
}
