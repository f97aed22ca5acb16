local test = require "test"
local json = require "json"
local ports = require "docker.service_ports"
local values = require "docker.service_values"
local describe, it, expect = test.describe, test.it, test.expect

local function list(value) return ports.list(value, "ports") end

describe("ports of a service", function()
    it("may be docker-py's table of published ports", function()
        expect(list { [8080] = 80, [8053] = { 53, "udp" }, [9000] = { 90, "tcp", "host" } }):equals {
            { PublishedPort = 8053, TargetPort = 53, Protocol = "udp" },
            { PublishedPort = 8080, TargetPort = 80, Protocol = "tcp" },
            { PublishedPort = 9000, TargetPort = 90, Protocol = "tcp", PublishMode = "host" },
        }
        expect(list { ["8080"] = "80/udp" }):equals { { PublishedPort = 8080, TargetPort = 80, Protocol = "udp" } }
        expect(list {}):equals {}
    end)

    it("may be strings, ranges, and tables", function()
        expect(list { "8080:80", "53/udp", "7000-7001:70-71", { target = 5, published = 6, mode = "host" } }):equals {
            { PublishedPort = 8080, TargetPort = 80, Protocol = "tcp" },
            { TargetPort = 53, Protocol = "udp" },
            { PublishedPort = 7000, TargetPort = 70, Protocol = "tcp" },
            { PublishedPort = 7001, TargetPort = 71, Protocol = "tcp" },
            { PublishedPort = 6, TargetPort = 5, Protocol = "tcp", PublishMode = "host" },
        }
        expect(list { { TargetPort = 1, Protocol = "sctp" } }):equals { { TargetPort = 1, Protocol = "sctp" } }
    end)

    it("are refused when they cannot be read", function()
        for _, value in ipairs { { "x" }, { "127.0.0.1:80:80" }, { "80/icmp" }, { "1-2:3" }, { "70000" }, { true },
            { [8080] = "x" }, { { published = 1 } }, { { target = 1, mode = "hosst" } } } do
            expect(function() list(value) end):raises { kind = "invalid_argument", message = "ports" }
        end
    end)
end)

describe("values of a service's options", function()
    it("count processors in billionths", function()
        expect(values.nano_cpus("0.5", "cpu")):equals(500000000)
        expect(values.nano_cpus("2", "cpu")):equals(2000000000)
        expect(values.nano_cpus(0.25, "cpu")):equals(250000000)
        expect(values.nano_cpus(1500000000, "cpu")):equals(1500000000)
        expect(values.nano_cpus(0, "cpu")):equals(0)
        for _, value in ipairs { 2, "x", "-1", -0.5 } do
            expect(function() values.nano_cpus(value, "cpu") end):raises { kind = "invalid_argument" }
        end
    end)

    it("name a mode in words, tables, or the engine's form", function()
        expect(values.mode("global", "mode")):equals { Global = {} }
        expect(values.mode({ replicas = 3 }, "mode")):equals { Replicated = { Replicas = 3 } }
        local needs = {}
        expect(values.mode({ mode = "replicated-job", replicas = 4, concurrency = 2 }, "mode", needs)):equals {
            ReplicatedJob = { MaxConcurrent = 2, TotalCompletions = 4 },
        }
        expect(needs[1].since):equals("1.41")
        expect(values.mode({ Global = {} }, "mode")):equals { Global = {} }
        expect(function() values.mode({ mode = "global", concurrency = 2 }, "mode") end):raises { message = "concurrency" }
    end)

    it("spread, choose platforms, join networks", function()
        expect(values.preferences({ "spread=node.labels.a", "node.labels.b", { "spread", "node.labels.c" },
            { spread = "node.labels.d" } }, "preferences")):equals {
            { Spread = { SpreadDescriptor = "node.labels.a" } }, { Spread = { SpreadDescriptor = "node.labels.b" } },
            { Spread = { SpreadDescriptor = "node.labels.c" } }, { Spread = { SpreadDescriptor = "node.labels.d" } },
        }
        expect(values.platforms({ "linux/arm64", { "amd64", "linux" }, { os = "linux", architecture = "arm" } }, "p"))
            :equals {
                { Architecture = "arm64", OS = "linux" }, { Architecture = "amd64", OS = "linux" },
                { Architecture = "arm", OS = "linux" },
            }
        expect(values.networks({ "back", { target = "front", aliases = { "web" }, options = { a = 1 } } }, "networks"))
            :equals { { Target = "back" }, { Target = "front", Aliases = { "web" }, DriverOpts = { a = "1" } } }
        expect(function() values.networks({ { target = "x", alias = {} } }, "networks") end):raises { hint = "aliases" }
        expect(function() values.platforms({ "amd64" }, "platforms") end):raises { message = "linux/amd64" }
    end)

    it("ask for generic resources by number or by name", function()
        expect(values.generic_resources({ gpu = 2, ssd = { "a", "b" } }, "generic_resources")):equals {
            { DiscreteResourceSpec = { Kind = "gpu", Value = 2 } },
            { NamedResourceSpec = { Kind = "ssd", Value = "a" } }, { NamedResourceSpec = { Kind = "ssd", Value = "b" } },
        }
        expect(values.hosts { db = "10.0.0.5" }):equals { "10.0.0.5 db" }
        expect(json.encode(values.hosts {})):equals("[]")
    end)
end)

return test.report()
