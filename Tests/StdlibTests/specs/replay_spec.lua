local test = require "test"
local engine = require "engine_support"
local describe, it, expect = test.describe, test.it, test.expect

local function read(path)
    local file = assert(io.open(path, "rb"))
    local text = file:read "a"
    file:close()
    return text
end

-- Runs a script in the program under test, on its own.
local function program(options, script)
    local file, errors = os.tmpname(), os.tmpname()
    local out = assert(io.open(file, "w"))
    out:write(script)
    out:close()
    local binary = io.popen("readlink /proc/$PPID/exe"):read "l"
    local pipe = io.popen(("%s --no-rc %s %s 2>%s"):format(binary, options, file, errors))
    local output = pipe:read "a"
    pipe:close()
    local problems = read(errors)
    os.remove(file)
    os.remove(errors)
    return output, problems
end

local function recording()
    local path = os.tmpname()
    test.cleanup(function() os.remove(path) end)
    return path
end

-- Records a script on the engine, and gives what it writes then and when it is replayed where no engine is.
local function both(script)
    local path = recording()
    local recorded, problems = program(("--record %s -H %s"):format(path, engine.host), script)
    expect(problems):equals ""
    local replayed, replay_problems = program(("--replay %s -H unix:///nowhere/docker.sock"):format(path), script)
    expect(replay_problems):equals ""
    return recorded, replayed, read(path)
end

describe("a recording", function()
    engine.it("gives the same output without an engine: replies, logs, exec, events, errors", function()
        local name = test.unique()
        engine.remove_later(name)
        local script = ([[
            print(docker.version().Version, docker.info().ID)
            local c = docker.containers.run("busybox", { "sh", "-c", "echo out; echo err >&2; sleep 60" },
                { name = "%s", detach = true, stop_timeout = 1, environment = { DB_PASSWORD = "geheim", A = "1" } })
            print(c.id, c.name)
            while #(c:logs():read_all()) < 8 do task.sleep(0.05) end
            for line, source in c:logs() do print(source, line) end
            for line in c:logs { follow = true } do print(line) break end
            local s = c:exec_run("cat", { stdin = true, socket = true })
            s:write "one\n"
            print(s:read_line())
            s:write "two\n"
            s:close_write()
            print(s:read_all())
            print(s:exit_code())
            print(c:exec_run({ "sh", "-c", "head -c 5 /dev/zero; exit 3" }).exit_code)
            print(pcall(docker.containers.get, "no-such-container"))
            c:remove { force = true }
            for event in docker.events { since = "10m", until_ = "0s", filters = { container = c.id } } do
                print(event.Action, event.time)
            end
        ]]):format(name)
        local recorded, replayed, har = both(script)
        expect(recorded):contains "stdout\tout\n"
        expect(recorded):contains "one\tstdout\n"
        expect(recorded):contains "No such container: no-such-container"
        expect(recorded):contains "destroy\t"
        expect(replayed):equals(recorded)
        expect(har:find("geheim", 1, true)):is_false()
        local log = json.decode(har).log
        expect(log.version):equals "1.2"
        expect(#log.entries):at_least(12)
        for _, entry in ipairs(log.entries) do
            expect(entry.startedDateTime):matches "^%d%d%d%d%-%d%d%-%d%dT%d%d:%d%d:%d%d%.%d%d%dZ$"
            expect(entry.time):at_least(0)
            expect(entry.request.url):matches "^http://docker/"
            expect(type(entry.response.content.size)):equals "number"
        end
    end)

    engine.it("keeps the time between the pieces of a stream", function()
        local script = [[
            local t = os.time()
            local list = {}
            for line in docker.containers.run("busybox", { "sh", "-c", "echo a; sleep 2; echo b" },
                { stream = true, remove = true }) do list[#list + 1] = line end
            print(table.concat(list, ","), os.time() - t >= 1)
        ]]
        local recorded, replayed = both(script)
        expect(recorded):equals "a,b\ttrue\n"
        expect(replayed):equals(recorded)
    end)

    engine.it("of a long stream does not gather in memory, and is whole", function()
        local name = test.unique()
        engine.remove_later(name)
        docker.containers.run(engine.image, engine.shell "yes 0123456789012345678901234567890123456789 | head -n 400000",
            { name = name })
        local script = ([[
            local count, bytes = 0, 0
            for line in docker.logs("%s") do count = count + 1 bytes = bytes + #line end
            print(count, bytes)
            for line in io.lines "/proc/self/status" do
                local peak = line:match "^VmHWM:%%s+(%%d+)"
                if peak then print("peak " .. peak) end
            end
        ]]):format(name)
        local path = recording()
        local plain = program("-H " .. engine.host, script)
        local recorded, problems = program(("--record %s -H %s"):format(path, engine.host), script)
        expect(problems):equals ""
        expect(recorded):matches "^400000\t16000000\n"
        local before, after = math.tointeger(plain:match "peak (%d+)"), math.tointeger(recorded:match "peak (%d+)")
        -- 17 MB of lines: what is kept of them is a few of the pieces that they come in.
        if after - before > 16000 then
            error(("%d kB without, %d kB with a recording"):format(before, after), 0)
        end
        expect(program(("--replay %s -H unix:///nowhere/docker.sock"):format(path), script)):matches
            "^400000\t16000000\n"
        expect(io.open(path .. ".part")):equals(nil)
    end)

    engine.it("holds no half of a file when there is no room for it", function()
        local folder = os.tmpname()
        os.remove(folder)
        local function shell(line) return os.execute(line .. " 2>/dev/null") end
        if not shell(("mkdir %s && mount -t tmpfs -o size=64k none %s"):format(folder, folder)) then
            shell("rmdir " .. folder)
            test.skip "a small file system cannot be mounted here"
        end
        test.cleanup(function() shell(("umount %s; rmdir %s"):format(folder, folder)) end)
        local _, problems = program(("--record %s/x.har -H %s"):format(folder, engine.host),
            "for i = 1, 100 do docker.info() end print(1)")
        expect(problems):matches "cannot write .*x.har.*No space left"
        expect(io.popen("ls -A " .. folder):read "a"):equals ""
    end)

    engine.it("tells how a request differs that it does not hold", function()
        local path = recording()
        program(("--record %s -H %s"):format(path, engine.host), "docker.containers.list { all = true }")
        local _, problems = program("--replay " .. path, "docker.containers.list { all = false }")
        expect(problems):matches 'GET /v[%d.]+/containers/json was recorded with other values: all is "0", recorded was "1"'
        _, problems = program("--replay " .. path, "docker.images.list()")
        expect(problems):matches "GET /v[%d.]+/images/json is not in the recording"
        _, problems = program("--replay " .. path, "docker.containers.get('x'):remove()")
        expect(problems):contains "is not in the recording"
    end)

    engine.it("is written when the script leaves by os.exit or an error, and the socket of a replay goes", function()
        for _, ending in ipairs { "os.exit(0)", "error 'x'" } do
            local path = recording()
            program(("--record %s -H %s"):format(path, engine.host), "docker.info() " .. ending)
            expect(#json.decode(read(path)).log.entries):equals(2)
            expect(io.open(path .. ".part")):equals(nil)
            local output = program("--replay " .. path, "print(docker.target().address, docker.info().OSType) "
                .. ending)
            local socket, os_name = output:match "^unix://(%S+)\t(%S+)"
            expect(os_name):equals "linux"
            expect(io.popen(("test -e %s && echo there"):format(socket)):read "a"):equals ""
        end
    end)

    it("is refused when it is none", function()
        local path = recording()
        local _, problems = program("--replay " .. path, "print(1)")
        expect(problems):contains "is not a HAR file"
        _, problems = program("--replay /nowhere/x.har", "print(1)")
        expect(problems):contains "cannot read /nowhere/x.har"
        _, problems = program("--record /nowhere/x.har", "print(1)")
        expect(problems):contains "cannot write /nowhere/x.har"
    end)
end)

return test.report()
