--- What happens on the engine, as it happens.
---
---     for event in docker.events { filters = { type = "container", event = { "start", "die" } } } do
---         print(event.Action, event.Actor.Attributes.name)
---     end
---
---     local handler = docker.events.on("die", function(event) print(event.Actor.Attributes.name, "died") end)
---     handler:cancel()

local host = require "moondock.host"
local errors = require "moondock.errors"
local collection = require "docker.collection"
local engine = require "docker.engine"
local options = require "options"
local shape = require "docker.shape"
local position = require "docker.position"
local reconnect = require "docker.reconnect"
local streams = require "docker.streams"
local task = require "task"

local M = {}

--- Options of `events`.
M.options = {
    { name = "since", type = "time", doc = 'past events from then on: seconds since 1970, RFC 3339, or "10m" ago' },
    { name = "until", type = "time", alias = "until_", doc = "ends at that time; written until_ or [\"until\"]" },
    { name = "filters", type = "map", doc = "type, event, container, image, label, network, volume, …" },
    { name = "decode", type = "boolean", doc = "accepted; events are always tables" },
    reconnect.option,
}

local function open(client, fields)
    return engine.call(client, "SystemEvents", fields)
end

local function stamp(nanoseconds)
    return ("%d.%09d"):format(nanoseconds // 1000000000, nanoseconds % 1000000000)
end

-- Events that go on when the engine or the connection to it went away and has come back: from the last event on; or,
-- when there was none, from as long ago as the stream is old. What counts is the engine's clock.
local function lasting(client, fields, notice, is_silent)
    local began = host.monotonic()
    -- What happened before it was opened is nobody's business.
    local had = position.new(fields.since == nil)
    return reconnect.new {
        stream = open(client, fields),
        notice = notice,
        is_silent = is_silent,
        take = function(stream)
            while true do
                local event = shape.item("SystemEvents", stream:next_value())
                local time = event and event.timeNano
                local what = event and ("%s %s %s"):format(event.Type, event.Action, event.Actor and event.Actor.ID)
                if not time or had:admit(time // 1000000000, time, what) then return event end
            end
        end,
        reopen = function(ended)
            if ended and fields["until"] then return nil end
            local again = {}
            for name, value in pairs(fields) do again[name] = value end
            local second = had:second()
            local given = fields.since and tonumber(fields.since:match("^%-?%d+"))
            if second and not (given and given >= second) then
                again.since = ("%d"):format(second)
            elseif not fields.since then
                local first = reconnect.engine_time(client, host.monotonic() - began)
                again.since = first and stamp(first)
            end
            local stream = open(client, again)
            had:rewind()
            return stream
        end,
        fields = {
            next_value = function(self) return self:next() end,
            content = function() return "json" end,
        },
    }
end

--- Follows events. Operation SystemEvents.
---
--- With `reconnect` it goes on when the engine or the connection went away and has come back; without `until` it then
--- has no end. What happened while the connection was away comes then; an engine that was started anew tells only of
--- what happened since its start, and no engine remembers more than some hundred events.
---
---     for event in docker.events { reconnect = true, filters = { event = "die" } } do print(event.Actor.ID) end
---@param client table
---@param given? {since: any, until: any, filters: table?, reconnect: boolean|function?}
---@return Stream stream of tables, and what the generic for needs to close it
function M.follow(client, given)
    local o = options.check("docker.events", M.options, given)
    local fields = { since = o.since, ["until"] = o["until"], filters = collection.filters(o.filters) }
    if o.reconnect then return reconnect.iterable(lasting(client, fields, o.reconnect)) end
    return streams.iterable(open(client, fields))
end

-- ---- Handlers in the background

---@class EventHandler
---@field count integer events handled so far
local Handler = {}

local handler_metatable = { __index = Handler, __name = "event_handler" }

function handler_metatable.__tostring(self)
    return ("event handler (%s, %d handled)"):format(self:status(), self.count)
end

--- Stops handling events. Quiet when repeated.
---
---     docker.events.on("die", print):cancel()
function Handler:cancel()
    self.stream:close()
    self.task:cancel()
end

--- Waits until the handler is cancelled: for ever, if nobody does. Keeps a script from ending.
---
---     docker.events.on("die", print):wait()
function Handler:wait()
    local ok, err = pcall(self.task.wait, self.task)
    if not ok and not errors.is(err, "cancelled") then error(err, 0) end
end

--- Tells whether it still runs: "running", or "cancelled".
---
---     docker.events.on("die", print):status()     --> "running"
---@return string
function Handler:status()
    return self.task.finished and "cancelled" or "running"
end

handler_metatable.__close = Handler.cancel

-- Calls the function. What it raises is told on stderr, each message once, and ends nothing.
local function handle(self, event)
    self.count = self.count + 1
    local ok, err = pcall(self.f, event)
    if ok then return end
    if errors.is(err, "cancelled", "interrupted") then error(err, 0) end
    local text = errors.line(err)
    if self.reported[text] then return end
    self.reported[text] = true
    pcall(errors.tell, ("event handler failed: %s"):format(text))
end

local function run(self)
    for event in self.stream do handle(self, event) end
end

--- Calls a function for each event, in the background, until it is cancelled. When the engine is away for a while, the
--- handler goes on where it was. What the function raises is told on stderr and ends nothing. Operation SystemEvents.
---
---     local handler = docker.events.on({ type = "container", event = "die", label = "app=web" }, function(event)
---         print(event.Actor.Attributes.name, event.Actor.Attributes.exitCode)
---     end)
---     handler:cancel()
---@param client table
---@param filters string|table the name of an event, or filters: type event container image label network volume …
---@param f fun(event: table)
---@return EventHandler handler with cancel, wait, status; also a to-be-closed value
function M.on(client, filters, f)
    if type(filters) == "function" and f == nil then filters, f = {}, filters end
    f = require("task.handle").callable(f, "docker.events.on")
    if type(filters) == "string" then filters = { event = filters } end
    if filters ~= nil and not options.is_map(filters) then
        errors.invalid(("docker.events.on: expected filters, got %s"):format(options.quote(filters)),
            'docker.events.on("die", function(event) … end)')
    end
    local converted = collection.filters(filters)
    -- The first connection is made here: whoever asks learns at once when there is no engine.
    local stream = lasting(client, { filters = converted }, true, true)
    local self = setmetatable({ stream = stream, f = f, count = 0, reported = {} }, handler_metatable)
    self.task = task.spawn(run, self)
    return self
end

--- Makes the `events` of a client: a function that follows, and `on`.
---@param client table
---@return table
function M.new(client)
    local bind = require "docker.bind"
    local follow = function(owner_client, given) return M.follow(owner_client, given) end
    local self = setmetatable({}, {
        __name = "docker.events",
        __tostring = function() return "docker.events" end,
        __call = function(_, first, ...)
            if rawequal(first, client) then return follow(client, ...) end
            return follow(client, first, ...)
        end,
        __index = function(_, key)
            errors.raise {
                kind = "lua",
                message = ("no '%s' in docker.events"):format(tostring(key)),
                hint = "docker.events{…} follows events, docker.events.on(filters, f) handles them in the background",
            }
        end,
    })
    rawset(self, "on", bind.bound(self, function(_, ...) return M.on(client, ...) end))
    return self
end

return M
