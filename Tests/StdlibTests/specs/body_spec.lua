local test = require "test"
local body = require "docker.body"
local engine = require "engine_support"
local describe, it, expect = test.describe, engine.it, test.expect

-- An archive with one file, as the engine itself writes it.
local function archive(container, path)
    local stream <close> = docker.api.ContainerArchive { id = container, path = path }
    return (stream:read_all())
end

local function temporary(bytes)
    local path = os.tmpname()
    test.cleanup(function() os.remove(path) end)
    local file <close> = assert(io.open(path, "wb"))
    file:write(bytes)
    return path
end

describe("a body", function()
    local function containers()
        local from = engine.start(engine.shell "echo carried >/tmp/file; exec sleep 60")
        local to = engine.start "sleep 60"
        while from:exec_run("test -s /tmp/file").exit_code ~= 0 do task.sleep(0.05) end
        return from, to
    end

    it("can be a string, a file, an open file, a stream and a function", function()
        local from, to = containers()
        local bytes = archive(from.id, "/tmp/file")
        local path = temporary(bytes)
        local pieces = coroutine.wrap(function()
            for i = 1, #bytes, 100 do coroutine.yield(bytes:sub(i, i + 99)) end
        end)
        local forms = {
            string = function() return bytes end,
            file = function() return { file = path } end,
            open = function() return io.open(path, "rb") end,
            stream = function() return docker.api.ContainerArchive { id = from.id, path = "/tmp/file" } end,
            pieces = function() return pieces end,
        }
        for name, form in pairs(forms) do
            to:exec_run { "mkdir", "/" .. name }
            docker.api.PutContainerArchive { id = to.id, path = "/" .. name, body = form() }
            expect(to:exec_run({ "cat", "/" .. name .. "/file" }).output):equals("carried\n")
        end
    end)

    it("that fails half-way breaks the request off, with its own words", function()
        local to = engine.start "sleep 60"
        local function put(value)
            return function() docker.api.PutContainerArchive { id = to.id, path = "/", body = value } end
        end
        local count = 0
        expect(put(function()
            count = count + 1
            if count == 3 then error("the well is dry", 0) end
            return ("x"):rep(512)
        end)):raises { kind = "lua", message = "the well is dry" }
        local elsewhere = docker.connect "unix:///no/such/engine.sock"
        expect(put(function() return elsewhere.ping() end)):raises { kind = "connection" }
        expect(put(function() return 5 end)):raises { kind = "invalid_argument", message = "got 5" }
        expect(put { file = "/no/such/file" }):raises { message = "No such file" }
        expect(put { flie = "x" }):raises { kind = "invalid_argument", hint = "{ file = \"PATH\" }" }
    end)

    it("refused by the engine ends at once, however long it is", function()
        expect(function()
            docker.api.PutContainerArchive { id = "nosuch" .. test.unique(), path = "/", body = function()
                return ("x"):rep(65536)
            end }
        end):raises { kind = "not_found" }
    end)

    it("serves one request", function()
        local path = temporary("x")
        local source = body.source { file = path }
        local to = engine.start "sleep 60"
        pcall(docker.api.PutContainerArchive, { id = to.id, path = "/", body = source })
        expect(function() docker.api.PutContainerArchive { id = to.id, path = "/", body = source } end)
            :raises { message = "sent already" }
    end)
end)

return test.report()
