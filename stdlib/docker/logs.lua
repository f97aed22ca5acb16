--- Logs of a container.
---
---     for line, source in c:logs { follow = true, tail = 10 } do print(source, line) end
---     local everything = c:logs():read_all()
---
--- Lines are whole, whatever pieces they arrive in, without their newline. Leaving the loop closes the connection.
--- With `reconnect` they go on after the engine or the connection went away, see `docker.lasting_logs`:
---
---     for line in docker.logs("web", { follow = true, reconnect = true }) do print(line) end

local model = require "docker.model"
local names = require "docker.names"
local options = require "options"
local reconnect = require "docker.reconnect"
local streams = require "docker.streams"

local M = {}

--- Options of `logs`.
M.options = {
    { name = "follow", type = "boolean", doc = "go on as new lines come; default: what `stream` says" },
    { name = "stream", type = "boolean", doc = "the same as follow" },
    { name = "tail", type = "integer|string", default = "all", doc = "only the last so many lines" },
    { name = "since", type = "time", doc = 'seconds since 1970, RFC 3339, or a duration ago: "10m"' },
    { name = "until", type = "time", alias = "until_", doc = 'as since; a word of Lua: write until_ or ["until"]' },
    { name = "timestamps", type = "boolean", default = false, doc = "each line begins with its time" },
    { name = "stdout", type = "boolean", default = true, doc = "what is written to stdout" },
    { name = "stderr", type = "boolean", default = true, doc = "what is written to stderr" },
    reconnect.option,
}

--- Reads logs. Operation ContainerLogs.
---@param client table
---@param container string|Container
---@param given? table follow tail since until timestamps stdout stderr reconnect
---@return Stream stream a stream of lines, and what the generic for needs to close it
function M.read(client, container, given)
    local o = options.check("logs", M.options, given)
    local follow = o.follow
    if follow == nil then follow = o.stream or false end
    local id = model.id_of(container, "logs")
    if o.reconnect then return require("docker.lasting_logs").read(client, id, o) end
    return streams.iterable(names.call_container(client, id, "ContainerLogs", {
        id = id,
        follow = follow,
        tail = tostring(o.tail),
        since = o.since,
        ["until"] = o["until"],
        timestamps = o.timestamps,
        stdout = o.stdout,
        stderr = o.stderr,
    }))
end

return M
