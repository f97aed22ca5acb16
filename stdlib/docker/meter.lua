--- Bytes on their way in or out: a bar with sizes, speed and time left that is redrawn on a terminal; one line at the end
--- elsewhere; nothing with `--quiet` and `--json`.
---
---     local sending <close> = require("docker.meter").sending("site.tar", body)
---     engine.call(client, "PutContainerArchive", fields, nil, body)
---
--- What is there at once needs no line on a terminal: the first one comes after a fifth of a second.

local host = require "moondock.host"
local text = require "text"
local transfer = require "docker.transfer"
local units = require "units"

local M = {}

-- Seconds until the first line, and between two.
local PATIENCE, PAUSE = 0.2, 0.08

--- Less than this is not worth a line where there is no terminal, for copies that scripts make by the dozen.
M.SMALL = 1000000

local function is_silent()
    local session = host.options or {}
    return session.quiet or session.json
end

---@class Meter
local Meter = {}
Meter.__index = Meter

local function new(title, status, least)
    local started = host.monotonic()
    return setmetatable({
        title = text.escape(title), status = status, started = started, samples = {}, moved = 0, least = least or 0,
        draws = require("live.output").can_redraw("stderr") and not is_silent(),
        region = require("live.region").new(host.write_error),
    }, Meter)
end

local function draw(meter, now, line)
    local columns = host.terminal().columns
    meter.region:draw({ line or transfer.line {
        title = meter.title:match("[^/]+/*$") or meter.title, status = meter.status, current = meter.moved,
        total = meter.total, rate = transfer.speed(meter.samples, now), columns = columns,
    } }, columns)
    meter.drawn = now
end

--- Takes in how much has been moved so far, and shows it when it is time to.
---@param moved integer bytes
---@param total? integer bytes, where it is known
function Meter:update(moved, total)
    self.moved, self.total = moved, total
    if not self.draws or self.is_closed then return end
    local now = host.monotonic()
    if now - (self.drawn or self.started) < (self.drawn and PAUSE or PATIENCE) then return end
    transfer.sample(self.samples, now, moved)
    draw(self, now)
end

--- Takes in some more.
---@param bytes integer
function Meter:add(bytes)
    self:update(self.moved + bytes, self.total)
end

function Meter:__close(problem)
    -- A ticker whose sleep is over already takes one more step before it ends.
    self.is_closed = true
    if self.ticker then self.ticker:cancel() end
    if self.read and problem == nil then self.moved, self.total = self.read() end
    local size = units.size(self.moved)
    if self.drawn then
        local now = host.monotonic()
        -- What broke off stays as it was seen last.
        local line = problem == nil and ("%s: %s in %s"):format(self.title, size, transfer.duration(now - self.started))
        draw(self, now, line and text.truncate(line, host.terminal().columns - 1) or nil)
    elseif not self.draws and problem == nil and self.moved > 0 and self.moved >= self.least and not is_silent() then
        host.write_error(("%s: %s\n"):format(self.title, size))
    end
end

-- A meter that asks for itself how much was moved, while the task that made it waits.
local function watching(title, status, read, least)
    local meter = new(title, status, least)
    meter.read = read
    if meter.draws then
        meter.ticker = require("task").spawn(function()
            while not meter.is_closed do
                host.sleep(0.1)
                meter:update(read())
            end
        end)
        meter.ticker.seen = true
    end
    return meter
end

--- Counts bytes that the caller moves and tells of with `add`.
---@param title string what they are, such as the name of a file
---@param total? integer how many there will be
---@return Meter meter to be closed
function M.counting(title, total)
    local meter = new(title, "Receiving")
    meter.total = total
    return meter
end

--- Shows how the engine takes a body, until it is closed.
---@param title string what is sent, such as the name of a file
---@param body any what `docker.body` made; of what is at hand as a string nothing is shown
---@param least? integer fewer bytes are not told of where there is no terminal
---@return Meter? meter to be closed
function M.sending(title, body, least)
    if type(body) ~= "userdata" then return nil end
    return watching(title, "Sending", function() return host.body_progress(body) end, least)
end

--- Shows how an archive is unpacked, until it is closed.
---@param title string what arrives
---@param stream userdata the engine's
---@param total? integer about how many bytes
---@param least? integer fewer bytes are not told of where there is no terminal
---@return Meter meter to be closed
function M.unpacking(title, stream, total, least)
    return watching(title, "Receiving", function() return host.stream_unpacked(stream), total end, least)
end

--- A name for what is sent, for the title of a meter.
---@param value any what `docker.body` takes, or the path of a file
---@param otherwise string where it has no name
---@return string
function M.title(value, otherwise)
    local file = type(value) == "table" and rawget(value, "file") or value
    return type(file) == "string" and file or otherwise
end

return M
