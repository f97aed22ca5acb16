-- What the specs that need a swarm share. The engine of the specs becomes a manager for the tests of one file and leaves
-- the swarm at its end, as other specs use the same engine.

local test = require "test"
local engine = require "engine_support"

local M = {}

M.image = engine.image

--- How the tests make their swarm: it is reachable from this engine only.
M.init = { advertise_addr = "127.0.0.1", listen_addr = "127.0.0.1:2377" }

local joined = false

--- Waits until a new swarm is complete: its ingress network is plugged in last. dockerd 20.10 that leaves a swarm while
--- it still sets itself up as its leader may find the rest of that swarm in the next one, and dies of it
--- (swarmkit's becomeLeader: nil pointer dereference).
function M.settle()
    for _ = 1, 60 do
        local swarm = docker.info().Swarm
        if swarm.LocalNodeState ~= "active" or not swarm.ControlAvailable then return end
        local found, ingress = pcall(docker.api.NetworkInspect, { id = "ingress" })
        if found and ingress.Containers and ingress.Containers["ingress-sbox"] then break end
        task.sleep(0.1)
    end
    task.sleep(0.2)
end

--- Leaves the swarm, whatever the engine still writes for it: 20.10 refuses while keys are being turned.
function M.depart()
    local problem
    M.settle()
    for _ = 1, 40 do
        local ok, err = pcall(docker.swarm.leave, { force = true })
        if ok and docker.info().Swarm.LocalNodeState == "inactive" then return end
        problem = err
        task.sleep(0.25)
    end
    error(problem or "the engine does not leave its swarm", 0)
end

--- Makes sure that the engine is a manager.
function M.join()
    if joined then return end
    M.depart()
    docker.swarm.init(M.init)
    joined = true
end

--- As `test.it`, for a test that needs a swarm.
function M.it(title, body)
    engine.it(title, function()
        M.join()
        body()
    end)
end

--- Leaves the swarm; to be called at the end of a file.
function M.leave()
    if joined then M.depart() end
    joined = false
end

--- Removes a service when the test has ended, and waits until its containers are gone.
function M.remove_later(name)
    test.cleanup(function()
        if not pcall(docker.api.ServiceDelete, { id = name }) then return end
        for _ = 1, 100 do
            if #docker.containers.list { all = true, filters = { name = name .. "." } } == 0 then return end
            require("task").sleep(0.1)
        end
    end)
end

--- Creates a service that is removed when the test has ended.
---@param command string|string[]|nil
---@param options? table
---@return table service
function M.service(command, options)
    local given = { name = test.unique("spec"), stop_grace_period = "100ms" }
    for name, value in pairs(options or {}) do given[name] = value end
    M.remove_later(given.name)
    return docker.services.create(M.image, command or "sleep 600", given)
end

return M
