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
    { name = "stdout", type = "boolean", default = true },
    { name = "stderr", type = "boolean", default = true },
    { name = "stdin", type = "boolean", default = false, doc = "what is written reaches the command" },
    { name = "tty", type = "boolean", default = false, doc = "on a terminal of its own" },
    { name = "privileged", type = "boolean", default = false },
    { name = "user", type = "string|integer", doc = '"name", "uid" or "uid:gid"' },
    { name = "detach", type = "boolean", default = false, doc = "do not wait; no output" },
    { name = "stream", type = "boolean", default = false, doc = "the result is a stream of lines" },
    { name = "socket", type = "boolean", default = false, doc = "the result is a stream to read and write" },
    { name = "environment", type = "map|strings", doc = "{ NAME = value } or { \"NAME=value\" }" },
    { name = "workdir", type = "string" },
    { name = "demux", type = "boolean", doc = "accepted; stdout and stderr are always told apart" },
    { name = "detach_keys", type = "string" },
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

local function create(client, container, command, o)
    local who = "exec_run"
    local id = model.id_of(container, who)
    local reply = names.call_container(client, id, "ContainerExec", { id = id }, {
        Cmd = shellwords.command(command, who),
        AttachStdin = o.stdin,
        AttachStdout = o.stdout,
        AttachStderr = o.stderr,
        Tty = o.tty,
        Privileged = o.privileged,
        User = o.user and tostring(o.user) or nil,
        Env = o.environment and require("docker.convert").environment(o.environment) or nil,
        WorkingDir = o.workdir,
        DetachKeys = o.detach_keys,
    })
    return reply.Id
end

--- Runs a command. Operations ContainerExec, ExecStart, ExecInspect.
---@param client table
---@param container string|Container
---@param command string|string[] split as a shell would, or a list
---@param given? table stdout stderr stdin tty privileged user detach stream socket environment workdir
---@return ExecResult|Stream ... with stream or socket a stream, whose `exit_code()` waits for the end
function M.run(client, container, command, given)
    local o = options.check("exec_run", M.options, given)
    local id = create(client, container, command, o)
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
    if o.socket then return stream end
    if o.stream then return streams.iterable(stream) end

    local _ <close> = stream
    if o.stdin then stream:close_write() end
    local all, stdout, stderr = stream:read_all()
    if o.tty then stdout, stderr = all, "" end
    return setmetatable({
        exit_code = stream:exit_code(),
        output = all,
        stdout = stdout,
        stderr = stderr,
        id = id,
    }, result_metatable)
end

return M
