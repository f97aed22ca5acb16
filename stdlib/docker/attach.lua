--- Attaching to the main process of a container.
---
---     local s = c:attach { stream = true, logs = true }
---     for line, source in s do print(source, line) end
---     print(s:exit_code())

local engine = require "docker.engine"
local options = require "options"
local streams = require "docker.streams"

local M = {}

--- Options of `attach`.
M.options = {
    { name = "stdout", type = "boolean", default = true, doc = "what is written to stdout" },
    { name = "stderr", type = "boolean", default = true, doc = "what is written to stderr" },
    { name = "stdin", type = "boolean", default = false, doc = "what is written reaches the process" },
    { name = "stream", type = "boolean", default = false, doc = "go on until the container stops" },
    { name = "logs", type = "boolean", default = false, doc = "what was written before comes first" },
    { name = "demux", type = "boolean", doc = "accepted; stdout and stderr are always told apart" },
    { name = "detach_keys", type = "string", doc = 'keys that end the attachment of a terminal: "ctrl-p,ctrl-q"' },
}

--- Options of `attach_socket`: those of `attach`, where stdin and stream are true unless said, and one more.
M.socket_options = table.move(M.options, 1, #M.options, 2, {
    { name = "params", type = "map", doc = "the same options in a table of their own, as docker-py has them" },
})

local function attach(container, o)
    local client, id = container.client, container.id
    local stream = engine.call(client, "ContainerAttach", {
        id = id,
        stdout = o.stdout,
        stderr = o.stderr,
        stdin = o.stdin,
        stream = o.stream,
        logs = o.logs,
        detachKeys = require("docker.detach_keys").of(o),
    })
    return streams.equip(stream, function() return M.exit_code(client, id) end, function(height, width)
        engine.call(client, "ContainerResize", { id = id, h = height, w = width })
    end)
end

--- Waits until a container does not run, and gives its exit code.
---@param client table
---@param id string
---@param condition? string
---@return integer
function M.exit_code(client, id, condition)
    local result = engine.call(client, "ContainerWait", { id = id, condition = condition })
    if result.Error and result.Error.Message and result.Error.Message ~= "" then
        require("moondock.errors").raise { kind = "api", operation = "ContainerWait", message = result.Error.Message }
    end
    return result.StatusCode
end

--- Attaches. Operation ContainerAttach.
---@param container Container
---@param given? table
---@return Stream stream, and what the generic for needs to close it
function M.attach(container, given)
    return streams.iterable(attach(container, options.check("container:attach", M.options, given)))
end

--- Attaches for reading and writing.
---@param container Container
---@param given? table
---@return Stream
function M.socket(container, given)
    local who = "container:attach_socket"
    local merged = { stdin = true, stream = true }
    for name, value in pairs(given and given.params or {}) do
        -- docker-py's are numbers.
        if math.type(value) == "integer" then value = value ~= 0 end
        merged[name] = value
    end
    for name, value in pairs(given or {}) do merged[name] = value end
    local o = options.check(who, M.socket_options, merged)
    return attach(container, o)
end

return M
