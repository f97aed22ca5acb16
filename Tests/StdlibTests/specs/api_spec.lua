local test = require "test"
local engine = require "engine_support"
local describe, it, expect = test.describe, engine.it, test.expect

describe("docker.api", function()
    it("has every operation of the catalogue by its name", function()
        for _, operation in ipairs(require("moondock.host").catalogue()) do
            expect(type(docker.api[operation.id])):equals("function")
        end
    end)

    it("takes parameters by their API names", function()
        local c = engine.start("sleep 60")
        local attrs = docker.api.ContainerInspect { id = c.name, size = true }
        expect(attrs.Id):equals(c.id)
        expect(attrs.SizeRootFs):at_least(1)
        expect(#docker.api.ContainerList { filters = { id = { c.id } } }):equals(1)
    end)

    it("sends a body, and gives streams", function()
        local c = engine.start("sleep 60")
        local exec = docker.api.ContainerExec { id = c.id, body = { Cmd = { "echo", "hi" }, AttachStdout = true } }
        local stream = docker.api.ExecStart { id = exec.Id, body = { Detach = false, Tty = false } }
        expect((stream:read_all())):equals("hi\n")
    end)

    it("names the nearest operation and parameter", function()
        expect(function() return docker.api.ContainerInspct end):raises { hint = "'ContainerInspect'" }
        expect(function() docker.api.ContainerInspect { id = "x", szie = true } end):raises {
            kind = "invalid_argument", hint = "'size'",
        }
        expect(function() docker.api.ContainerInspect { id = "x", body = {} } end):raises { kind = "invalid_argument" }
        expect(function() docker.api.ContainerInspect("x") end):raises { kind = "invalid_argument" }
    end)

    it("lists the parameters where none is near", function()
        expect(function() docker.api.ContainerInspect { frobnicate = 1 } end):raises {
            hint = "it takes id, size, timeout",
        }
    end)

    it("knows the names of docker-py's low-level client", function()
        for name, id in pairs {
            inspect_container = "ContainerInspect", create_container = "ContainerCreate", exec_create = "ContainerExec",
            containers = "ContainerList", pull = "ImageCreate", remove_image = "ImageDelete", start = "ContainerStart",
            df = "SystemDataUsage", networks = "NetworkList", connect_container_to_network = "NetworkConnect",
        } do
            expect(function() return docker.api[name] end):raises { kind = "lua", hint = ("'%s'"):format(id) }
        end
        expect(function() return docker.api.frobnicate_gadget end):raises {
            kind = "lua", text = "gadget' in docker.api$",
        }
    end)

    it("takes paths, as curl would", function()
        local c = engine.start("sleep 60")
        expect(docker.api.get("/_ping")):equals("OK")
        expect(#docker.api.get("/containers/json", { all = true, filters = { id = { c.id } } })):equals(1)
        docker.api.post(("/containers/%s/pause"):format(c.id))
        docker.api.post(("/containers/%s/unpause"):format(c.id))
        expect(function() docker.api.get("containers/json") end):raises { message = "begin with /" }
        expect(function() docker.api.get("/no/such/path") end):raises { kind = "not_found" }
    end)
end)

return test.report()
