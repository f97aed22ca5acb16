-- The same things over every way to reach an engine. scripts/engine fronts opens the ways and names them in the environment.

local test = require "test"
local archive = require "docker.archive"
local engine = require "engine_support"
local describe, expect = test.describe, test.expect

local certificates = os.getenv("MOONDOCK_TEST_CERTS")
local function client_certificate()
    local folder = (certificates or "") .. "/client"
    return { ca = folder .. "/ca.pem", cert = folder .. "/cert.pem", key = folder .. "/key.pem" }
end

local ways = {
    { "unix", function() return { host = engine.host } end, "MOONDOCK_TEST_HOST" },
    { "tcp", function(address) return { host = address } end, "MOONDOCK_TEST_TCP" },
    { "tcp over IPv6", function(address) return { host = address } end, "MOONDOCK_TEST_TCP6" },
    { "TLS 1.3", function(address) return { host = address, tls = client_certificate() } end, "MOONDOCK_TEST_TLS" },
    { "TLS 1.2", function(address) return { host = address, tls = client_certificate() } end, "MOONDOCK_TEST_TLS12" },
    { "ssh", function(address) return { host = address } end, "MOONDOCK_TEST_SSH" },
}

for _, way in ipairs(ways) do
    local address = os.getenv(way[3])
    local function it(title, body)
        test.it(title, function()
            if not address then test.skip(way[3] .. " is not set: there is no such way to an engine here") end
            local d <close> = docker.connect(way[2](address))
            body(d)
        end)
    end

    local function start(d, script)
        local name = test.unique()
        test.cleanup(function() pcall(docker.connect(way[2](address)).api.ContainerDelete, { id = name, force = true }) end)
        return d.containers.run(engine.image, { "sh", "-c", script }, { detach = true, name = name, stop_timeout = 1 })
    end

    describe("over " .. way[1], function()
        it("containers are listed and run, and logs are followed line by line", function(d)
            local c = start(d, "for i in 1 2 3; do echo line $i; sleep 0.05; done; sleep 60")
            expect(#d.containers.list():where { name = c.name }):equals(1)
            local lines = {}
            for line in c:logs { follow = true } do
                lines[#lines + 1] = line
                if #lines == 3 then break end
            end
            expect(lines):equals { "line 1", "line 2", "line 3" }
            expect(d.containers.run(engine.image, "echo once", { remove = true })):equals("once\n")
        end)

        it("a command is written to, its input ends, and its exit code comes", function(d)
            local c = start(d, "sleep 60")
            local s <close> = c:exec_run({ "sh", "-c", "cat; exit 5" }, { stdin = true, socket = true })
            s:write("through the wire\n")
            s:close_write()
            expect((s:read_all())):equals("through the wire\n")
            expect(s:exit_code()):equals(5)
        end)

        it("archives go in and come out the same", function(d)
            local c = start(d, "sleep 60")
            local bytes = ("0123456789abcdef"):rep(40000)
            c:put_archive("/tmp", archive.pack { blob = bytes })
            expect(archive.read((c:get_archive("/tmp/blob"))) == bytes):is_true()
        end)

        it("an image is built", function(d)
            local tag = test.unique():lower()
            test.cleanup(function() pcall(docker.connect(way[2](address)).images.remove, tag, { force = true }) end)
            local i = d.images.build { fileobj = "FROM busybox\nLABEL way=x\n", tag = tag, progress = function() end }
            expect(i.labels.way):equals("x")
        end)

        it("events come, and a wait is cancelled at once", function(d)
            local c = start(d, "sleep 60")
            local seen = task.channel()
            local listener = task.spawn(function()
                for event in d.events { filters = { container = c.id } } do seen:send(event.Action) end
            end)
            task.sleep(0.3)
            c:kill()
            expect(task.timeout(5, function() return seen:receive() end)):equals("kill")
            listener:cancel()
            local other = start(d, "sleep 60")
            local began = os.time()
            expect(function() other:wait { timeout = 0.3 } end):raises { kind = "timeout" }
            expect(os.time() - began < 5):is_true()
        end)
    end)
end

return test.report()
