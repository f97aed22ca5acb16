--- Streams that go on when the engine, or the connection to it, went away and has come back.
---
---     for event in docker.events { reconnect = true } do print(event.Action) end
---     for line in c:logs { follow = true, reconnect = true } do print(line) end
---
--- When the connection breaks, it is opened again: after 0.1 s, then after pauses that double up to 5 s, for as long as
--- it takes. Closing the stream, cancelling the task that reads, or Ctrl-C ends that at once. Only the first connection
--- fails as usual, and so does what the engine refuses.
---
--- A person at the prompt is told on standard error when the engine stays away and when it is back. With a function as
--- `reconnect` it is called instead: with the error when the connection is lost, with nil when it stands again.

local host = require "moondock.host"
local errors = require "moondock.errors"
local Task = require "task.handle"

local M = {}

--- The option, for the tables of options of those who offer it.
M.option = {
    name = "reconnect", type = "boolean|function", default = false,
    doc = "go on when the engine or the connection comes back; a function is told of it: f(err), then f(nil)",
}

--- Seconds before the first try to reconnect, and between two tries at most.
M.first_pause, M.longest_pause = 0.1, 5

-- What a proxy says while the engine behind it is away.
local AWAY = { [502] = true, [503] = true, [504] = true }

--- Tells whether an error means that the engine or the connection went away, and may come back.
---@param err any
---@return boolean
function M.is_break(err)
    if errors.is(err, "connection") then return true end
    -- The limit for the whole run has this kind too, and belongs to no operation.
    if errors.is(err, "timeout") then return err.operation ~= nil end
    return errors.is(err, "api") and AWAY[err.status] == true
end

-- Tells whoever wants to know: that the connection is lost, or, with nil, that it stands again.
local function tell(notice, err)
    if type(notice) == "function" then return notice(err) end
    if not host.options.interactive then return end
    errors.tell(err and ("%s; waiting for the engine"):format(tostring(err.message)) or "the engine is back")
end

--- Makes what several streams can share as `reconnect`, so that one break of all of them is told once.
---@param notice boolean|function the option as it was given
---@return function
function M.shared(notice)
    local away = 0
    return function(err)
        away = away + (err and 1 or -1)
        if away == (err and 1 or 0) then tell(notice, err) end
    end
end

---@class ReconnectingStream
local Stream = {}

local metatable = { __name = "moondock.stream", is_stream = true }

function metatable.__index(self, key)
    return Stream[key] or rawget(self, "fields")[key]
end

function metatable.__call(self) return self:next() end

local function closed_meanwhile()
    return errors.new { kind = "cancelled", message = "The stream was closed." }
end

-- Waits between two tries, until the stream is closed.
local function rest(self)
    local pause = self.pause
    self.pause = math.min(pause * 2, M.longest_pause)
    Task.park(self.sleepers, pause)
    if self.closed then error(closed_meanwhile(), 0) end
end

-- Opens again: true, or false when there is nothing more to come.
local function resume(self, lost)
    local ended = not lost
    if host.monotonic() - self.began > M.longest_pause then self.pause, self.is_fruitless = M.first_pause, false end
    -- What ends again and again without a word is asked for less and less often.
    local at_once = ended and not self.is_fruitless
    self.is_fruitless = true
    local told = self.is_silent
    -- People are told only when it takes long enough to be noticed.
    if lost and type(self.notice) == "function" and not told then
        tell(self.notice, lost)
        told = true
    end
    while true do
        if not at_once then rest(self) end
        local ok, stream = pcall(self.reopen, ended)
        if self.closed then
            if ok and stream then stream:close() end
            error(closed_meanwhile(), 0)
        end
        if ok then
            if told and not self.is_silent then tell(self.notice, nil) end
            self.stream, self.began = stream, host.monotonic()
            return stream ~= nil
        end
        if not M.is_break(stream) then error(stream, 0) end
        ended, at_once = false, false
        if not told then
            tell(self.notice, stream)
            told = true
        end
    end
end

--- Gives the next item.
---@return any item nil at the end
---@return any ... what comes with it
function Stream:next()
    while not self.closed do
        local ok, first, second, third = pcall(self.take, self.stream)
        if ok and first ~= nil then
            self.pause, self.is_fruitless = M.first_pause, false
            return first, second, third
        end
        local lost = not ok and first or nil
        if lost and not M.is_break(lost) then
            self:close()
            error(lost, 0)
        end
        self.stream:close()
        if self.closed then break end
        local resumed, more = pcall(resume, self, lost)
        if not resumed then
            self:close()
            error(more, 0)
        end
        if not more then break end
    end
    self:close()
    return nil
end

--- Closes it; whoever waits for its next item gets kind `cancelled`. Quiet when repeated.
function Stream:close()
    if self.closed then return end
    self.closed = true
    if self.stream then self.stream:close() end
    Task.wake_all(self.sleepers)
end

--- Tells whether it was closed.
function Stream:is_closed() return self.closed end

metatable.__close = Stream.close

---@class Reconnection
---@field stream Stream the first connection
---@field take fun(stream: Stream): any, any, any the next item; nil at the end
---@field reopen fun(ended: boolean): Stream? opens it where it was; `ended`: it has not broken but come to its end, and
--- nil means that this is the end
---@field notice? boolean|function what the option `reconnect` says
---@field is_silent? boolean nobody is told
---@field fields? table<string, any> further fields and methods

--- Makes a stream.
---@param given Reconnection
---@return ReconnectingStream
function M.new(given)
    local self = {
        stream = given.stream, take = given.take, reopen = given.reopen, notice = given.notice,
        is_silent = given.is_silent, fields = given.fields or {}, sleepers = {}, pause = M.first_pause, closed = false,
        began = host.monotonic(),
    }
    return setmetatable(self, metatable)
end

--- Calls a function until the engine is there: again after each break, with the pauses of a stream.
---
---     reconnect.call(function() return docker.ping() end)
---@param f function
---@param notice? boolean|function as the option `reconnect`
---@return any ... what it returns
function M.call(f, notice)
    local waiting = M.new { reopen = f, notice = notice }
    local results
    waiting.reopen = function()
        results = table.pack(f())
        return nil
    end
    local ok, err = pcall(waiting.reopen)
    if not ok then
        if not M.is_break(err) then error(err, 0) end
        resume(waiting, err)
    end
    return table.unpack(results, 1, results.n)
end

--- The time of the engine's clock some seconds ago.
---@param client table
---@param seconds number
---@return integer? nanoseconds since 1970
function M.engine_time(client, seconds)
    local now, rest_of = require("time").parse(require("docker.engine").call(client, "SystemInfo").SystemTime or "")
    return now and now * 1000000000 + rest_of - math.floor(seconds * 1e9)
end

--- What a function returns so that `for item in f() do` works and closes the stream when it is left.
---@param stream ReconnectingStream
function M.iterable(stream)
    return stream, nil, nil, stream
end

return M
