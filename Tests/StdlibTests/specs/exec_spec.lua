local test = require "test"
local host = require "moondock.host"
local task = require "task"
local engine = require "engine_support"
local describe, it, expect = test.describe, engine.it, test.expect
local shell = engine.shell

describe("exec_run", function()
    it("takes the command as a field too, as docker-py does", function()
        local c = engine.start { "sleep", "600" }
        expect(c:exec_run { cmd = "pwd", workdir = "/tmp" }.output):equals "/tmp\n"
        expect(docker.exec(c, { cmd = { "echo", "a b" } }).output):equals "a b\n"
        expect(function() c:exec_run { cmd = "pwd", wrkdir = "/tmp" } end):raises { hint = "'workdir'" }
    end)

    it("asks for the command where there is none", function()
        local c = engine.start { "sleep", "600" }
        for _, none in ipairs { {}, "" } do
            expect(function() c:exec_run(none) end):raises { kind = "invalid_argument", message = "which command" }
        end
        expect(function() c:exec_run() end):raises { kind = "invalid_argument", message = "which command" }
        expect(function() c:exec_run { workdir = "/" } end):raises { kind = "invalid_argument", message = "which command" }
    end)

    it("gives exit code, output, and what came from where", function()
        local c = engine.start("sleep 60")
        local r = c:exec_run(shell "echo out; echo err >&2; exit 3")
        expect(r.exit_code):equals(3)
        expect(r.stdout):equals("out\n")
        expect(r.stderr):equals("err\n")
        expect(#r.output):equals(8)
        expect(r.id):matches("^%x+$")
    end)

    it("splits a command line as a shell would", function()
        local c = engine.start("sleep 60")
        expect(c:exec_run([[echo "a  b" c\ d]]).output):equals("a  b c d\n")
    end)

    it("takes user, environment, working folder and a terminal", function()
        local c = engine.start("sleep 60")
        local r = c:exec_run(shell "id -u; pwd; echo $A; test -t 1 && echo tty", {
            user = "65534", workdir = "/tmp", environment = { A = "b c" }, tty = true,
        })
        expect(r.output):equals("65534\r\n/tmp\r\nb c\r\ntty\r\n")
        expect(r.stdout):equals(r.output)
    end)

    it("can leave out a stream", function()
        local c = engine.start("sleep 60")
        expect(c:exec_run(shell "echo out; echo err >&2", { stdout = false }).output):equals("err\n")
        expect(c:exec_run(shell "echo out; echo err >&2", { stderr = false }).output):equals("out\n")
    end)

    it("works by name, and names the nearest container", function()
        local c = engine.start("sleep 60")
        expect(docker.exec(c.name, "echo hi").output):equals("hi\n")
        expect(docker.exec(c, "echo hi").output):equals("hi\n")
        expect(function() docker.exec(c.name .. "x", "true") end):raises { kind = "not_found", hint = "did you mean" }
    end)

    it("does not wait when detached", function()
        local c = engine.start("sleep 60")
        local r = c:exec_run("sleep 30", { detach = true })
        expect(r.exit_code):equals(nil)
        expect(docker.api.ExecInspect { id = r.id }.Running):equals(true)
    end)

    it("ends the input of a command that reads it", function()
        local c = engine.start("sleep 60")
        expect(c:exec_run("cat", { stdin = true }).exit_code):equals(0)
    end)

    it("loses nothing, time after time", function()
        local c = engine.start("sleep 60")
        for _ = 1, 20 do expect(c:exec_run("echo x").output):equals("x\n") end
    end)

    it("keeps bytes as they are", function()
        local c = engine.start("sleep 60")
        local r = c:exec_run(shell "head -c 100000 /dev/zero; printf '\\377\\000'")
        expect(#r.stdout):equals(100002)
        expect(r.stdout:sub(-2)):equals("\255\0")
    end)
end)

describe("exec_run with stream", function()
    it("gives lines with their source as they come, and the exit code after", function()
        local c = engine.start("sleep 60")
        local stream = c:exec_run(shell "echo a; sleep 0.1; echo b >&2; sleep 0.1; printf c; exit 5", { stream = true })
        local got = {}
        for line, source in stream do got[#got + 1] = ("%s:%s"):format(source, line) end
        expect(got):equals { "stdout:a", "stderr:b", "stdout:c" }
        expect(stream:exit_code()):equals(5)
        expect(stream:exit_code()):equals(5)
        expect(stream.id):matches("^%x+$")
    end)
end)

describe("exec_run with socket", function()
    it("talks to a shell", function()
        local c = engine.start("sleep 60")
        local s <close> = c:exec_run("sh", { stdin = true, socket = true })
        s:write("echo hello\n")
        expect((s:read_line())):equals("hello")
        s:write("ls -d /bin\n")
        expect((s:read_line())):equals("/bin")
        s:write("exit 4\n")
        expect((s:read_line())):equals(nil)
        expect(s:exit_code()):equals(4)
        s:close()
        s:close()
    end)

    it("half-closes: the command sees the end of its input and goes on writing", function()
        local c = engine.start("sleep 60")
        local s <close> = c:exec_run(shell "cat; echo end", { stdin = true, socket = true })
        s:write("first ")
        s:write("second\n")
        s:close_write()
        expect((s:read_all())):equals("first second\nend\n")
        expect(s:exit_code()):equals(0)
    end)

    it("resizes the terminal", function()
        local c = engine.start("sleep 60")
        local s <close> = c:exec_run(shell "read go; stty size", { stdin = true, socket = true, tty = true })
        s:resize(33, 101)
        s:write("go\n")
        expect((s:read_all())):contains("33 101")
    end)
end)

describe("exec_run with timeout", function()
    -- How many processes there are in a container.
    local function processes(c) return #c:top().Processes end

    it("gives the result of a command that is in time", function()
        local c = engine.start("sleep 60", { init = true })
        local given = { timeout = "20s", environment = { A = "a" } }
        local r = c:exec_run(engine.shell "echo $A; echo err >&2; exit 3", given)
        expect(r.exit_code):equals(3)
        expect(r.stdout):equals("a\n")
        expect(r.stderr):equals("err\n")
    end)

    it("kills the command and its children, and raises what they wrote", function()
        local c = engine.start(engine.shell "trap exit TERM; while true; do sleep 0.1; done")
        local base = processes(c)
        local began = host.monotonic()
        local err = expect(function()
            c:exec_run(engine.shell "echo begun; sleep 90 & sleep 91 & wait", { timeout = 0.5 })
        end):raises { kind = "timeout", message = "500ms; its processes were killed" }
        expect(host.monotonic() - began):at_most(8)
        expect(err.stdout):equals("begun\n")
        expect(processes(c)):at_most(base + 1)
    end)

    it("says so when the command cannot be killed", function()
        local c = engine.start("sleep 60")
        expect(function() c:exec_run("env -i sleep 50", { timeout = 0.3 }) end):raises {
            kind = "timeout", message = "could not be killed", hint = "sh and cat",
        }
    end)

    it("ends streams and sockets", function()
        local c = engine.start("sleep 60")
        local lines = 0
        expect(function()
            local given = { timeout = 0.7, stream = true }
            for _ in c:exec_run(engine.shell "while true; do echo x; sleep 0.1; done", given) do lines = lines + 1 end
        end):raises { kind = "timeout" }
        expect(lines):at_least(2)
        local s <close> = c:exec_run("sh", { timeout = 0.7, socket = true, stdin = true })
        s:write("echo hi\n")
        expect((s:read_line())):equals("hi")
        expect(function() s:read_line() end):raises { kind = "timeout" }
        local quick = c:exec_run(engine.shell "echo a; exit 4", { timeout = 20, stream = true })
        expect((quick:read_all())):equals("a\n")
        expect(quick:exit_code()):equals(4)
    end)

    it("leaves nothing behind when it is cancelled or its loop is left", function()
        local c = engine.start("sleep 60", { init = true })
        local base = processes(c)
        local t = task.spawn(function() c:exec_run("sleep 50", { timeout = 40 }) end)
        task.sleep(0.4)
        expect(processes(c)):equals(base + 1)
        t:cancel()
        expect(function() t:wait() end):raises { kind = "cancelled" }
        for _ in c:exec_run(engine.shell "echo x; sleep 50", { timeout = 40, stream = true }) do break end
        task.sleep(0.2)
        expect(processes(c)):equals(base)
    end)

    it("is not for detached commands", function()
        expect(function() docker.exec("x", "true", { timeout = 1, detach = true }) end):raises {
            kind = "invalid_argument",
        }
    end)
end)

return test.report()
