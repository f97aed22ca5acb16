--- Waiting until a container is what somebody needs it to be.
---
---     c:wait_for "running"
---     c:wait_for("healthy", { timeout = "2m" })
---     c:wait_for "port:80"                               -- something in it listens there
---     local _, line = c:wait_for "ready to accept connections"     -- a Lua pattern for a line of its logs
---     local _, code = c:wait_for "exited"
---
--- Nothing is asked again and again: events, logs and one command inside the container tell. When the container dies
--- before, the error comes at once and brings its last lines.

local host = require "moondock.host"
local errors = require "moondock.errors"
local nearest = require "nearest"
local engine = require "docker.engine"
local options = require "options"
local task = require "task"
local time = require "time"

local M = {}

--- Options of `wait_for`.
M.options = {
    { name = "timeout", type = "seconds", default = 60, doc = "raises kind timeout when it takes longer" },
}

--- The words it knows; whatever else is a pattern.
M.words = { "running", "healthy", "exited", "removed" }

local WHO = "container:wait_for"

-- What is waited for, as a sentence goes on.
local function described(what)
    for _, word in ipairs(M.words) do
        if word == what then return what end
    end
    local number = what:match("^port:(.*)$")
    return number and ("listening on port %s"):format(number) or ("writing a line like %s"):format(options.quote(what))
end

local function last_lines(c)
    local ok, text = pcall(function() return (c:logs { tail = 10 }:read_all()) end)
    return ok and text or ""
end

local function died(c, what, state)
    local code = state and state.ExitCode
    local logs = last_lines(c)
    local how = state and ("exited with %d"):format(code) or "was removed"
    if state and state.Status == "created" then how = ("could not start: %s"):format(state.Error) end
    local shown = require("text").trim_end(logs)
    errors.raise {
        kind = "exec_failed",
        message = ("container %s %s before it was %s%s"):format(M.name(c), how, what,
            shown ~= "" and "; its last lines:\n" .. shown or ""),
        exit_code = code,
        logs = logs,
        container = c.id,
    }
end

--- The name of a container, or its short id when nobody knows it any more.
function M.name(c)
    local ok, name = pcall(function() return c.name end)
    return ok and name or c.short_id
end

-- Inspects the container; nil when it is gone.
local function look(c)
    local ok, err = pcall(c.reload, c)
    if ok then return c.attrs.State end
    if errors.is(err, "not_found") then return nil end
    error(err, 0)
end

local function is_over(state)
    return state == nil or state.Status == "exited" or state.Status == "dead" or state.Status == "removing"
        or state.Status == "created" and state.Error ~= nil and state.Error ~= ""
end

-- Looks at the container now and after each of its events until `test` says that it is enough.
-- The events since the beginning come first, so none is lost between looking and listening.
local function follow(c, what, test)
    local filters = {
        type = { "container" }, container = { c.id },
        event = { "start", "die", "destroy", "health_status", "unpause" },
    }
    local stream <close> = engine.call(c.client, "SystemEvents", { since = "0", filters = filters })
    while true do
        local state = look(c)
        if state and test(state) then return c end
        if is_over(state) then died(c, what, state) end
        if not stream:next_value() then
            errors.raise { kind = "connection", message = WHO .. ": the engine's events ended" }
        end
    end
end

local function running(c, what)
    return follow(c, what or "running", function(state) return state.Running and not state.Restarting end)
end

local function healthy(c)
    return follow(c, "healthy", function(state)
        if state.Health == nil and (state.Running or state.Status == "created") then
            local check = c.attrs.Config.Healthcheck
            if not check or not check.Test or check.Test[1] == "NONE" then
                errors.invalid(("%s: container %s has no health check"):format(WHO, M.name(c)),
                    'give it one: healthcheck = { test = "…", interval = "5s" }; or wait for "running", "port:80" '
                        .. "or a line of its logs")
            end
        end
        return state.Health ~= nil and state.Health.Status == "healthy"
    end)
end

local function exited(c)
    local code = require("docker.attach").exit_code(c.client, c.id)
    pcall(c.reload, c)
    return c, code
end

local function removed(c)
    local ok, err = pcall(engine.call, c.client, "ContainerWait", { id = c.id, condition = "removed" })
    if not ok and not errors.is(err, "not_found") then error(err, 0) end
    return c
end

-- Sees in the kernel's own tables who listens, so that nothing is connected to, and a port counts that is published
-- only later. 0A is LISTEN for TCP; a UDP socket without a peer is 07.
local PORT_SCRIPT = [[
command -v grep >/dev/null || { echo "grep: not found"; exit 127; }
while ! grep -q "^ *[0-9]*: [0-9A-F]*:$0 [0-9A-F]*:[0-9A-F]* $1 " /proc/net/$2 /proc/net/${2}6 2>/dev/null; do
    sleep 0.1 2>/dev/null || sleep 1
done
]]

local function port(c, text, timeout)
    local number, protocol = text:match("^(%d+)$"), "tcp"
    if not number then number, protocol = text:match("^(%d+)/(%l+)$") end
    number = math.tointeger(number)
    if not number or number < 1 or number > 65535 or protocol ~= "tcp" and protocol ~= "udp" then
        errors.invalid(("%s: %s is not a port"):format(WHO, options.quote("port:" .. text)),
            '"port:80", "port:53/udp"')
    end
    local what = described("port:" .. text)
    running(c, what)
    local began = host.monotonic()
    while true do
        local script = {
            "sh", "-c", PORT_SCRIPT, ("%04X"):format(number), protocol == "tcp" and "0A" or "07", protocol,
        }
        local ok, result = pcall(c.exec_run, c, script, { timeout = timeout })
        if ok and result.exit_code == 0 then
            return c
        end
        local state = look(c)
        if is_over(state) then died(c, what, state) end
        if not ok and not errors.is(result, "conflict", "not_found") then error(result, 0) end
        -- An exec that dies with its container can have such a code too, but says nothing.
        if ok and (result.exit_code == 126 or result.exit_code == 127) and result.output:find("not found") then
            errors.raise {
                kind = "exec_failed",
                message = ("%s: the image of container %s has no sh or no grep to look at its ports with"):format(WHO,
                    M.name(c)),
                hint = "wait for a line of its logs instead",
                exit_code = result.exit_code,
            }
        end
        -- It was killed with its container, which the engine has not noted yet, or has started again since.
        host.sleep(0.02)
        timeout = timeout - (host.monotonic() - began)
        began = host.monotonic()
        running(c, what)
    end
end

local function line(c, pattern)
    local what = described(pattern)
    running(c, what)
    while true do
        -- The first lines are older than the start that the engine notes, but newer than the end of an earlier run.
        local since = c.attrs.State.FinishedAt
        if since and since:find "^0001" then since = nil end
        for text in c:logs { follow = true, since = since } do
            if text:find(pattern) then return c, text end
        end
        local state = look(c)
        if is_over(state) then died(c, what, state) end
        running(c, what)
    end
end

local function waiter(c, what, timeout)
    if what == "running" then return running(c) end
    if what == "healthy" then return healthy(c) end
    if what == "exited" then return exited(c) end
    if what == "removed" then return removed(c) end
    local number = what:match("^port:(.*)$")
    if number then return port(c, number, timeout) end
    return line(c, what)
end

-- Says how far the container has come when the time is over.
local function too_late(c, what, timeout)
    local state = look(c)
    local how = state and state.Status or "removed"
    local health = state and state.Health
    if health then
        local last = health.Log and health.Log[#health.Log]
        how = ("%s, health %s"):format(how, health.Status)
        if last and (last.Output or "") ~= "" then how = ("%s: %s"):format(how, require("text").trim_end(last.Output)) end
    end
    local word = what:find("^%a+$") and nearest.find(what, M.words)
    errors.raise {
        kind = "timeout",
        message = ("container %s was not %s after %s; it is %s"):format(M.name(c), described(what),
            time.duration(timeout), how),
        hint = word and word ~= what and nearest.hint(word) or nil,
        logs = state and last_lines(c) or "",
        container = c.id,
    }
end

--- Waits. Operations SystemEvents, ContainerInspect, ContainerLogs, ContainerExec, ContainerWait, as needed.
---@param c Container
---@param what string "running", "healthy", "exited", "removed", "port:80", "port:53/udp", or a Lua pattern for a line
---@param given? number|string|{timeout: number|string?}
---@return Container c
---@return any detail the exit code for "exited", the line for a pattern
function M.wait(c, what, given)
    if type(given) == "number" or type(given) == "string" then given = { timeout = given } end
    local o = options.check(WHO, M.options, given)
    if type(what) ~= "string" or what == "" then
        errors.invalid(("%s: expected what to wait for, got %s"):format(WHO, options.quote(what)),
            '"running", "healthy", "exited", "removed", "port:80" or a pattern for a line of the logs')
    end
    local valid, problem = pcall(string.find, "", what)
    if not valid then errors.invalid(("%s: %s"):format(WHO, problem)) end
    local results = table.pack(pcall(task.timeout, o.timeout, waiter, c, what, o.timeout))
    if results[1] then return table.unpack(results, 2, results.n) end
    if errors.is(results[2], "timeout") then too_late(c, what, o.timeout) end
    error(results[2], 0)
end

return M
