--- Work in the background of the shell.
---
---     j = job(function() for line in c:logs { follow = true } do print(line) end end)
---     jobs()            --> 1  running  0.5 s
---     j:output()        --> what it has printed
---     j:cancel()
---
--- What a job prints goes to `j:output()` and not to the terminal; when it ends, the shell says so.

local host = require "moondock.host"
local Task = require "task.handle"

local M = {}

---@class Job
---@field status fun(self: Job): string running, done, failed or cancelled
---@field wait fun(self: Job): any ... what its function returned; raises what it raised
---@field cancel fun(self: Job)
---@field output fun(self: Job): string what it has printed
local Job = {}
local metatable = { __index = Job, __name = "job" }

local all = {}
-- coroutine -> the job that runs in it
local running = setmetatable({}, { __mode = "k" })

--- The most bytes of output that are kept; older ones go first.
M.keep = 1024 * 1024

local function note(job, text)
    job.text[#job.text + 1] = text
    job.size = job.size + #text
    while job.size > M.keep and #job.text > 1 do job.size = job.size - #table.remove(job.text, 1) end
end

local real_print, real_write

-- Jobs share `print` and `io.write` with everybody; what runs in a job is told by its coroutine.
local function capture()
    if real_print then return end
    real_print, real_write = print, io.write
    function print(...)
        local job = running[coroutine.running()]
        if not job then return real_print(...) end
        local parts = table.pack(...)
        for i = 1, parts.n do parts[i] = tostring(parts[i]) end
        note(job, table.concat(parts, "\t") .. "\n")
    end
    function io.write(...)
        local job = running[coroutine.running()]
        if not job then return real_write(...) end
        note(job, table.concat({ ... }))
        return io.stdout
    end
end

--- Starts a job.
---
---     j = job(function() docker.images.pull("busybox") end)
---@param f function
---@param ... any its arguments
---@return Job j with `j:wait() j:cancel() j:status() j:output()`
function M.start(f, ...)
    Task.callable(f, "job")
    capture()
    local job = setmetatable({ number = #all + 1, text = {}, size = 0, began = host.now() }, metatable)
    all[job.number] = job
    job.task = Task.start(job, function(...)
        running[coroutine.running()] = job
        return f(...)
    end, ...)
    job.task.watchers[1] = function(task)
        job.ended = host.now()
        if not host.options.interactive or job.quiet then return end
        local text = ("[job %d %s]"):format(job.number, task:status())
        if task:status() == "failed" then
            text = ("[job %d failed: %s]"):format(job.number, require("moondock.errors").line(task.err))
        end
        host.write_error(require("text").clean(text) .. "\n")
    end
    return job
end

--- Tells how far the job is: "running", "done", "failed" or "cancelled".
---@return string
function Job:status()
    return self.task:status()
end

--- Waits for the job to end. Ctrl-C stops waiting, not the job.
---@return any ... its results; raises its error
function Job:wait()
    return self.task:wait()
end

--- Cancels the job; what it waits for raises kind `cancelled` in it. Quiet when it has ended.
function Job:cancel()
    self.task:cancel()
end

--- What the job has printed so far, at most the last megabyte.
---@return string
function Job:output()
    return table.concat(self.text)
end

function metatable.__tostring(job)
    local seconds = (job.ended or host.now()) - job.began
    return ("job %d  %-9s %.1f s"):format(job.number, job:status(), seconds)
end

--- The job in whose function this is called; nil outside of jobs.
---@return Job?
function M.current()
    return running[coroutine.running()]
end

local list_metatable = { __name = "jobs" }

function list_metatable.__tostring(list)
    if #list == 0 then return "no jobs" end
    local lines = {}
    for i, job in ipairs(list) do lines[i] = tostring(job) end
    return table.concat(lines, "\n")
end

list_metatable.__display = list_metatable.__tostring
metatable.__display = metatable.__tostring

--- Lists the jobs of this session, ended ones too.
---
---     jobs()
---@return Job[]
function M.list()
    return setmetatable(table.move(all, 1, #all, 1, {}), list_metatable)
end

return M
