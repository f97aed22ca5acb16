-- What the specs that need an engine share. They use the engine that MOONDOCK_TEST_HOST or DOCKER_HOST names, with
-- busybox:latest on it, and never the default one, which may be somebody's own.

local test = require "test"

local M = {}

--- The image that the specs use.
M.image = "busybox:latest"

--- The address of the engine.
M.host = os.getenv("MOONDOCK_TEST_HOST") or os.getenv("DOCKER_HOST")

if M.host and docker.target().address ~= M.host then docker = docker.connect(M.host) end

--- Whether an engine with the image is there; without one, `it` skips and says so.
local ready, reason

local function look()
    if not M.host then return false, "neither MOONDOCK_TEST_HOST nor DOCKER_HOST names an engine" end
    local ok, err = pcall(docker.images.get, M.image)
    if ok then return true end
    return false, ("no %s on %s: %s"):format(M.image, M.host, tostring(err))
end

--- As `test.it`, for a test that needs an engine.
function M.it(title, body)
    test.it(title, function()
        if ready == nil then ready, reason = look() end
        if not ready then test.skip(reason) end
        body()
    end)
end

--- Removes a container when the test has ended.
function M.remove_later(name)
    test.cleanup(function() pcall(docker.api.ContainerDelete, { id = name, force = true, v = true }) end)
end

--- Starts a container that lives until the test has ended.
---@param command string|string[]
---@param options? table
---@return table container
function M.start(command, options)
    local given = { detach = true, name = test.unique(), stop_timeout = 1 }
    for name, value in pairs(options or {}) do given[name] = value end
    M.remove_later(given.name)
    return docker.containers.run(M.image, command, given)
end

--- Waits for what an engine does in its own time: until `find` gives something true, which is the result.
---@param what string for the message
---@param find fun(): any
function M.eventually(what, find)
    for _ = 1, 200 do
        local found = find()
        if found then return found end
        require("task").sleep(0.1)
    end
    error("no " .. what .. " within 20 s")
end

--- A shell command line.
function M.shell(script) return { "sh", "-c", script } end

return M
