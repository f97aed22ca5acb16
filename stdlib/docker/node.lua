--- One node of a swarm.
---
---     local n = docker.nodes.get("self")
---     n:update { labels = { disk = "ssd" } }

local cluster = require "docker.cluster"
local convert = require "docker.convert"
local engine = require "docker.engine"
local model = require "docker.model"
local options = require "options"
local spec = require "docker.spec"

local M = {}

---@class Node: Model
---@field hostname string
---@field version integer grows with each change
---@field role string manager or worker
---@field availability string active pause drain
---@field state string ready down unknown disconnected
---@field labels table<string, string>
---@field is_leader boolean
local methods, properties = {}, {}

local kind = {
    pattern = "node .* not found",
    names = function(client)
        local names = {}
        for _, attrs in ipairs(cluster.call(client, "NodeList", {})) do
            names[#names + 1] = attrs.Description and attrs.Description.Hostname
        end
        return names
    end,
}

--- Fetches the data of a node.
function M.inspect(client, id)
    return cluster.find(client, kind, id, "NodeInspect", { id = id })
end

local class = model.class {
    name = "node",
    methods = methods,
    properties = properties,
    inspect = function(self) return M.inspect(self.client, self.id) end,
}

function properties.hostname(self)
    local description = self.attrs.Description
    return description and description.Hostname or ""
end

function properties.version(self) return self.attrs.Version.Index end

function properties.role(self) return self.attrs.Spec.Role end

function properties.availability(self) return self.attrs.Spec.Availability end

function properties.state(self) return self.attrs.Status.State end

function properties.labels(self) return self.attrs.Spec.Labels or {} end

function properties.is_leader(self)
    local manager = self.attrs.ManagerStatus
    return manager ~= nil and manager.Leader == true
end

local UPDATE = {
    { name = "availability", alias = "Availability", type = "string", to = "Availability",
        choices = { "active", "pause", "drain" },
        doc = "active: gets tasks; pause: keeps its tasks; drain: loses them" },
    { name = "role", alias = "Role", type = "string", to = "Role", choices = { "worker", "manager" },
        doc = "worker or manager" },
    { name = "labels", alias = "Labels", type = "table", to = "Labels", convert = convert.labels,
        doc = "that constraints of services ask for" },
    { name = "name", alias = "Name", type = "string", to = "Name", doc = "of the node" },
}

--- Changes the node; what is not named stays as it is. Operation NodeUpdate.
---
---     n:update { availability = "drain", labels = { disk = "ssd" } }
---@param given table availability role labels name; the engine's Availability Role Labels Name too
function methods:update(given)
    local changes = spec.changes("node:update", UPDATE, given)
    cluster.update(function() return M.inspect(self.client, self.id) end, function(attrs, version)
        local fields = { id = self.id, version = version }
        return cluster.find(self.client, kind, self.id, "NodeUpdate", fields, spec.apply(attrs.Spec, changes))
    end)
    model.forget(self)
end

local REMOVE = { { name = "force", type = "boolean", default = false, doc = "even when it is not down" } }

--- Takes the node out of the swarm's list, once it has left or is down. Operation NodeDelete.
---
---     n:remove { force = true }
---@param given? boolean|{force: boolean?}
function methods:remove(given)
    if type(given) == "boolean" then given = { force = given } end
    local o = options.check("node:remove", REMOVE, given)
    cluster.find(self.client, kind, self.id, "NodeDelete", { id = self.id, force = o.force })
end

--- Lists the tasks on this node: one request. Operation TaskList.
---
---     n:tasks { filters = { ["desired-state"] = "running" } }
---@param given? {filters: table?}
---@return SwarmTask[]
function methods:tasks(given)
    local o = options.check("node:tasks", { { name = "filters", type = "map",
    doc = "which: see the operation's parameter filters" } }, given)
    local filters = require("docker.collection").filters(o.filters) or {}
    filters.node = { self.id }
    return require("docker.tasks").list(self.client, filters)
end

--- Tells whether this is the node of the engine that was asked. Operation SystemInfo.
---
---     n:is_self()
---@return boolean
function methods:is_self()
    local swarm = engine.call(self.client, "SystemInfo").Swarm
    return swarm ~= nil and swarm.NodeID == self.id
end

function class.__tostring(self)
    local attrs = model.known(self)
    if attrs then return model.title("node", self.short_id, self.hostname) end
    return model.title("node", self.short_id)
end

--- Makes a node of what NodeInspect or NodeList gave.
function M.from_attrs(client, attrs)
    return model.new(class, client, attrs.ID, nil, attrs)
end

--- Tells whether a value is a node.
function M.is_node(value)
    return getmetatable(value) == class
end

return M
