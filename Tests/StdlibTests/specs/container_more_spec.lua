local test = require "test"
local engine = require "engine_support"
local describe, it, expect = test.describe, engine.it, test.expect

describe("container:commit", function()
    it("makes an image of its present state", function()
        local name = test.unique("spec")
        test.cleanup(function()
            for _, tag in ipairs { "latest", "1", "2" } do pcall(docker.images.remove, name .. ":" .. tag) end
        end)
        local c = engine.start(engine.shell "echo mine > /file; sleep 60")
        c:wait_for "running"
        local i = c:commit(name, {
            tag = "1", message = "by hand", author = "me", pause = false, changes = { "ENV A=b", "LABEL l=1" },
        })
        expect(i.tags):equals { name .. ":1" }
        expect(i.attrs.Comment):equals("by hand")
        expect(i.attrs.Author):equals("me")
        expect(i.labels.l):equals("1")
        expect(i.attrs.Config.Env):contains("A=b")
        expect(docker.containers.run(i, "cat /file", { remove = true })):equals("mine\n")
        expect(c:commit(name .. ":2").tags):equals { name .. ":2" }
        expect(c:commit { repository = name, changes = 'CMD ["true"]' }.tags):equals { name .. ":latest" }
        expect(function() c:commit(name, { mesage = "x" }) end):raises { hint = "'message'" }
    end)
end)

describe("container:export", function()
    it("gives the file system as an archive", function()
        local c = engine.start(engine.shell "echo hello-from-export > /file; sleep 60")
        c:wait_for "running"
        local size, found = 0, false
        for chunk in c:export { chunk_size = 100000 } do
            expect(#chunk):at_most(100000)
            size, found = size + #chunk, found or chunk:find("hello-from-export", 1, true) ~= nil
        end
        expect(size % 512):equals(0)
        expect(found):equals(true)
        expect(function() c:export { chunk_size = 0 } end):raises { kind = "invalid_argument" }
    end)
end)

describe("container:update", function()
    it("changes limits while it runs", function()
        local c = engine.start("sleep 60")
        c:update {
            mem_limit = "32m", memswap_limit = "64m", cpu_shares = 512, cpu_period = 100000, cpu_quota = 50000,
            restart_policy = "on-failure:3", mem_reservation = "16m",
        }
        local host_config = c.attrs.HostConfig
        expect(host_config.Memory):equals(32 << 20)
        expect(host_config.MemorySwap):equals(64 << 20)
        expect(host_config.MemoryReservation):equals(16 << 20)
        expect(host_config.CpuShares):equals(512)
        expect(host_config.CpuQuota):equals(50000)
        expect(host_config.RestartPolicy):equals { Name = "on-failure", MaximumRetryCount = 3 }
        expect(function() c:update { mem_limt = "1m" } end):raises { hint = "'mem_limit'" }
        expect(function() c:update { image = "x" } end):raises { kind = "invalid_argument" }
    end)
end)

describe("container:resize", function()
    it("tells its terminal the size", function()
        local c = engine.start(engine.shell "read x; stty size; sleep 60", { tty = true, stdin_open = true })
        c:wait_for "running"
        c:resize(17, 71)
        c:resize { height = 18, width = 72 }
        local s <close> = c:attach_socket()
        s:write("\n")
        local line
        repeat line = s:read_line() until line:find("%d")
        expect(line):equals("18 72")
        expect(function() c:resize(5) end):raises { kind = "invalid_argument" }
    end)
end)

describe("container:attach_socket", function()
    it("takes docker-py's params too", function()
        local c = engine.start(engine.shell "read x; echo got $x", { stdin_open = true })
        local s <close> = c:attach_socket { params = { stdin = 1, stdout = 1, stream = 1, stderr = 0 } }
        s:write("it\n")
        expect((s:read_line())):equals("got it")
        expect(function() c:attach_socket { params = { stdni = 1 } } end):raises { hint = "'stdin'" }
    end)
end)

describe("container:diff", function()
    it("lists what differs from the image, also nothing", function()
        local c = engine.start("sleep 60")
        expect(#c:diff()):equals(0)
        c:exec_run(engine.shell "touch /new; rm /bin/busybox.extra; echo x >> /etc/passwd.new")
        local kinds = {}
        for _, change in ipairs(c:diff()) do kinds[change.Path] = change.Kind end
        expect(kinds["/new"]):equals(1)
    end)
end)

return test.report()
