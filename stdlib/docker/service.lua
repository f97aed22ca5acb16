--- One service of a swarm.
---
---     local s = docker.services.get("web")
---     s:scale(5)
---     s:update { image = "nginx:1.27", env = { MODE = "new" } }
---     for _, t in ipairs(s:tasks()) do print(t.slot, t.state, t.node_id) end

local cluster = require "docker.cluster"
local collection = require "docker.collection"
local errors = require "moondock.errors"
local model = require "docker.model"
local options = require "options"
local service_spec = require "docker.service_spec"

local M = {}

---@class Service: Model
---@field name string
---@field version integer grows with each change
---@field image string
---@field labels table<string, string>
---@field mode string replicated global replicated-job global-job
---@field replicas integer? nil for a global service
---@field running integer tasks that run; known from a list, else asked
---@field desired integer tasks that are wanted
local methods, properties = {}, {}

--- The names of all services, for "did you mean".
M.kind = {
    pattern = "service .* not found",
    names = function(client)
        local names = {}
        for _, attrs in ipairs(cluster.call(client, "ServiceList", {})) do names[#names + 1] = attrs.Spec.Name end
        return names
    end,
}

local function find(self, operation, fields, ...)
    fields.id = self.id
    return cluster.find(self.client, M.kind, self.id, operation, fields, ...)
end

--- Fetches the data of a service.
function M.inspect(client, id, insert_defaults)
    local fields = { id = id, insertDefaults = insert_defaults }
    return cluster.find(client, M.kind, id, "ServiceInspect", fields)
end

local class = model.class {
    name = "service",
    methods = methods,
    properties = properties,
    inspect = function(self) return M.inspect(self.client, self.id) end,
}

-- ---- What is known

function properties.name(self) return self.attrs.Spec.Name end

function properties.version(self) return self.attrs.Version.Index end

function properties.labels(self) return self.attrs.Spec.Labels or {} end

function properties.image(self)
    local container = self.attrs.Spec.TaskTemplate.ContainerSpec
    return container and container.Image
end

function properties.mode(self)
    local mode = self.attrs.Spec.Mode or {}
    if mode.Global then return "global" end
    if mode.GlobalJob then return "global-job" end
    return mode.ReplicatedJob and "replicated-job" or "replicated"
end

function properties.replicas(self)
    local mode = self.attrs.Spec.Mode or {}
    if mode.Replicated then return mode.Replicated.Replicas end
    return mode.ReplicatedJob and mode.ReplicatedJob.TotalCompletions
end

-- Counts of tasks: a list tells them, inspecting does not.
local function status(self)
    local known = self.attrs.ServiceStatus
    if known then return known end
    local listed = cluster.call(self.client, "ServiceList", { filters = { id = { self.id } }, status = true })
    for _, attrs in ipairs(listed) do
        if attrs.ID == self.id and attrs.ServiceStatus then return attrs.ServiceStatus end
    end
    return {}
end

function properties.running(self) return status(self).RunningTasks or 0 end

function properties.desired(self) return status(self).DesiredTasks or 0 end

-- ---- Changing

-- Sends a new specification that `change` makes of the current one; what is known is out of date then.
local function send(self, change, fields)
    local reply = cluster.update(function() return M.inspect(self.client, self.id) end, function(attrs, version)
        local given = { version = version }
        for name, value in pairs(fields or {}) do given[name] = value end
        return find(self, "ServiceUpdate", given, change(attrs.Spec))
    end)
    model.forget(self)
    return reply
end

--- Changes the service; what is not named stays as it is, lists and maps that are named are replaced, and `json.null`
--- takes a setting away. Operation ServiceUpdate.
---
---     s:update { image = "busybox:latest", env = { MODE = "new" }, resources = { mem_limit = "64m" } }
---     s:update { healthcheck = json.null }
---@param given table as for `docker.services.create`
---@return {Warnings: string[]?}
function methods:update(given)
    local change, o = service_spec.changer(self.client, "service:update", given)
    local auth = service_spec.auth(self.client, o.image, o.auth_config)
    return send(self, change, { ["X-Registry-Auth"] = auth })
end

--- Sets the number of tasks. Operation ServiceUpdate.
---
---     s:scale(3)
---@param replicas integer|{replicas: integer}
---@return {Warnings: string[]?}
function methods:scale(replicas)
    if type(replicas) == "number" then replicas = { replicas = replicas } end
    local count = options.check("service:scale", { { name = "replicas", type = "integer",
    doc = "how many tasks there should be" } }, replicas).replicas
    if not count then errors.invalid("service:scale: how many?", "s:scale(3)") end
    local scale = service_spec.scale
    return send(self, function(body)
        scale("service:scale", body, count)
        return body
    end)
end

--- Replaces all tasks by new ones, though nothing changed. Operation ServiceUpdate.
---
---     s:force_update()
---@return {Warnings: string[]?}
function methods:force_update()
    return send(self, function(body)
        body.TaskTemplate.ForceUpdate = (body.TaskTemplate.ForceUpdate or 0) + 1
        return body
    end)
end

--- Goes back to the specification before the last update. Operation ServiceUpdate.
---
---     s:update { image = "busybox:broken" }
---     s:rollback()
---@return {Warnings: string[]?} raises kind `conflict` when there is none
function methods:rollback()
    if not M.inspect(self.client, self.id).PreviousSpec then
        errors.raise {
            kind = "conflict",
            message = ("service %s has no previous specification: it was not updated since it was created or rolled back")
                :format(self.name),
        }
    end
    return send(self, function(body) return body end, { rollback = "previous" })
end

--- Removes the service and its tasks. Operation ServiceDelete.
---
---     s:remove()
function methods:remove()
    find(self, "ServiceDelete", {})
end

-- ---- Looking inside

local TASKS = {
    { name = "filters", type = "map", doc = "id, name, node, label, desired-state: running, shutdown, accepted" },
}

--- Lists its tasks, also those that ended: one request. Operation TaskList.
---
---     s:tasks { filters = { ["desired-state"] = "running" } }
---@param given? {filters: table?}
---@return SwarmTask[]
function methods:tasks(given)
    local o = options.check("service:tasks", TASKS, given)
    local filters = collection.filters(o.filters) or {}
    filters.service = { self.id }
    return require("docker.tasks").list(self.client, filters)
end

--- Reads what its tasks write. See `docker.service_logs` for the options. Operation ServiceLogs.
---
---     for line, source in s:logs { tail = 10 } do print(source, line) end
---@param given? table follow tail since timestamps details stdout stderr
---@return Stream ...
function methods:logs(given)
    return require("docker.service_logs").read(self.client, "ServiceLogs", M.kind, self.id, given)
end

--- Waits until the service is as it should be. See `docker.service_wait`.
---
---     s:wait_for("running", { timeout = "60s" })
---@param state? "running"|"complete" default: complete for jobs, running for all others
---@param given? {timeout: number|string?} raises kind `timeout` with what the tasks say; default: for ever
---@return Service
function methods:wait_for(state, given)
    return require("docker.service_wait").wait(self, state, given)
end

function class.__tostring(self)
    local attrs = model.known(self)
    if attrs then return model.title("service", self.short_id, attrs.Spec.Name) end
    return model.title("service", self.short_id)
end

--- Makes a service of what ServiceInspect or ServiceList gave.
function M.from_attrs(client, attrs)
    return model.new(class, client, attrs.ID, nil, attrs)
end

--- Makes a service of which only the id is known.
function M.from_id(client, id)
    return model.new(class, client, id)
end

--- Tells whether a value is a service.
function M.is_service(value)
    return getmetatable(value) == class
end

return M
