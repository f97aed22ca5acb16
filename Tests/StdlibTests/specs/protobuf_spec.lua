local test = require "test"
local protobuf = require "docker.protobuf"
local describe, it, expect = test.describe, test.it, test.expect

local POINT = { { "x", "integer" }, { "seen", "boolean" } }
local FORM = {
    { "n", "integer" }, { "name", "string" }, { "tags", "string", list = true }, { "point", POINT },
    { "points", POINT, list = true },
}

local function decoded(data)
    local result = protobuf.decode(data, FORM)
    result.tags = #result.tags > 0 and result.tags or nil
    result.points = #result.points > 0 and result.points or nil
    return result
end

describe("protocol buffers", function()
    it("are read by the form", function()
        for data, wanted in pairs {
            [""] = {},
            ["\8\0"] = { n = 0 },
            ["\8\150\1"] = { n = 150 },
            ["\8\255\255\255\255\255\255\255\255\255\1"] = { n = -1 },
            ["\8\1\8\2"] = { n = 2 },
            ["\18\0"] = { name = "" },
            ["\18\3a\0b"] = { name = "a\0b" },
            ["\26\1a\26\1b"] = { tags = { "a", "b" } },
            ["\34\4\8\5\16\1"] = { point = { x = 5, seen = true } },
            ["\42\2\8\1\42\2\16\0"] = { points = { { x = 1 }, { seen = false } } },
        } do
            expect(decoded(data)):equals(wanted)
        end
    end)

    it("may have fields that nobody knows, of any kind", function()
        expect(decoded("\120\1\8\7\121\1\2\3\4\5\6\7\8\122\2ab\125\1\2\3\4")):equals { n = 7 }
    end)

    it("are refused when they are malformed", function()
        for _, data in ipairs {
            "\8", "\8\128", "\18", "\18\1", "\18\5abcd", "\34\2\8", "\34\1\8",                -- cut off
            "\18\255\255\255\255\255\255\255\255\255\1", "\18\255\255\255\255\255\255\255\255\127", -- absurd lengths
            "\8\255\255\255\255\255\255\255\255\255\2", ("\255"):rep(20),                       -- more than 64 bits
            "\0\1", "\11", "\12", "\14", "\15",                                                -- no such field, no such kind
            "\10\1a", "\16\1", "\32\1", "\13\1\2\3\4",                                         -- the wrong kind
            "\121\1\2\3", "\125\1",
        } do
            expect(function() protobuf.decode(data, FORM) end):raises { kind = "api", message = "at byte %d+$" }
        end
    end)

    it("are refused wherever they are cut", function()
        local inner = "\8\150\1\16\1"
        local data = ("\34%c%s"):format(#inner, inner)
        for length = 1, #data - 1 do
            expect(function() protobuf.decode(data:sub(1, length), FORM) end):raises { kind = "api" }
        end
        expect(decoded(data)):equals { point = { x = 150, seen = true } }
    end)

    it("end with a value or an error, whatever the bytes", function()
        local errors = require "moondock.errors"
        local refused = 0
        math.randomseed(7)
        for _ = 1, 3000 do
            local bytes = {}
            for i = 1, math.random(40) do bytes[i] = math.random(0, 255) end
            local ok, problem = pcall(protobuf.decode, string.char(table.unpack(bytes)), FORM)
            if not ok then
                refused = refused + 1
                expect(errors.is(problem, "api")):is_true()
            end
        end
        expect(refused):at_least(1000)
    end)
end)

return test.report()
