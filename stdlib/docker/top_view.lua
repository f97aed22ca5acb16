--- `docker.top()`: all containers on one screen, measured each second, with keys for what one does with them.
---
---     docker.top()
---
--- The screen it draws is `docker.top_screen`; here keys become calls of the engine.

local host = require "moondock.host"
local container = require "docker.container"
local engine = require "docker.engine"
local errors = require "moondock.errors"
local output = require "live.output"
local sampler = require "docker.sampler"
local task = require "task"
local top_screen = require "docker.top_screen"
local view = require "live.view"

local M = {}

-- One look at the engine.
local function look(client, measuring)
    local containers, running, rows = {}, {}, {}
    for i, summary in ipairs(engine.call(client, "ContainerList", { all = true })) do
        local c = container.from_summary(client, summary)
        containers[c.id] = c
        rows[i] = { id = c.id, name = c.name, state = c.status, image = summary.Image or "" }
        if c.status == "running" then running[#running + 1] = c end
    end
    local samples = {}
    for _, sample in ipairs(measuring:measure(running)) do samples[sample.id or ""] = sample end
    for _, row in ipairs(rows) do
        local sample = samples[row.id]
        if sample then
            row.cpu, row.memory, row.memory_percent = sample.cpu_percent, sample.memory_usage, sample.memory_percent
            row.received, row.sent = sample.network_received, sample.network_sent
        end
    end
    return { rows = rows, containers = containers, at = host.monotonic() }
end

local function lines_of(s)
    local lines = {}
    for line in (s .. "\n"):gmatch("([^\n]*)\n") do lines[#lines + 1] = (line:gsub("\r$", "")) end
    if lines[#lines] == "" then lines[#lines] = nil end
    return lines
end

local function reason(err)
    local message = type(err) == "table" and err.message or tostring(err)
    return (message:match("^[^\n]*"))
end

-- What the keys do. Each gets the container; its error is told in the last line.
local actions = {}

function actions.logs(c, screen)
    local log = task.timeout(5, function() return (c:logs { tail = 500 }) end)
    local lines = lines_of(type(log) == "string" and log or (log:read_all()))
    screen:show("logs of " .. c.name, #lines > 0 and lines or { "(it has written nothing)" }, true)
end

function actions.inspect(c, screen)
    task.timeout(5, function() c:reload() end)
    screen:show("inspect " .. c.name, lines_of(host.json_encode(c.attrs, true)))
end

function actions.shell(c, _, control)
    control.suspend(function()
        io.stdout:write(("shell in %s; it ends with exit\n"):format(require("text").escape(c.name)))
        io.stdout:flush()
        c:shell()
    end)
end

local function later(word, method)
    return function(c, screen, control)
        screen:tell(("%s %s…"):format(word, c.name))
        local t = task.spawn(function()
            local ok, err = pcall(c[method], c)
            if ok then screen:tell(("%s %s: done"):format(word, c.name)) else screen:tell(reason(err)) end
            control.refresh()
        end)
        t.seen = true
    end
end

actions.stop = later("stop", "stop")
actions.restart = later("restart", "restart")

--- Shows all containers until q or Ctrl-C. Operations ContainerList, ContainerStats; with keys ContainerLogs,
--- ContainerInspect, ContainerStop, ContainerRestart, ContainerExec.
---@param client table
function M.run(client)
    if not view.is_possible() then
        errors.invalid("docker.top: needs a terminal on standard input and output, and no --plain",
            "docker.stats() and docker.containers.list() give the same as values")
    end
    local address = require("moondock.host").engine_target(engine.handle(client)).address
    local screen = top_screen.new(address, output.paint)
    local measuring, containers, taken = sampler.new(), {}, nil
    view.run {
        every = 1,
        full = true,
        update = function()
            local ok, state = pcall(look, client, measuring)
            if ok then return state end
            -- An engine that is away for a moment is no reason to leave.
            if errors.is(state, "connection") or errors.is(state, "timeout") then return { problem = reason(state) } end
            error(state, 0)
        end,
        draw = function(state, columns, rows)
            if state and state ~= taken then
                taken = state
                if state.problem then
                    screen:tell(state.problem)
                else
                    containers = state.containers
                    screen:update(state.rows, state.at)
                end
            end
            return screen:lines(columns, rows)
        end,
        key = function(key, control)
            local action, row = screen:key(key)
            if action == "quit" then return true end
            if not action then return false end
            local ok, err = pcall(actions[action], containers[row.id], screen, control)
            if not ok then
                if errors.is(err, "interrupted") or errors.is(err, "cancelled") then error(err, 0) end
                screen:tell(reason(err))
            end
            return false
        end,
    }
end

return M
