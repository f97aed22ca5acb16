local test = require "test"
local engine = require "engine_support"
local describe, it, expect = test.describe, test.it, test.expect

local function operations(plan)
    local list = {}
    for i, step in ipairs(plan) do list[i] = (step.is_sent and "" or "-") .. (step.operation or "?") end
    return list
end

describe("explain", function()
    engine.it("lists what run would do and leaves nothing behind", function()
        local name = test.unique()
        local plan = explain.plan(function()
            return docker.containers.run(engine.image, "echo hi", { name = name, remove = true })
        end)
        expect(plan.problem):equals(nil)
        expect(operations(plan)):equals { "-ContainerCreate", "-ContainerAttach", "-ContainerStart", "-ContainerWait",
            "-ContainerDelete" }
        expect(plan[1].target):matches("^/v1%.%d+/containers/create%?name=" .. name:gsub("%-", "%%-"))
        expect(plan[1].body):contains '"Cmd":["echo","hi"]'
        expect(plan[1].command):equals(("docker create --name %s %s echo hi"):format(name, engine.image))
        expect(function() docker.containers.get(name) end):raises { kind = "not_found" }
    end)

    engine.it("reads what is there, and does not change it", function()
        local c = engine.start "sleep 60"
        local status
        local plan = explain.plan(function()
            local same = docker.containers.get(c.id)
            same:stop()
            same:wait()
            same:remove { force = true }
            status = same:reload().status
        end)
        expect(operations(plan)):equals { "ContainerInspect", "-ContainerStop", "-ContainerWait", "-ContainerDelete",
            "ContainerInspect" }
        expect(status):equals "running"
        expect(c:reload().status):equals "running"
    end)

    engine.it("goes on with what it has invented", function()
        local plan = explain.plan(function()
            local c = docker.containers.create(engine.image, "sh", { name = test.unique() })
            c:start()
            expect(c:exec_run("true").exit_code):equals(0)
            for _ in c:logs { follow = true } do error "no line is there" end
            expect(c.attrs.Config.Image):equals(engine.image)
            c:remove()
        end)
        expect(plan.problem):equals(nil)
        for _, step in ipairs(plan) do expect(step.is_sent):equals(false) end
    end)

    engine.it("says where a function stops, and hides secrets", function()
        local text = explain.text(function()
            docker.containers.create(engine.image, "sh", { environment = { DB_PASSWORD = "geheim" } })
            error "enough"
        end)
        expect(text):contains "stops here: "
        expect(text):contains "enough"
        expect(text):contains "DB_PASSWORD=***"
        expect(text):contains "1 would change something and was not sent"
        expect(text:find("geheim", 1, true)):is_false()
    end)

    engine.it("says when nothing would change", function()
        expect(explain.text(docker.ping)):contains "1 request; nothing would change"
    end)

    engine.it("is over when it ends", function()
        pcall(explain.plan, function() error "x" end)
        expect(require("docker.engine").around):equals(nil)
        local name = test.unique()
        engine.remove_later(name)
        docker.containers.create(engine.image, "true", { name = name })
        expect(docker.containers.get(name).name):equals(name)
    end)

    it("wants a function", function()
        expect(function() explain(5) end):raises { kind = "invalid_argument" }
    end)

    engine.it("is what --dry-run does to a whole script", function()
        local name = test.unique()
        local binary = io.popen("readlink /proc/$PPID/exe"):read "l"
        local script = os.tmpname()
        local file = assert(io.open(script, "w"))
        file:write(([[local c = docker.containers.run("%s", "sleep 60", { name = "%s", detach = true })
            print(#docker.images.list() > 0, c.id:sub(1, 8)); c:remove { force = true }]]):format(engine.image, name))
        file:close()
        test.cleanup(function() os.remove(script) end)
        local output = io.popen(("%s --no-rc --dry-run -H %s %s 2>&1 >/dev/null"):format(binary, engine.host, script))
            :read "a"
        expect(output):contains("docker create --name " .. name)
        expect(output):contains "docker start "
        expect(output):contains "docker rm --force "
        expect(output):matches "dry run: 3 requests that would change something were not sent\n$"
        expect(io.popen(("%s --no-rc --dry-run -H %s %s 2>/dev/null"):format(binary, engine.host, script)):read "a")
            :equals "true\t00000000\n"
        expect(function() docker.containers.get(name) end):raises { kind = "not_found" }
        local problem = io.popen(([[%s --no-rc --dry-run -H %s -e '
            require("docker.engine").around = nil; docker.api.ContainerPrune()' 2>&1]]):format(binary, engine.host))
        expect(problem:read "a"):contains "read-only"
    end)
end)

return test.report()
