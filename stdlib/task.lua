--- Work that goes on side by side, in one thread: each task runs until it waits for something.
---
---     local t = task.spawn(function() return docker.version().ApiVersion end)
---     print(t:wait())
---     local names = task.map(docker.containers.list(), function(c) return c.name end, { limit = 4 })
---     task.timeout("5s", function() return docker.containers.get("web"):wait() end)
---
--- `all`, `race`, `map` and `timeout` own the tasks they start: when one fails, or whoever waits is cancelled or
--- interrupted, the others are cancelled, and waited for until their to-be-closed variables have run.

local host = require "moondock.host"
local errors = require "moondock.errors"
local Task = require "task.handle"
local Group = require "task.group"

local pack, unpack = table.pack, table.unpack

local M = {}

-- Reads a number of seconds, or a duration such as "1m30s".
local function seconds(value, what)
    if type(value) == "number" then return value end
    return require("time").seconds(value, what)
end

--- Starts a task. It runs as soon as the task that started it waits.
--- A task that fails while nobody ever waits for it is reported on stderr, once.
---
---     local t = task.spawn(function(n) return n + 1 end, 1)
---     print(t:wait())     --> 2
---@param f function
---@param ... any its arguments
---@return Task t with `t:wait()`, `t:cancel()`, `t:status()`
function M.spawn(f, ...)
    return Task.start(nil, Task.callable(f, "task.spawn"), ...)
end

--- Waits.
---
---     task.sleep(0.1)
---@param duration number|string seconds, or a duration: 0.5, "250ms", "1m"
function M.sleep(duration)
    host.sleep(seconds(duration, "task.sleep"))
end

--- Runs functions side by side and waits for all of them.
---
---     local r = task.all { version = docker.version, info = docker.info }
---     print(r.version.ApiVersion, r.info.Containers)
---@param list table functions, or tasks already started; keys are kept
---@return table results the first result of each, under the same key; raises the first error, cancelling the rest
function M.all(list)
    local results = {}
    Group.run(function(group)
        for key, work in pairs(list) do
            group:add(work, "task.all", function(task) results[key] = (task:results()) end)
        end
        group:finish()
    end)
    return results
end

--- Runs functions side by side; the first to end decides, the rest are cancelled.
---
---     task.race { function() task.sleep(5) end, function() return "first" end }
---@param list table functions, or tasks already started
---@return any ... the results of the first; its error is raised
function M.race(list)
    local winner
    Group.run(function(group)
        for _, work in pairs(list) do
            group:add(work, "task.race", function(task) winner = winner or task end)
        end
        if #group.tasks == 0 then errors.invalid("task.race needs at least one function") end
        while not winner do group:step() end
    end)
    return winner:results()
end

--- Runs a function that may take so long and no longer.
---
---     task.timeout(5, function() return docker.ping() end)
---@param duration number|string seconds, or a duration such as "30s"
---@param f function
---@param ... any its arguments
---@return any ... its results; raises kind `timeout` when the time is over, after the function was cancelled
function M.timeout(duration, f, ...)
    local limit = seconds(duration, "task.timeout")
    Task.callable(f, "task.timeout")
    local arguments = pack(...)
    local child
    Group.run(function(group)
        child = group:add(function() return f(unpack(arguments, 1, arguments.n)) end, "task.timeout")
        if group:step(limit) or child.finished then return end
        local text = ("not finished after %s"):format(require("time").duration(limit))
        errors.raise { kind = "timeout", message = text }
    end)
    return child:results()
end

--- Calls a function for each item of a list, several at a time.
---
---     task.map({ "a", "b" }, function(name) return name:upper() end, { limit = 8 })
---@param list any[]
---@param f fun(item: any, index: integer): any
---@param options? {limit: integer?} how many at a time; default 8
---@return any[] results the first result of each call, in the order of the list; raises the first error
function M.map(list, f, options)
    Task.callable(f, "task.map")
    options = require("options").check("task.map", { { name = "limit", type = "integer", default = 8, doc = "so many at once" } }, options)
    if options.limit < 1 then errors.invalid("task.map: limit must be at least 1") end
    local count = #list
    local results, next_index = {}, 0
    Group.run(function(group)
        for _ = 1, math.min(options.limit, count) do
            group:add(function()
                while next_index < count do
                    next_index = next_index + 1
                    local index = next_index
                    results[index] = f(list[index], index)
                end
            end, "task.map")
        end
        group:finish()
    end)
    return results
end

--- Makes a channel: tasks send values to each other through it. See `task.channel`'s own module for its methods.
---
---     local ch = task.channel(10)
---     ch:send("work")
---     print(ch:receive())
---@param capacity? integer how many values may wait in it before `send` does; default 0: send waits for the receiver
---@return Channel
function M.channel(capacity)
    return require("task.channel").new(capacity)
end

--- Reports the errors of failed tasks that nobody waited for. The host calls it at the end of a run.
function M.finish()
    Task.report_all()
end

return M
