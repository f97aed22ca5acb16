local test = require "test"
local limits = require "docker.limits"

local describe, it, expect = test.describe, test.it, test.expect

local function refusal(given)
    local ok, err = pcall(docker.connect, { host = "unix:///nowhere.sock", limits = given })
    expect(ok):is(false)
    expect(err.kind):is("invalid_argument")
    return err.message
end

describe("docker.limits", function()
    it("has every limit with its default, its most and what it bounds", function()
        local names = {}
        for i, limit in ipairs(limits.all()) do
            names[i] = limit.name
            expect(limit.default >= 1 and limit.default <= limit.most):is(true)
            expect(#limit.doc > 10):is(true)
        end
        expect(table.concat(names, " ")):is("reply text line head frame depth")
    end)

    it("makes them fields of the settings", function()
        local settings = limits.flatten("x", { host = "y", limits = { line = "64k", reply = 5 } })
        expect(settings.limits):is(nil)
        expect(settings.limit_line):is(65536)
        expect(settings.limit_reply):is(5)
        expect(settings.host):is("y")
    end)

    it("refuses names and sizes that there are not", function()
        expect(refusal { lin = "1m" }):is('docker.connect: there is no limit "lin"')
        expect(refusal { line = 0 }):is("docker.connect: limit 'line': expected a size from 1 to 1g, got 0")
        expect(refusal { reply = "3g" }):is("docker.connect: limit 'reply': expected a size from 1 to 2g, got \"3g\"")
        expect(refusal { depth = 100 }):is("docker.connect: the limit 'depth' holds for a whole run")
        expect(refusal { line = "much" }):matches("limit 'line': expected a size")
    end)

    it("writes sizes as they are given", function()
        expect(limits.size(1 << 20)):is("1m")
        expect(limits.size(65537)):is("65537")
    end)

    it("are in help, under their word", function()
        local page = help.text "limits"
        for _, limit in ipairs(limits.all()) do expect(page:find("\n%s+" .. limit.name .. "%s") ~= nil):is(true) end
        expect(help.text "limit"):is(page)
    end)
end)
