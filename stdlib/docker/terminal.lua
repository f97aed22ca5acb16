--- Handing the terminal over to a process in a container: keys go to it, its output comes back, its window follows ours.
---
---     docker.containers.get("web"):shell()
---     c:attach_terminal()
---
--- However it ends, the terminal is as it was before.

local host = require "moondock.host"
local detach_keys = require "docker.detach_keys"
local errors = require "moondock.errors"
local options = require "options"

local M = {}

--- Options of `container:shell`.
M.shell_options = {
    { name = "user", type = "string|integer", doc = '"name", "uid" or "uid:gid"' },
    { name = "workdir", type = "string", doc = "folder that the command starts in; default: that of the container" },
    { name = "environment", type = "map|strings", doc = "{ NAME = value } or { \"NAME=value\" }" },
    { name = "privileged", type = "boolean", default = false, doc = "with all capabilities and devices" },
    { name = "detach_keys", type = "string",
        doc = "keys that leave it running; default: config.json's detachKeys, or " .. detach_keys.default },
}

--- Options of `container:attach_terminal`.
M.attach_options = {
    { name = "logs", type = "boolean", default = false, doc = "what was written before comes first" },
    { name = "detach_keys", type = "string",
        doc = "keys that leave it running; default: config.json's detachKeys, or " .. detach_keys.default },
}

-- A command that has only just been started may not have its terminal yet.
local function resize(stream, rows, columns)
    for _ = 1, 10 do
        if pcall(stream.resize, stream, rows, columns) then return end
        host.sleep(0.02)
    end
end

-- Keys to the process until the terminal is closed or left. The engine would look for the detach keys too, but for a
-- command it says so in the output and forgets the exit code; so they do not get there.
local function send_keys(terminal, stream, look)
    while true do
        local typed, columns, rows = host.terminal_read(terminal)
        if typed then
            local keys, leaves = look(typed)
            if keys ~= "" then stream:write(keys) end
            if leaves then return true end
        elseif columns then
            resize(stream, rows, columns)
        else
            stream:close_write()
            return false
        end
    end
end

-- Both ways, until the engine ends the stream. True when it was left by the detach keys.
local function connect(stream, leaving_keys)
    local look = detach_keys.matcher(leaving_keys)
    local terminal <close> = host.terminal_raw()
    local task = require "task"
    local sizes = task.spawn(function()
        local size = host.terminal()
        resize(stream, size.rows, size.columns)
    end)
    local left = false
    local keys = task.spawn(function()
        -- The other side may be gone at any time; its output tells.
        local ok, leaves = pcall(send_keys, terminal, stream, look)
        if ok and leaves then
            left = true
            stream:close()
        end
    end)
    local _ <close> = setmetatable({}, { __close = function()
        keys:cancel()
        sizes:cancel()
    end })
    local out = io.stdout
    while true do
        local ok, piece = pcall(stream.read, stream)
        if left then
            out:write("\r\n")
            return true
        end
        if not ok then error(piece, 0) end
        if not piece then return false end
        out:write(piece)
        out:flush()
    end
end

local function keys_to_leave(o)
    return detach_keys.of { detach_keys = o.detach_keys, stdin = true } or detach_keys.default
end

local function check_terminal(who)
    local terminal = host.terminal()
    if terminal.stdin and terminal.stdout then return end
    errors.invalid(("%s: needs a terminal on standard input and output"):format(who),
        "exec_run(command, { stdin = true, socket = true }) writes and reads without one")
end

-- bash where there is one, as people expect; the engine says so when there is no shell at all.
local DEFAULT = { "sh", "-c", "command -v bash >/dev/null 2>&1 && exec bash || exec sh" }

--- Runs a command on a terminal. Operations ContainerExec, ExecStart, ExecResize.
---@param container Container
---@param command? string|string[]
---@param given? table
---@return integer? exit_code nil after detaching
function M.shell(container, command, given)
    local who = "container:shell"
    local o = options.check(who, M.shell_options, given)
    check_terminal(who)
    local keys = keys_to_leave(o)
    local environment = o.environment and require("docker.convert").environment(o.environment) or host.array {}
    local has_term = false
    for _, item in ipairs(environment) do has_term = has_term or item:find("^TERM=") ~= nil end
    if not has_term then environment[#environment + 1] = "TERM=" .. (os.getenv("TERM") or "xterm") end
    local stream <close> = container:exec_run(command or DEFAULT, {
        tty = true, stdin = true, socket = true, user = o.user, workdir = o.workdir, privileged = o.privileged,
        environment = environment, detach_keys = keys,
    })
    if connect(stream, keys) then return end
    return stream:exit_code()
end

--- Connects the terminal with the main process. Operations ContainerAttach, ContainerResize.
---@param container Container
---@param given? table
---@return integer? exit_code nil after detaching
function M.attach(container, given)
    local who = "container:attach_terminal"
    local o = options.check(who, M.attach_options, given)
    check_terminal(who)
    container:reload()
    if not container.attrs.Config.Tty then
        errors.invalid(("%s: %s has no terminal of its own"):format(who, container.name),
            "make it with { tty = true, stdin_open = true }, or open one in it: c:shell()")
    end
    local keys = keys_to_leave(o)
    local stream <close> = container:attach_socket { logs = o.logs, detach_keys = keys }
    if connect(stream, keys) or container:reload().status == "running" then return end
    return container.attrs.State.ExitCode
end

return M
