local test = require "test"
local collection = require "docker.collection"
local display = require "display"
local host = require "moondock.host"
local network = require "docker.network"
local stats = require "docker.stats"
local text = require "text"
local volume = require "docker.volume"
local engine = require "engine_support"
local describe, it, expect = test.describe, test.it, test.expect

-- Lets the modules believe in a terminal, or in none.
local function with_terminal(columns)
    local real = host.terminal
    test.cleanup(function() host.terminal = real end)
    local terminal = { stdin = false, stdout = columns ~= nil, stderr = false, columns = columns or 80, rows = 24 }
    host.terminal = function() return terminal end
end

local function shop(fields)
    local made = {
        Id = ("0123456789abcdef"):rep(4), Name = "shop", Driver = "bridge", Scope = "local", Created = "",
        IPAM = { Config = { { Subnet = "10.1.0.0/24", Gateway = "10.1.0.1" } } }, Internal = true,
        Containers = { ["c1"] = { Name = "web", IPv4Address = "10.1.0.2/24" }, ["c2"] = { Name = "db" } },
        Options = {}, Labels = { app = "shop" },
    }
    for name, value in pairs(fields or {}) do made[name] = value end
    return network.from_attrs({}, made)
end

local function data() return volume.from_attrs({}, {
    Name = "data", Driver = "local", Scope = "local", Mountpoint = "/var/lib/docker/volumes/data/_data",
    Labels = { app = "shop" }, Options = { type = "tmpfs" },
}) end

describe("networks", function()
    it("look like docker network ls", function()
        with_terminal(nil)
        expect(display.render(collection.list("networks", { shop() }))):equals(
            "NETWORK ID     NAME   DRIVER   SCOPE\n0123456789ab   shop   bridge   local")
        expect(display.render { shop() }):matches("^NETWORK ID")
        expect(display.render(collection.list("networks", {}))):equals("NETWORK ID   NAME   DRIVER   SCOPE")
    end)

    it("are shown one by one as cards", function()
        with_terminal(100)
        expect(display.render(shop())):equals(table.concat({
            "shop  0123456789ab",
            "  driver     bridge, local",
            "  subnets    10.1.0.0/24 by way of 10.1.0.1",
            "  traits     internal",
            "  containers db, web 10.1.0.2",
            "  labels     app=shop",
        }, "\n"))
        expect(display.render(shop { Name = "a\27[2J", Labels = { ["\7"] = "" } }):find("[\27\7]")):equals(nil)
    end)
end)

describe("volumes", function()
    it("look like docker volume ls", function()
        with_terminal(nil)
        expect(display.render(collection.list("volumes", { data() }))):equals("DRIVER   VOLUME NAME\nlocal    data")
    end)

    it("are shown one by one as cards", function()
        with_terminal(100)
        expect(display.render(data())):equals(table.concat({
            "data",
            "  driver     local, local",
            "  mountpoint /var/lib/docker/volumes/data/_data",
            "  options    type=tmpfs",
            "  labels     app=shop",
        }, "\n"))
    end)
end)

describe("reports", function()
    it("of stats look like docker stats", function()
        with_terminal(nil)
        local s = stats.of {
            id = ("ab"):rep(32), name = "/web", pids_stats = { current = 3 },
            cpu_stats = { cpu_usage = { total_usage = 300 }, system_cpu_usage = 2000, online_cpus = 2 },
            precpu_stats = { cpu_usage = { total_usage = 100 }, system_cpu_usage = 1000 },
            memory_stats = { usage = 1048576, limit = 4194304 },
            networks = { eth0 = { rx_bytes = 1500, tx_bytes = 2 } },
        }
        local lines = "CONTAINER ID   NAME   CPU %    MEM USAGE / LIMIT   MEM %    NET I/O        BLOCK I/O   PIDS\n"
            .. "abababababab   web    40.00%   1MiB / 4MiB         25.00%   1.5kB / 2B     0B / 0B     3"
        local function squeezed(shown) return (shown:gsub(" +", " ")) end
        expect(squeezed(display.render(s))):equals(squeezed(lines))
        expect(squeezed(display.render(collection.list("stats", { s })))):equals(squeezed(lines))
    end)

    it("of changed files look like docker diff", function()
        with_terminal(nil)
        local list = collection.list("changes", {
            { Kind = 0, Path = "/a" }, { Kind = 1, Path = "/b\27" }, { Kind = 2, Path = "/c" },
        })
        expect(display.render(list)):equals("C /a\nA /b\\x1b\nD /c")
    end)

    it("of layers look like docker history", function()
        with_terminal(60)
        local shown = display.render(collection.list("layers", {
            {
                Id = "sha256:" .. ("ab"):rep(32), Created = os.time() - 90, CreatedBy = ("long "):rep(30),
                Size = 4270000,
            },
            { Id = "<missing>", Created = 0, CreatedBy = "", Size = 0 },
        }))
        expect(shown):matches("^IMAGE +CREATED +CREATED")
        expect(shown):contains("abababababab")
        expect(shown):contains("<missing>")
        for line in shown:gmatch("[^\n]+") do expect(text.width(line)):at_most(60) end
    end)

    it("of a search look like docker search", function()
        with_terminal(nil)
        local list = collection.list("search_results", {
            { name = "nginx", description = "A server", star_count = 9, is_official = true },
        })
        expect(display.render(list)):equals(
            "NAME    DESCRIPTION   STARS   OFFICIAL\nnginx   A server      9       [OK]")
    end)

    it("of disk use look like docker system df, to a person", function()
        with_terminal(100)
        local report = {
            LayersSize = 3000, Images = {
                { Size = 2000, SharedSize = 0, Containers = 1 }, { Size = 1000, SharedSize = 500, Containers = 0 },
            },
            Containers = { { State = "running", SizeRw = 10 }, { State = "exited", SizeRw = 30 } },
            Volumes = { { UsageData = { RefCount = 0, Size = 7 } } }, BuildCache = {},
        }
        local shown = display.render(report)
        expect(shown):matches("\nImages +2 +1 +3kB +500B %(16%%%)")
        expect(shown):matches("\nContainers +2 +1 +40B +30B %(75%%%)")
        expect(shown):matches("\nLocal Volumes +1 +0 +7B +7B %(100%%%)")
        with_terminal(nil)
        expect(display.render(report)):contains("LayersSize = 3000")
    end)
end)

describe("what goes", function()
    engine.it("is shown before and after", function()
        with_terminal(nil)
        local label = test.unique("spec")
        local nothing = docker.containers.prune { filters = { label = label }, dry_run = true }
        expect(display.render(nothing)):equals("nothing would go")
        local c = engine.start("true", { labels = { label } })
        c:wait()
        local shown = display.render(docker.containers.prune { filters = { label = label }, dry_run = true })
        expect(shown):matches("^CONTAINER ID")
        expect(shown):matches("\n1 container would go, 0B$")
        expect(display.render(c:remove { dry_run = true })):equals(tostring(c))
        expect(display.render(collection.list("removals", { { Untagged = "a:1" }, { Deleted = "sha256:b" } }))):equals(
            "Untagged: a:1\nDeleted: sha256:b")
    end)

    engine.it("of running containers tells the processes, as docker top does", function()
        local c = engine.start("sleep 60")
        with_terminal(100)
        expect(display.render(c:top())):matches("^UID +PID .*sleep 60$")
    end)
end)

return test.report()
