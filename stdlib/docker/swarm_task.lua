--- One task of a swarm: a run of a service on a node.
---
---     local t = docker.services.get("web"):tasks()[1]
---     print(t.state, t.error, t.container_id)
---     for line in t:logs() do print(line) end

local cluster = require "docker.cluster"
local model = require "docker.model"

local M = {}

---@class SwarmTask: Model
---@field state string new pending assigned preparing starting running complete failed rejected shutdown …
---@field desired_state string
---@field error string? why it failed
---@field slot integer? its number among the replicas
---@field service_id string
---@field node_id string?
---@field container_id string?
---@field image string
local methods, properties = {}, {}

local kind = {
    pattern = "task .* not found",
    names = function(client)
        local names = {}
        for _, attrs in ipairs(cluster.call(client, "TaskList", {})) do names[#names + 1] = attrs.ID end
        return names
    end,
}

--- Fetches the data of a task.
function M.inspect(client, id)
    return cluster.find(client, kind, id, "TaskInspect", { id = id })
end

local class = model.class {
    name = "task",
    methods = methods,
    properties = properties,
    inspect = function(self) return M.inspect(self.client, self.id) end,
}

function properties.state(self) return self.attrs.Status.State end

function properties.desired_state(self) return self.attrs.DesiredState end

function properties.error(self)
    local problem = self.attrs.Status.Err
    return problem ~= "" and problem or nil
end

function properties.slot(self) return self.attrs.Slot end

function properties.service_id(self) return self.attrs.ServiceID end

function properties.node_id(self)
    local id = self.attrs.NodeID
    return id ~= "" and id or nil
end

function properties.container_id(self)
    local status = self.attrs.Status.ContainerStatus
    return status and status.ContainerID ~= "" and status.ContainerID or nil
end

function properties.image(self)
    local container = (self.attrs.Spec or {}).ContainerSpec
    return container and container.Image
end

--- Reads what the task writes. See `docker.service_logs` for the options. Operation TaskLogs.
---
---     for line, source in t:logs { tail = 10 } do print(source, line) end
---@param given? table follow tail since timestamps details stdout stderr
---@return Stream ...
function methods:logs(given)
    return require("docker.service_logs").read(self.client, "TaskLogs", kind, self.id, given)
end

function class.__tostring(self)
    local attrs = model.known(self)
    if attrs then return model.title("task", attrs.Status.State, self.short_id) end
    return model.title("task", self.short_id)
end

--- Makes a task of what TaskInspect or TaskList gave.
function M.from_attrs(client, attrs)
    return model.new(class, client, attrs.ID, nil, attrs)
end

--- Tells whether a value is a task.
function M.is_task(value)
    return getmetatable(value) == class
end

return M
