--- Removing stacks.

local errors = require "moondock.errors"
local cluster = require "docker.cluster"
local collection = require "docker.collection"
local compose = require "docker.compose"
local stack_objects = require "docker.stack_objects"
local task = require "task"

local M = {}

local INTERVAL = 0.2

-- Tasks of a service that is gone are no longer listed once their containers have ended.
local function wait_for_tasks(client, label)
    while true do
        local alive = false
        for _, t in ipairs(cluster.call(client, "TaskList", { filters = { label = { label } } })) do
            local state = t.Status.State
            if state ~= "shutdown" and state ~= "complete" and state ~= "failed" and state ~= "rejected"
                and state ~= "orphaned" and state ~= "remove" then
                alive = true
            end
        end
        if not alive then return end
        task.sleep(INTERVAL)
    end
end

--- Removes everything that has a label.
---@param client table
---@param name string
---@param label string
---@param o {dry_run: boolean, wait: boolean, timeout: number?}
---@return table changes
function M.run(client, name, label, o)
    local changes, problem = {}, nil
    for _, kind in ipairs(stack_objects.KINDS) do
        local found = stack_objects.list(client, kind, label)
        for _, key in ipairs(compose.keys(found)) do
            local ok, err = true, nil
            if not o.dry_run then ok, err = pcall(stack_objects.delete, client, kind, found[key]) end
            -- What somebody else removed meanwhile is as gone as it should be.
            if ok or errors.is(err, "not_found") then
                changes[#changes + 1] = { kind = kind.kind, name = key, action = "removed" }
            else
                problem = problem or err
            end
        end
    end
    if problem then
        problem.message = ("stack %s: not all of it was removed: %s"):format(name, problem.message)
        error(problem, 0)
    end
    if o.wait and not o.dry_run then
        if o.timeout then
            task.timeout(o.timeout, wait_for_tasks, client, label)
        else
            wait_for_tasks(client, label)
        end
    end
    return collection.list("stack_changes", changes)
end

return M
