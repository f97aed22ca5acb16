local test = require "test"
local collection = require "docker.collection"
local display = require "display"
local host = require "moondock.host"
local config = require "docker.config"
local node = require "docker.node"
local plugin = require "docker.plugin"
local secret = require "docker.secret"
local service = require "docker.service"
local describe, it, expect = test.describe, test.it, test.expect

local function wide()
    local real = host.terminal
    test.cleanup(function() host.terminal = real end)
    host.terminal = function() return { stdin = false, stdout = true, stderr = false, columns = 140, rows = 24 } end
end

local function stamp() return os.date("!%Y-%m-%dT%H:%M:%S.000000000Z", os.time() - 7200) end

local function a_service()
    return service.from_attrs({}, {
        ID = "abcdefghijklmnopqrstuvwxy", Version = { Index = 5 }, CreatedAt = stamp(), UpdatedAt = stamp(),
        Endpoint = { Ports = { { PublishedPort = 8080, TargetPort = 80, Protocol = "tcp" } } },
        ServiceStatus = { RunningTasks = 2, DesiredTasks = 3 },
        Spec = {
            Name = "web", Labels = { app = "shop" }, Mode = { Replicated = { Replicas = 3 } },
            TaskTemplate = { ContainerSpec = { Image = "nginx:1@sha256:" .. ("0"):rep(64), Args = { "-g", "x" } } },
        },
    })
end

describe("services", function()
    it("are shown as docker service ls shows them", function()
        wide()
        expect(display.render(collection.list("services", { a_service() }))):equals(
            "ID             NAME   MODE         REPLICAS   IMAGE     PORTS\n"
            .. "abcdefghijkl   web    replicated   2/3        nginx:1   *:8080->80/tcp")
        expect(display.render { a_service() }):matches("^ID ")
        expect(display.render(collection.list("services", {}))):equals(
            "ID   NAME   MODE   REPLICAS   IMAGE   PORTS")
    end)

    it("may be a card", function()
        wide()
        local text = display.render(a_service())
        expect(text):matches("^web  abcdefghijkl  replicated\n")
        expect(text):contains("  replicas   2/3\n")
        expect(text):contains("  created    2 hours ago\n")
        expect(text):contains("  labels     app=shop")
    end)
end)

describe("nodes, secrets, configs, stacks and plugins", function()
    it("are shown as the docker command shows them", function()
        wide()
        local n = node.from_attrs({}, {
            ID = "nnnnnnnnnnnnnnnnnnnnnnnnn", Version = { Index = 1 }, CreatedAt = stamp(),
            Spec = { Role = "manager", Availability = "active", Labels = {} },
            Description = { Hostname = "alpha", Engine = { EngineVersion = "28.0" } },
            Status = { State = "ready", Addr = "10.0.0.1" }, ManagerStatus = { Leader = true, Reachability = "reachable" },
        })
        expect(display.render(collection.list("nodes", { n }))):equals(
            "ID             HOSTNAME   STATUS   AVAILABILITY   MANAGER STATUS   ENGINE VERSION\n"
            .. "nnnnnnnnnnnn   alpha      Ready    Active         Leader           28.0")
        expect(display.render(n)):matches("^alpha  nnnnnnnnnnnn  Ready\n  role       manager\n")

        local stored = {
            ID = "sssssssssssssssssssssssss", CreatedAt = stamp(), UpdatedAt = stamp(),
            Spec = { Name = "pw", Labels = {}, Data = "aHVudGVyMg==" },
        }
        local s, c = secret.from_attrs({}, stored), config.from_attrs({}, stored)
        expect(display.render(collection.list("secrets", { s }))):equals(
            "ID             NAME   DRIVER   CREATED       UPDATED\n"
            .. "ssssssssssss   pw              2 hours ago   2 hours ago")
        expect(display.render(collection.list("configs", { c }))):equals(
            "ID             NAME   CREATED       UPDATED\nssssssssssss   pw     2 hours ago   2 hours ago")
        expect(display.render(s)):matches("^pw  ssssssssssss\n  created    2 hours ago\n")

        local p = plugin.from_attrs({}, {
            Id = ("p"):rep(64), Name = "drv:latest", Enabled = true, Settings = { Env = { "A=1" } },
            Config = { Description = "drives", Interface = { Types = { "docker.volumedriver/1.0" } } },
        })
        expect(display.render(collection.list("plugins", { p }))):equals(
            "ID             NAME         DESCRIPTION   ENABLED\npppppppppppp   drv:latest   drives        true")
        expect(display.render(p)):matches("^drv:latest  pppppppppppp  enabled\n")

        expect(display.render(collection.list("stacks", { { Name = "shop", Services = 2 } }))):equals(
            "NAME   SERVICES\nshop   2")
        local changes = collection.list("stack_changes", { { kind = "service", name = "shop_web", action = "created" } })
        rawset(changes, "warnings", { "services.web: 'links' means nothing in a swarm" })
        expect(display.render(changes)):equals("KIND      NAME       ACTION\nservice   shop_web   created\n"
            .. "warning: services.web: 'links' means nothing in a swarm")
    end)
end)

return test.report()
