local test = require "test"
local inspect = require("inspect").inspect
local json = require "json"
local describe, it, expect = test.describe, test.it, test.expect

describe("inspect", function()
    it("writes tables with sorted keys, lists first", function()
        expect(inspect { "x", 2, b = true, a = { 1.5 } }):equals('{ "x", 2, a = { 1.5 }, b = true }')
    end)

    it("writes keys so that Lua could read them", function()
        expect(inspect { ["end"] = 1, ["a b"] = 2, [3.5] = 3, [-1] = 4 }):equals(
            '{ [-1] = 4, [3.5] = 3, ["a b"] = 2, ["end"] = 1 }')
    end)

    it("never shows an address", function()
        local shown = inspect { {}, print, coroutine.create(print), io.stdout, function() end }
        expect(shown:find("0x", 1, true)):equals(nil)
    end)

    it("breaks long tables over lines", function()
        local shown = inspect({ first = ("a"):rep(40), second = ("b"):rep(40) }, { width = 60 })
        expect(shown):equals(('{\n  first = "%s",\n  second = "%s"\n}'):format(("a"):rep(40), ("b"):rep(40)))
    end)

    it("names cycles", function()
        local value = {}
        value.self = value
        expect(inspect(value)):equals("{ self = <cycle> }")
    end)

    it("shows a table twice when it is there twice", function()
        local shared = { 1 }
        expect(inspect { a = shared, b = shared }):equals("{ a = { 1 }, b = { 1 } }")
    end)

    it("ends long tables with how much is missing, when told to", function()
        local list = {}
        for i = 1, 20 do list[i] = i end
        expect(inspect(list, { items = 3 })):equals("{ 1, 2, 3, … +17 }")
        expect(inspect({ a = { b = { c = 1 } } }, { depth = 1 })):equals("{ a = { b = { … +1 } } }")
        expect(inspect({ ("x"):rep(30) }, { characters = 10 })):equals('{ "xxxxxxxxxx"… +20 }')
    end)

    it("shows null, and control characters as escapes", function()
        expect(inspect { json.null, "a\27b\n" }):equals('{ null, "a\\x1bb\\n" }')
    end)
end)

return test.report()
