-- Uses an engine in every way for a long time, in a fixed mixture, so that somebody outside can watch memory and
-- descriptors meanwhile:
--     moondock -H … workload.lua stub|engine REQUESTS
-- Prints the number of requests each time another hundredth is done.

local errors = require "moondock.errors"
local archive = require "docker.archive"

local where, wanted = arg[1], math.tointeger(tonumber(arg[2] or 100000))
local BOX = where == "stub" and "box" or "soak-box"
local WORKERS = 8
-- So many times by one task alone, whose calls are answered in place, and then by eight at once.
local ROUNDS = 10

-- What is expected to fail must fail in that way.
local function fails(kind, f, ...)
    local ok, err = pcall(f, ...)
    if ok or not errors.is(err, kind) then error(("expected kind %s, got %s"):format(kind, tostring(err)), 0) end
end

local number = 0

-- name, share of the mixture, requests of one use, the use.
local MIXTURE = {
    { "ping", 300, 1, function() assert(docker.ping()) end },
    { "list", 150, 1, function() assert(#docker.containers.list { all = true } > 0) end },
    { "inspect", 150, 1, function() assert(docker.containers.get(BOX).status == "running") end },
    { "raw", 50, 1, function() assert(docker.api.get("/version").Version) end },
    -- The second request asks for names that are near.
    { "not found", 60, 2, function() fails("not_found", docker.containers.get, "missing-one") end },
    { "invalid", 20, 0, function() fails("invalid_argument", docker.containers.list, { al = true }) end },
    { "logs", 30, 2, function()
        local count = 0
        for _ in docker.logs(BOX, { tail = 50 }) do count = count + 1 end
        assert(count > 0)
    end },
    { "logs left", 20, 2, function()
        for _ in docker.logs(BOX, { tail = 50 }) do break end
    end },
    { "exec", 8, 3, function() assert(docker.exec(BOX, { "echo", "done" }).output == "done\n") end },
    { "create and remove", 8, 2, function()
        number = number + 1
        local c = docker.containers.create("busybox", "true", { name = "soak-" .. number })
        c:remove { force = true }
    end },
    { "events left", 8, 1, function()
        for _ in docker.events { since = "0" } do break end
    end },
    { "wait cancelled", 10, 1, function()
        fails("timeout", task.timeout, 0.002, function() docker.api.ContainerWait { id = BOX } end)
    end },
    { "call cancelled", 10, 1, function()
        local t = task.spawn(function() docker.api.ContainerWait { id = BOX } end)
        task.sleep(0)
        t:cancel()
    end },
    { "tasks", 10, 4, function() task.map({ 1, 2, 3, 4 }, function() return docker.ping() end) end },
    { "archive out", 10, 1, function()
        local names = 0
        for _ in archive.entries((docker.containers.get(BOX):get_archive("/etc/hostname"))) do names = names + 1 end
        assert(names == 1)
    end },
    { "archive in", 6, 1, function()
        docker.containers.get(BOX):put_archive("/tmp", archive.pack { ["soak.txt"] = "hello" })
    end },
    { "client", 4, 1, function()
        local d <close> = docker.connect(docker.target().address)
        assert(d.ping())
    end },
}

-- One after the other by their shares, evenly mixed: the same at every time of the run.
local schedule, due, shares = {}, {}, 0
for i, item in ipairs(MIXTURE) do
    due[i], shares = 0, shares + item[2]
end
for _ = 1, shares do
    local best
    for i, item in ipairs(MIXTURE) do
        due[i] = due[i] + item[2]
        if not best or due[i] > due[best] then best = i end
    end
    due[best] = due[best] - shares
    schedule[#schedule + 1] = MIXTURE[best]
end

local done, step, told = 0, 0, 0
local function work(goal)
    while done < goal do
        step = step + 1
        local item = schedule[(step - 1) % #schedule + 1]
        local ok, err = pcall(item[4])
        if not ok then error(("%s: %s"):format(item[1], tostring(err)), 0) end
        done = done + item[3]
        if done * 100 // wanted > told then
            told = done * 100 // wanted
            print(done)
            io.stdout:flush()
        end
    end
end

if where == "engine" then
    pcall(docker.api.ContainerDelete, { id = BOX, force = true })
    docker.containers.run("busybox", { "sh", "-c", "seq 100; exec sleep 100000" }, { detach = true, name = BOX })
    task.sleep(1)
end
for round = 1, ROUNDS do
    work(wanted * (2 * round - 1) // (2 * ROUNDS))
    local workers, goal = {}, wanted * round // ROUNDS
    for i = 1, WORKERS do workers[i] = task.spawn(work, goal) end
    task.all(workers)
end
if where == "engine" then docker.api.ContainerDelete { id = BOX, force = true } end
