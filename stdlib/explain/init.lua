--- Tells what a function would do: requests that only read are sent, those that change something are not.
---
---     explain(function() docker.containers.run("busybox", "echo hi", { remove = true }) end)
---     for _, step in ipairs(explain.plan(f)) do print(step.method, step.target, step.is_sent) end
---
--- A request that is not sent gets an invented reply, with which the function goes on: what it creates has an invented
--- id, commands and containers end at once with exit code 0 and print nothing. Requests about something invented are not
--- sent either, nor is waiting that follows a change that was not made. When the function stops for an error, the plan
--- ends there and says so. While it runs, all calls of the program are only explained.

local host = require "moondock.host"
local errors = require "moondock.errors"
local secrets = require "trace.secrets"

local M = {}

---@class Step
---@field method string
---@field target string path, version and query; secrets hidden
---@field operation string?
---@field mutates boolean whether it would change something
---@field is_sent boolean
---@field body string what would be sent; secrets hidden
---@field command string? the docker command that does the same

local function preview(kind, client, ...)
    local engine = require "docker.engine"
    local handle = engine.handle(client)
    if kind == "call" then
        local id, fields, body, bytes = ...
        return host.engine_preview(handle, id, fields or {}, body, type(bytes) == "string" and bytes or nil)
    end
    local method, path, query, body = ...
    local form = type(body)
    return host.engine_preview_raw(handle, method, path, query or {}, form == "table" and body or nil,
        form == "string" and body or nil)
end

local function describe(facts, bytes)
    local step = {
        method = facts.method, target = secrets.target(facts.target), operation = facts.operation,
        mutates = facts.mutates, is_sent = false, body = bytes and secrets.json(bytes, facts.operation) or "",
    }
    if facts.operation then
        step.values = require("trace.request").values(step)
        step.command = require("docker.cli").command(facts.operation, step.values)
    end
    return step
end

-- What stands around every call. `note` hears of each step.
local function interceptor(note)
    local standins = require("explain.standin").new()
    local has_unsent = false
    return function(kind, send, client, ...)
        local engine = require "docker.engine"
        -- The version is part of what is shown.
        if not host.engine_target(engine.handle(client)).api_version then
            host.engine_call(engine.handle(client), "SystemVersion", {})
        end
        local facts, bytes = preview(kind, client, ...)
        local step = describe(facts, bytes)
        local operation = step.operation and require("docker.api").operations()[step.operation]
            or { id = "", reply = "json", method = step.method }
        local values = step.values or {}
        local waits = operation.reply == "long_poll" or operation.id == "ContainerWait"
        if not step.mutates and not standins:about(values) and not (waits and has_unsent) then
            step.is_sent = true
            note(step)
            return send(client, ...)
        end
        has_unsent = has_unsent or step.mutates
        note(step)
        local source = select(4, ...)
        if type(source) == "userdata" then pcall(host.body_fail, source, "not sent") end
        local body = kind == "call" and select(3, ...) or select(4, ...)
        return standins:reply(operation, values, body)
    end
end

--- Lists the requests of a function, in order.
---
---     #explain.plan(function() docker.containers.list() end)
---@param f function
---@param ... any its arguments
---@return Step[] steps with `problem` where the function stopped for an error
function M.plan(f, ...)
    require("task.handle").callable(f, "explain")
    local engine = require "docker.engine"
    local steps = {}
    local before = engine.around
    engine.around = interceptor(function(step) steps[#steps + 1] = step end)
    local ok, problem = pcall(f, ...)
    engine.around = before
    if not ok then
        if errors.is(problem, "interrupted", "cancelled") then error(problem, 0) end
        steps.problem = errors.line(problem)
    end
    return steps
end

-- One step as lines: what happens to it, the request, what it carries, the docker command.
local function step_lines(step, paint, add)
    local mark = step.is_sent and paint.faint "read " or step.mutates and paint.warning "write" or paint.faint "skip "
    local text = require "text"
    add(("%s  %s %s"):format(mark, paint.name(step.method), text.escape(step.target)))
    if step.body ~= "" then
        local is_text = utf8.len(step.body)
        local body = is_text and text.escape(step.body) or ("%d bytes"):format(#step.body)
        add("       " .. paint.faint(text.truncate(body, 400)))
    end
    if step.command then add("       " .. paint.code(text.escape(step.command))) end
end

--- Writes the plan of a function as text.
---
---     print(explain.text(docker.containers.prune))
---@param f function
---@param ... any its arguments
---@return string
function M.text(f, ...)
    local steps = M.plan(f, ...)
    local paint = require("help.paint").new()
    local lines, unsent = {}, 0
    local function add(line) lines[#lines + 1] = line end
    for _, step in ipairs(steps) do
        step_lines(step, paint, add)
        if step.mutates then unsent = unsent + 1 end
    end
    if steps.problem then add(paint.bad("stops here: ") .. require("text").clean(steps.problem)) end
    local changes = unsent == 0 and "nothing would change"
        or ("%d would change something and %s not sent"):format(unsent, unsent == 1 and "was" or "were")
    add(paint.faint(("%s; %s"):format(require("units").count(#steps, "request"), changes)))
    return table.concat(lines, "\n") .. "\n"
end

--- Prints the plan of a function. `explain(f)` does the same.
---
---     explain.show(explain.plan(function() docker.containers.list() end))
---@param f function
---@param ... any its arguments
function M.show(f, ...)
    io.stdout:write(M.text(f, ...))
end

--- Explains everything from now on, on standard error; what `--dry-run` does. Clients refuse to change anything even
--- where a call escapes the explanation.
---
---     explain.always()
---@return fun() finish tells how much was not done
function M.always()
    local engine = require "docker.engine"
    engine.is_read_only = true
    local paint = require("help.paint").new "stderr"
    local unsent = 0
    engine.around = interceptor(function(step)
        if not step.mutates then return end
        unsent = unsent + 1
        io.stdout:flush()
        step_lines(step, paint, function(line) host.write_error(line .. "\n") end)
    end)
    return function()
        local form = unsent == 1 and "dry run: 1 request that would change something was not sent\n"
            or "dry run: %d requests that would change something were not sent\n"
        host.write_error(form:format(unsent))
    end
end

return setmetatable(M, {
    __name = "explain",
    __call = function(_, f, ...) M.show(f, ...) end,
    __tostring = function() return "explain(f)" end,
})
