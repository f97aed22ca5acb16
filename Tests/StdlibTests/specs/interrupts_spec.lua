-- A thousand calls that are given up at a random moment leave nothing behind: no connection, task, handle or file, here or
-- in the engine. The seed is printed when something is left; MOONDOCK_SEED repeats it, MOONDOCK_INTERRUPTS is how many.

local test = require "test"
local task = require "task"
local errors = require "moondock.errors"
local diagnostics = require "moondock.diagnostics"
local inspect = require "inspect"
local engine = require "engine_support"
local describe, it = test.describe, engine.it

local seed = math.tointeger(tonumber(os.getenv("MOONDOCK_SEED"))) or os.time()
local rounds = math.tointeger(tonumber(os.getenv("MOONDOCK_INTERRUPTS"))) or 1000

local function silent() end

-- Calls that last until they are given up, or end by themselves soon: each gets a container that ticks.
local CALLS = {
    function(c) for _ in c:logs { follow = true } do end end,
    function(c) for _ in c:logs { follow = true, reconnect = true, tail = 5 } do end end,
    function(c) for _ in docker.logs({ c }, { follow = true, reconnect = true }) do end end,
    function(c) for _ in docker.logs({ label = c.labels.moondock_spec }, { follow = true, forever = true }) do end end,
    function() for _ in docker.events() do end end,
    function() for _ in docker.events { reconnect = true } do end end,
    function()
        local handler <close> = docker.events.on("die", silent)
        handler:wait()
    end,
    function(c) c:exec_run("sleep 0.2") end,
    function(c) c:exec_run("sleep 0.2", { timeout = 5 }) end,
    function(c)
        local s <close> = c:exec_run("cat", { stdin = true, socket = true })
        s:write("text\n")
        while s:read() do end
    end,
    function(c)
        local s <close> = c:attach_socket()
        while s:read() do end
    end,
    function(c) c:wait() end,
    function(c) c:wait { timeout = 10 } end,
    function(c) for _ in c:stats { stream = true } do end end,
    function(c) docker.stats { c } end,
    function(c) c:put_archive("/tmp", function() task.sleep(0.01) return ("\0"):rep(512) end) end,
    function(c)
        local s <close> = (c:get_archive("/bin"))
        while s:read() do end
    end,
    function(c)
        local s <close> = (c:export())
        while s:read() do task.sleep(0.005) end
    end,
    function()
        docker.images.build {
            fileobj = "FROM busybox\nRUN sleep 0.3\n", builder = "classic", nocache = true, rm = true, forcerm = true,
            progress = silent,
        }
    end,
    function() docker.images.load(function() task.sleep(0.01) return ("\0"):rep(512) end) end,
    function() docker.containers.list { all = true, inspect = true } end,
    function() docker.api.get("/info") end,
    function() task.sleep(10) end,
    function(c)
        task.all { function() c:wait() end, function() task.sleep(5) end, function() for _ in docker.events() do end end }
    end,
    function(c) task.timeout(0.01, function() for _ in c:logs { follow = true } do end end) end,
    function(c) task.race { function() c:wait() end, function() task.sleep(0.01) end } end,
    function() task.channel():receive() end,
    function(c)
        local s <close> = (c:logs { follow = true })
        for _ in s do break end
    end,
}

local WATCHED = { "handles", "tasks", "calls", "timers", "events" }

-- Waits until no more is open than before, and gives what still is.
local function leftovers(before)
    local now, more
    for _ = 1, 200 do
        now, more = diagnostics.counts(docker), nil
        for _, name in ipairs(WATCHED) do more = more or now[name] > before[name] and name or nil end
        if now.connections - now.idle > before.connections - before.idle then more = more or "connections" end
        if now.descriptors - now.connections > before.descriptors - before.connections then more = more or "descriptors" end
        if not more then return nil end
        task.sleep(0.05)
    end
    return ("%s: %s, before: %s"):format(more, inspect.inspect(now), inspect.inspect(before))
end

local function engine_work()
    local info = docker.info()
    return info.NGoroutines, info.NFd
end

describe("calls that are given up", function()
    it("leave nothing behind", function()
        local label = test.unique("spec")
        local c = engine.start(engine.shell "while :; do echo tick; sleep 0.05; done", {
            labels = { [label] = "", moondock_spec = label }, network_mode = "none", stdin_open = true,
        })
        -- Once each, so that what is made once is there.
        for _, call in ipairs(CALLS) do
            local t = task.spawn(call, c)
            task.sleep(0.05)
            t:cancel()
            pcall(t.wait, t)
        end
        task.sleep(0.5)
        local before = diagnostics.counts(docker)
        local goroutines, files = engine_work()
        math.randomseed(seed)
        local running, odd = {}, {}
        for i = 1, rounds do
            running[#running + 1] = task.spawn(CALLS[math.random(#CALLS)], c)
            if math.random(3) == 1 then task.sleep(math.random() * 0.02) end
            if #running >= math.random(8) or i == rounds then
                while #running > 0 do
                    local t = table.remove(running, math.random(#running))
                    t:cancel()
                    if math.random(2) == 1 then t:cancel() end
                    local ok, err = pcall(t.wait, t)
                    if not ok and not errors.is(err, "cancelled") then odd[#odd + 1] = tostring(err) end
                end
            end
        end
        local left = leftovers(before)
        if left then error(("more is open than before, seed %d: %s"):format(seed, left)) end
        -- The engine notes that a client has gone in its own time.
        local now, open
        for _ = 1, 100 do
            now, open = engine_work()
            if now <= goroutines + 20 and open <= files + 10 then break end
            task.sleep(0.1)
        end
        if now > goroutines + 20 or open > files + 10 then
            error(("the engine keeps work, seed %d: %d goroutines, before %d; %d files, before %d"):format(seed, now,
                goroutines, open, files))
        end
        for _, text in ipairs(odd) do
            if not text:find("not finished after", 1, true) then error(("seed %d: %s"):format(seed, text)) end
        end
    end)
end)

return test.report()
