local test = require "test"
local engine = require "engine_support"
local describe, it, expect = test.describe, engine.it, test.expect

-- Networks get addresses that no other run and no other spec uses.
local next_subnet = 0

local function subnet()
    next_subnet = next_subnet + 1
    return ("10.%d.%d"):format(200 + os.time() % 50, (os.time() // 50 + next_subnet) % 256)
end

local function create(options)
    local name = test.unique()
    test.cleanup(function() pcall(docker.api.NetworkDelete, { id = name }) end)
    return docker.networks.create(name, options)
end

describe("docker.networks.create", function()
    it("gives a network with the engine's defaults", function()
        local n = create()
        expect(n.attrs.Driver):equals("bridge")
        expect(n.attrs.Internal):equals(false)
        expect(n.attrs.EnableIPv6):equals(false)
        expect(n.labels):equals {}
        expect(n.short_id):equals(n.id:sub(1, 12))
        expect(tostring(n)):contains(n.name)
    end)

    it("passes every option to the engine", function()
        local base = subnet()
        local n = create {
            driver = "bridge", options = { ["com.docker.network.driver.mtu"] = 1400 }, internal = true,
            labels = { app = "shop", "x" }, attachable = true, check_duplicate = true, scope = "local",
            enable_ipv6 = false, ingress = false,
            ipam = { driver = "default", config = {
                { subnet = base .. ".0/24", ip_range = base .. ".128/25", gateway = base .. ".1",
                    aux_addresses = { router = base .. ".2" } },
            } },
        }
        expect(n.Internal):equals(true)
        expect(n.Attachable):equals(true)
        expect(n.Options["com.docker.network.driver.mtu"]):equals("1400")
        expect(n.IPAM.Config[1]):equals {
            Subnet = base .. ".0/24", IPRange = base .. ".128/25", Gateway = base .. ".1",
            AuxiliaryAddresses = { router = base .. ".2" },
        }
    end)

    it("takes ipam in docker-py's and the engine's form too", function()
        local base = subnet()
        local n = create { ipam = { pool_configs = { { subnet = base .. ".0/24", iprange = base .. ".0/25" } } } }
        expect(n.IPAM.Config[1].IPRange):equals(base .. ".0/25")
        base = subnet()
        n = create { ipam = { Config = { { Subnet = base .. ".0/24" } } } }
        expect(n.IPAM.Config[1].Subnet):equals(base .. ".0/24")
    end)

    it("takes its name among the options", function()
        local name = test.unique()
        test.cleanup(function() pcall(docker.api.NetworkDelete, { id = name }) end)
        expect(docker.networks.create { name = name, labels = { "x" } }.labels):equals { x = "" }
    end)

    it("refuses what is wrong before anything is sent", function()
        for given, wanted in pairs {
            [{ drivr = "bridge" }] = { hint = "'driver'" },
            [{ scope = "here" }] = { message = "local, global, swarm" },
            [{ ipam = { config = { "10.0.0.0/8" } } }] = { message = "'ipam'" },
            [{ ipam = { config = { { subnets = "10.0.0.0/8" } } } }] = { hint = "'subnet'" },
        } do
            wanted.kind = "invalid_argument"
            expect(function() docker.networks.create("x", given) end):raises(wanted)
        end
        expect(function() docker.networks.create("") end):raises { kind = "invalid_argument" }
        expect(function() docker.networks.create() end):raises { kind = "invalid_argument" }
    end)

    it("reports a name that is taken as a conflict", function()
        local n = create()
        expect(function() docker.networks.create(n.name) end):raises { kind = "conflict" }
    end)
end)

describe("docker.networks", function()
    it("lists with one request, by names, ids and filters", function()
        local n = create { labels = { spec = "list" } }
        local found = docker.networks.list { names = n.name }
        expect(#found):equals(1)
        expect(found[1]):equals(n)
        expect(rawget(found[1], "_attrs")):equals(nil)
        expect(docker.networks.list { ids = { n.id } }[1].name):equals(n.name)
        expect(docker.networks.list { names = { n.name }, filters = { driver = "bridge" } }[1]):equals(n)
        expect(#docker.networks.list { names = n.name, filters = { driver = "overlay" } }):equals(0)
        expect(#docker.networks { filters = { label = "spec=list", name = n.name } }):equals(1)
    end)

    it("tells the containers of all when it is greedy", function()
        local n = create()
        local c = engine.start("sleep 60", { network = n.name })
        local found = docker.networks.list { names = n.name, greedy = true }[1]
        expect(rawget(found, "_attrs").Containers[c.id].Name):equals(c.name)
    end)

    it("finds by name and id, and names the nearest otherwise", function()
        local n = create()
        expect(docker.networks.get(n.name)):equals(n)
        expect(docker.networks.get(n.id, { verbose = true, scope = "local" }).name):equals(n.name)
        expect(docker.networks.get(n).id):equals(n.id)
        expect(function() docker.networks.get "brigde" end):raises { kind = "not_found", hint = "'bridge'" }
        expect(function() docker.networks.get "" end):raises { kind = "invalid_argument" }
    end)
end)

describe("a network", function()
    it("connects and disconnects containers", function()
        local base = subnet()
        local n = create { ipam = { config = { { subnet = base .. ".0/24" } } } }
        local c = engine.start("sleep 60")
        expect(#n.containers):equals(0)
        n:connect(c, {
            aliases = { "db" }, ipv4_address = base .. ".77", links = { [c.name] = "me" },
            driver_opt = { ["com.example.a"] = "1" },
        })
        expect(#n.containers):equals(1)
        expect(n.containers[1]):equals(c)
        local endpoint = c:reload().attrs.NetworkSettings.Networks[n.name]
        expect(endpoint.IPAddress):equals(base .. ".77")
        expect(endpoint.Aliases):contains("db")
        expect(endpoint.Links):equals { c.name .. ":me" }
        n:disconnect(c.name, { force = true })
        expect(#n.containers):equals(0)
        expect(c:reload().attrs.NetworkSettings.Networks[n.name]):equals(nil)
    end)

    it("refuses unknown options and other things than containers", function()
        local n = docker.networks.get "bridge"
        expect(function() n:connect("x", { alias = { "a" } }) end):raises { hint = "'aliases'" }
        expect(function() n:connect(5) end):raises { kind = "invalid_argument" }
        expect(function() n:connect(test.unique()) end):raises { kind = "not_found" }
    end)

    it("is removed, or only says so", function()
        local n = create()
        expect(n:remove { dry_run = true }[1]):equals(n)
        expect(docker.networks.get(n.id)):equals(n)
        n:remove()
        expect(function() docker.networks.get(n.id) end):raises { kind = "not_found" }
        expect(function() n:reload() end):raises { kind = "not_found" }
        expect(function() docker.networks.get("bridge"):remove() end):raises()
    end)
end)

describe("docker.networks.prune", function()
    it("removes what nobody uses, and tells it beforehand", function()
        local label = test.unique("spec")
        local idle, busy = create { labels = { label } }, create { labels = { label } }
        engine.start("sleep 60", { network = busy.name })
        local plan = docker.networks.prune { filters = { label = label }, dry_run = true }
        expect(plan.NetworksDeleted):equals { idle.name }
        expect(plan.objects[1]):equals(idle)
        expect(docker.networks.get(idle.id)):equals(idle)
        expect(docker.networks.prune { filters = { label = label } }.NetworksDeleted):equals { idle.name }
        expect(#docker.networks.list { filters = { label = label } }):equals(1)
    end)
end)

describe("a new container", function()
    it("joins several networks before it starts", function()
        local front, back = create(), nil
        local base = subnet()
        back = create { ipam = { config = { { subnet = base .. ".0/24" } } } }
        local addresses = docker.containers.run(engine.image, engine.shell "ip -4 addr", {
            remove = true, networks = { front, { name = back.name, ipv4_address = base .. ".9", aliases = { "api" } } },
        })
        expect(addresses):contains(base .. ".9/")
        expect(select(2, addresses:gsub("global eth", ""))):equals(2)
        addresses = docker.containers.run(engine.image, engine.shell "ip -4 addr", {
            remove = true, network = front.name,
            networking_config = { [front.name] = {}, [back.name] = { ipv4_address = base .. ".10" } },
        })
        expect(addresses):contains(base .. ".10/")
    end)

    it("is not made when one of its networks is missing", function()
        local name = test.unique()
        engine.remove_later(name)
        local given = { name = name, networks = { "bridge", "brigde" } }
        expect(function() docker.containers.create(engine.image, "true", given) end):raises {
            kind = "not_found", hint = "'bridge'",
        }
        expect(function() docker.containers.get(name) end):raises { kind = "not_found" }
        given.networks = { "bridge", "bridge" }
        expect(function() docker.containers.create(engine.image, "true", given) end):raises { message = "twice" }
        given.networks = { { name = "bridge", ip = "1.2.3.4" } }
        expect(function() docker.containers.create(engine.image, "true", given) end):raises { message = "'networks'" }
    end)
end)

return test.report()
