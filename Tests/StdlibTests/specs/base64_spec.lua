local test = require "test"
local base64 = require "base64"
local describe, it, expect = test.describe, test.it, test.expect

describe("base64", function()
    it("encodes as RFC 4648 does", function()
        local cases = {
            [""] = "", f = "Zg==", fo = "Zm8=", foo = "Zm9v", foob = "Zm9vYg==", fooba = "Zm9vYmE=", foobar = "Zm9vYmFy",
            ["\0\255\254"] = "AP/+",
        }
        for plain, encoded in pairs(cases) do
            expect(base64.encode(plain)):equals(encoded)
            expect(base64.decode(encoded)):equals(plain)
        end
    end)

    it("brings back every byte, at every length", function()
        local bytes = {}
        for i = 0, 255 do bytes[#bytes + 1] = string.char(i) end
        local all = table.concat(bytes)
        for length = 0, 256 do expect(base64.decode(base64.encode(all:sub(1, length)))):equals(all:sub(1, length)) end
    end)

    it("reads the URL-safe alphabet, lines, and text without padding", function()
        expect(base64.decode("AP_-")):equals("\0\255\254")
        expect(base64.decode("Zm9v\nYmE")):equals("fooba")
    end)

    it("refuses what is not Base64", function()
        expect(function() base64.decode("Zm9v!") end):raises { kind = "invalid_argument" }
        expect(function() base64.decode("Zm9*") end):raises { message = "character 4" }
        expect(function() base64.decode("Zm9vY") end):raises { message = "length" }
    end)
end)

return test.report()
