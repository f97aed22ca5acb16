-- A swarm of two engines. The second one is started beside that of the tests and joined to it by a cable; on machines
-- where that cannot be done the tests are skipped.

local test = require "test"
local swarm = require "swarm_support"
local task = require "task"
local engine = require "engine_support"
local describe, it, expect = test.describe, engine.it, test.expect

local SECOND = "specs2"

local folder, first = (engine.host or ""):match("^unix://(.*)/([^/]+)/docker%.sock$")
local here = debug.getinfo(1, "S").source:match("^@(.*/)") or ""
local manager, worker

local function script(...)
    return os.execute(("bash '%stwo_engines.sh' %s >/dev/null 2>&1"):format(here, table.concat({ ... }, " ")))
end

local function close()
    if not worker then return end
    pcall(worker.swarm.leave, true)
    pcall(swarm.depart)
    worker.close()
    script("down", folder, SECOND)
    worker, manager = nil, nil
end

-- Starts the second engine and makes it a worker of the first.
local function join()
    if worker then return end
    if not folder then test.skip("the engine of the tests is not one of scripts/engine") end
    local ok, _, code = script("up", folder, first, SECOND)
    if not ok then
        script("down", folder, SECOND)
        test.skip(("a second engine cannot be joined here (%s)"):format(code))
    end
    manager, worker = docker, docker.connect(("unix://%s/%s/docker.sock"):format(folder, SECOND))
    swarm.depart()
    manager.swarm.init { advertise_addr = "10.213.7.1", listen_addr = "10.213.7.1:2377" }
    worker.swarm.join({ "10.213.7.1:2377" }, manager.swarm.attrs.JoinTokens.Worker, {
        advertise_addr = "10.213.7.2", listen_addr = "10.213.7.2:2377",
    })
end

local function until_true(what, f)
    for _ = 1, 300 do
        if f() then return end
        task.sleep(0.1)
    end
    error("it never came to this: " .. what)
end

local function worker_node()
    for _, n in ipairs(manager.nodes.list()) do
        if not n:is_self() then return n end
    end
end

local function nodes_of(tasks)
    local nodes, count = {}, 0
    for _, t in ipairs(tasks) do
        if not nodes[t.node_id] then count = count + 1 end
        nodes[t.node_id] = true
    end
    return count
end

local RUNNING = { filters = { ["desired-state"] = "running" } }

describe("a swarm of two engines", function()
    it("has a manager and a worker, which sends its callers to a manager", function()
        join()
        expect(#manager.nodes.list { filters = { role = "worker" } }):equals(1)
        until_true("the worker is ready", function() return worker_node().state == "ready" end)
        expect(worker_node().attrs.Status.Addr):equals("10.213.7.2")
        expect(worker.services.list):raises { kind = "conflict", hint = "ask a manager" }
        expect(function() return worker.swarm.attrs end):raises { kind = "conflict", hint = "ask a manager" }
    end)

    it("deploys, scales, updates, rolls back and removes a stack on both", function()
        join()
        local name = test.unique("two")
        test.cleanup(function() pcall(manager.stack.remove, name, { wait = true, timeout = 60 }) end)
        local d = {
            services = { web = {
                image = engine.image, command = { "sh", "-c", "cat /run/secrets/pw; exec sleep 600" }, secrets = { "pw" },
                stop_grace_period = "100ms", networks = { "back" }, environment = { V = "1" },
                deploy = { replicas = 2, placement = { max_replicas_per_node = 1 },
                    update_config = { parallelism = 1, order = "stop-first" } },
            } },
            networks = { back = {} },
            secrets = { pw = { content = "from the manager\n" } },
        }
        manager.stack.deploy(name, d)
        local web = manager.services.get(name .. "_web"):wait_for("running", { timeout = 60 })
        expect(nodes_of(web:tasks(RUNNING))):equals(2)

        -- Tasks reach each other, and their logs come from both nodes.
        local mine = manager.containers.list { filters = { label = "com.docker.swarm.service.id=" .. web.id } }[1]
        local theirs = worker.containers.list { filters = { label = "com.docker.swarm.service.id=" .. web.id } }[1]
        local address
        for _, network in pairs(theirs.attrs.NetworkSettings.Networks) do address = network.IPAddress end
        until_true("the tasks reach each other", function()
            return mine:exec_run({ "ping", "-c", "1", "-W", "2", address }).exit_code == 0
        end)
        local lines = {}
        for line in web:logs() do lines[#lines + 1] = line end
        expect(lines):equals { "from the manager", "from the manager" }

        d.services.web.environment.V = "2"
        expect(manager.stack.deploy(name, d)[3]):equals { kind = "service", name = web.name, action = "updated" }
        web:wait_for("running", { timeout = 60 })
        for _, t in ipairs(web:tasks(RUNNING)) do expect(t.attrs.Spec.ContainerSpec.Env):equals { "V=2" } end
        web:rollback()
        web:wait_for("running", { timeout = 60 })
        for _, t in ipairs(web:tasks(RUNNING)) do expect(t.attrs.Spec.ContainerSpec.Env):equals { "V=1" } end

        web:scale(1)
        web:wait_for("running", { timeout = 60 })
        expect(#web:tasks(RUNNING)):equals(1)
        manager.stack.remove(name, { wait = true, timeout = 60 })
        until_true("all containers are gone", function()
            local left = { all = true, filters = { label = "com.docker.stack.namespace=" .. name } }
            return #manager.containers.list(left) + #worker.containers.list(left) == 0
        end)
        expect(function() manager.stack.services(name) end):raises { kind = "not_found" }
    end)

    it("moves the tasks of a node that is drained to the other", function()
        join()
        local name = test.unique("spec")
        swarm.remove_later(name)
        local s = manager.services.create(engine.image, "sleep 600", {
            name = name, replicas = 2, stop_grace_period = "100ms",
        })
        s:wait_for("running", { timeout = 60 })
        expect(nodes_of(s:tasks(RUNNING))):equals(2)
        local n = worker_node()
        n:update { availability = "drain" }
        until_true("no task is left on the worker", function() return #n:tasks(RUNNING) == 0 end)
        s:wait_for("running", { timeout = 60 })
        expect(nodes_of(s:tasks(RUNNING))):equals(1)
        n:update { availability = "active" }
    end)

    it("makes a manager of a worker and a worker of a manager", function()
        join()
        local n = worker_node()
        n:update { role = "manager" }
        until_true("the second engine answers as a manager", function() return (pcall(worker.nodes.list)) end)
        expect(#worker.nodes.list { filters = { role = "manager" } }):equals(2)
        n:update { role = "worker" }
        until_true("the second engine is a worker again", function() return not pcall(worker.nodes.list) end)
        until_true("one manager is left", function()
            return #manager.nodes.list { filters = { role = "manager" } } == 1
        end)
    end)

    it("forgets a node that left", function()
        join()
        local n = worker_node()
        expect(function() n:remove() end):raises { message = "not down" }
        worker.swarm.leave(true)
        until_true("the node is down", function() return n:reload().state == "down" end)
        n:remove()
        expect(#manager.nodes.list()):equals(1)
    end)
end)

close()
return test.report()
