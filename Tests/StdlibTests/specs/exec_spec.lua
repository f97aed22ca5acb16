local test = require "test"
local engine = require "engine_support"
local describe, it, expect = test.describe, engine.it, test.expect
local shell = engine.shell

describe("exec_run", function()
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

return test.report()
