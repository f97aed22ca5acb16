local test = require "test"
local pager = require "pager"
local describe, it, expect = test.describe, test.it, test.expect

describe("pager", function()
    local counted = {
        { "", 10, 1 }, { "one", 10, 1 }, { "one\ntwo\n", 10, 2 }, { "12345678901", 10, 2 }, { "日本日本日本", 10, 2 },
        { "\27[31m1234567890\27[0m", 10, 1 }, { "a\n\nb", 10, 3 },
    }
    for i, case in ipairs(counted) do
        it("counts rows " .. i, function() expect(pager.rows(case[1], case[2], 100)):equals(case[3]) end)
    end

    it("does not count on where it is long enough", function()
        expect(pager.rows(("x\n"):rep(1000), 80, 24)):equals(25)
    end)

    it("is none when it is switched off, empty or cat", function()
        expect(pager.command(false, "more")):equals(nil)
        expect(pager.command(nil, "")):equals(nil)
        expect(pager.command(nil, "cat")):equals(nil)
        expect(pager.command("cat", "less")):equals(nil)
    end)

    it("is the setting, else $PAGER, else less", function()
        expect(pager.command("most", "more")):matches(" most$")
        expect(pager.command(true, "more")):matches(" more$")
        expect(pager.command(nil, nil)):contains("less")
    end)

    it("is never used in a script", function()
        expect(pager.page(("x\n"):rep(1000))):is_false()
    end)
end)
