local test = require "test"
local config = require "config"
local errors = require "moondock.errors"
local describe, it, expect = test.describe, test.it, test.expect

-- The specs keep their settings in a file of their own.
local path = os.tmpname()
os.remove(path)
path = path .. ".d/deeper/config.json"
config.path = function() return path end

local function content()
    local file = io.open(path, "rb")
    if not file then return nil end
    local text = file:read("a")
    file:close()
    return text
end

describe("config", function()
    it("gives defaults, and keeps what is set in a file that is made with its folders", function()
        expect(config.get "hints"):equals(true)
        config.set("hints", false)
        expect(config.get "hints"):equals(false)
        expect(content():find('"hints"%s*:%s*false') ~= nil):equals(true)
        config.reset "hints"
        expect(config.get "hints"):equals(true)
        expect(content():find("hints")):equals(nil)
    end)

    it("refuses unknown settings and wrong values, and leaves the file alone", function()
        local before = content()
        for _, wrong in ipairs { { "hint", true }, { "hints", "yes" }, { 7, 1 }, { "production", { 1 } } } do
            local ok, err = pcall(config.set, wrong[1], wrong[2])
            expect(ok):equals(false)
            expect(errors.is(err, "invalid_argument")):equals(true)
        end
        expect(content()):equals(before)
    end)

    it("keeps a function for the session only", function()
        local function prompt() return "> " end
        config.set("prompt", prompt)
        expect(config.get "prompt"):equals(prompt)
        expect(content():find("prompt")):equals(nil)
        config.set("prompt", "x> ")
        expect(config.get "prompt"):equals("x> ")
        config.set("prompt", nil)
        expect(config.get "prompt"):equals(nil)
    end)
end)

os.execute(("rm -rf '%s'"):format(path:gsub("/deeper/config.json$", "")))
