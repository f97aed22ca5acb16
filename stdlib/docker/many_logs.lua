--- Logs of many containers in one stream.
---
---     for line, source, c in docker.logs({ label = "app=web" }, { follow = true, tail = 10 }) do
---         print(c.name, source, line)
---     end
---
--- What is there already comes in the order of its time. With follow, new lines come as they are written; containers
--- that match the filters and start later join, and so does one of them that starts again. It ends when all containers
--- have ended; with `forever = true` it waits for the next one to start. With `reconnect` it goes on after the engine
--- or the connection went away.

local errors = require "moondock.errors"
local host = require "moondock.host"
local lasting_logs = require "docker.lasting_logs"
local log_reading = require "docker.log_reading"
local logs = require "docker.logs"
local mapped_stream = require "docker.mapped_stream"
local options = require "options"
local reconnect = require "docker.reconnect"
local selector = require "docker.selector"
local shape = require "docker.shape"
local task = require "task"

local M = {}

local WHO = "docker.logs"

--- Options of `docker.logs` for many containers: those for one, and two more.
M.options = table.move(logs.options, 1, #logs.options, 3, {
    { name = "grep", type = "string", doc = "only lines in which this Lua pattern is found" },
    { name = "forever", type = "boolean", default = false, doc = "with follow and filters: stay when all have ended" },
})

---@class ManyLogs
local ManyLogs = {}

local metatable = { __index = ManyLogs, __name = "moondock.stream", is_stream = true }

function metatable.__call(self) return self:next_line() end

--- Gives the next line.
---@return string? line nil at the end
---@return string? source "stdout" or "stderr"
---@return Container? container
function ManyLogs:next_line()
    while not self.closed do
        local item = self.take()
        if item == nil then break end
        if item.err then
            self:close()
            error(item.err, 0)
        end
        if not self.grep or item.line:find(self.grep) then return item.line, item.source, item.container end
    end
    self:close()
    return nil
end

ManyLogs.read_line = ManyLogs.next_line

--- Iterates over lines; leaving the loop closes the stream.
function ManyLogs:lines() return self, nil, nil, self end

--- Reads everything.
---@return string all every line ends with a newline
function ManyLogs:read_all()
    local list = {}
    for line in self do list[#list + 1] = line .. "\n" end
    return table.concat(list)
end

--- Tells what it consists of, as streams of the engine do.
function ManyLogs:content() return "frames" end

--- Tells whether it was closed.
function ManyLogs:is_closed() return self.closed end

--- Closes all connections. Quiet when repeated.
function ManyLogs:close()
    if self.closed then return end
    self.closed = true
    self.stop()
end

metatable.__close = ManyLogs.close
metatable.__gc = host.finalizer(ManyLogs.close)

local function make(o, take, stop)
    local self = setmetatable({ closed = false, grep = o.grep, take = take, stop = stop }, metatable)
    return self, nil, nil, self
end

-- The options for the logs of one container.
local function own_options(o)
    local own = {}
    for name in pairs(options.index(logs.options)) do own[name] = o[name] end
    return own
end

-- ---- What is there already: merged by time

-- The time that the engine puts before a line; all have the same length and zone, so they compare as text.
local function head(stream, container)
    while true do
        local line, source = stream:next_line()
        if not line then return nil end
        local stamp, text = log_reading.split(line)
        if stamp then return { stamp = stamp, text = text, whole = line, source = source, container = container } end
    end
end

local function merged(client, containers, o)
    local own = own_options(o)
    own.timestamps = true
    local heads, sources = {}, {}
    local function stop()
        for _, stream in pairs(sources) do stream:close() end
    end
    local opened, err = pcall(function()
        -- Some at a time, for each needs a connection of its own.
        local found = task.map(containers, function(c)
            local ok, stream = pcall(logs.read, client, c, own)
            if not ok and errors.is(stream, "not_found") then return false end
            if not ok then error(stream, 0) end
            sources[c] = stream
            return head(stream, c) or false
        end)
        for _, item in ipairs(found) do
            if item then heads[#heads + 1] = item end
        end
    end)
    if not opened then
        stop()
        error(err, 0)
    end
    return make(o, function()
        local first
        for i, item in ipairs(heads) do
            if not first or item.stamp < heads[first].stamp then first = i end
        end
        if not first then return nil end
        local item = heads[first]
        local following = head(sources[item.container], item.container)
        if following then heads[first] = following else table.remove(heads, first) end
        item.line = o.timestamps and item.whole or item.text
        return item
    end, stop)
end

-- ---- As it is written

local function followed(client, containers, o, filters)
    local channel = task.channel(256)
    local active, again, readings, count, tasks, events = {}, {}, {}, 0, {}, nil
    local notice = o.reconnect and reconnect.shared(o.reconnect)
    local staying = filters ~= nil and (o.forever or #containers == 0)

    local function over()
        if count == 0 and not staying then channel:close() end
    end

    local function fail(err)
        if not channel.closed then channel:send { err = err } end
    end

    -- Asks the engine, as patiently as the options say.
    local function ask(f)
        if not notice then return f() end
        return reconnect.call(f, notice)
    end

    local function spawn(f)
        local t = task.spawn(function()
            local ok, err = pcall(f)
            if not ok and not errors.is(err, "cancelled") then pcall(fail, err) end
        end)
        t.seen = true
        tasks[t] = true
        t.watchers[#t.watchers + 1] = function() tasks[t] = nil end
    end

    local add

    -- Follows one container until it ends: at first as the options say, a new one from its beginning, one that has
    -- started again from where it was.
    local function follow(c, is_new)
        local own = own_options(o)
        own.follow, own.reconnect = true, notice
        if is_new then own.tail = "all" end
        local reading = readings[c.id] or log_reading.new(client, c.id, own)
        readings[c.id] = reading
        local stream <close> = o.reconnect and lasting_logs.of(reading)
            or mapped_stream.new(reading:open(), function(stream) return reading:take(stream) end)
        for line, source in stream do
            channel:send { line = line, source = source, container = c }
        end
        if reading.position:second() then return end
        -- It wrote nothing: what it writes when it starts again comes after the end of this run.
        local finished = ask(function() return c:reload() end).attrs.State.FinishedAt
        if finished and not finished:find("^0001") then reading:begin_at(finished) end
    end

    function add(c, is_new)
        local id = c.id
        if active[id] then
            again[id] = true
            return
        end
        active[id], again[id], count = true, nil, count + 1
        spawn(function()
            local ok, err = pcall(follow, c, is_new)
            active[id], count = nil, count - 1
            -- One that is removed meanwhile has no more to say.
            if not ok and not errors.is(err, "not_found") then error(err, 0) end
            if again[id] then add(c, true) end
            over()
        end)
    end

    local function joined(event)
        local wanted = {}
        for name, value in pairs(filters) do wanted[name] = value end
        wanted.id = event.Actor.ID
        for _, c in ipairs(ask(function() return selector.resolve(client, WHO, { filters = wanted }, true) end)) do
            staying = o.forever
            add(c, true)
        end
    end

    local function stop()
        if events then events:close() end
        for t in pairs(tasks) do t:cancel() end
        channel:close()
    end

    local function begin()
        if filters then
            events = client.events {
                filters = { type = "container", event = "start" }, reconnect = notice or false,
            }
            spawn(function()
                for event in events do
                    if (shape.item("SystemEvents", event).Actor or {}).ID then joined(event) end
                end
            end)
            -- What started between the list and the events.
            containers = selector.resolve(client, WHO, { filters = filters }, true)
        end
        for _, c in ipairs(containers) do add(c) end
        if #containers > 0 then staying = filters ~= nil and o.forever end
        over()
    end

    -- Whoever is cancelled here leaves nothing behind that nobody could end.
    local begun, err = pcall(begin)
    if not begun then
        stop()
        error(err, 0)
    end
    return make(o, function() return (channel:receive()) end, stop)
end

--- Reads the logs of many containers. Operations ContainerList, ContainerLogs, SystemEvents.
---@param client table
---@param which table a list of containers or names, or filters
---@param given? table follow tail since until timestamps stdout stderr reconnect grep forever
---@return ManyLogs stream of line, source, container, and what the generic for needs to close it
function M.read(client, which, given)
    local o = options.check(WHO, M.options, given)
    if o.grep then
        local valid, problem = pcall(string.find, "", o.grep)
        if not valid then errors.invalid(("%s: option 'grep': %s"):format(WHO, problem)) end
    end
    local follow = o.follow
    if follow == nil then follow = o.stream or false end
    local filters = selector.is_filters(which) and selector.filters(which) or nil
    if not follow then return merged(client, selector.resolve(client, WHO, which, true), o) end
    return followed(client, filters and {} or selector.resolve(client, WHO, which, true), o, filters)
end

return M
