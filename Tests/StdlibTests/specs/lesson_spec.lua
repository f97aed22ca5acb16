local test = require "test"
local engine = require "engine_support"
local host = require "moondock.host"
local describe, it, expect = test.describe, test.it, test.expect

-- What is written meanwhile goes nowhere.
local function quietly(f, ...)
    local output = io.stdout
    local words = {}
    io.stdout = { write = function(_, ...) words[#words + 1] = table.concat { ... } end, flush = function() end }
    local real_write, real_print = io.write, print
    io.write, print = function() end, function() end
    local results = table.pack(pcall(f, ...))
    io.stdout, io.write, print = output, real_write, real_print
    if not results[1] then error(results[2], 0) end
    return results[2], table.concat(words, "\n")
end

local function left_over()
    local filters = { label = { "moondock.lesson" } }
    return #docker.api.ContainerList { all = true, filters = filters } + #docker.api.NetworkList { filters = filters }
        + #(docker.api.VolumeList({ filters = filters }).Volumes or {}) + #docker.api.ImageList { filters = filters }
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

    for number, each in ipairs(lesson.list()) do
        engine.it(("%d, %s, can be walked by its solutions, and leaves nothing behind"):format(number, each.title),
            function()
                test.cleanup(function() quietly(lesson.quit) end)
                quietly(lesson.start, number)
                for step in ipairs(each.steps) do
                    if not each.steps[step].always then
                        local before = quietly(lesson.check)
                        if before then error(("step %d is done before anything was done"):format(step), 0) end
                    end
                    quietly(assert(host.load(lesson.solution(), "=solution")))
                    local done, words = quietly(lesson.check)
                    if not done then error(("step %d is not done by its solution: %s"):format(step, words), 0) end
                    expect(quietly(lesson.next)):equals(true)
                end
                expect(tostring(lesson)):equals "lesson: none is running"
                expect(left_over()):equals(0)
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
