local test = require "test"
local units = require "units"
local describe, it, expect = test.describe, test.it, test.expect

describe("sizes", function()
    it("are read with units of 1024", function()
        expect(units.bytes("512m")):equals(536870912)
        expect(units.bytes("1.5g")):equals(1610612736)
        expect(units.bytes("64MiB")):equals(67108864)
        expect(units.bytes("10kb")):equals(10240)
        expect(units.bytes("100")):equals(100)
        expect(units.bytes("1 G")):equals(1073741824)
    end)

    it("may be numbers, and -1 for no limit", function()
        expect(units.bytes(4096)):equals(4096)
        expect(units.bytes(4096.0)):equals(4096)
        expect(units.bytes(-1)):equals(-1)
        expect(units.bytes("-1")):equals(-1)
    end)

    it("are refused when they are none", function()
        for _, wrong in ipairs { "12x", "", "m", "1.2.3g", {}, true, 0 / 0 } do
            expect(function() units.bytes(wrong, "mem_limit") end):raises {
                kind = "invalid_argument", message = "^mem_limit: expected a size",
            }
        end
    end)

    it("are written as docker images does", function()
        expect(units.size(4270000)):equals("4.27MB")
        expect(units.size(142000000)):equals("142MB")
        expect(units.size(500)):equals("500B")
        expect(units.memory(2087354368)):equals("1.944GiB")
    end)
end)

describe("ages", function()
    it("are written as docker ps does", function()
        local known = {
            [0] = "Less than a second", [1] = "1 second", [59] = "59 seconds", [60] = "About a minute",
            [120] = "2 minutes", [3600] = "About an hour", [7200] = "2 hours", [3600 * 47] = "47 hours",
            [86400 * 3] = "3 days", [86400 * 15] = "2 weeks", [86400 * 90] = "3 months", [86400 * 800] = "2 years",
        }
        for seconds, text in pairs(known) do expect(units.age(seconds)):equals(text) end
    end)
end)

return test.report()
