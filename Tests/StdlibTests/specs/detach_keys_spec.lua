local test = require "test"
local detach_keys = require "docker.detach_keys"
local describe, it, expect = test.describe, test.it, test.expect

describe("detach keys", function()
    it("are read as the docker command writes them", function()
        for keys, bytes in pairs {
            ["ctrl-p,ctrl-q"] = "\16\17", ["ctrl-x"] = "\24", ["a,b"] = "ab", ["ctrl-@"] = "\0", ["ctrl-["] = "\27", [""] = "",
        } do
            expect(detach_keys.parse(keys)):equals(bytes)
        end
        for _, keys in ipairs { "ctrl-", "ctrl-pp", "alt-x", "a,,b" } do
            expect(function() detach_keys.parse(keys) end):raises { kind = "invalid_argument", hint = "commas between" }
        end
    end)

    -- keys, what is typed piece by piece, what is passed on, whether it detaches
    local cases = {
        { "ctrl-p,ctrl-q", { "ls\r" }, "ls\r", false },
        { "ctrl-p,ctrl-q", { "ls\16\17more" }, "ls", true },
        { "ctrl-p,ctrl-q", { "a\16", "\17" }, "a", true },
        { "ctrl-p,ctrl-q", { "a\16", "b" }, "a\16b", false },
        { "ctrl-p,ctrl-q", { "\16\16\17" }, "\16", true },
        { "ctrl-p,ctrl-q", { "\16", "\16", "x" }, "\16\16x", false },
        { "ctrl-x", { "ab\24" }, "ab", true },
        { "", { "\16\17" }, "\16\17", false },
    }

    it("are found however they are typed, and nothing else is lost", function()
        for _, case in ipairs(cases) do
            local look = detach_keys.matcher(case[1])
            local passed, left = "", false
            for _, piece in ipairs(case[2]) do
                local some
                some, left = look(piece)
                passed = passed .. some
                if left then break end
            end
            expect(passed):equals(case[3])
            expect(left):equals(case[4])
        end
    end)
end)

return test.report()
