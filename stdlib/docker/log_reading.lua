--- The logs of one container, read to a known line: it can be opened again where it was, as often as it breaks off.
---
---     local reading = log_reading.new(client, id, o)
---     local stream = reading:open()
---     local line, source, stamp = reading:take(stream)
---     stream = reading:open()     -- goes on after that line
---
--- The engine is asked for the time of each line, which is taken away again unless the user wants it.

local engine = require "docker.engine"
local host = require "moondock.host"
local position = require "docker.position"
local time = require "time"

local M = {}

---@class LogReading
---@field client table
---@field id string
---@field since string? where reading begins, while no line has been had
local Reading = {}
Reading.__index = Reading

-- Longer lines come in parts of this size, each with the time before it.
local PART = 16384

--- Takes a line apart that begins with its time.
---@param whole string
---@return string? stamp the time as the engine writes it; nil when there is none
---@return string text the line without it
function M.split(whole)
    local stamp, text = whole:match("^(%d%d%d%d%-%d%d%-%d%dT%S+) (.*)$")
    if not stamp then return nil, whole end
    if #text > PART then
        local parts, from, mark = {}, 1, stamp .. " "
        while true do
            local first, last = text:find(mark, from, true)
            parts[#parts + 1] = text:sub(from, first and first - 1)
            if not first then break end
            from = last + 1
        end
        text = table.concat(parts)
    end
    return stamp, text
end

--- Prepares to read.
---@param client table
---@param id string
---@param o table options of `logs`, checked
---@return LogReading
function M.new(client, id, o)
    local follow = o.follow
    if follow == nil then follow = o.stream or false end
    return setmetatable({
        client = client, id = id, o = o, follow = follow, since = o.since,
        position = position.new(tostring(o.tail) ~= "all"),
    }, Reading)
end

-- The time from which on the engine has to send lines again.
local function since(self)
    local second = self.position:second()
    if second then
        local seconds = time.parse(second .. self.zone)
        local given = self.since and tonumber(self.since:match("^%-?%d+"))
        return given and given >= seconds and self.since or ("%d"):format(seconds)
    end
    if self.position.skips then
        -- Nothing was left to be shown of what was there: what counts is what came after.
        self.position.skips = false
        local now = require("docker.reconnect").engine_time(self.client, host.monotonic() - self.began)
        if now then self.since = ("%d.%09d"):format(now // 1000000000, now % 1000000000) end
    end
    return self.since
end

--- Says that nothing before a time is wanted, where no line has been had yet.
---@param when string RFC 3339
function Reading:begin_at(when)
    self.since, self.position.skips = time.stamp(when), false
end

--- Opens the logs: at first as the options say, later where reading has come to. Operation ContainerLogs.
---@return Stream
function Reading:open()
    local o = self.o
    local fields = {
        id = self.id, follow = self.follow, tail = tostring(o.tail), since = self.since, ["until"] = o["until"],
        timestamps = true, stdout = o.stdout, stderr = o.stderr,
    }
    local again = self.began ~= nil
    if again then fields.since, fields.tail = since(self), "all" end
    self.began = self.began or host.monotonic()
    local stream = engine.call(self.client, "ContainerLogs", fields)
    if again then self.position:rewind() end
    return stream
end

--- Gives the next line that has not been had.
---@param stream Stream what `open` gave last
---@return string? line nil at the end
---@return string? source "stdout" or "stderr"
---@return string? stamp its time
function Reading:take(stream)
    while true do
        local whole, source = stream:next_line()
        if not whole then return nil end
        local stamp, text = M.split(whole)
        if not stamp then return text, source end
        self.zone = stamp:match("[+-]%d%d:%d%d$") or "Z"
        if self.position:admit(stamp:sub(1, 19), stamp, text) then
            return self.o.timestamps and ("%s %s"):format(stamp, text) or text, source, stamp
        end
    end
end

return M
