--- What a session holds right now: for whoever looks for a leak, in a script or in moondock itself.
---
---     local diagnostics = require "moondock.diagnostics"
---     local before = diagnostics.counts(docker)
---     work()
---     print(diagnostics.counts(docker).connections - before.connections)

local host = require "moondock.host"

local M = {}

---@class Counts
---@field handles integer engines, streams and other objects that Lua holds
---@field tasks integer tasks that wait for something, without the one that asks
---@field calls integer calls to engines, timers and other work that they wait for
---@field timers integer sleeps and limits that have not run out
---@field events integer things that tasks of the library wait for of each other
---@field descriptors integer open files, sockets and pipes of the process
---@field connections integer? to the engine of the client; those that an earlier call left for the next are counted
---@field idle integer? those of them that no call uses

--- Counts what is open. Lua's garbage is collected first, so that a stream nobody can reach any more is not counted.
---
---     print(require("moondock.diagnostics").counts(docker).connections)
---@param client? Client whose connections are to be counted too
---@return Counts counts
function M.counts(client)
    collectgarbage()
    collectgarbage()
    -- What has just been closed leaves its connection on another thread: the answer below comes after it.
    local open, idle
    if client then open, idle = host.engine_connections(require("docker.engine").handle(client)) end
    local counts = host.counts()
    counts.connections, counts.idle = open, idle
    return counts
end

return M
