local test = require "test"
local options = require "options"
local json = require "json"
local describe, it, expect = test.describe, test.it, test.expect

local schema = {
    { name = "tail", type = "integer", default = 10 },
    { name = "follow", type = "boolean" },
    { name = "until", type = "time", alias = "until_" },
    { name = "mem", type = "size" },
    { name = "names", type = "strings" },
    { name = "where", type = "string|integer" },
    { name = "mode", type = "string", choices = { "fast", "slow" } },
    { name = "env", type = "map|strings" },
}

local function check(given)
    return function() return options.check("f", schema, given) end
end

describe("options.body", function()
    it("names the fields of a body as the options say, and converts what needs it", function()
        local schema = {
            { name = "driver", body = "Driver" }, { name = "count", body = "Count", convert = tostring },
            { name = "off", body = "Off" }, { name = "absent", body = "Absent" }, { name = "query", query = "q" },
        }
        local given = { driver = "bridge", count = 3, off = false, query = "x" }
        expect(options.body(schema, given)):equals { Driver = "bridge", Count = "3", Off = false }
        expect(options.body(schema, given, "query")):equals { q = "x" }
    end)
end)

describe("options.check", function()
    it("fills in defaults and converts", function()
        expect(options.check("f", schema, { mem = "1k", until_ = 5 })):equals { tail = 10, mem = 1024, ["until"] = "5" }
        expect(options.check("f", schema, nil)):equals { tail = 10 }
    end)

    it("takes false for what it is", function()
        local given = { { name = "a", type = "boolean", default = true } }
        expect(options.check("f", given, { a = false })):equals { a = false }
    end)

    it("takes json.null for absent", function()
        expect(options.check("f", schema, { follow = json.null })):equals { tail = 10 }
    end)

    it("names the nearest of an unknown option", function()
        expect(check { folow = true }):raises {
            kind = "invalid_argument", message = "^f: unknown option 'folow'$", hint = "'follow'",
        }
        expect(check { "x" }):raises { message = "unknown option 1" }
    end)

    it("says option, expected and got of a wrong type", function()
        expect(check { tail = "ten" }):raises { message = "^f: option 'tail': expected an integer, got \"ten\"$" }
        expect(check { where = {} }):raises { message = "expected a string or an integer, got a table" }
        expect(check { mem = "12x" }):raises { message = "option 'mem': expected a size" }
        expect(check { names = { 1 } }):raises { message = "a list of strings" }
        expect(check { tail = 1.5 }):raises { message = "got 1.5" }
    end)

    it("keeps to the choices there are", function()
        expect(check { mode = "fsat" }):raises { message = "one of fast, slow", hint = "'fast'" }
    end)

    it("takes maps and lists where both are allowed", function()
        expect(options.check("f", schema, { env = { A = "1" } }).env):equals { A = "1" }
        expect(options.check("f", schema, { env = { "A=1" } }).env):equals { "A=1" }
    end)

    it("refuses options that are no table", function()
        expect(check(5)):raises { message = "must be a table, got 5" }
    end)
end)

return test.report()
