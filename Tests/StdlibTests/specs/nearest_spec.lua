local test = require "test"
local nearest = require "nearest"
local describe, it, expect = test.describe, test.it, test.expect

describe("nearest.find", function()
    local known = { "containers", "images", "image", "environment", "name", "Name" }

    it("finds a name with a letter missing, added, changed or swapped", function()
        for _, wrong in ipairs { "contaners", "conttainers", "cantainers", "cnotainers" } do
            expect(nearest.find(wrong, known)):equals("containers")
        end
    end)

    it("takes the beginning of a single name for it", function()
        expect(nearest.find("env", known)):equals("environment")
    end)

    it("ignores case, but prefers what is written alike", function()
        expect(nearest.find("CONTAINERS", known)):equals("containers")
        expect(nearest.find("nmae", known)):equals("name")
        expect(nearest.find("Nmae", known)):equals("Name")
    end)

    it("prefers, among equals, the name of which a letter was left out", function()
        expect(nearest.find("staus", { "stats", "status" })):equals("status")
        expect(nearest.find("stast", { "stats", "status" })):equals("stats")
    end)

    it("finds nothing where nothing is near", function()
        expect(nearest.find("xyz", known)):equals(nil)
        expect(nearest.find("", known)):equals(nil)
        expect(nearest.find(42, known)):equals(nil)
        expect(nearest.find("x", { "y", "z" })):equals(nil)
    end)
end)

describe("nearest.key", function()
    it("looks at the keys of several tables", function()
        expect(nearest.key("imges", { containers = 1 }, nil, { images = 1 })):equals("images")
    end)
end)

describe("nearest.distance", function()
    it("counts edits", function()
        expect(nearest.distance("kitten", "sitting")):equals(3)
        expect(nearest.distance("ab", "ba")):equals(1)
        expect(nearest.distance("", "abc")):equals(3)
    end)
end)

return test.report()
