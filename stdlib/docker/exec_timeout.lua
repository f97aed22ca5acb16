--- A time limit for a command in a container: when it is over, the command's processes are killed.
---
---     c:exec_run("make test", { timeout = "5m" })     -- raises kind timeout, with the output so far
---
--- The engine has no call that ends an exec. So a command with a limit gets a variable in its environment that nothing
--- else has; every process that it starts inherits it, and a second exec kills what has it. That needs `sh` and `cat`
--- in the container.

local host = require "moondock.host"
local errors = require "moondock.errors"
local engine = require "docker.engine"
local mapped_stream = require "docker.mapped_stream"
local task = require "task"
local time = require "time"

local M = {}

local NAME = "MOONDOCK_EXEC"

-- Until no process is left that has the mark: one that forks may leave a child behind the first time.
local SCRIPT = [[
left=1
while [ "$left" ]; do
    left=
    for process in /proc/[0-9]*; do
        case "$(cat "$process/environ" 2>/dev/null)" in
            *"$0"*) kill -9 "${process#/proc/}" 2>/dev/null && left=1 ;;
        esac
    done
done
]]

--- Makes a mark for a new exec.
---@return string variable "NAME=value"
function M.mark()
    local _, now = host.now()
    return ("%s=%x-%x"):format(NAME, now, math.random(0, math.maxinteger))
end

local function kill(client, container, mark, o)
    -- Whoever may look into the environment of a process is the user that runs it, with the same rights.
    local reply = engine.call(client, "ContainerExec", { id = container }, {
        Cmd = host.array { "sh", "-c", SCRIPT, mark }, AttachStdout = true, AttachStderr = true,
        User = o.user and tostring(o.user) or nil, Privileged = o.privileged,
    })
    local stream <close> = engine.call(client, "ExecStart", { id = reply.Id }, { Detach = false })
    stream:read_all()
end

local function is_running(client, id)
    local ok, state = pcall(engine.call, client, "ExecInspect", { id = id })
    if not ok and errors.is(state, "not_found") then return false end
    return not ok or state.Running
end

--- Ends the processes of an exec.
---@param client table
---@param container string its id or name
---@param exec string its id
---@param mark string
---@param o table the options it was started with
---@return boolean ended
function M.finish(client, container, exec, mark, o)
    if not is_running(client, exec) then return true end
    for _ = 1, 2 do
        pcall(kill, client, container, mark, o)
        for pause = 1, 6 do
            if not is_running(client, exec) then return true end
            host.sleep(0.01 * 2 ^ pause)
        end
    end
    return false
end

--- The error for a command that took too long.
---@param limit number seconds
---@param ended boolean whether its processes are gone
---@param output? string
---@param stdout? string
---@param stderr? string
---@return table err
function M.error(limit, ended, output, stdout, stderr)
    return errors.new {
        kind = "timeout",
        operation = "ExecStart",
        message = ("the command was not finished after %s; %s"):format(time.duration(limit),
            ended and "its processes were killed" or "its processes could not be killed and go on"),
        hint = not ended and "killing them needs sh and cat in the container, and that they keep their environment"
            or nil,
        output = output, stdout = stdout, stderr = stderr,
    }
end

--- Watches over an exec: after its time, it is ended, and so is its stream.
---@param limit number seconds
---@param finish fun(): boolean ends the processes
---@param stream Stream closed when they cannot be ended
---@return table watch `over` is true once the time was over, and `ended` tells whether the processes are gone
function M.watch(limit, finish, stream)
    local watch = { over = false, ended = false }
    watch.task = task.spawn(function()
        host.sleep(limit)
        watch.over = true
        watch.ended = finish()
        if not watch.ended then stream:close() end
    end)
    watch.task.seen = true
    --- Ends the watch, and the command with it if it still runs.
    function watch.leave()
        if watch.over then return end
        watch.task:cancel()
        finish()
    end
    --- Ends the watch; once the time is over, waits until the processes are gone.
    function watch.stop()
        if watch.over then
            pcall(watch.task.wait, watch.task)
        else
            watch.task:cancel()
        end
    end
    return watch
end

--- Wraps the stream of an exec so that reading it ends with the error when the time was over.
---@param stream Stream
---@param watch table
---@param limit number
---@return MappedStream
function M.stream(stream, watch, limit)
    local function check()
        watch.stop()
        if watch.over then error(M.error(limit, watch.ended), 0) end
    end
    local function reader(name)
        return function()
            -- A stream whose command cannot be ended is closed instead, which is an error of its own.
            local results = table.pack(pcall(stream[name], stream))
            if not results[1] or results[2] == nil or name == "read_all" then check() end
            if not results[1] then error(results[2], 0) end
            return table.unpack(results, 2, results.n)
        end
    end
    local fields = {}
    for _, name in ipairs { "read", "read_line", "next_line", "read_all" } do fields[name] = reader(name) end
    function fields.exit_code()
        local code = stream:exit_code()
        check()
        return code
    end
    return mapped_stream.new(stream, reader "next_line", watch.leave, fields)
end

return M
