local test = require "test"
local errors = require "moondock.errors"
local describe, it, expect = test.describe, test.it, test.expect

describe("errors", function()
    it("are described by their message and hint", function()
        local err = errors.new { kind = "not_found", message = "No such container: wbe", hint = "did you mean 'web'?" }
        expect(tostring(err)):equals("No such container: wbe\n  hint: did you mean 'web'?")
    end)

    it("of Lua code begin with their line", function()
        local err = errors.new { kind = "lua", message = "undefined variable 'x'", where = "script.lua:3" }
        expect(tostring(err)):equals("script.lua:3: undefined variable 'x'")
    end)

    it("are told apart by kind", function()
        local err = errors.new { kind = "conflict", message = "taken" }
        expect(errors.is(err)):is_true()
        expect(errors.is(err, "conflict")):is_true()
        expect(errors.is(err, "api", "conflict")):is_true()
        expect(errors.is(err, "api")):is_false()
        expect(errors.is("text", "api")):is_false()
        expect(errors.is({ kind = "api" })):is_false()
    end)

    it("can be raised and caught", function()
        local err = expect(function() errors.invalid("wrong", "do it right") end):raises {
            kind = "invalid_argument", message = "^wrong$", hint = "^do it right$",
        }
        expect(err.status):equals(nil)
    end)
end)

return test.report()
