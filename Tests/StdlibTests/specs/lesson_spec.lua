local test = require "test"
local engine = require "engine_support"
local walk = require "lesson_walk"
local describe, it, expect = test.describe, test.it, test.expect
local quietly = walk.quietly

local function left_over()
    local filters = { label = { "moondock.lesson" } }
    return #docker.api.ContainerList { all = true, filters = filters } + #docker.api.NetworkList { filters = filters }
        + #(docker.api.VolumeList({ filters = filters }).Volumes or {}) + #docker.api.ImageList { filters = filters }
end

-- Runs a function while `docker` names an engine that nobody can reach.
local function nowhere(f)
    local before = docker
    docker = docker.connect "unix:///nowhere/docker.sock"
    test.cleanup(function()
        quietly(lesson.quit)
        docker = before
    end)
    return f()
end

describe("lessons", function()
    it("are at least twelve, each with steps that have a task, hints, a solution and a check", function()
        local list = lesson.list()
        expect(#list):at_least(12)
        for _, each in ipairs(list) do
            expect(#each.title):at_least(4)
            expect(#each.summary):at_least(10)
            for _, step in ipairs(each.steps) do
                expect(#step.text):at_least(20)
                expect(#step.task):at_least(5)
                expect(#step.hints):at_least(1)
                expect(load(step.solution)):is_true()
                expect(type(step.check)):equals "function"
            end
        end
    end)

    it("are listed in lines that fit", function()
        local _, words = quietly(lesson.show)
        expect(words):contains "A swarm of one"
        for line in words:gmatch "[^\n]+" do
            expect(require("text").width((line:gsub("\27%[[%d;]*m", "")))):at_most(require("help.paint").width())
        end
    end)

    for number, each in ipairs(lesson.list()) do
        engine.it(("%d, %s, can be walked by its solutions, and leaves nothing behind"):format(number, each.title),
            function()
                test.cleanup(function() quietly(lesson.quit) end)
                walk.walk(number)
                expect(tostring(lesson)):equals "lesson: none is running"
                expect(left_over()):equals(0)
            end)
    end

    for number, each in ipairs(lesson.list()) do
        it(("%d, %s, can be walked without an engine, on its recording"):format(number, each.title), function()
            local words = nowhere(function() return walk.walk(number) end)
            expect(words):contains "no engine reachable: this lesson replays a recording from Docker 20.10"
            expect(tostring(lesson)):equals "lesson: none is running"
        end)
    end

    engine.it("show hints one after the other, do not go on before the task is done, and end", function()
        test.cleanup(function() quietly(lesson.quit) end)
        local _, words = quietly(lesson.start, 1)
        expect(words):contains "step 1 of 2"
        _, words = quietly(lesson.hint)
        expect(words):contains "Hint 1 of 2"
        _, words = quietly(lesson.hint)
        expect(words):contains "Hint 2 of 2"
        expect(quietly(lesson.next)):equals(false)
        quietly(lesson.quit)
        expect(function() lesson.hint() end):raises { kind = "invalid_argument", message = "no lesson is running" }
        expect(function() lesson(99) end):raises { kind = "invalid_argument", hint = "1 to %d+" }
    end)

    it("are found by their names, and the nearest is offered", function()
        nowhere(function()
            quietly(lesson, "logs", { offline = true })
            expect(tostring(lesson)):equals "lesson 6, step 1, on a recording"
            expect(lesson.is_offline()):equals(true)
            expect(function() lesson "lgos" end):raises { kind = "invalid_argument", hint = "logs" }
        end)
    end)

    it("on a recording bear that a step is taken twice, that names stand for ids, and that a check is repeated", function()
        nowhere(function()
            quietly(lesson, "life")
            walk.type [[life = docker.containers.create("busybox:latest", { "sleep", "600" },
                { name = "lesson-life", labels = lesson.labels })]]
            local first = rawget(_G, "life").id
            walk.type(lesson.solution())
            expect(rawget(_G, "life").id):equals(first)
            expect(quietly(lesson.check)):equals(true)
            expect(quietly(lesson.next)):equals(true)
            expect(quietly(lesson.check)):equals(false)
            walk.type 'docker.api.ContainerStart { id = "lesson-life" }'
            expect(quietly(lesson.check)):equals(false)
            walk.type 'docker.api.ContainerPause { id = "lesson-life" }'
            expect(docker.containers.list { all = true }[1].name):equals "lesson-life"
            expect(quietly(lesson.check)):equals(true)
            expect(quietly(lesson.check)):equals(true)
        end)
    end)

    it("on a recording say of a request that it does not hold what it knows, and count nothing as done", function()
        nowhere(function()
            quietly(lesson, "life")
            local function create(name) docker.containers.create("busybox", "sleep 600", { name = name }) end
            expect(function() create "lesson-live" end):raises {
                message = '^this is a recording, and POST .*name is "lesson%-live", recorded was "lesson%-life"'
                    .. ".*it goes on with POST /containers/create",
            }
            expect(function() create "lesson-live" end):raises { message = "lesson.solution%(%) is what was done then" }
            expect(function() docker.containers.get "nobody" end):raises { message = "GET /containers/nobody/json is not in it" }
            expect(quietly(lesson.check)):equals(false)
        end)
    end)

    it("on a recording say at once that what is written to a command is not what was recorded", function()
        nowhere(function()
            quietly(lesson, "socket")
            walk.type(lesson.solution())
            local s = rawget(_G, "s")
            s:write "good"
            s:write "bye\n"
            local words, source = task.timeout(5, function() return s:read_line() end)
            expect(source):equals "stderr"
            expect(words):contains 'what was written there is "hello\\n"; lesson.hint() helps'
            expect(s:read_line()):equals(nil)
            walk.type(lesson.solution())
            expect(quietly(lesson.check)):equals(true)
            expect(quietly(lesson.next)):equals(true)
            walk.type(lesson.solution())
            expect(quietly(lesson.check)):equals(true)
        end)
    end)

    it("give their client back to its engine when they end", function()
        nowhere(function()
            quietly(lesson, 1)
            expect(#docker.version().ApiVersion):at_least(3)
            quietly(lesson.quit)
            expect(function() docker.version() end):raises { kind = "connection" }
        end)
    end)

    engine.it("run on a recording when they are told to, though there is an engine", function()
        test.cleanup(function() quietly(lesson.quit) end)
        local _, words = quietly(lesson, 4, { offline = true })
        expect(words):contains "this lesson replays a recording from Docker 20.10"
        expect(words:find("no engine reachable", 1, true)):is_false()
        walk.type(lesson.solution())
        expect(quietly(lesson.check)):equals(true)
        quietly(lesson.quit)
        expect(docker.info().ID:find("LESS", 1, true)):is_false()
        expect(left_over()):equals(0)
    end)

    it("have recordings that tell nothing of the machine they were made on", function()
        for _, name in ipairs(table.move(lesson.files(), 1, #lesson.files(), 2, { "engine" })) do
            local text = require("moondock.host").library_source(("lessons/%s.har"):format(name))
            expect(text:find("/tmp/", 1, true)):is_false()
            expect(text:find "SWMTKN"):is_false()
            for _, entry in ipairs(json.decode(text).log.entries) do
                if entry.request.url:find "/info$" then
                    expect(json.decode(entry.response.content.text).Name):equals "docker-host"
                end
            end
            expect(json.decode(text).log.version):equals "1.2"
        end
    end)

    it("pack a build context that tar can read", function()
        local file = os.tmpname()
        local out = assert(io.open(file, "wb"))
        out:write(lesson.tar { Dockerfile = "FROM busybox\n", ["a.txt"] = ("x"):rep(600) })
        out:close()
        local listing = io.popen("tar tvf " .. file):read "a"
        os.remove(file)
        expect(listing):matches "%-rw%-r%-%-r%-%- 0/0 +13 .*Dockerfile"
        expect(listing):matches " 600 .*a%.txt"
    end)
end)

return test.report()
