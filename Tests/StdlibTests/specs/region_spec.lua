local test = require "test"
local region = require "live.region"
local output = require "live.output"
local describe, it, expect = test.describe, test.it, test.expect

local function recorder()
    local written = {}
    local r = region.new(function(bytes) written[#written + 1] = bytes end)
    return r, written
end

describe("live.region", function()
    it("draws over the lines before, and clears what is left of them", function()
        local r, written = recorder()
        r:draw({ "one", "two" }, 80)
        r:draw({ "three" }, 80)
        expect(written[1]):equals("\r\27[Kone\r\n\27[Ktwo\r\n\27[J")
        expect(written[2]):equals("\r\27[2A\27[Kthree\r\n\27[J")
    end)

    it("puts lines that stay above", function()
        local r, written = recorder()
        r:draw({ "bar" }, 80)
        r:draw({ "bar" }, 80, { "output" })
        expect(written[2]):equals("\r\27[1A\27[Koutput\r\n\27[Kbar\r\n\27[J")
        r:draw({}, 80)
        expect(written[3]):equals("\r\27[1A\27[J")
    end)

    it("goes up over lines that a narrower window has folded", function()
        local r, written = recorder()
        r:draw({ ("x"):rep(50), "", "\27[31mred\27[0m" }, 80)
        r:draw({}, 20)
        expect(written[2]):equals("\r\27[5A\27[J")
    end)
end)

describe("live.output.colour_of", function()
    it("gives a name always the same colour, and several names several", function()
        local seen, count = {}, 0
        for i = 1, 40 do
            local colour = output.colour_of("web-" .. i)
            expect(output.colour_of("web-" .. i)):equals(colour)
            if not seen[colour] then count = count + 1 end
            seen[colour] = true
        end
        expect(count):at_least(4)
    end)
end)
