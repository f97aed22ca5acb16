local test = require "test"
local collection = require "docker.collection"
local container = require "docker.container"
local display = require "display"
local exec = require "docker.exec"
local host = require "moondock.host"
local image = require "docker.image"
local text = require "text"
local describe, it, expect = test.describe, test.it, test.expect

-- Lets the modules believe in a terminal, or in none.
local function with_terminal(columns)
    local real = host.terminal
    test.cleanup(function() host.terminal = real end)
    local terminal = { stdin = false, stdout = columns ~= nil, stderr = false, columns = columns or 80, rows = 24 }
    host.terminal = function() return terminal end
end

local function summary(fields)
    local made = {
        Id = ("0123456789abcdef"):rep(4), Names = { "/web" }, Image = "nginx:latest",
        ImageID = "sha256:" .. ("a"):rep(64),
        Command = "nginx -g 'daemon off;'", Created = os.time() - 7200, State = "running", Status = "Up 2 hours",
        Labels = { app = "web" }, Mounts = {},
        NetworkSettings = { Networks = { bridge = { IPAddress = "172.17.0.2" } } },
        Ports = {
            { IP = "0.0.0.0", PrivatePort = 80, PublicPort = 8080, Type = "tcp" },
            { PrivatePort = 443, Type = "tcp" },
        },
    }
    for name, value in pairs(fields or {}) do made[name] = value end
    return container.from_summary({}, made)
end

describe("a list of containers", function()
    it("looks like docker ps", function()
        with_terminal(nil)
        local shown = display.render(collection.list("containers", { summary() }))
        local cells = {
            { "CONTAINER ID", "0123456789ab" }, { "IMAGE       ", "nginx:latest" },
            { "COMMAND                 ", "\"nginx -g 'daemon off;'\"" }, { "CREATED    ", "2 hours ago" },
            { "STATUS    ", "Up 2 hours" }, { "PORTS                        ", "0.0.0.0:8080->80/tcp, 443/tcp" },
            { "NAMES", "web" },
        }
        local titles, row = {}, {}
        for i, cell in ipairs(cells) do titles[i], row[i] = cell[1], cell[2] end
        expect(shown):equals(table.concat(titles, "   ") .. "\n" .. table.concat(row, "   "))
    end)

    it("keeps to the width of the terminal", function()
        with_terminal(80)
        local shown = display.render(collection.list("containers", { summary() }))
        for line in shown:gmatch("[^\n]+") do expect(text.width(line)):at_most(80) end
        expect(shown):contains("0123456789ab")
        expect(display.full(collection.list("containers", { summary() }))):contains("8080->80/tcp, 443/tcp")
    end)

    it("shows its titles when it is empty", function()
        with_terminal(nil)
        expect(display.render(collection.list("containers", {}))):matches("^CONTAINER ID .* NAMES$")
    end)

    it("is recognised without its mark", function()
        with_terminal(nil)
        expect(display.render { summary() }):matches("^CONTAINER ID")
    end)

    it("lets no control character reach the terminal", function()
        with_terminal(200)
        local shown = display.render(collection.list("containers", { summary { Names = { "/evil\27[2J" } } }))
        expect(shown:find("\27", 1, true)):equals(nil)
        expect(display.render(summary { Labels = { ["a\27"] = "\7" } }):find("[\27\7]")):equals(nil)
    end)
end)

describe("an object", function()
    it("is shown as a card", function()
        with_terminal(100)
        local shown = display.render(summary())
        expect(shown):matches("^web  0123456789ab  Up 2 hours\n")
        expect(shown):contains("\n  image      nginx:latest")
        expect(shown):contains("\n  networks   bridge 172.17.0.2")
        expect(shown):contains("\n  labels     app=web")
    end)

    it("may be an image", function()
        with_terminal(100)
        local i = image.from_summary({}, {
            Id = "sha256:" .. ("b"):rep(64), RepoTags = { "busybox:latest" }, Size = 4270000, Created = os.time() - 90,
        })
        expect(display.render(i)):matches("^busybox:latest  bbbbbbbbbbbb\n  size       4.27MB")
        expect(display.render(collection.list("images", { i }))):equals(
            "REPOSITORY   TAG      IMAGE ID       CREATED              SIZE\n"
            .. "busybox      latest   bbbbbbbbbbbb   About a minute ago   4.27MB")
    end)
end)

describe("other values", function()
    it("are readable: text as it is, tables as Lua", function()
        with_terminal(nil)
        expect(display.render("a\27b")):equals("a\27b")
        expect(display.render { a = "x" }):equals('{ a = "x" }')
        expect(display.render(nil)):equals("nil")
        expect(display.render { summary(), 1 }):equals("{ <container web (0123456789ab)>, 1 }")
    end)

    it("are made harmless on a terminal", function()
        with_terminal(80)
        expect(display.render("a\27[31mb\27]0;x\7\n")):equals("ab\\x1b]0;x\\x07\n")
    end)

    it("are cut on a terminal only", function()
        local list = {}
        for i = 1, 200 do list[i] = i end
        with_terminal(80)
        expect(display.render(list)):contains("… +150")
        expect(display.full(list)):matches("200\n}$")
        with_terminal(nil)
        expect(display.render(list)):matches("200\n}$")
    end)

    it("may be what the engine tells of itself", function()
        local version = { ApiVersion = "1.41", MinAPIVersion = "1.12", Version = "20.10", Os = "linux", Arch = "amd64" }
        with_terminal(80)
        expect(display.render(version)):matches("^Docker Engine 20.10\n  API        1.41 %(minimum 1.12%)")
        expect(display.full(version)):contains('MinAPIVersion = "1.12"')
        with_terminal(nil)
        expect(display.render(version)):contains('MinAPIVersion = "1.12"')
    end)
end)

return test.report()
