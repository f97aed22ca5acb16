--- Errors as tables: `{kind, message, status, operation, hint, cause, where}`.
---
--- Kinds are few and stable, and tell what to do; the message is for people and may change.
---
---     local errors = require "moondock.errors"
---     local ok, err = pcall(docker.containers.get, "web")
---     if not ok and errors.is(err, "not_found") then print(err.hint) end

local host = require "moondock.host"

local metatable = host.error_metatable

local M = { metatable = metatable }

--- Every kind, with what it means.
M.kinds = {
    not_found = "no such container, image or other object",
    conflict = "the object is in a state that forbids it, or its name is taken",
    invalid_argument = "something in the call is wrong; nothing was sent, or the engine refused it",
    unauthorized = "credentials are missing or wrong",
    api = "the engine failed",
    connection = "the engine cannot be reached, or the connection broke",
    timeout = "it took longer than allowed",
    cancelled = "the task was cancelled",
    tls = "no secure connection could be made",
    version = "the engine is too old or too new for the call",
    build = "a step of a build failed",
    exec_failed = "a command or container ended with an exit code other than 0",
    read_only = "the call would change something through a client that may not",
    sandbox = "code that is not trusted (--sandbox-lua) wanted something beyond Lua and the engine",
    limit = "the engine sent more than is taken; see help \"limits\"",
    interrupted = "Ctrl-C",
    lua = "a mistake in Lua code",
}

--- What to try next, for every kind; the `hint` of an error says it for the case in hand.
M.next_steps = {
    not_found = "look at the nearest name that the hint offers, or list what there is",
    conflict = "stop, rename or remove what is in the way; `force` where the function has it",
    invalid_argument = "help(f) tells the arguments and options",
    unauthorized = "docker.login, or a look at config.json and its helpers",
    api = "read the message, it is the engine's own; its log tells more",
    connection = "docker.target() tells which engine was meant and why; is it running, may you use its socket?",
    timeout = "give the call more time with `timeout`, or look whether the engine is well: docker.ping()",
    cancelled = "nothing: somebody cancelled the task, or a race was lost",
    tls = "compare the certificates: ca, cert, key and hostname of docker.connect's option tls, or DOCKER_CERT_PATH",
    version = "leave the option out, or take a newer engine; docker.version().ApiVersion tells what there is",
    build = "the message names the step; run it in a container of the image before it",
    exec_failed = "err.exit_code and err.stderr tell how it ended and what it said",
    read_only = "leave out --read-only or read_only=true, if you mean it",
    sandbox = "run it without --sandbox-lua, if you trust the script",
    limit = "help 'limits' tells which there are and how to raise them, if the engine can be trusted",
    interrupted = "nothing: it was you",
    lua = "the message names the line",
}

local function words(err)
    local message = tostring(rawget(err, "message") or rawget(err, "kind") or "error")
    local hint, where = rawget(err, "hint"), rawget(err, "where")
    if where and rawget(err, "kind") == "lua" then message = ("%s: %s"):format(where, message) end
    if hint then message = ("%s\n  hint: %s"):format(message, hint) end
    return message
end

--- Describes an error as people see it: the message, and below it the hint. A mistake in Lua code begins with its line,
--- as Lua's own messages do. What would do a terminal harm is shown where there is one.
---@param err table
---@return string
function M.describe(err)
    local text = words(err)
    local terminal = host.terminal()
    -- Engines quote what users and containers wrote.
    return (terminal.stdout or terminal.stderr) and require("text").clean(text) or text
end

--- Describes any error value, with the line of the script it comes from.
---@param err any
---@return string
function M.line(err)
    local where = M.is(err) and err.kind ~= "lua" and rawget(err, "where")
    return where and ("%s: %s"):format(where, M.describe(err)) or tostring(err)
end

--- Tells a person of an error, on standard error; what an engine or a user put into its words does no harm to a
--- terminal.
---
---     errors.tell("the prompt's function failed: " .. tostring(err))
---@param text string without a newline at its end
function M.tell(text)
    host.write_error((host.terminal().stderr and require("text").clean(text) or text) .. "\n")
end

metatable.__tostring = M.describe
metatable.__name = "error"

--- Tells whether a value is an error of this library, and of one of the given kinds.
---@param err any
---@param ... string kinds; none: any kind
---@return boolean
function M.is(err, ...)
    if type(err) ~= "table" or getmetatable(err) ~= metatable then return false end
    local count = select("#", ...)
    if count == 0 then return true end
    for i = 1, count do
        if rawget(err, "kind") == select(i, ...) then return true end
    end
    return false
end

--- Makes an error without raising it. The line of the script that made the call is noted as `where`.
---@param fields {kind: string, message: string, hint: string?, status: integer?, operation: string?, cause: any}
---@return table err
function M.new(fields)
    if fields.where == nil and host.where then fields.where = host.where() end
    return setmetatable(fields, metatable)
end

--- Raises an error.
---
---     errors.raise { kind = "invalid_argument", message = "a name is needed", hint = "give name=…" }
---@param fields table see `new`
function M.raise(fields)
    error(M.new(fields), 0)
end

--- Raises kind `invalid_argument`.
---@param message string
---@param hint string?
function M.invalid(message, hint)
    error(M.new { kind = "invalid_argument", message = message, hint = hint }, 0)
end

return M
