local test = require "test"
local task = require "task"
local host = require "moondock.host"
local engine = require "engine_support"
local describe, it, expect = test.describe, engine.it, test.expect
local shell = engine.shell

local function ended(script, options)
    local c = engine.start(shell(script), options)
    c:wait()
    return c
end

describe("logs", function()
    it("yields whole lines and where they came from", function()
        local c = ended "echo out; sleep 0.05; echo err >&2; sleep 0.05; printf 'no newline'"
        local got = {}
        for line, source in c:logs() do got[#got + 1] = ("%s:%s"):format(source, line) end
        expect(got):equals { "stdout:out", "stderr:err", "stdout:no newline" }
    end)

    it("can be read at once", function()
        local c = ended "echo out; echo err >&2"
        local all, stdout, stderr = c:logs():read_all()
        expect(#all):equals(8)
        expect(stdout):equals("out\n")
        expect(stderr):equals("err\n")
        expect((docker.logs(c.name):read_all())):equals(all)
    end)

    it("of a terminal end their lines as others do", function()
        local c = ended("echo a; echo b", { tty = true })
        local got = {}
        for line, source in c:logs() do got[#got + 1] = line .. " " .. source end
        expect(got):equals { "a stdout", "b stdout" }
        local all, stdout, stderr = c:logs():read_all()
        expect({ all, stdout, stderr }):equals { "a\r\nb\r\n", "a\r\nb\r\n", "" }
        local _, source = c:logs():read()
        expect(source):equals "stdout"
    end)

    it("follows until the container ends", function()
        local c = engine.start(shell "for i in 1 2 3; do echo $i; sleep 0.1; done")
        local got = {}
        for line in c:logs { follow = true } do got[#got + 1] = line end
        expect(got):equals { "1", "2", "3" }
    end)

    it("closes its connection when the loop is left", function()
        local c = engine.start(shell "while true; do echo x; sleep 0.05; done")
        local stream = c:logs { follow = true }
        local count = 0
        for _ in stream, nil, nil, stream do
            count = count + 1
            if count == 3 then break end
        end
        expect(stream:is_closed()):equals(true)
    end)

    it("honours tail, stdout, stderr and timestamps", function()
        local c = ended "echo err >&2; sleep 0.05; echo 1; echo 2; echo 3"
        expect((c:logs { tail = 2 }:read_all())):equals("2\n3\n")
        expect((c:logs { stdout = false }:read_all())):equals("err\n")
        expect((c:logs { stderr = false }:read_all())):equals("1\n2\n3\n")
        expect((c:logs { tail = 1, timestamps = true }:read_all())):matches("^%d%d%d%d%-%d%d%-%d%dT%S+Z ")
    end)

    it("honours since and until to the nanosecond", function()
        local c = ended "echo 1; sleep 0.3; echo 2"
        local stamps = {}
        for line in c:logs { timestamps = true } do stamps[#stamps + 1] = line:match("^%S+") end
        expect((c:logs { since = stamps[2] }:read_all())):equals("2\n")
        expect((c:logs { until_ = stamps[1] }:read_all())):equals("1\n")
        expect((c:logs { since = "1h" }:read_all())):equals("1\n2\n")
        expect((c:logs { since = 0 }:read_all())):equals("1\n2\n")
    end)

    it("refuses what it does not know before asking the engine", function()
        expect(function() docker.logs("x", { folow = true }) end):raises {
            kind = "invalid_argument", hint = "'follow'",
        }
        expect(function() docker.logs("x", { since = "yesterday" }) end):raises { message = "'since'" }
    end)

    it("follows many containers at once", function()
        local list = {}
        for i = 1, 5 do list[i] = engine.start(shell(("for i in 1 2 3; do echo %d; sleep 0.1; done"):format(i))) end
        local began = host.monotonic()
        local counts = task.map(list, function(c, i)
            local count = 0
            for line in c:logs { follow = true } do
                if line == tostring(i) then count = count + 1 end
            end
            return count
        end)
        expect(counts):equals { 3, 3, 3, 3, 3 }
        expect(host.monotonic() - began):at_most(5)
    end)
end)

describe("attach", function()
    it("gives what was written before, losing nothing", function()
        local c = ended "echo out; echo err >&2"
        for _ = 1, 10 do
            local _, stdout, stderr = c:attach { logs = true }:read_all()
            expect(stdout .. stderr):equals("out\nerr\n")
        end
    end)

    it("writes to the main process and tells its exit code", function()
        local c = engine.start(shell "read x; echo got $x; exit 6", { stdin_open = true })
        local s <close> = c:attach_socket()
        s:write("this\n")
        expect((s:read_line())):equals("got this")
        expect(s:exit_code()):equals(6)
    end)
end)

return test.report()
