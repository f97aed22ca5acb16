local test = require "test"
local json = require "json"
local ports = require "docker.ports"
local describe, it, expect = test.describe, test.it, test.expect

local function one(ip, port) return { { HostIp = ip, HostPort = port } } end

describe("ports.bindings", function()
    it("takes what docker-py takes", function()
        expect(ports.bindings { ["80/tcp"] = 8080 }):equals { ["80/tcp"] = one("", "8080") }
        expect(ports.bindings { [53] = 5353 }):equals { ["53/tcp"] = one("", "5353") }
        expect(ports.bindings { ["53/udp"] = { "127.0.0.1", 5353 } }):equals { ["53/udp"] = one("127.0.0.1", "5353") }
        expect(ports.bindings { ["80/tcp"] = { "127.0.0.1" } }):equals { ["80/tcp"] = one("127.0.0.1", "") }
        expect(ports.bindings { ["80/tcp"] = { 1234, 4567 } }):equals {
            ["80/tcp"] = { { HostIp = "", HostPort = "1234" }, { HostIp = "", HostPort = "4567" } },
        }
        expect(ports.bindings { ["80"] = { HostIp = "::1", HostPort = 1 } }):equals { ["80/tcp"] = one("::1", "1") }
    end)

    it("lets the engine choose for true, null or nothing", function()
        for _, free in ipairs { true, json.null, "" } do
            expect(ports.bindings { ["80/tcp"] = free }):equals { ["80/tcp"] = one("", "") }
        end
    end)

    it("takes what the docker command takes", function()
        expect(ports.bindings { "8080:80", "127.0.0.1:53:53/udp", "443" }):equals {
            ["80/tcp"] = one("", "8080"), ["53/udp"] = one("127.0.0.1", "53"), ["443/tcp"] = one("", ""),
        }
        expect(ports.bindings { "[::1]:8080:80" }):equals { ["80/tcp"] = one("::1", "8080") }
        expect(ports.bindings { "8000-8001:80-81" }):equals {
            ["80/tcp"] = one("", "8000"), ["81/tcp"] = one("", "8001"),
        }
        expect(ports.bindings { "8000-8010:80" }):equals { ["80/tcp"] = one("", "8000-8010") }
        expect(ports.bindings { 80 }):equals { ["80/tcp"] = one("", "") }
    end)

    it("takes several addresses for one port", function()
        expect(ports.bindings { ["80/tcp"] = { { "127.0.0.1", 1 }, { "127.0.0.2", 2 } } }):equals {
            ["80/tcp"] = { { HostIp = "127.0.0.1", HostPort = "1" }, { HostIp = "127.0.0.2", HostPort = "2" } },
        }
    end)

    it("explains what it cannot read", function()
        for _, wrong in ipairs { { ["80/tcp"] = "x" }, { http = 80 }, { "80:http" }, { "1-3:80-81" }, { {} } } do
            expect(function() ports.bindings(wrong) end):raises { kind = "invalid_argument", message = "'ports'" }
        end
    end)
end)

return test.report()
