local test = require "test"
local text = require "text"
local top_screen = require "docker.top_screen"
local describe, it, expect = test.describe, test.it, test.expect

local function row(name, state, cpu, memory, received)
    return {
        id = name .. "-id", name = name, state = state or "running", image = "busybox", cpu = cpu, memory = memory or cpu and 1,
        memory_percent = cpu and 1, received = received or cpu and 0, sent = cpu and 0,
    }
end

local function screen_of(rows)
    local screen = top_screen.new("unix:///x.sock")
    screen:update(rows, 0)
    return screen
end

local function names(screen)
    local list = {}
    for i, visible in ipairs(screen.visible) do list[i] = visible.name end
    return table.concat(list, " ")
end

local function press(screen, keys)
    local action, on
    for key in keys:gmatch("%S+") do action, on = screen:key(key) end
    return action, on and on.name
end

describe("docker.top_screen", function()
    for _, size in ipairs { { 80, 24 }, { 200, 50 }, { 40, 10 }, { 20, 5 }, { 80, 3 }, { 5, 4 } } do
        for _, count in ipairs { 0, 1, 200 } do
            it(("fits %d containers on %dx%d"):format(count, size[1], size[2]), function()
                local rows = {}
                for i = 1, count do
                    rows[i] = row(("日本語-very-long-name-%03d"):format(i), i % 3 == 0 and "exited" or "running",
                        i % 3 ~= 0 and i * 1.5 or nil)
                end
                local screen = screen_of(rows)
                for _, key in ipairs { "end", "l" } do
                    local lines = screen:lines(size[1], size[2])
                    expect(#lines):at_most(size[2])
                    for _, line in ipairs(lines) do expect(text.width(line)):at_most(size[1]) end
                    screen:key(key)
                end
            end)
        end
    end

    it("shows processor, memory and network with bars on 80 columns", function()
        local screen = screen_of { row("web", "running", 5, 1048576, 0) }
        screen:update({ row("web", "running", 10, 2097152, 2000) }, 2)
        local lines = screen:lines(80, 24)
        expect(#lines):equals(24)
        expect(lines[1]):equals("1 running of 1  order cpu  unix:///x.sock")
        expect(lines[2]):matches("^ NAME +STATE +CPU +MEMORY +NETWORK")
        expect(lines[3]):matches("^>web +running +10%.0%% ▅█ +2MiB ▂▂ +1kB/s ▁█")
        expect(lines[24]):contains("q quit")
    end)

    it("says when there is nothing", function()
        expect(top_screen.new("x"):lines(80, 24)[3]):equals(" …")
        local screen = screen_of {}
        expect(screen:lines(80, 24)[3]):equals(" no containers")
        expect(press(screen, "s")):equals(nil)
        expect(screen:lines(80, 24)[24]):equals("no container is chosen")
    end)

    it("orders by what o chooses", function()
        local screen = screen_of { row("b", "exited"), row("c", "running", 1, 9), row("a", "running", 2, 5) }
        expect(names(screen)):equals("a c b")
        press(screen, "o")
        expect(names(screen)):equals("c a b")
        press(screen, "o o")
        expect(names(screen)):equals("a b c")
        press(screen, "o")
        expect(names(screen)):equals("a c b")
    end)

    it("keeps the chosen container when the order changes, once somebody has chosen", function()
        local screen = screen_of { row("a", "running", 2), row("b", "running", 1) }
        screen:update({ row("a", "running", 1), row("b", "running", 2) }, 1)
        expect(screen:row().name):equals("b")
        press(screen, "j")
        screen:update({ row("a", "running", 3), row("b", "running", 2) }, 2)
        expect(screen:row().name):equals("a")
        press(screen, "down down down")
        expect(screen:row().name):equals("b")
    end)

    it("asks before it stops or restarts, and takes only y for yes", function()
        local screen = screen_of { row("web", "running", 1) }
        expect(press(screen, "s")):equals(nil)
        expect(screen:lines(80, 24)[24]):equals("stop web? y/n")
        expect(press(screen, "n")):equals(nil)
        local action, name = press(screen, "s y")
        expect(action .. " " .. name):equals("stop web")
        action, name = press(screen, "r Y")
        expect(action .. " " .. name):equals("restart web")
    end)

    it("gives the actions that change nothing at once", function()
        local screen = screen_of { row("web", "running", 1) }
        for key, expected in pairs { l = "logs", enter = "logs", e = "inspect", x = "shell", q = "quit" } do
            expect((press(screen, key))):equals(expected)
        end
    end)

    it("filters by name, image and state, and keys are text meanwhile", function()
        local screen = screen_of { row("web", "running", 1), row("db", "exited") }
        press(screen, "/ E x q")
        expect(#screen.visible):equals(0)
        expect(screen:lines(80, 24)[24]):equals("filter: Exq_")
        press(screen, "backspace enter")
        expect(names(screen)):equals("db")
        expect((press(screen, "q"))):equals("quit")
        press(screen, "escape")
        expect(#screen.visible):equals(2)
    end)

    it("scrolls text and comes back", function()
        local screen = screen_of { row("web", "running", 1) }
        local long = {}
        for i = 1, 100 do long[i] = "line " .. i end
        screen:show("logs of web", long, true)
        expect(screen:lines(80, 24)[23]):equals("line 100")
        press(screen, "g")
        expect(screen:lines(80, 24)[2]):equals("line 1")
        press(screen, "pagedown")
        expect(screen:lines(80, 24)[2]):equals("line 23")
        expect(press(screen, "q")):equals(nil)
        expect(screen:lines(80, 24)[2]):matches("^ NAME")
    end)

    it("never lets control characters through", function()
        local screen = screen_of { row("a\27[2Jb", "run\7ning", 1) }
        screen:tell("bad \27c")
        screen.filter = "\27["
        for _, line in ipairs(screen:lines(80, 24)) do expect(line:find("%c")):equals(nil) end
        screen.filter = ""
        screen:update({ row("a\27[2Jb", "run\7ning", 1) }, 1)
        press(screen, "s")
        for _, line in ipairs(screen:lines(80, 24)) do expect(line:find("%c")):equals(nil) end
        screen:show("x\27", { "\27[31mred\rgone" })
        for _, line in ipairs(screen:lines(80, 24)) do expect(line:find("%c")):equals(nil) end
    end)
end)
