--- Tasks that belong together: none outlives the function that started them.

local errors = require "moondock.errors"
local Task = require "task.handle"

local pcall, error, remove = pcall, error, table.remove

---@class Group
local Group = {}
Group.__index = Group

local M = {}

--- Runs a body that adds tasks to a group. However the body ends, the tasks that still run are cancelled and waited
--- for.
---@param body fun(group: Group)
function M.run(body)
    local group = setmetatable({ tasks = {}, ended = {}, running = 0, waiters = {} }, Group)
    -- Where the stack is dropped without unwinding, nothing may wait any more; cancelling is what can still be done.
    local _ <close> = setmetatable({}, { __close = function() group:cancel() end })
    local ok, err = pcall(body, group)
    group:cancel()
    while group.running > 0 do Task.park(group.waiters) end
    if not ok then error(err, 0) end
end

--- Adds a function, which is started, or a task that runs already.
---@param work function|Task
---@param who string for the message when it is neither
---@param ended? fun(task: Task) called by `step` when it has ended; default: raise its error, if any
---@return Task
function Group:add(work, who, ended)
    local task = Task.is_task(work) and work or Task.start(self, Task.callable(work, who))
    self.tasks[#self.tasks + 1] = task
    self.running = self.running + 1
    local function settled()
        self.running = self.running - 1
        self.ended[#self.ended + 1] = { task = task, call = ended or task.results }
        Task.wake(self.waiters)
    end
    if task.finished then settled() else task.watchers[#task.watchers + 1] = settled end
    return task
end

--- Waits until a task of the group ends.
---@param seconds? number
---@return boolean ended false when the time is over
function Group:step(seconds)
    if #self.ended == 0 and not Task.park(self.waiters, seconds) then return false end
    local first = remove(self.ended, 1)
    if first then first.call(first.task) end
    return true
end

--- Waits for every task; raises the first error.
function Group:finish()
    while self.running > 0 or #self.ended > 0 do self:step() end
end

--- Cancels what still runs.
function Group:cancel()
    for _, task in ipairs(self.tasks) do
        task.seen = true
        task:cancel()
    end
end

return M
