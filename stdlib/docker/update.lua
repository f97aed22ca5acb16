--- Changing the limits of a container that is there.
---
---     c:update { mem_limit = "128m", memswap_limit = "256m", restart_policy = "unless-stopped" }

local container_options = require "docker.container_options"
local engine = require "docker.engine"
local options = require "options"

local M = {}

-- What the engine can change without making the container anew; the options themselves are those of `create`.
local NAMES = {
    "blkio_weight", "blkio_weight_device", "device_read_bps", "device_read_iops", "device_write_bps",
    "device_write_iops", "cgroup_parent", "cpu_period", "cpu_quota", "cpu_rt_period", "cpu_rt_runtime", "cpu_shares",
    "cpuset_cpus", "cpuset_mems", "device_cgroup_rules", "devices", "kernel_memory", "mem_limit", "mem_reservation",
    "mem_swappiness", "memswap_limit", "nano_cpus", "oom_kill_disable", "pids_limit", "restart_policy", "ulimits",
}

--- Options of `update`.
M.options = {}
do
    local index = options.index(container_options.create)
    for i, name in ipairs(NAMES) do M.options[i] = index[name] end
end

--- Changes limits and restart policy. Operation ContainerUpdate.
---@param container Container
---@param given table
---@return {Warnings: string[]?}
function M.update(container, given)
    local o = options.check("container:update", M.options, given)
    return engine.call(
        container.client, "ContainerUpdate", { id = container.id }, options.body(M.options, o, "host"))
end

return M
