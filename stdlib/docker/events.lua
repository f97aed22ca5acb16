--- What happens on the engine, as it happens.
---
---     for event in docker.events { filters = { type = "container", event = { "start", "die" } } } do
---         print(event.Action, event.Actor.Attributes.name)
---     end

local collection = require "docker.collection"
local engine = require "docker.engine"
local options = require "options"
local streams = require "docker.streams"

local M = {}

--- Options of `events`.
M.options = {
    { name = "since", type = "time", doc = 'past events from then on: seconds since 1970, RFC 3339, or "10m" ago' },
    { name = "until", type = "time", alias = "until_", doc = "ends at that time; written until_ or [\"until\"]" },
    { name = "filters", type = "map", doc = "type, event, container, image, label, network, volume, …" },
    { name = "decode", type = "boolean", doc = "accepted; events are always tables" },
}

--- Follows events. Operation SystemEvents.
---@param client table
---@param given? {since: any, until: any, filters: table?}
---@return Stream stream of tables, and what the generic for needs to close it
function M.follow(client, given)
    local o = options.check("docker.events", M.options, given)
    return streams.iterable(engine.call(client, "SystemEvents", {
        since = o.since,
        ["until"] = o["until"],
        filters = collection.filters(o.filters),
    }))
end

return M
