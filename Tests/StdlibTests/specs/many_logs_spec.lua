local test = require "test"
local task = require "task"
local engine = require "engine_support"
local describe, it, expect = test.describe, engine.it, test.expect
local shell = engine.shell

-- Starts containers that share a label of their own.
local function group(scripts)
    local label = test.unique("spec")
    local list = {}
    for i, script in ipairs(scripts) do list[i] = engine.start(shell(script), { labels = { label } }) end
    return label, list
end

local function collect(...)
    local got = {}
    for line, source, c in docker.logs(...) do got[#got + 1] = { line, source, c.id } end
    return got
end

describe("docker.logs of many containers", function()
    it("comes in the order of time, and tells whose line it is", function()
        local label, list = group { "echo a1; echo a2 >&2", "sleep 0.3; printf b" }
        list[2]:wait()
        list[1]:start()
        list[1]:wait()
        local a, b = list[1].id, list[2].id
        local all = {}
        for line, source in list[1]:logs() do all[#all + 1] = { line, source, a } end
        table.insert(all, 3, { "b", "stdout", b })
        expect(collect(list)):equals(all)
        expect(collect { list[2].name, list[1].name }):equals(all)
        expect(collect { label = label }):equals(all)
        expect(collect { filters = { label = label, status = "exited" } }):equals(all)
        expect(docker.logs(list):read_all()):matches("^a%d\na%d\nb\na%d\na%d\n$")
        expect(collect { label = label .. "x" }):equals {}
    end)

    it("honours the options of one container's logs, and grep", function()
        local label, list = group { "echo a1; echo a2", "sleep 0.5; echo b1; sleep 0.2; echo b2 >&2" }
        for _, c in ipairs(list) do c:wait() end
        local function lines(options)
            local got = {}
            for line in docker.logs({ label = label }, options) do got[#got + 1] = line end
            return got
        end
        expect(lines { tail = 1 }):equals { "a2", "b2" }
        expect(lines { stderr = false }):equals { "a1", "a2", "b1" }
        expect(lines { stdout = false }):equals { "b2" }
        expect(lines { grep = "[ab]2" }):equals { "a2", "b2" }
        expect(lines { grep = "^%S+Z a1$", timestamps = true }[1]):matches "^%d%d%d%d%-%d%d%-%d%dT%S+Z a1$"
        expect(function() docker.logs(list, { grp = "x" }) end):raises { hint = "'grep'" }
        expect(function() docker.logs(list, { grep = "[" }) end):raises { kind = "invalid_argument" }
        expect(function() docker.logs { 5 } end):raises { kind = "invalid_argument" }
        expect(function() docker.logs { list[1].name .. "x" } end):raises { kind = "not_found" }
    end)

    it("follows all until all have ended", function()
        local _, list = group { "for i in 1 2 3; do echo a; sleep 0.1; done", "sleep 0.2; echo b" }
        local count = {}
        for line in docker.logs(list, { follow = true }) do count[line] = (count[line] or 0) + 1 end
        expect(count):equals { a = 3, b = 1 }
    end)

    it("lets containers join that match and start later, and those that start again", function()
        local label, list = group { "echo a; sleep 0.2" }
        list[1]:wait()
        local got = {}
        local t = task.spawn(function()
            local given = { follow = true, forever = true, tail = 0 }
            for line, _, c in docker.logs({ label = label }, given) do got[#got + 1] = line .. c.name end
        end)
        task.sleep(0.5)
        local b = engine.start(shell "echo b", { labels = { label } })
        engine.start(shell "echo c", { labels = { label .. "other" } })
        b:wait()
        b:start()
        list[1]:start()
        for _ = 1, 100 do
            if #got >= 3 then break end
            task.sleep(0.05)
        end
        task.sleep(0.3)
        t:cancel()
        expect(function() t:wait() end):raises { kind = "cancelled" }
        table.sort(got)
        expect(got):equals { "a" .. list[1].name, "b" .. b.name, "b" .. b.name }
    end)

    it("waits for the first container, and ends with the last", function()
        local label = test.unique("spec")
        local t = task.spawn(function()
            local got = {}
            for line in docker.logs({ label = label }, { follow = true }) do got[#got + 1] = line end
            return got
        end)
        task.sleep(0.3)
        engine.start(shell "echo here; sleep 0.2; echo there", { labels = { label } })
        expect(task.timeout(20, t.wait, t)):equals { "here", "there" }
    end)

    it("closes everything when the loop is left", function()
        local _, list = group { "while true; do echo x; sleep 0.05; done", "while true; do echo y; sleep 0.05; done" }
        local stream = docker.logs(list, { follow = true })
        for _ in stream, nil, nil, stream do break end
        expect(stream:is_closed()):equals(true)
        expect((stream())):equals(nil)
        stream:close()
    end)
end)

return test.report()
