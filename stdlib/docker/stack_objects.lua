--- What a stack consists of on the engine: networks, secrets, configs and services with its label.

local cluster = require "docker.cluster"
local engine = require "docker.engine"

local M = {}

--- The kinds, in the order in which they are removed.
M.KINDS = {
    { kind = "service", list = "ServiceList", delete = "ServiceDelete" },
    { kind = "secret", list = "SecretList", delete = "SecretDelete" },
    { kind = "config", list = "ConfigList", delete = "ConfigDelete" },
    { kind = "network", list = "NetworkList", delete = "NetworkDelete" },
}

--- Lists the objects of a kind: by name.
---@param client table
---@param kind table one of `KINDS`
---@param label? string "name=value"; default: all
---@return table<string, table> attrs
function M.list(client, kind, label)
    local by_name = {}
    local filters = label and { label = { label } } or nil
    local call = kind.kind == "network" and engine.call or cluster.call
    for _, attrs in ipairs(call(client, kind.list, { filters = filters })) do
        by_name[attrs.Spec and attrs.Spec.Name or attrs.Name] = attrs
    end
    return by_name
end

--- Removes an object.
function M.delete(client, kind, attrs)
    local call = kind.kind == "network" and engine.call or cluster.call
    call(client, kind.delete, { id = attrs.ID or attrs.Id })
end

return M
