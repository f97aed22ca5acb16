--- `logs { reconnect = true }`: logs that go on when the engine, or the connection to it, went away and has come back.
---
---     for line in c:logs { follow = true, reconnect = true } do print(line) end
---
--- No line is lost and none comes twice, as long as the engine keeps the log. A follow still ends when its container
--- does: when the engine says that it does not run. One that the engine starts again when it comes back, as its restart
--- policy says, is followed on; therefore the end of a container with such a policy is told a second late.

local engine = require "docker.engine"
local errors = require "moondock.errors"
local host = require "moondock.host"
local log_reading = require "docker.log_reading"
local names = require "docker.names"
local reconnect = require "docker.reconnect"

local M = {}

-- Seconds in which a container with a restart policy can come back.
local GRACE = 1

local function inspect(client, id)
    return engine.call(client, "ContainerInspect", { id = id })
end

local function comes_back(container)
    local policy = container.HostConfig.RestartPolicy
    local name = policy and policy.Name or ""
    return name == "always" or name == "unless-stopped" or name == "on-failure" and container.State.ExitCode ~= 0
end

-- Tells whether a container runs, or is about to.
local function lives(client, id)
    local container = inspect(client, id)
    local patience = comes_back(container) and host.monotonic() + GRACE or 0
    while not container.State.Running and host.monotonic() < patience do
        host.sleep(0.1)
        container = inspect(client, id)
    end
    return container.State.Running
end

local fields = {}

function fields.next_line(self) return self:next() end

fields.read_line = fields.next_line

function fields.lines(self) return self, nil, nil, self end

-- Lines are all that there is: a piece that was cut off would come again.
function fields.read(self)
    local line, source = self:next()
    if line then return line .. "\n", source end
end

function fields.read_all(self)
    local all, stdout, stderr = {}, {}, {}
    for line, source in self.next, self do
        all[#all + 1] = line
        local own = source == "stderr" and stderr or stdout
        own[#own + 1] = line
    end
    for _, list in ipairs { all, stdout, stderr } do list[#list + 1] = "" end
    return table.concat(all, "\n"), table.concat(stdout, "\n"), table.concat(stderr, "\n")
end

function fields.content() return "frames" end

--- Goes on with a reading for as long as its container lives. Operations ContainerLogs, ContainerInspect.
---@param reading LogReading
---@return ReconnectingStream stream of lines and where they came from
function M.of(reading)
    local client, id = reading.client, reading.id
    return reconnect.new {
        stream = reading:open(),
        take = function(stream)
            local line, source = reading:take(stream)
            return line, source
        end,
        notice = reading.o.reconnect,
        fields = fields,
        reopen = function(ended)
            if ended and (not reading.follow or reading.o["until"]) then return nil end
            local ok, running = pcall(lives, client, id)
            if not ok and errors.is(running, "not_found") then return nil end
            if not ok then error(running, 0) end
            if ended and not running then return nil end
            return reading:open()
        end,
    }
end

--- Reads logs.
---@param client table
---@param name string name or id of the container
---@param o table options of `logs`, checked
---@return ReconnectingStream stream, and what the generic for needs to close it
function M.read(client, name, o)
    -- By its id: another container may have the name when the engine is back.
    local id = names.call_container(client, name, "ContainerInspect", { id = name }).Id
    return reconnect.iterable(M.of(log_reading.new(client, id, o)))
end

return M
