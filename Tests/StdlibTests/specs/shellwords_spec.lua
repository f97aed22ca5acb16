local test = require "test"
local shellwords = require "docker.shellwords"
local describe, it, expect = test.describe, test.it, test.expect

describe("shellwords.split", function()
    it("splits as a POSIX shell does", function()
        local known = {
            ["echo hi"] = { "echo", "hi" },
            ["  a \t b\n"] = { "a", "b" },
            [ [[sh -c 'echo "a b"']] ] = { "sh", "-c", 'echo "a b"' },
            [ [[a "b \" \\ \n" c]] ] = { "a", [[b " \ \n]], "c" },
            [ [[a\ b '' "" c'd'"e"]] ] = { "a b", "", "", "cde" },
            [ [[it\'s]] ] = { "it's" },
            [""] = {},
        }
        for text, words in pairs(known) do expect(shellwords.split(text)):equals(words) end
    end)

    it("refuses quotes that are not closed", function()
        for _, wrong in ipairs { "a 'b", 'a "b', "a\\" } do
            expect(function() shellwords.split(wrong) end):raises { kind = "invalid_argument" }
        end
    end)
end)

describe("shellwords.command", function()
    it("takes the words of a list as they are", function()
        expect(shellwords.command({ "echo", "a b", 5 }, "f")):equals { "echo", "a b", "5" }
    end)

    it("refuses anything else", function()
        expect(function() shellwords.command(5, "f") end):raises { kind = "invalid_argument" }
        expect(function() shellwords.command({ {} }, "f") end):raises { message = "word 1" }
    end)
end)

return test.report()
