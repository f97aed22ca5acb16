local test = require "test"
local json = require "json"
local describe, it, expect = test.describe, test.it, test.expect

describe("json", function()
    it("keeps integers exact", function()
        expect(json.decode("9223372036854775807")):equals(math.maxinteger)
        expect(math.type(json.decode("1"))):equals("integer")
        expect(math.type(json.decode("1.0"))):equals("float")
        expect(json.encode(9007199254740993)):equals("9007199254740993")
    end)

    it("keeps empty arrays and objects apart", function()
        expect(json.encode(json.decode("[]"))):equals("[]")
        expect(json.encode(json.decode("{}"))):equals("{}")
        expect(json.encode(json.array())):equals("[]")
        expect(json.is_array(json.decode("[1]"))):is_true()
        expect(json.is_array({})):is_false()
    end)

    it("reads null as absent in objects and as json.null in arrays", function()
        expect(next(json.decode('{"a":null}'))):equals(nil)
        expect(json.decode("[null]")[1]):is(json.null)
        expect(json.encode { a = json.null }):equals('{"a":null}')
    end)

    it("reads text in any script", function()
        expect(json.decode('"\\u00e9\\ud83d\\udc4d"')):equals("é👍")
        expect(json.decode(json.encode("a\"\\\n\t\1é"))):equals("a\"\\\n\t\1é")
    end)

    it("refuses what is no JSON, and what JSON cannot hold", function()
        for _, wrong in ipairs { "", "{", "[1,]", "nul", "1 2" } do
            expect(function() json.decode(wrong) end):raises { kind = "invalid_argument" }
        end
        expect(function() json.encode(print) end):raises()
        expect(function() json.encode(0 / 0) end):raises()
        local cycle = {}
        cycle[1] = cycle
        expect(function() json.encode(cycle) end):raises()
    end)

    it("writes over several lines when asked", function()
        expect(json.decode(json.encode({ a = { 1, 2 } }, { pretty = true })).a[2]):equals(2)
        expect(json.encode({ a = 1 }, true)):contains("\n")
    end)
end)

return test.report()
