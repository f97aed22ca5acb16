--- Measuring many containers again and again: each sample is compared with the one before, so none has to wait for a
--- second one of the engine.

local engine = require "docker.engine"
local errors = require "moondock.errors"
local stats = require "docker.stats"
local task = require "task"

local M = {}

---@class Sampler
local Sampler = {}
Sampler.__index = Sampler

--- Makes a sampler that has measured nothing yet.
---@return Sampler
function M.new()
    return setmetatable({ before = {} }, Sampler)
end

--- Puts the sample before into a sample, as the engine does in a stream.
---@param sample table
---@param before? table
---@return Stats
function M.compared(sample, before)
    if before then sample.precpu_stats, sample.preread = before.cpu_stats, before.read end
    return stats.of(sample)
end

--- Says whose a sample is: Docker 28 leaves that out of single ones.
---@param sample table
---@param container {id: string, name: string?}
---@return table sample
function M.signed(sample, container)
    sample.id = sample.id or container.id
    if not sample.name and container.name then sample.name = "/" .. container.name end
    return sample
end

local function measure(container)
    local stream <close> = engine.call(container.client, "ContainerStats",
        { id = container.id, stream = false, ["one-shot"] = true })
    local sample = require("docker.shape").item("ContainerStats", stream:next_value())
    return sample and M.signed(sample, container)
end

--- Measures containers. Operation ContainerStats.
---@param containers Container[]
---@return Stats[] list in the order of the containers, without those that have vanished meanwhile
function Sampler:measure(containers)
    local found = task.map(containers, function(c)
        local ok, sample = pcall(measure, c)
        if ok then return sample or false end
        if errors.is(sample, "not_found") or errors.is(sample, "conflict") then return false end
        error(sample, 0)
    end, { limit = 16 })
    local before, list = {}, {}
    for i, sample in ipairs(found) do
        if sample then
            local id = containers[i].id
            before[id] = sample
            list[#list + 1] = M.compared(sample, self.before[id])
        end
    end
    self.before = before
    return list
end

return M
