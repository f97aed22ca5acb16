-- What happens when the engine is killed, stopped, frozen, or out of space in the middle of each kind of call.

local test = require "test"
local task = require "task"
local host = require "moondock.host"
local errors = require "moondock.errors"
local fault = require "fault_support"
local describe, it, expect = test.describe, test.it, test.expect

-- Containers: one for most calls, and one each for those that the engine lets wait for each other.
local engine, d, c, inward, outward, exported

-- Ticks, and keeps a silent registry on port 5000.
local SCRIPT = [[
nc -ll -p 5000 -e sleep 600 &
i=0
while :; do i=$((i+1)); echo $i; sleep 0.05; done
]]

local function up()
    if engine then
        -- A test that failed may have left it dead.
        if not pcall(d.ping) then engine:act("start") end
        return
    end
    engine = fault.start()
    d = engine.client
    c = d.containers.run("busybox", { "sh", "-c", SCRIPT }, {
        detach = true, network_mode = "host", stdin_open = true, stop_timeout = 1,
    })
    local function idle(script)
        return d.containers.run("busybox", { "sh", "-c", script .. "exec sleep 600" }, {
            detach = true, network_mode = "none", stop_timeout = 1,
        })
    end
    inward, outward, exported = idle "", idle "truncate -s 600M /big; ", idle "truncate -s 600M /big; "
    task.sleep(0.5)
    -- What looks for credentials starts a thread of its own, once.
    pcall(d.images.pull, "127.0.0.1:1/nothing")
end

-- Takes the place of what draws progress.
local function silent() end

-- Pieces of an archive that never ends.
local function endless()
    task.sleep(0.02)
    return ("\0"):rep(512)
end

-- A build that takes long.
local function slow_build()
    return d.images.build {
        fileobj = "FROM busybox\nRUN sleep 600\n", builder = "classic", rm = true, forcerm = true, progress = silent,
    }
end

-- Every kind of call, in the middle of which the engine goes. `begun` is called when it is under way.
local CALLS = {
    ["logs of one"] = function(begun) for _ in c:logs { follow = true } do begun() end end,
    ["logs of many"] = function(begun) for _ in d.logs({ c }, { follow = true }) do begun() end end,
    events = function(begun)
        local stream <close> = (d.events())
        begun()
        for _ in stream do end
        errors.raise { kind = "test", message = "it ended" }
    end,
    stats = function(begun) for _ in c:stats { stream = true } do begun() end end,
    ["stats of some"] = function(begun) for _ in d.stats({ c }, { stream = true }) do begun() end end,
    exec = function(begun)
        begun()
        c:exec_run("sleep 600")
    end,
    ["exec with a stream"] = function(begun)
        local stream <close> = (c:exec_run({ "sh", "-c", "while :; do echo x; sleep 0.05; done" }, { stream = true }))
        for _ in stream do begun() end
        stream:exit_code()
    end,
    ["exec with a socket"] = function(begun)
        local s <close> = c:exec_run("cat", { stdin = true, socket = true })
        s:write("hello\n")
        s:read_line()
        begun()
        while s:read() do end
        -- A connection that the dying engine has taken hides for a moment that it is gone; this asks for certain.
        s:exit_code()
    end,
    attach = function(begun)
        local stream <close> = (c:attach { stream = true })
        for _ in stream do begun() end
        stream:exit_code()
    end,
    ["attach with a socket"] = function(begun)
        local s <close> = c:attach_socket()
        while s:read() do begun() end
        s:exit_code()
    end,
    ["exit code of an attachment"] = function(begun)
        local s <close> = c:attach_socket()
        begun()
        s:exit_code()
    end,
    wait = function(begun)
        begun()
        c:wait()
    end,
    run = function(begun)
        begun()
        d.containers.run("busybox", "sleep 600", { network_mode = "none" })
    end,
    build = function(begun)
        begun()
        slow_build()
    end,
    pull = function(begun)
        begun()
        d.images.pull("127.0.0.1:5000/nothing", { tag = "1", progress = silent })
    end,
    push = function(begun)
        d.images.get("busybox"):tag("127.0.0.1:5000/pushed", { tag = "1" })
        begun()
        d.images.push("127.0.0.1:5000/pushed", { tag = "1", progress = silent })
    end,
    load = function(begun)
        begun()
        d.images.load(endless)
    end,
    import = function(begun)
        begun()
        d.images.import_image(endless)
    end,
    ["archive in"] = function(begun)
        begun()
        inward:put_archive("/tmp", endless)
    end,
    ["archive out"] = function(begun)
        local stream <close> = (outward:get_archive("/big"))
        stream:read()
        begun()
        while stream:read() do task.sleep(0.05) end
    end,
    export = function(begun)
        local stream <close> = (exported:export())
        stream:read()
        begun()
        while stream:read() do task.sleep(0.05) end
    end,
    ["plain calls"] = function(begun)
        while true do
            d.containers.list { all = true }
            begun()
            task.sleep(0.01)
        end
    end,
    -- Long polls and streams by hand.
    ["a call by path"] = function(begun)
        begun()
        d.api.post(("/containers/%s/wait"):format(c.id))
    end,
}

-- Seconds in which nothing is asked.
local PAUSES = { ["stats of some"] = 1 }

local function names()
    local list = {}
    for name in pairs(CALLS) do list[#list + 1] = name end
    table.sort(list)
    return list
end

-- Begins every call, lets `act` happen when all are under way, and gives how each ended, and when.
local function in_the_middle(act)
    local outcomes, under_way, tasks = {}, {}, {}
    for _, name in ipairs(names()) do
        tasks[#tasks + 1] = task.spawn(function()
            local ok, err = pcall(CALLS[name], function() under_way[name] = true end)
            outcomes[name] = { ok = ok, err = err, at = host.monotonic() }
        end)
    end
    for _, name in ipairs(names()) do
        for _ = 1, 400 do
            if under_way[name] or outcomes[name] then break end
            task.sleep(0.02)
        end
        if not under_way[name] then
            error(("%s did not begin: %s"):format(name, outcomes[name] and tostring(outcomes[name].err)))
        end
    end
    task.sleep(0.3)
    for name, outcome in pairs(outcomes) do
        error(("%s ended too early: %s"):format(name, tostring(outcome.err)))
    end
    local fact = act()
    for _ = 1, 500 do
        local all = true
        for _, name in ipairs(names()) do all = all and outcomes[name] ~= nil end
        if all then break end
        task.sleep(0.01)
    end
    for _, t in ipairs(tasks) do t:cancel() end
    return outcomes, fact
end

-- What did not fail as it should: a list of sentences.
local function wrong(outcomes, fact)
    local list = {}
    for _, name in ipairs(names()) do
        local outcome = outcomes[name]
        if not outcome then
            list[#list + 1] = name .. " goes on"
        elseif outcome.ok or not errors.is(outcome.err, "connection") then
            list[#list + 1] = ("%s: %s %s"):format(name, outcome.ok and "no error" or tostring(outcome.err.kind),
                tostring(outcome.err))
        elseif outcome.at - fact > (PAUSES[name] or 0) + 1 then
            list[#list + 1] = ("%s took %.2f s"):format(name, outcome.at - fact)
        elseif not (outcome.err.hint and outcome.err.message) then
            list[#list + 1] = ("%s: no advice: %s"):format(name, tostring(outcome.err))
        end
    end
    return list
end

-- The next call works, whatever connections were kept, and so does one that cannot be sent twice.
local function works()
    expect(d.ping()):equals(true)
    local made = d.containers.create("busybox", "true", { network_mode = "none" })
    made:remove()
end

describe("an engine that is killed", function()
    it("ends every kind of call within a second, with an error that says so", function()
        up()
        local before = engine:counts()
        expect(wrong(in_the_middle(function() return engine:act("kill") end))):equals {}
        expect(function() d.ping() end):raises { kind = "connection", message = "nothing listens" }
        expect(function() d.containers.run("busybox", "true") end):raises { kind = "connection" }
        engine:expect_no_more(before)
        engine:act("start")
        works()
    end)

    it("is reached again though connections to it were kept", function()
        up()
        for _ = 1, 2 do
            local list = {}
            for i = 1, 8 do list[i] = i end
            task.map(list, function() return d.ping() end)
            expect(engine:counts().idle):at_least(2)
            engine:act("kill")
            engine:act("start")
            works()
        end
    end)
end)

describe("an engine that is stopped", function()
    it("ends every kind of call within a second, with an error that says so", function()
        up()
        local before = engine:counts()
        -- It takes its time to end; the fact is the end.
        local function stop()
            engine:act("stop")
            return host.monotonic()
        end
        expect(wrong(in_the_middle(stop))):equals {}
        expect(function() d.ping() end):raises { kind = "connection" }
        engine:expect_no_more(before)
        engine:act("start")
        works()
    end)
end)

describe("streams that reconnect", function()
    it("lose and repeat nothing while the engine is killed and started again", function()
        up()
        local label, script = test.unique("spec"), [[
            i=0
            while [ $i -lt 700 ]; do i=$((i+1)); echo $i; [ $((i % 10)) = 0 ] && sleep 0.1; done
        ]]
        local ticker = d.containers.run("busybox", { "sh", "-c", script }, {
            detach = true, network_mode = "none", labels = { label },
        })
        local told, seen = 0, {}
        local function reader(follow)
            return task.spawn(function()
                local lines = {}
                for line in follow { follow = true, reconnect = function() told = told + 1 end } do
                    lines[#lines + 1] = line
                end
                return lines
            end)
        end
        local one = reader(function(given) return ticker:logs(given) end)
        local many = reader(function(given) return d.logs({ ticker }, given) end)
        local matching = reader(function(given) return d.logs({ label = label }, given) end)
        local events <close> = d.events.on({ type = "container", label = label }, function(event)
            seen[#seen + 1] = event.Action
        end)
        task.sleep(0.5)
        for _, way in ipairs { "kill", "stop" } do
            engine:act(way)
            task.sleep(0.3)
            engine:act("start")
            task.sleep(0.5)
        end
        local read = {}
        for i, t in ipairs { one, many, matching } do read[i] = table.concat(task.timeout("30s", t.wait, t), " ") end
        -- What a container writes as it ends while there is no engine is in no log.
        local kept = {}
        for line in ticker:logs() do kept[#kept + 1] = line end
        expect(#kept):at_least(300)
        for _, text in ipairs(read) do expect(text):equals(table.concat(kept, " ")) end
        expect(told):at_least(4)
        for _ = 1, 100 do
            if #seen > 0 then break end
            task.sleep(0.05)
        end
        expect(seen):equals { "die" }
        ticker:remove()
    end)

    it("follow a container on that comes back with the engine", function()
        up()
        local c = d.containers.run("busybox", { "sh", "-c", "echo run; exec sleep 600" }, {
            detach = true, network_mode = "none", restart_policy = { Name = "always" }, stop_timeout = 1,
        })
        local lines = 0
        local reader = task.spawn(function()
            for _ in c:logs { follow = true, reconnect = true } do lines = lines + 1 end
        end)
        task.sleep(0.3)
        expect(lines):equals(1)
        local pid = c:reload().attrs.State.Pid
        engine:act("kill")
        -- The container dies while nobody sees it, and its policy starts it again with the engine.
        os.execute(("nsenter -t $(cat %s/f/pid) -p -m kill -9 %d"):format(engine.folder, pid))
        engine:act("start")
        for _ = 1, 100 do
            if lines == 2 then break end
            task.sleep(0.1)
        end
        expect(lines):equals(2)
        expect(reader:status()):equals("running")
        c:stop()
        task.timeout("10s", reader.wait, reader)
        c:remove()
    end)
end)

-- A program of its own that runs code against an engine and gets a SIGINT after a while: its exit code, and seconds.
local function interrupted(code, seconds)
    local pipe = assert(io.popen("readlink /proc/$PPID/exe"))
    local program = pipe:read("l")
    pipe:close()
    local began = host.monotonic()
    local _, _, status = os.execute(("timeout -s INT %s '%s' --no-rc --stdlib stdlib -H '%s' -e '%s' >/dev/null 2>&1")
        :format(seconds, program, engine.address, code))
    return status, host.monotonic() - began
end

describe("an engine that is frozen", function()
    it("ends calls and streams when the time limits are over, and is used again when it goes on", function()
        up()
        local hasty <close> = docker.connect {
            host = engine.address, timeout = 0.5, connect_timeout = 0.5, idle_timeout = 0.5,
        }
        hasty.ping()
        local before = engine:counts()
        local stream = hasty.logs(c, { follow = true })
        stream:next_line()
        engine:act("freeze")
        local thaw <close> = setmetatable({}, { __close = function() engine:act("thaw") end })
        local frozen = host.monotonic()
        expect(function() for _ in stream do end end):raises { kind = "timeout", message = "nothing came for 0.5 s" }
        stream:close()
        expect(hasty.ping):raises { kind = "timeout", message = "did not answer within 0.5 s" }
        expect(function() c.client.api.ContainerInspect({ id = c.id, timeout = 0.2 }) end):raises { kind = "timeout" }
        expect(function() task.timeout(0.2, function() c:wait() end) end):raises { kind = "timeout" }
        expect(host.monotonic() - frozen):at_most(4)
        local t = task.spawn(function() d.containers.list() end)
        task.sleep(0.1)
        t:cancel()
        expect(function() t:wait() end):raises { kind = "cancelled" }
        engine:expect_no_more(before)
    end)

    it("does not keep Ctrl-C from working", function()
        up()
        engine:act("freeze")
        local thaw <close> = setmetatable({}, { __close = function() engine:act("thaw") end })
        for _, code in ipairs { "docker.ping()", "docker.events()()", ("docker.logs(\"%s\"):read_all()"):format(c.id) } do
            local status, seconds = interrupted(code, 0.5)
            expect(status):equals(124)      -- of timeout, after the signal ended the program
            expect(seconds):at_most(2)
        end
    end)

    it("fails what it had begun when it is killed, and is there again after", function()
        up()
        local t = task.spawn(function() d.containers.list() end)
        engine:act("freeze")
        local stuck = task.spawn(function() d.containers.list() end)
        task.sleep(0.2)
        engine:act("kill")
        expect(function() task.timeout(1, stuck.wait, stuck) end):raises { kind = "connection" }
        pcall(t.wait, t)
        engine:act("start")
        works()
    end)
end)

describe("an engine without space", function()
    it("says so, and works when there is some again", function()
        local small = fault.start("32m")
        local closing <close> = setmetatable({}, { __close = function() small:down() end })
        local d = small.client
        pcall(d.images.pull, "127.0.0.1:1/nothing")
        local c = d.containers.run("busybox", "sleep 600", { detach = true, network_mode = "none", stop_timeout = 1 })
        local before = small:counts()
        local full = { message = "no space left on device" }
        local function zeros(megabytes)
            local left = megabytes * 16
            return function()
                left = left - 1
                return left >= 0 and ("\0"):rep(65536) or nil
            end
        end
        local function archive()
            return require("docker.archive").pack { { name = "big", content = ("x"):rep(60000000) } }
        end
        expect(c:exec_run("dd if=/dev/zero of=/fill bs=64k count=500").exit_code):equals(1)
        expect(function() c:put_archive("/", archive()) end):raises(full)
        expect(function() d.images.import_image(zeros(40)) end):raises(full)
        expect(function() d.images.load(archive()) end):raises(full)
        expect(function()
            d.images.build { fileobj = "FROM busybox\nRUN dd if=/dev/zero of=/more bs=64k count=500\n", builder = "classic",
                rm = true, forcerm = true, progress = silent }
        end):raises { kind = "build" }
        expect(function()
            for _ = 1, 50 do d.containers.create("busybox", "true", { network_mode = "none" }) end
        end):raises(full)
        expect(function() c:commit("more") end):raises(full)
        small:expect_no_more(before)
        c:exec_run("rm /fill")
        c:remove { force = true }
        expect(d.containers.run("busybox", "echo again", { network_mode = "none", remove = true })):equals("again\n")
        small:expect_no_more(before)
    end)
end)

describe("the specs of faults", function()
    it("leave nothing behind", function()
        if engine then engine:down() end
    end)
end)

return test.report()
