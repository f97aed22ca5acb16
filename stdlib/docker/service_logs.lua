--- Logs of services and tasks.
---
---     for line, source in s:logs { follow = true, tail = 10 } do print(source, line) end
---
--- Lines of several tasks come mixed; with `details` each begins with the ids of its node, service and task.

local cluster = require "docker.cluster"
local options = require "options"
local streams = require "docker.streams"

local M = {}

--- Options of `logs`.
M.options = {
    { name = "follow", type = "boolean", default = false, doc = "go on as new lines come" },
    { name = "tail", type = "integer|string", default = "all", doc = "only the last so many lines of each task" },
    { name = "since", type = "time", doc = 'seconds since 1970, RFC 3339, or a duration ago: "10m"' },
    { name = "timestamps", type = "boolean", default = false, doc = "each line begins with its time" },
    { name = "details", type = "boolean", default = false, doc = "each line begins with what wrote it" },
    { name = "stdout", type = "boolean", default = true, doc = "what is written to stdout" },
    { name = "stderr", type = "boolean", default = true, doc = "what is written to stderr" },
    { name = "is_tty", type = "boolean", doc = "accepted; the engine says how the logs come" },
}

--- Reads logs. Operations ServiceLogs and TaskLogs.
---@param client table
---@param operation string
---@param kind table as for `cluster.find`
---@param id string
---@param given? table
---@return Stream stream a stream of lines, and what the generic for needs to close it
function M.read(client, operation, kind, id, given)
    local o = options.check("logs", M.options, given)
    return streams.iterable(cluster.find(client, kind, id, operation, {
        id = id,
        follow = o.follow,
        tail = tostring(o.tail),
        since = o.since,
        timestamps = o.timestamps,
        details = o.details,
        stdout = o.stdout,
        stderr = o.stderr,
    }))
end

return M
