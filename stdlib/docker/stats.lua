--- A container's use of processor, memory, network and disks, in numbers that people understand.
---
---     local s = c:stats()
---     print(s.cpu_percent, s.memory_usage, s.memory_limit, s.memory_percent)
---     for s in c:stats { stream = true } do print(s) end
---     c:stats { stream = true }:plot("cpu_percent")
---
--- A sample is what the engine sent, untouched. Computed from it, as `docker stats` does, are
---
--- | field                           |                                                                            |
--- | ------------------------------- | -------------------------------------------------------------------------- |
--- | cpu_percent                     | of one processor: 150 is one and a half of them                            |
--- | memory_usage, memory_limit      | bytes; usage without the cache that the kernel can take back               |
--- | memory_percent                  | usage of the limit                                                         |
--- | network_received, network_sent  | bytes, of all interfaces                                                   |
--- | block_read, block_written       | bytes, of all disks                                                        |
--- | pids                            | processes and threads                                                      |
---
--- The first sample of a stream has nothing to compare itself with; its cpu_percent is the mean since the container
--- began, as in `docker stats`.

local engine = require "docker.engine"
local mapped_stream = require "docker.mapped_stream"
local options = require "options"
local shape = require "docker.shape"
local reconnect = require "docker.reconnect"
local time = require "time"

local M = {}

---@class Stats
---@field cpu_percent number
---@field memory_usage integer
---@field memory_limit integer
---@field memory_percent number
---@field network_received integer
---@field network_sent integer
---@field block_read integer
---@field block_written integer
---@field pids integer
local computed = {}

local function is_windows(s)
    return (s.num_procs or 0) > 0
end

-- Of all processors' time between two samples, the container's part, times the number of processors.
local function cpu_linux(s)
    local now, before = s.cpu_stats or {}, s.precpu_stats or {}
    local usage, earlier = now.cpu_usage or {}, before.cpu_usage or {}
    local used = (usage.total_usage or 0) - (earlier.total_usage or 0)
    local passed = (now.system_cpu_usage or 0) - (before.system_cpu_usage or 0)
    local processors = now.online_cpus or 0
    if processors == 0 then processors = #(usage.percpu_usage or {}) end
    if used <= 0 or passed <= 0 then return 0.0 end
    return used / passed * processors * 100
end

local function nanoseconds(text)
    local seconds, rest = time.parse(text or "")
    return seconds and seconds * 1000000000 + rest
end

local function total_usage(stats)
    return stats and stats.cpu_usage and stats.cpu_usage.total_usage or 0
end

-- Windows counts in steps of 100 ns.
local function cpu_windows(s)
    local now, before = nanoseconds(s.read), nanoseconds(s.preread)
    local passed = now and before and (now - before) // 100 * s.num_procs or 0
    if passed <= 0 then return 0.0 end
    return (total_usage(s.cpu_stats) - total_usage(s.precpu_stats)) / passed * 100
end

function computed.cpu_percent(s)
    if is_windows(s) then return cpu_windows(s) end
    return cpu_linux(s)
end

-- cgroup v1 counts the cache of all children as total_inactive_file, v2 as inactive_file.
function computed.memory_usage(s)
    local memory = s.memory_stats or {}
    if is_windows(s) then return memory.privateworkingset or 0 end
    local usage, details = memory.usage or 0, memory.stats or {}
    local cache = details.total_inactive_file
    if cache and cache < usage then return usage - cache end
    cache = details.inactive_file or 0
    if cache < usage then return usage - cache end
    return usage
end

function computed.memory_limit(s)
    return s.memory_stats and s.memory_stats.limit or 0
end

function computed.memory_percent(s)
    local limit = computed.memory_limit(s)
    return limit == 0 and 0.0 or computed.memory_usage(s) / limit * 100
end

local function network(s, field)
    local total = 0
    for _, interface in pairs(s.networks or {}) do total = total + (interface[field] or 0) end
    return total
end

function computed.network_received(s) return network(s, "rx_bytes") end

function computed.network_sent(s) return network(s, "tx_bytes") end

local function blocks(s, letter)
    local total = 0
    for _, entry in ipairs(s.blkio_stats and s.blkio_stats.io_service_bytes_recursive or {}) do
        if (entry.op or ""):sub(1, 1):lower() == letter then total = total + entry.value end
    end
    return total
end

function computed.block_read(s)
    if is_windows(s) then return s.storage_stats and s.storage_stats.read_size_bytes or 0 end
    return blocks(s, "r")
end

function computed.block_written(s)
    if is_windows(s) then return s.storage_stats and s.storage_stats.write_size_bytes or 0 end
    return blocks(s, "w")
end

function computed.pids(s)
    return s.pids_stats and s.pids_stats.current or 0
end

local metatable = { __name = "stats", is_plain = true }

function metatable.__index(s, key)
    local compute = computed[key]
    return compute and compute(s) or nil
end

--- Writes a sample in one line, with the units of `docker stats`.
function metatable.__tostring(s)
    local units = require "units"
    return ("cpu %.2f%%, memory %s / %s (%.2f%%), network %s / %s, blocks %s / %s, %d pids"):format(
        s.cpu_percent, units.memory(s.memory_usage), units.memory(s.memory_limit), s.memory_percent,
        units.size(s.network_received), units.size(s.network_sent), units.size(s.block_read),
        units.size(s.block_written), s.pids)
end

--- Gives what the engine sent the computed fields.
---@param sample table
---@return Stats
function M.of(sample)
    return setmetatable(sample, metatable)
end

--- Tells whether a value is a sample.
---@param value any
---@return boolean
function M.is_stats(value)
    return getmetatable(value) == metatable
end

--- Options of `stats`.
M.options = {
    { name = "stream", type = "boolean", default = false, doc = "a sample a second, until the container stops" },
    { name = "one_shot", type = "boolean", doc = "at once, without the earlier sample that shares are computed from" },
    { name = "decode", type = "boolean", doc = "accepted; samples are always tables" },
    reconnect.option,
}

-- Method of a stream of samples: draws a field of them as they come.
local function plot(stream, field, given)
    local names = {}
    for name in pairs(computed) do names[#names + 1] = name end
    table.sort(names)
    return require("plot").follow(stream, field or "cpu_percent", names, given)
end

-- A sample has no past to catch up with: measuring goes on when the engine is back, for as long as the container runs.
local function lasting(container, open, take, notice)
    return reconnect.iterable(reconnect.new {
        stream = open(),
        take = take,
        notice = notice,
        reopen = function()
            local ok, found = pcall(engine.call, container.client, "ContainerInspect", { id = container.id })
            if ok then return found.State.Running and open() or nil end
            if require("moondock.errors").is(found, "not_found") then return nil end
            error(found, 0)
        end,
        fields = {
            plot = plot,
            next_value = function(self) return self:next() end,
            content = function() return "json" end,
        },
    })
end

--- Measures a container. Operation ContainerStats.
---
---     for s in c:stats { stream = true, reconnect = true } do print(s.cpu_percent) end
---@param container Container
---@param given? {stream: boolean?, one_shot: boolean?, reconnect: boolean|function?}
---@return Stats|Stream ...
function M.read(container, given)
    local who = "container:stats"
    local o = options.check(who, M.options, given)
    if o.stream and o.one_shot then
        require("moondock.errors").invalid(who .. ": one_shot and stream cannot be used together")
    end
    local fields = { id = container.id, stream = o.stream, ["one-shot"] = o.one_shot }
    local function open() return engine.call(container.client, "ContainerStats", fields) end
    if o.stream then
        local function take(source)
            local sample = shape.item("ContainerStats", source:next_value())
            return sample and M.of(sample)
        end
        if o.reconnect then return lasting(container, open, take, o.reconnect) end
        return mapped_stream.iterable(mapped_stream.new(open(), take, nil, { plot = plot }))
    end
    local stream <close> = open()
    local sample = shape.item("ContainerStats", stream:next_value())
    if sample then return M.of(sample) end
    -- An engine that was about to measure says nothing when there is nothing left to measure.
    require("moondock.errors").raise {
        kind = "not_found", operation = "ContainerStats", message = ("%s: the container has gone"):format(who),
    }
end

--- Measures several containers at the same time.
---@param client table
---@param which? table a list of containers or names, or filters; default: all that run
---@param given? {one_shot: boolean?, stream: boolean?, reconnect: boolean|function?} stream: again and again, see
--- `docker.live_stats`
---@return Stats[]|LiveStats list in the order of the containers; those that vanish meanwhile are left out
function M.all(client, which, given)
    -- Options alone: no filter has such a name.
    if given == nil and type(which) == "table" and type(rawget(which, "stream")) == "boolean" then
        which, given = nil, which
    end
    local o = options.check("docker.stats", { M.options[1], M.options[2], reconnect.option }, given)
    if o.stream then return require("docker.live_stats").new(client, which, o.reconnect) end
    local containers = require("docker.selector").resolve(client, "docker.stats", which, false)
    local samples = require("task").map(containers, function(c)
        local ok, sample = pcall(M.read, c, { one_shot = o.one_shot })
        if ok then return sample or false end
        if require("moondock.errors").is(sample, "not_found") then return false end
        error(sample, 0)
    end, { limit = math.max(1, math.min(#containers, 64)) })
    local kept = {}
    for _, sample in ipairs(samples) do
        if sample then kept[#kept + 1] = sample end
    end
    return require("docker.collection").list("stats", kept)
end

return M
