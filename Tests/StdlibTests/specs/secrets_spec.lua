local test = require "test"
local swarm = require "swarm_support"
local describe, it, expect = test.describe, swarm.it, test.expect

local function later(collection, name)
    test.cleanup(function() pcall(function() collection.get(name):remove() end) end)
    return name
end

describe("docker.secrets", function()
    it("are created, listed, found and removed", function()
        local name = later(docker.secrets, test.unique("secret"))
        local s = docker.secrets.create(name, "hunter2", { labels = { app = "spec" } })
        expect(s.name):equals(name)
        expect(s.labels):equals { app = "spec" }
        expect(docker.secrets.list { filters = { label = "app=spec" } }[1]):equals(s)
        expect(docker.secrets.get(name)):equals(s)
        expect(s.attrs.Spec.Data):equals(nil)
        s:update { labels = { app = "other" } }
        expect(s.labels):equals { app = "other" }
        expect(function() docker.secrets.create(name, "x") end):raises { kind = "conflict", message = "already exists" }
        s:remove()
        expect(function() docker.secrets.get(name) end):raises { kind = "not_found" }
    end)

    it("reach tasks as files, byte by byte, with owner and mode", function()
        local name = later(docker.secrets, test.unique("secret"))
        docker.secrets.create { name = name, data = "a\0b\255\n" }
        local s = swarm.service({ "sh", "-c", "od -An -tx1 /run/secrets/key; stat -c '%u %a' /run/secrets/key; sleep 600" },
            { secrets = { { secret = name, filename = "key", uid = 5, mode = "0400" } } })
        s:wait_for("running", { timeout = 30 })
        local lines = {}
        require("task").timeout(20, function()
            for line in s:logs { follow = true } do
                lines[#lines + 1] = line
                if #lines == 2 then break end
            end
        end)
        expect(lines[1]):matches("61 00 62 ff 0a")
        expect(lines[2]):equals("5 400")
        expect(function() docker.secrets.get(name):remove() end):raises { message = "in use" }
    end)

    it("are never in a message", function()
        local secret = ("hunter2"):rep(80000)
        local err = expect(function() docker.secrets.create("s", secret) end):raises { kind = "invalid_argument" }
        expect(tostring(err):find("hunter2", 1, true)):equals(nil)
        err = expect(function() docker.secrets.create("s", 12345) end):raises { kind = "invalid_argument" }
        expect(tostring(err):find("12345", 1, true)):equals(nil)
        err = expect(function() docker.secrets.create("bad name!", "hunter2") end):raises {}
        expect(tostring(err):find("hunter2", 1, true)):equals(nil)
        expect(function() docker.secrets.create("s") end):raises { message = "data" }
        expect(function() docker.secrets.create { data = "x" } end):raises { message = "name" }
    end)

    it("are named when a service asks for one that is not there", function()
        local name = later(docker.secrets, test.unique("secret"))
        docker.secrets.create(name, "x")
        local err = expect(function() docker.services.create(swarm.image, { secrets = { name .. "y" } }) end):raises {
            kind = "not_found",
        }
        expect(err.hint):contains(name)
    end)
end)

describe("docker.configs", function()
    it("are created, read back, listed, found and removed", function()
        local name = later(docker.configs, test.unique("config"))
        local c = docker.configs.create(name, "listen 80;\n", { labels = { app = "spec" } })
        expect(c.data):equals("listen 80;\n")
        expect(docker.configs.list { filters = { name = name } }[1]):equals(c)
        expect(docker.configs { filters = { label = "app=spec" } }[1].data):equals("listen 80;\n")
        c:update { labels = { app = "other" } }
        expect(docker.configs.get(name).labels):equals { app = "other" }
        expect(c.data):equals("listen 80;\n")
        local err = expect(function() docker.configs.get(name .. "x") end):raises { kind = "not_found" }
        expect(err.hint):contains(name)
        c:remove()
        expect(function() c:reload() end):raises { kind = "not_found" }
    end)

    it("reach tasks as files", function()
        local name = later(docker.configs, test.unique("config"))
        local c = docker.configs.create(name, "hello config\n")
        local s = swarm.service("sh -c 'cat /etc/motd; sleep 600'", { configs = { { config = c, filename = "/etc/motd" } } })
        s:wait_for("running", { timeout = 30 })
        local first
        require("task").timeout(20, function()
            for line in s:logs { follow = true } do
                first = line
                break
            end
        end)
        expect(first):equals("hello config")
    end)
end)

swarm.leave()
return test.report()
