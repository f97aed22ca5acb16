local test = require "test"
local strict = require "strict"
local describe, it, expect = test.describe, test.it, test.expect

describe("an undefined global", function()
    it("is an error in watched code, with the nearest name", function()
        strict.watch("=watched")
        local read = load("return pritn", "=watched")
        expect(read):raises { kind = "lua", message = "undefined variable 'pritn'", hint = "print" }
    end)

    it("names a global that is not made yet", function()
        local read = load("return dokcer", "=watched")
        expect(read):raises { hint = "docker" }
    end)

    it("is nil in the code of others", function()
        expect(load("return pritn", "=somebody else")()):equals(nil)
    end)

    it("is declared by assigning", function()
        test.cleanup(function() rawset(_G, "declared_here", nil) end)
        load("declared_here = 5", "=watched")()
        expect(load("return declared_here", "=watched")()):equals(5)
    end)

    it("can be tested with rawget", function()
        expect(rawget(_G, "not_there_at_all")):equals(nil)
    end)
end)

describe("a global that is assigned nil", function()
    it("is declared: reading it is no error", function()
        load("nothing_here = nil", "=watched")()
        expect(load("return nothing_here", "=watched")()):equals(nil)
    end)
end)

describe("a lazy global", function()
    it("is made once, on first use", function()
        test.cleanup(function() rawset(_G, "lazy_one", nil) end)
        local made = 0
        strict.lazy("lazy_one", function()
            made = made + 1
            return { made }
        end)
        expect(made):equals(0)
        local first, second = load("return lazy_one", "=watched")(), load("return lazy_one", "=watched")()
        expect(first):is(second)
        expect(made):equals(1)
    end)

    it("is the user's once it is assigned", function()
        test.cleanup(function() rawset(_G, "lazy_two", nil) end)
        strict.lazy("lazy_two", function() return "made" end)
        load("lazy_two = nil", "=watched")()
        expect(load("return lazy_two", "=watched")()):equals(nil)
    end)
end)

return test.report()
