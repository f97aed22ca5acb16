-- The curl commands of a whole session, pasted into sh: each gives the answer that the session got. scripts/engine fronts
-- opens the ways to the engine and names them in the environment.

local test = require "test"
local engine = require "engine_support"
local exchanges = require "trace.exchanges"
local describe, expect = test.describe, test.expect

local folder = os.tmpname()

local function client_certificate()
    local certificates = (os.getenv "MOONDOCK_TEST_CERTS" or "") .. "/client/"
    return { ca = certificates .. "ca.pem", cert = certificates .. "cert.pem", key = certificates .. "key.pem" }
end

local ways = {
    { "unix", function(address) return { host = address } end, "MOONDOCK_TEST_HOST" },
    { "tcp", function(address) return { host = address } end, "MOONDOCK_TEST_TCP" },
    { "TLS", function(address) return { host = address, tls = client_certificate() } end, "MOONDOCK_TEST_TLS" },
}

-- What sh gives for a command in the folder of the test: the reply's body and its status code.
local function paste(command)
    local pipe = assert(io.popen(("cd %s && %s -w '%%{http_code}'"):format(folder, command), "r"))
    local output = pipe:read "a"
    pipe:close()
    return output:sub(1, -4), math.tointeger(output:sub(-3))
end

-- What differs between two runs of the same session, and what people would call the same.
local function settled(body)
    return (body:gsub("%x%x%x%x%x%x%x%x%x%x%x%x%x*", "ID"):gsub("%d%d%d%d%-%d%d%-%d%dT[%d:.]+Z?", "TIME")
        :gsub('"(%w+)":%d+', { Pid = '"Pid":0', Created = '"Created":0' }):gsub("%d+%.%d+%.%d+%.%d+", "ADDRESS")
        :gsub('"MacAddress":"[^"]*"', "MAC"):gsub('"Status":"(%u%l+ ?%(?%d*%)?) [^"]*"', '"Status":"%1"'))
end

-- The new ids in place of those of the session, pair by pair as they were given.
local function translated(command, ids)
    for old, new in pairs(ids) do command = command:gsub(old, new) end
    return command
end

local function identifier(body)
    local ok, value = pcall(json.decode, body)
    return ok and type(value) == "table" and value.Id or nil
end

for _, way in ipairs(ways) do
    local address = os.getenv(way[3])
    local function it(title, body)
        engine.it(title, function()
            if not address then test.skip(way[3] .. " is not set: there is no such way to an engine here") end
            os.remove(folder)
            assert(os.execute("mkdir -p " .. folder))
            test.cleanup(function() os.execute("rm -r " .. folder) end)
            body(docker.connect(way[2](address)))
        end)
    end

    -- Runs a session, then pastes what it sent. A session has to leave the engine as it was.
    local function both(session)
        local list = {}
        local stop = exchanges.listen(function(exchange, event)
            if event == "request" then list[#list + 1] = exchange end
        end)
        local ok, problem = pcall(session)
        stop()
        if not ok then error(problem, 0) end
        local ids, count = {}, 0
        for _, exchange in ipairs(list) do
            if exchange.operation ~= "SystemPingHead" then
                local command = require("trace.curl").command(exchange)
                local body, status = paste(translated(command, ids))
                local expected = exchanges.reply_body(exchange)
                -- curl asks for no upgrade: what an engine answers then is 200, and the same bytes.
                expect({ exchange.target, status == 200 and exchange.status == 101 and 101 or status }):equals {
                    exchange.target, exchange.status }
                expect(settled(body)):equals(settled(expected))
                local old, new = identifier(expected), identifier(body)
                if old and new and exchange.method == "POST" then ids[old] = new end
                count = count + 1
            end
        end
        return count, list
    end

    describe("curl commands over " .. way[1], function()
        it("give the same answers: a container's life, its logs, a command in it, files in and out", function(d)
            local name = test.unique()
            engine.remove_later(name)
            local big = lesson.tar { blob = ("0123456789abcdef"):rep(1000) }
            local out = assert(io.open(folder .. "/BODY", "wb"))
            out:write(big)
            out:close()
            local count, list = both(function()
                local c = d.containers.create(engine.image, { "sh", "-c", "echo 'it''s \"quoted\"'; sleep 0.2; echo err >&2; sleep 60" },
                    { name = name, labels = { a = "b c" }, environment = { ["A_B"] = "$HOME `x` \\" }, stop_timeout = 1 })
                c:start()
                -- Until both lines are there: curl waits for the end of the command too.
                c:exec_run "sleep 1"
                d.api.ContainerList { all = true, filters = { name = { name } } }
                c:logs():read_all()
                c:exec_run({ "sh", "-c", "echo \"$0\"; exit 3", "it's" })
                c:put_archive("/tmp", lesson.tar { small = "a file\n" })
                c:put_archive("/tmp", big)
                c:stop()
                c:wait()
                c:remove()
                pcall(d.containers.get, name)
            end)
            expect(count):at_least(14)
            local commands = {}
            for i, exchange in ipairs(list) do commands[i] = require("trace.curl").command(exchange) end
            local all = table.concat(commands, "\n")
            expect(all):contains "| base64 -d | curl"
            expect(all):contains(("# BODY is a file with the %d bytes that were sent"):format(#big))
            expect(pcall(d.containers.get, name)):equals(false)
        end)

        it("give the same answers: images, networks, volumes, a build, events, what is refused", function(d)
            local name = test.unique():lower()
            test.cleanup(function()
                pcall(docker.api.ImageDelete, { name = name, force = true })
                pcall(docker.api.NetworkDelete, { id = name })
                pcall(docker.api.VolumeDelete, { name = name, force = true })
            end)
            expect((both(function()
                d.api.NetworkCreate { body = { Name = name, Labels = { x = "1" } } }
                d.api.NetworkInspect { id = name }
                d.api.NetworkDelete { id = name }
                d.api.VolumeCreate { body = { Name = name } }
                d.api.VolumeInspect { name = name }
                d.api.VolumeDelete { name = name }
                d.api.ImageTag { name = "busybox", repo = name, tag = "one" }
                d.api.ImageInspect { name = name .. ":one" }
                d.api.ImageDelete { name = name .. ":one" }
                for _ in d.api.ImageBuild { body = lesson.tar { Dockerfile = "FROM busybox\nLABEL x=1\n" }, t = name,
                    nocache = true } do end
                d.api.ImageDelete { name = name }
                pcall(d.api.ContainerStart, { id = "no such" })
                pcall(d.api.ContainerCreate, { body = { Image = "no-such-image" } })
                for _ in d.events { since = "1h", until_ = "59m" } do end
            end))):at_least(11)
        end)
    end)
end

return test.report()
