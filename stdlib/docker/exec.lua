--- Running a command in a running container.
---
---     local r = c:exec_run("ls -la /")              -- r.exit_code r.output r.stdout r.stderr r.id
---     for line, source in c:exec_run("make", { stream = true }) do print(source, line) end
---
---     local s <close> = c:exec_run("sh", { stdin = true, socket = true })
---     s:write("ls -la\n")
---     print(s:read_line())
---     s:close_write()
---     print(s:exit_code())

local host = require "moondock.host"
local engine = require "docker.engine"
local model = require "docker.model"
local names = require "docker.names"
local options = require "options"
local shellwords = require "docker.shellwords"
local streams = require "docker.streams"

local M = {}

--- Options of `exec_run`.
M.options = {
    { name = "stdout", type = "boolean", default = true, doc = "what is written to stdout" },
    { name = "stderr", type = "boolean", default = true, doc = "what is written to stderr" },
    { name = "stdin", type = "boolean", default = false, doc = "what is written reaches the command" },
    { name = "tty", type = "boolean", default = false, doc = "on a terminal of its own" },
    { name = "privileged", type = "boolean", default = false, doc = "with all capabilities and devices" },
    { name = "user", type = "string|integer", doc = '"name", "uid" or "uid:gid"' },
    { name = "detach", type = "boolean", default = false, doc = "do not wait; no output" },
    { name = "stream", type = "boolean", default = false, doc = "the result is a stream of lines" },
    { name = "socket", type = "boolean", default = false, doc = "the result is a stream to read and write" },
    { name = "environment", type = "map|strings", doc = "{ NAME = value } or { \"NAME=value\" }" },
    { name = "workdir", type = "string", doc = "folder that the command starts in; default: that of the container" },
    { name = "timeout", type = "seconds", doc = "after so long its processes are killed; needs sh in the container" },
    { name = "demux", type = "boolean", doc = "accepted; stdout and stderr are always told apart" },
    { name = "detach_keys", type = "string", doc = 'keys that leave the terminal, such as "ctrl-p,ctrl-q"' },
}

---@class ExecResult
---@field exit_code integer? nil when detached
---@field output string stdout and stderr in the order they came
---@field stdout string
---@field stderr string
---@field id string
local result_metatable = { __name = "exec_result", is_plain = true, __tostring = function(self) return self.output end }

--- Tells whether a value is the result of `exec_run`.
function M.is_result(value)
    return getmetatable(value) == result_metatable
end

-- The output ends a moment before the engine notes that the process has ended.
local function exit_code(client, id)
    local pause = 0.002
    while true do
        local state = engine.call(client, "ExecInspect", { id = id })
        if not state.Running and state.ExitCode then return state.ExitCode end
        host.sleep(pause)
        pause = math.min(pause * 2, 0.2)
    end
end

local function create(client, id, command, o, mark)
    local who = "exec_run"
    local environment = o.environment and require("docker.convert").environment(o.environment) or nil
    if mark then
        environment = host.array(table.move(environment or {}, 1, #(environment or {}), 2, { mark }))
    end
    local reply = names.call_container(client, id, "ContainerExec", { id = id }, {
        Cmd = shellwords.command(command, who),
        AttachStdin = o.stdin,
        AttachStdout = o.stdout,
        AttachStderr = o.stderr,
        Tty = o.tty,
        Privileged = o.privileged,
        User = o.user and tostring(o.user) or nil,
        Env = environment,
        WorkingDir = o.workdir,
        DetachKeys = require("docker.detach_keys").of(o),
    })
    return reply.Id
end

local function result(stream, o, fields)
    local all, stdout, stderr = stream:read_all()
    if o.tty then stdout, stderr = all, "" end
    fields.output, fields.stdout, fields.stderr = all, stdout, stderr
    return fields
end

-- Runs a command that may take so long and no longer.
local function limited(client, container, stream, mark, o)
    local exec_timeout = require "docker.exec_timeout"
    local watch = exec_timeout.watch(o.timeout, function()
        return exec_timeout.finish(client, container, stream.id, mark, o)
    end, stream)
    if o.socket or o.stream then return exec_timeout.stream(stream, watch, o.timeout) end
    -- However the call is left, by cancelling it too, the command does not go on without its watch.
    local _ <close> = setmetatable({}, { __close = watch.leave })
    local outcome = { id = stream.id }
    local ok, err = pcall(result, stream, o, outcome)
    if ok and not watch.over then outcome.exit_code = stream:exit_code() end
    if watch.over then
        watch.stop()
        error(exec_timeout.error(o.timeout, watch.ended, outcome.output, outcome.stdout, outcome.stderr), 0)
    end
    if not ok then error(err, 0) end
    return setmetatable(outcome, result_metatable)
end

--- Runs a command. Operations ContainerExec, ExecStart, ExecInspect.
---
---     docker.exec("web", { "sh", "-c", "exit 3" }).exit_code     --> 3
---     docker.exec("web", "sleep 100", { timeout = 2 })           -- raises kind timeout; nothing goes on
---@param client table
---@param container string|Container
---@param command string|string[] split as a shell would, or a list
---@param given? table stdout stderr stdin tty privileged user detach stream socket environment workdir timeout
---@return ExecResult|Stream ... with stream or socket a stream, whose `exit_code()` waits for the end
function M.run(client, container, command, given)
    -- As docker-py's keyword: c:exec_run{cmd="ls", workdir="/"}.
    if type(command) == "table" and command.cmd ~= nil and given == nil then
        local fields = {}
        for name, value in pairs(command) do fields[name] = value end
        command, fields.cmd = fields.cmd, nil
        given = fields
    end
    if command == nil or command == "" or type(command) == "table" and #command == 0 then
        require("moondock.errors").invalid("exec_run: which command?", 'c:exec_run("ls -la"), c:exec_run({"ls", "-la"})')
    end
    local o = options.check("exec_run", M.options, given)
    if o.timeout and o.detach then
        require("moondock.errors").invalid("exec_run: timeout and detach cannot be used together",
            "nobody stays to watch over a detached command")
    end
    local name = model.id_of(container, "exec_run")
    local mark = o.timeout and require("docker.exec_timeout").mark()
    local id = create(client, name, command, o, mark)
    local body = { Detach = o.detach, Tty = o.tty }
    if o.detach then
        engine.call(client, "ExecStart", { id = id }, body)
        return setmetatable({ id = id, output = "", stdout = "", stderr = "" }, result_metatable)
    end
    local stream = engine.call(client, "ExecStart", { id = id }, body)
    stream.id = id
    streams.equip(stream, function() return exit_code(client, id) end, function(height, width)
        engine.call(client, "ExecResize", { id = id, h = height, w = width })
    end)
    if o.socket and not mark then return stream end
    if o.stream and not mark then return streams.iterable(stream) end
    if o.socket then return limited(client, name, stream, mark, o) end
    if o.stream then return streams.iterable(limited(client, name, stream, mark, o)) end

    local _ <close> = stream
    if o.stdin then stream:close_write() end
    if mark then return limited(client, name, stream, mark, o) end
    local outcome = result(stream, o, { id = id })
    outcome.exit_code = stream:exit_code()
    return setmetatable(outcome, result_metatable)
end

return M
