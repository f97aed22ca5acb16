--- A container for as long as a function runs.
---
---     docker.with({ image = "busybox", command = "sleep 600" }, function(c)
---         print(c:exec_run("hostname").output)
---     end)                                          -- removed, however the function ends

local container = require "docker.container"
local engine = require "docker.engine"
local errors = require "moondock.errors"
local options = require "options"

local M = {}

local WHO = "docker.with"

-- Runs the container of options in the background.
local function start(client, given)
    local own = {}
    for name, value in pairs(given) do own[name] = value end
    if own.detach == false or own.stream then
        errors.invalid(WHO .. ": the container runs in the background; leave out detach and stream")
    end
    own.detach = true
    return client.containers.run(own)
end

--- Calls a function with a container, and removes the container afterwards, with its anonymous volumes.
---@param client table
---@param subject Container|table a container, or the options of `docker.containers.run`
---@param f fun(c: Container): any
---@return any ... what the function gives; its error is raised
function M.run(client, subject, f)
    require("task.handle").callable(f, WHO)
    local c = subject
    if type(subject) == "string" then
        c = client.containers.get(subject)
    elseif not container.is_container(subject) then
        if not options.is_map(subject) then
            errors.invalid(("%s: expected a container or options, got %s"):format(WHO, options.quote(subject)),
                'docker.with({ image = "busybox", command = "sleep 60" }, function(c) … end)')
        end
        c = start(client, subject)
    end
    local results = table.pack(pcall(f, c))
    local removed, problem = pcall(engine.call, c.client, "ContainerDelete", { id = c.id, force = true, v = true })
    if not results[1] then error(results[2], 0) end
    -- Gone already, or about to be, is what was wanted.
    if not removed and not errors.is(problem, "not_found", "conflict") then error(problem, 0) end
    return table.unpack(results, 2, results.n)
end

return M
