local test = require "test"
local query = require "query"
local json = require "json"
local engine = require "engine_support"
local describe, expect = test.describe, test.expect
local it = test.it

local function people()
    return query.list {
        { name = "Ada", born = 1815, tags = { "x", "y" }, at = { city = "London" }, labels = { ["a.b"] = "1" } },
        { name = "Grace", born = 1906, at = { city = "New York" }, labels = {} },
        { name = "Alan", at = { city = "London" }, labels = { ["a.b"] = "2" } },
    }
end

local function names(list)
    return table.concat(list:map(function(p) return p.name end), " ")
end

describe("where", function()
    it("keeps what fits", function()
        local list = people()
        expect(names(list:where { name = "Ada" })):equals("Ada")
        expect(names(list:where { ["at.city"] = "London" })):equals("Ada Alan")
        expect(names(list:where { at = { city = "London" }, born = 1815 })):equals("Ada")
        expect(names(list:where { name = { "Ada", "Grace" } })):equals("Ada Grace")
        expect(names(list:where { born = function(year) return year and year > 1900 end })):equals("Grace")
        expect(names(list:where(function(p) return #p.name == 4 end))):equals("Alan")
        expect(names(list:where { ["labels.a.b"] = "2" })):equals("Alan")
        expect(names(list:where { tags = "y" })):equals("Ada")
        expect(#list):equals(3)
    end)

    it("refuses what is no condition", function()
        expect(function() people():where("x") end):raises { kind = "invalid_argument" }
    end)
end)

describe("sort", function()
    it("orders by a field, a path or a function, both ways; what lacks it comes last", function()
        local list = people()
        expect(names(list:sort("name"))):equals("Ada Alan Grace")
        expect(names(list:sort("-name"))):equals("Grace Alan Ada")
        expect(names(list:sort("born"))):equals("Ada Grace Alan")
        expect(names(list:sort("-born"))):equals("Grace Ada Alan")
        expect(names(list:sort("at.city"))):equals("Ada Alan Grace")
        expect(names(list:sort(function(p) return #p.name end))):equals("Ada Alan Grace")
        expect(names(list)):equals("Ada Grace Alan")
    end)
end)

describe("select", function()
    it("makes rows that print as a table and go out as JSON and CSV", function()
        local rows = people():select("name", "at.city", "tags", { age = function(p) return p.born and 2000 - p.born end })
        expect(query.columns(rows)):equals { "name", "at.city", "tags", "age" }
        expect(query.render(rows)):equals(table.concat({
            "NAME    AT.CITY    TAGS   AGE",
            "Ada     London     x y    185",
            "Grace   New York          94",
            "Alan    London",
        }, "\n"))
        expect(json.decode(rows:json())[2].age):equals(94)
        expect(rows:csv()):equals('name,at.city,tags,age\r\nAda,London,x y,185\r\nGrace,New York,,94\r\nAlan,London,,\r\n')
    end)

    it("quotes what a comma, a quote or a line break would break", function()
        local rows = query.list { { a = 'say "hi", twice', b = "two\nlines" } }
        expect(rows:csv("a", "b")):equals('a,b\r\n"say ""hi"", twice","two\nlines"\r\n')
    end)

    it("wants fields", function()
        expect(function() people():select() end):raises { kind = "invalid_argument" }
        expect(function() people():select(5) end):raises { kind = "invalid_argument" }
    end)
end)

describe("lists of the engine", function()
    engine.it("can be chosen from, and name the nearest field", function()
        local c = engine.start("sleep 60", { labels = { app = "query" } })
        local all = docker.containers.list { all = true }
        local mine = all:where { ["labels.app"] = "query", name = c.name }
        expect(#mine):equals(1)
        expect(mine[1]):equals(c)
        expect(function() for _ in mine do end end):raises { hint = "for _, container in ipairs" }
        expect(tostring(mine)):matches("^CONTAINER ID .*\n" .. c.short_id)
        expect(tostring(mine)):contains(c.name)
        expect(tostring(mine:select("name"))):equals("NAME\n" .. c.name)
        expect(mine:select("name", "status")[1].status):equals("running")
        expect(require("display").render(mine:where { name = "no-such" }:select("name", "status"))):equals("NAME   STATUS")
        expect(mine:csv("name")):equals("name\r\n" .. c.name .. "\r\n")
        expect(function() all:sort("imge_name") end):raises { hint = "'image_name'" }
        expect(#docker.images.list():where { tags = engine.image }):equals(1)
    end)
end)

return test.report()
