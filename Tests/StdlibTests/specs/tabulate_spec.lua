local test = require "test"
local tabulate = require "tabulate"
local text = require "text"
local describe, it, expect = test.describe, test.it, test.expect

describe("tabulate.render", function()
    it("aligns columns by what is seen", function()
        local rows = { { "日本", "nginx" }, { "web", "redis" } }
        local rendered = tabulate.render({ "NAME", "IMAGE" }, rows, { columns = 80 })
        expect(rendered):equals("NAME   IMAGE\n日本   nginx\nweb    redis")
    end)

    it("cuts nothing when there is room for everything", function()
        local long = ("x"):rep(300)
        expect(tabulate.render({ "A" }, { { long } }, { columns = math.huge })):equals("A\n" .. long)
    end)

    it("keeps to the width of the terminal", function()
        local rows = { { ("a"):rep(50), ("b"):rep(50), "c" }, { "1", "2", ("d"):rep(60) } }
        local rendered = tabulate.render({ "FIRST", "SECOND", "THIRD" }, rows, { columns = 60 })
        for line in rendered:gmatch("[^\n]+") do expect(text.width(line)):at_most(60) end
        expect(rendered):contains("…")
    end)

    it("narrows the columns to keep last", function()
        local rows = { { "0123456789ab", ("b"):rep(80), "name" } }
        local rendered = tabulate.render({ "ID", "COMMAND", "NAME" }, rows, { columns = 40, keep = { 1, 3 } })
        expect(rendered):contains("0123456789ab")
        expect(rendered):matches("name$")
    end)

    it("leaves columns out that may go, the ones without content first, and keeps the most important whole", function()
        local titles = { "ID", "IMAGE", "COMMAND", "PORTS", "NAMES" }
        local rows = {
            { "0123456789ab", "registry.example/team/app", '"sleep 600 and so on"', "", "a-name-of-twenty-one" },
            { "ba9876543210", "busybox", '"sh"', "", "b" },
        }
        local function render(columns)
            return tabulate.render(titles, rows, { columns = columns, keep = { 5, 1 }, drop = { 3, 4, 1, 2 } })
        end
        expect(render(200)):contains("COMMAND")
        expect(render(80)):matches("^ID            IMAGE +COMMAND +NAMES\n")
        expect(render(50)):matches("^ID            IMAGE +NAMES\n")
        expect(render(32)):matches("^IMAGE +NAMES\nregistry%.…  a%-name%-of%-twenty%-one\n")
        expect(render(24)):equals("NAMES\na-name-of-twenty-one\nb")
        expect(render(10)):equals("NAMES\na-name-of…\nb")
        for columns = 6, 100 do
            for line in render(columns):gmatch("[^\n]+") do expect(text.width(line)):at_most(columns) end
        end
    end)

    it("writes empty cells and harmful text", function()
        local rendered = tabulate.render({ "A", "B" }, { { nil, "x\27[2J" } }, { columns = 80 })
        expect(rendered):equals("A   B\n    x\\x1b[2J")
    end)

    it("makes titles harmless, as those of docker top are the engine's", function()
        expect(tabulate.render({ "PID\27[2J" }, { { 1 } })):equals("PID\\x1b[2J\n1")
    end)
end)

return test.report()
