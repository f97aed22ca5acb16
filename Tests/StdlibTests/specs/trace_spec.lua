local test = require "test"
local engine = require "engine_support"
local exchanges = require "trace.exchanges"
local secrets = require "trace.secrets"
local cli = require "docker.cli"
local describe, it, expect = test.describe, test.it, test.expect

-- What sh gives for a command.
local function paste(command)
    local pipe = assert(io.popen(command, "r"))
    local output = pipe:read("a")
    pipe:close()
    return output
end

-- The text in the frames of a stream.
local function unframed(bytes)
    local parts = {}
    while #bytes >= 8 do
        local length = (">xxxxI4"):unpack(bytes)
        parts[#parts + 1] = bytes:sub(9, 8 + length)
        bytes = bytes:sub(9 + length)
    end
    return table.concat(parts)
end

-- Everything that a function sends, as exchanges.
local function observed(f)
    local list = {}
    local stop = exchanges.listen(function(exchange, event)
        if event == "request" then list[#list + 1] = exchange end
    end)
    local ok, problem = pcall(f)
    stop()
    if not ok then error(problem, 0) end
    return list
end

-- The program under test, on its own.
local function program(arguments)
    local file = os.tmpname()
    local binary = paste("readlink /proc/$PPID/exe"):gsub("%s+$", "")
    local output = paste(("%s --no-rc -H %s %s 2>%s"):format(binary, engine.host, arguments, file))
    local errors = assert(io.open(file)):read("a")
    os.remove(file)
    return output, errors
end

describe("secrets", function()
    it("are hidden in JSON, and nothing else is changed", function()
        local cases = {
            { '{"username":"a","password":"p\\"w","n": 1}', '{"username":"a","password":"***","n": 1}' },
            { '{"Env":["A=b","DB_PASSWORD=x=y","TOKEN="]}', '{"Env":["A=b","DB_PASSWORD=***","TOKEN="]}' },
            { '{"JoinTokens":{"Worker":"SWMTKN-1-abc-def"}}', '{"JoinTokens":{"Worker":"***"}}' },
            { '{"IdentityToken" : "abc"}\n{"a":1}', '{"IdentityToken" : "***"}\n{"a":1}' },
            { '{"buildargs":{"API_KEY":"k","V":"1"}}', '{"buildargs":{"API_KEY":"***","V":"1"}}' },
            { '{"Author":"me","Secrets":[{"SecretID":"x","SecretName":"y"}]}',
                '{"Author":"me","Secrets":[{"SecretID":"x","SecretName":"y"}]}' },
            { '{"Env":["HTTP_PROXY=http://me:p@w@proxy:3128","a=x@y"]}',
                '{"Env":["HTTP_PROXY=http://me:***@proxy:3128","a=x@y"]}' },
            { '{"remote":"\\nhttps://ghp_x@github.com/o/r","u":"ssh://git@host/x"}',
                '{"remote":"\\nhttps://***@github.com/o/r","u":"ssh://git@host/x"}' },
            { [[{"Env":["P=http://user:p\u0026s's@proxy:3128/","x"]}]], [[{"Env":["P=http://user:***@proxy:3128/","x"]}]] },
            { [[{"u":"http:\/\/me:pw@h\/x?a=b@c"}]], [[{"u":"http:\/\/me:***@h\/x?a=b@c"}]] },
            { '{"token":{"a":"b"}}', '{"token":{"a":"b"}}' },
            { '{"password":"unfinished', '{"password":"unfinished' },
        }
        for _, case in ipairs(cases) do expect(secrets.json(case[1])):equals(case[2]) end
        expect(secrets.json('{"Data":"c2VjcmV0"}', "SecretCreate")):equals '{"Data":"***"}'
        expect(secrets.json('{"Data":"c2VjcmV0"}', "ConfigCreate")):equals '{"Data":"c2VjcmV0"}'
    end)

    it("are hidden in the query", function()
        expect(secrets.target "/build?t=a&buildargs=%7B%22PASSWORD%22%3A%22x%22%7D")
            :equals "/build?t=a&buildargs=%7B%22PASSWORD%22%3A%22%2A%2A%2A%22%7D"
        expect(secrets.target "/build?remote=https%3A%2F%2Fme%3Apw%40host%2Fx"):matches "me%%3A%%2A%%2A%%2A%%40host"
        expect(secrets.target "/build?remote=https%3A%2F%2Ftoken%40host%2Fx")
            :equals "/build?remote=https%3A%2F%2F%2A%2A%2A%40host%2Fx"
        expect(secrets.target "/containers/json?all=1"):equals "/containers/json?all=1"
    end)
end)

describe("docker commands", function()
    it("are made of an operation's values", function()
        local cases = {
            { "ContainerList", { all = "1", filters = '{"label":["a=b","c"]}' },
                "docker ps --all --filter label=a=b --filter label=c" },
            { "ContainerStop", { id = "web", t = "2" }, "docker stop --time 2 web" },
            { "ContainerStats", { id = "web", stream = "0" }, "docker stats --no-stream web" },
            { "ContainerStats", { id = "web" }, "docker stats web" },
            { "ImageTag", { name = "a", repo = "r/b", tag = "1" }, "docker tag a r/b:1" },
            { "ImageCreate", { fromImage = "nginx", tag = "1.27" }, "docker pull nginx:1.27" },
            { "VolumeCreate", { body = { Name = "v", Labels = { b = "2", a = "1" } } },
                "docker volume create --label a=1 --label b=2 v" },
            { "ContainerCreate", { name = "web", body = { Image = "busybox", Cmd = { "sh", "-c", "echo 'a b'" },
                Env = { "A=1" }, HostConfig = { Binds = { "/a:/b" }, AutoRemove = true } } },
                "docker create --name web --rm --env A=1 --volume /a:/b busybox sh -c 'echo '\\''a b'\\'''" },
            { "NetworkConnect", { id = "n", body = { Container = "c", EndpointConfig = { Aliases = { "x" } } } },
                "docker network connect --alias x n c" },
        }
        for _, case in ipairs(cases) do expect(cli.command(case[1], case[2])):equals(case[3]) end
        expect(cli.command("ContainerResize", { id = "x" })):equals(nil)
    end)

    it("are for operations that exist", function()
        local known = require("docker.api").operations()
        for id in pairs(known) do
            local form = cli.form(id)
            if form then expect(form):matches "^docker %l" end
        end
        for id in pairs(cli.examples) do expect(known[id]):is_true() end
    end)
end)

describe("curl commands", function()
    it("reach an engine as its address says", function()
        local function command(address, method, body)
            return require("trace.curl").command { method = method or "GET", target = "/v1.41/info", address = address,
                headers = { { "Host", "h:2375" }, { "Content-Type", "application/json" } }, body = body or "",
                input_size = 0, pieces = {}, operation = "SystemInfo" }
        end
        local json_field = "-H 'Content-Type: application/json'"
        expect(command "unix:///run/d.sock")
            :equals(("curl -sS --unix-socket /run/d.sock %s http://docker/v1.41/info"):format(json_field))
        expect(command("tcp://h:2375", "POST", '{"password":"x"}')):contains '{"password":"***"}'
        expect(command "tcp://h:2375"):equals(("curl -sS %s http://h:2375/v1.41/info"):format(json_field))
        expect(command "https://h:2376"):matches "^curl %-sS %-%-cacert %S+/ca%.pem %-%-cert %S+/cert%.pem %-%-key %S+"
        expect(command "ssh://me@host:22"):matches "^ssh %-p 22 me@host 'curl %-sS %-%-unix%-socket /var/run/docker"
        expect(command("tcp://h:2375", "POST", "it's")):contains "-X POST"
        expect(command("tcp://h:2375", "POST", "it's")):contains "--data-binary 'it'\\''s'"
        expect(command("tcp://h:2375", "POST", "\0\255")):contains "echo AP8= | base64 -d | curl "
    end)
end)

describe("trace", function()
    engine.it("gives curl commands that give the same replies when they are pasted", function()
        local c = engine.start(engine.shell "echo out; echo err >&2; sleep 60", { labels = { ["trace-spec"] = "1" } })
        local volume = docker.volumes.create(test.unique())
        test.cleanup(function() volume:remove { force = true } end)
        local reads = {
            function() return docker.api.ContainerInspect { id = c.id } end,
            function() return docker.api.ImageInspect { name = engine.image } end,
            function() return docker.api.NetworkList { filters = { name = { "^bridge$" } } } end,
            -- One volume: an engine lists several in any order.
            function() return docker.api.VolumeList { filters = { name = { volume.name } } } end,
            function() return docker.api.ContainerTop { id = c.id, ps_args = "-o pid,args" } end,
            function() return docker.api.ContainerChanges { id = c.id } or {} end,
            function() return docker.version() end,
        }
        for _, read in ipairs(reads) do
            local direct
            local command = curl(function() direct = read() end)
            expect(json.decode(paste(command))):equals(direct)
        end
        local text
        local command = curl(function() text = c:logs():read_all() end)
        expect(unframed(paste(command:match "[^\n]+$"))):equals(text)
        local problem = paste(curl(function() pcall(docker.api.ContainerInspect, { id = "no-such" }) end))
        expect(json.decode(problem).message):matches "No such container: no%-such"
    end)

    engine.it("keeps the commands of a function that stops for an error: on standard error, and in the error", function()
        local err = expect(function()
            curl(function()
                docker.info()
                docker.containers.get "no-such-container"
            end)
        end):raises { kind = "not_found", message = "no%-such%-container" }
        expect(err.commands):matches "/info\n[^\n]+/containers/no%-such%-container/json\n"
        local _, problems = program "-e 'curl(function() docker.info() local x = nil + 1 end)'"
        expect(problems):matches "^curl [^\n]+/info\n"
        expect(problems):contains "attempt to perform arithmetic on a nil value"
        local ok, own = pcall(curl, function() error({ mine = true }, 0) end)
        expect({ ok, own }):equals { false, { mine = true } }
        expect(require("docker.engine").around):equals(nil)
    end)

    engine.it("shows the connection that is still open when the program ends", function()
        local c = engine.start "sleep 60"
        local script = ([[s = docker.exec("%s", "cat", { stdin = true, socket = true }) s:write "12345" os.exit(0)]])
            :format(c.name)
        local _, problems = program(("--trace -e '%s'"):format(script))
        expect(problems):contains "# 5 bytes of input went the other way, which curl cannot send"
        expect(problems):matches "/exec/%x+/start\n$"
    end)

    engine.it("gives curl commands for a session that changes things", function()
        local name = test.unique()
        engine.remove_later(name)
        local session = curl(function()
            local c = docker.containers.create(engine.image, { "sh", "-c", "echo 'quoted \"text\"'; exit 3" },
                { name = name, labels = { a = "b c" } })
            c:start()
            c:wait()
            c:logs():read_all()
            c:remove()
        end)
        expect(pcall(docker.containers.get, name)):equals(false)
        -- The new container has another id than the one of the session.
        local commands = {}
        for line in session:gmatch "[^\n]+" do commands[#commands + 1] = line end
        local first = json.decode(paste(commands[1]))
        expect(#first.Id):equals(64)
        local old = commands[2]:match "/containers/(%x+)/start"
        local outputs = {}
        for i = 2, #commands do outputs[i] = paste((commands[i]:gsub(old, first.Id))) end
        expect(json.decode(outputs[3]).StatusCode):equals(3)
        local all = table.concat(outputs, "\n", 2)
        expect(all):contains 'quoted "text"'
        expect(pcall(docker.containers.get, name)):equals(false)
    end)

    engine.it("tells the upgrade, what went in and what came out of an exec", function()
        local c = engine.start "sleep 60"
        local list = observed(function()
            local s = c:exec_run("cat", { stdin = true, socket = true })
            s:write "one\n"
            s:close_write()
            s:read_all()
        end)
        local exec
        for _, exchange in ipairs(list) do
            if exchange.operation == "ExecStart" then exec = exchange end
        end
        expect(exec.status):equals(101)
        expect(exec.is_raw):equals(true)
        expect(exec.body):contains '"Detach":false'
        expect(exec.pieces[1]):equals { time = exec.pieces[1].time, from = "client", bytes = "one\n" }
        local lines = {}
        local http = require "trace.http"
        http.draw(exec, "reply", nil, function(line) lines[#lines + 1] = line end)
        for _, piece in ipairs(exec.pieces) do
            if piece.from == "engine" then
                http.draw(exec, "reply_body", piece.bytes, function(line) lines[#lines + 1] = line end)
            end
        end
        local drawn = table.concat(lines, "\n")
        expect(drawn):contains "⇄ the connection has left HTTP"
        expect(drawn):contains '[01 00 00 00 00 00 00 04] stdout, 4 bytes: "one\\n"'
    end)

    engine.it("names the operation of each exchange by its path", function()
        local c = engine.start "sleep 60"
        local ids = {}
        for _, exchange in ipairs(observed(function() c:exec_run "true" end)) do ids[#ids + 1] = exchange.operation end
        expect(ids):contains "ContainerExec"
        expect(ids):contains "ExecStart"
        expect(ids):contains "ExecInspect"
    end)

    engine.it("hides credentials of registries before anybody sees them", function()
        local list = observed(function()
            local credentials = { username = "u", password = "pw" }
            pcall(docker.api.ImagePush, { name = "no-such-image", ["X-Registry-Auth"] = credentials })
        end)
        local sent = list[#list]
        expect(exchanges.field(sent.headers, "X-Registry-Auth")):equals "***"
        expect(require("trace.curl").command(sent)):contains "-H 'X-Registry-Auth: ***'"
    end)

    engine.it("is silent when it is off, and on standard error when it is on", function()
        local output, problems = program "-e 'docker.ping(); print(1)'"
        expect(output):equals "1\n"
        expect(problems):equals ""
        output, problems = program "--trace -e 'docker.containers.list(); print(1)'"
        expect(output):equals "1\n"
        expect(problems):matches "curl %-sS %-%-unix%-socket [^\n]+ 'http://docker/v[%d.]+/containers/json%?all=0'\n"
        output, problems = program "--trace=http -e 'docker.version(); print(1)'"
        expect(output):equals "1\n"
        expect(problems):matches "→ GET /v[%d.]+/version HTTP/1.1"
        expect(problems):matches '←   "ApiVersion": "'
        output, problems = program "--trace cli -e 'docker.containers.list{all=true}'"
        expect(problems):equals "docker ps --all\n"
    end)

    it("refuses a form that it does not know", function()
        expect(function() trace "crl" end):raises { kind = "invalid_argument", hint = "did you mean 'curl'" }
    end)

    it("is switched on and off, and tells its state", function()
        expect(trace()):equals(false)
        trace "http"
        expect(trace()):equals "http"
        trace(false)
        expect(trace()):equals(false)
        trace "cli"
        trace "off"
        expect(trace()):equals(false)
        expect(require("docker.engine").around):equals(nil)
    end)
end)

return test.report()
