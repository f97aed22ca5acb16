--- One task: what `task.spawn` gives.
---
---     local t = task.spawn(work)
---     t:status()    --> "running"
---     t:wait()      --> the results of work

local host = require "moondock.host"
local errors = require "moondock.errors"

local pack, unpack, pcall, remove = table.pack, table.unpack, pcall, table.remove

---@class Task
local Task = {}

local metatable = { __index = Task, __name = "task" }

-- Failed tasks whose error nobody has seen yet.
local unseen = setmetatable({}, { __mode = "k" })

local count = 0

local M = {}

-- ---- Parking: a task waits for something that another one does.

local function forget(list, waiter)
    for i = 1, #list do
        if list[i] == waiter then return remove(list, i) end
    end
end

--- Waits until `wake` takes this waiter out of the list.
---@param list table
---@param seconds? number
---@return boolean woken false when the time is over
function M.park(list, seconds)
    local waiter = { event = host.event() }
    list[#list + 1] = waiter
    local ok, woken = pcall(host.wait, waiter.event, seconds)
    if ok and woken then return true end
    if waiter.woken then
        -- Whoever woke this task counted on it; one that was cancelled in between hands the call on.
        if ok then return true end
        M.wake(list)
    else
        forget(list, waiter)
    end
    if not ok then error(woken, 0) end
    return false
end

--- Wakes the first waiter of a list.
---@param list table
function M.wake(list)
    local waiter = remove(list, 1)
    if not waiter then return end
    waiter.woken = true
    host.signal(waiter.event)
end

function M.wake_all(list)
    while #list > 0 do M.wake(list) end
end

-- ---- Tasks

local function report(task)
    unseen[task] = nil
    pcall(errors.tell, ("task %d failed: %s"):format(task.number, errors.line(task.err)))
end

metatable.__gc = host.finalizer(function(task)
    if unseen[task] then report(task) end
end)

function metatable.__tostring(task)
    return ("task %d (%s)"):format(task.number, task:status())
end

local function settle(task, status)
    task.finished = true
    task.state = status
    M.wake_all(task.waiters)
    for _, watcher in ipairs(task.watchers) do watcher(task) end
    if status ~= "failed" or task.owner or task.seen then return end
    unseen[task] = true
    -- At the prompt nobody comes to the end of the script, so the news cannot wait for it.
    if host.options.interactive then report(task) end
end

--- Starts a task.
---@param owner any nil: an error that nobody asks for is reported
---@param f function
---@param ... any
---@return Task
function M.start(owner, f, ...)
    count = count + 1
    local task = setmetatable({
        number = count, waiters = {}, watchers = {}, owner = owner, state = "running",
    }, metatable)
    -- The running function keeps its task alive only until it has ended; see `unseen`.
    task.id = host.spawn(function(...)
        if task.finished then return end
        task.started = true
        local outcome = pack(pcall(f, ...))
        if outcome[1] then
            task.outcome = outcome
            settle(task, "done")
        else
            task.err = outcome[2]
            local cancelled = errors.is(task.err, "cancelled")
            settle(task, cancelled and "cancelled" or "failed")
        end
    end, ...)
    return task
end

--- Checks that something can be called, and gives it back.
---@param f any
---@param who string for the message when it cannot
---@return function
function M.callable(f, who)
    if type(f) == "function" then return f end
    local mt = getmetatable(f)
    if type(mt) == "table" and mt.__call then return f end
    return errors.invalid(("%s needs a function, got %s"):format(who, type(f)))
end

--- Tells whether a value is a task.
---@param value any
---@return boolean
function M.is_task(value)
    return getmetatable(value) == metatable
end

function M.report_all()
    for task in pairs(unseen) do report(task) end
end

--- Tells how far the task is: "running", "done", "failed" or "cancelled".
---
---     local t = task.spawn(function() task.sleep(0.1) end)
---     print(t:status())
---@return string
function Task:status()
    return self.state
end

--- Waits for the task to end. Cancelling whoever waits leaves the task itself running.
---
---     local t = task.spawn(function() return 1, 2 end)
---     print(t:join())
---@return any ... its results; raises its error, or kind `cancelled`
function Task:wait()
    self.seen = true
    unseen[self] = nil
    while not self.finished do M.park(self.waiters) end
    return self:results()
end

--- The same as `wait`.
Task.join = Task.wait

--- The results of a task that has ended, or its error raised.
---
---     local t = task.spawn(function() return 1, 2 end)
---     t:wait()
---     print(t:results())
function Task:results()
    self.seen = true
    unseen[self] = nil
    if self.state == "done" then return unpack(self.outcome, 2, self.outcome.n) end
    error(self.err, 0)
end

--- Cancels the task: what it waits for raises kind `cancelled` in it, and its to-be-closed variables run.
--- Quiet when the task has ended.
---
---     local t = task.spawn(function() task.sleep(60) end)
---     t:cancel()
function Task:cancel()
    if self.finished or self.cancelling then return end
    self.cancelling = true
    host.task_cancel(self.id)
    if not self.started then
        self.err = errors.new { kind = "cancelled", message = "the task was cancelled" }
        settle(self, "cancelled")
    end
end

return M
