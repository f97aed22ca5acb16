--- Waiting until a service is as it should be. The engine has no events for that, so it is asked twice a second.

local errors = require "moondock.errors"
local cluster = require "docker.cluster"
local options = require "options"
local spec_compare = require "docker.spec_compare"
local task = require "task"

local M = {}

local INTERVAL = 0.5

local WAIT = {
    { name = "state", type = "string", choices = { "running", "complete" },
        doc = "running: as many tasks as wanted; complete: a job is done" },
    { name = "timeout", type = "seconds", doc = "default: for ever" },
}

-- The tasks that count now: those of the current iteration of a job, and those that are wanted of other services.
local function current(service, attrs)
    local iteration = attrs.JobStatus and attrs.JobStatus.JobIteration
    local tasks = cluster.call(service.client, "TaskList", { filters = { service = { service.id } } })
    local kept = {}
    for _, t in ipairs(tasks) do
        if iteration then
            if t.JobIteration and t.JobIteration.Index == iteration.Index then kept[#kept + 1] = t end
        elseif t.DesiredState == "running" or t.DesiredState == "accepted" or t.DesiredState == "ready" then
            kept[#kept + 1] = t
        end
    end
    return kept, tasks
end

-- Tasks of an earlier specification are about to be replaced, though the engine may not have begun with it.
local function count(tasks, state, template)
    local n = 0
    for _, t in ipairs(tasks) do
        if t.Status.State == state and spec_compare.same_task(t.Spec, template) then n = n + 1 end
    end
    return n
end

local function wanted(service, attrs)
    local mode = attrs.Spec.Mode or {}
    if mode.Replicated then return mode.Replicated.Replicas end
    if mode.ReplicatedJob then return mode.ReplicatedJob.TotalCompletions end
    -- Of a global service as many are wanted as nodes fit, which only a list of services tells.
    local listed = cluster.call(service.client, "ServiceList", { filters = { id = { service.id } }, status = true })
    local status = listed[1] and listed[1].ServiceStatus
    return status and math.max(1, status.DesiredTasks + (mode.GlobalJob and status.CompletedTasks or 0)) or 1
end

local function is_settled(attrs)
    local state = attrs.UpdateStatus and attrs.UpdateStatus.State
    return state ~= "updating" and state ~= "rollback_started", state
end

-- The last problem that a task reports, for the message.
local function trouble(tasks)
    local latest
    for _, t in ipairs(tasks) do
        local problem = t.Status.Err
        if problem and problem ~= "" and (not latest or t.Status.Timestamp > latest.Status.Timestamp) then latest = t end
    end
    return latest and latest.Status.Err
end

--- Waits.
---@param service Service
---@param state? string "running" or "complete"
---@param given? {timeout: number|string?}
---@return Service service its data is read anew
function M.wait(service, state, given)
    if type(state) == "table" then state, given = state.state, state end
    local o = options.check("service:wait_for", WAIT, given)
    if state ~= nil then options.check("service:wait_for", WAIT, { state = state }) end
    state = state or (service.mode:find("job$") and "complete" or "running")

    local found, all = 0, {}
    local number
    local function wait()
        while true do
            local attrs = service:reload().attrs
            local tasks
            tasks, all = current(service, attrs)
            number = wanted(service, attrs)
            found = count(tasks, state, attrs.Spec.TaskTemplate)
            local settled, update = is_settled(attrs)
            if update == "paused" or update == "rollback_paused" then
                errors.raise {
                    kind = "conflict",
                    message = ("service %s: its update stopped: %s"):format(service.name,
                        attrs.UpdateStatus.Message or update),
                    hint = trouble(all),
                }
            end
            if settled and found >= number and #tasks <= math.max(number, found) then return service end
            task.sleep(INTERVAL)
        end
    end
    if not o.timeout then return wait() end
    local ok, result = pcall(task.timeout, o.timeout, wait)
    if ok then return result end
    if errors.is(result, "timeout") then
        result.message = ("service %s: %d of %s tasks are %s after %g s"):format(service.name, found, number or "?",
            state, o.timeout)
        result.hint = trouble(all)
    end
    error(result, 0)
end

return M
