--- Installing and upgrading plugins: the rights they ask for, and the engine's progress with its errors.

local host = require "moondock.host"
local errors = require "moondock.errors"
local engine = require "docker.engine"
local progress = require "docker.progress"

local M = {}

--- Options of `install` and `upgrade`.
M.options = {
    { name = "name", type = "string", doc = "its name on this engine" },
    { name = "grant", type = "function", doc = "called with the rights it asks for; false ends the installation" },
    { name = "auth_config", type = "any", doc = "{ username = …, password = … }" },
    { name = "progress", type = "function", doc = "called with each item of the engine's progress" },
}

--- A name with its tag; `latest` when it has neither tag nor digest.
---@param name string
---@return string
function M.with_tag(name)
    local _, tag = require("docker.pull").split(name)
    return tag and name or name .. ":latest"
end

--- Runs an operation and reads its progress to its end; what it reports as an error is raised.
---@param client table
---@param operation string
---@param fields table
---@param body? table
---@param listener? function
function M.follow(client, operation, fields, body, listener)
    progress.read(engine.call(client, operation, fields, body), operation, progress.listener(listener))
end

--- Pulls a plugin with the rights it asks for.
---@param client table
---@param operation string PluginPull or PluginUpgrade
---@param fields table with `remote`
---@param o table checked options
function M.run(client, operation, fields, o)
    local header = require("docker.auth").header(client, fields.remote, o.auth_config)
    local privileges = engine.call(client, "GetPluginPrivileges", {
        remote = fields.remote, ["X-Registry-Auth"] = header,
    })
    if type(privileges) ~= "table" then privileges = {} end
    if o.grant and o.grant(privileges) == false then
        errors.raise {
            kind = "cancelled",
            operation = operation,
            message = ("plugin %s: the rights it asks for were not granted"):format(fields.remote),
        }
    end
    fields["X-Registry-Auth"] = header
    M.follow(client, operation, fields, host.array(privileges), o.progress)
end

return M
