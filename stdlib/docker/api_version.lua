--- What the engine is too old for. An engine ignores fields that it does not know, so they are refused before sending.
---
---     api_version.check(docker, "docker.services.create", { { name = "oom_score_adj", since = "1.46" } })

local host = require "moondock.host"
local errors = require "moondock.errors"
local engine = require "docker.engine"

local M = {}

-- "1.41" -> 1041, so that versions compare.
local function rank(version)
    local major, minor = version:match("^(%d+)%.(%d+)")
    return major and math.tointeger(major) * 1000 + math.tointeger(minor) or 0
end

--- The version of the API that is spoken with the engine; asks the engine when that is not settled yet.
---@param client table
---@return string version "1.41"
function M.of(client)
    local version = host.engine_target(engine.handle(client)).api_version
    if version then return version end
    engine.call(client, "SystemPing")
    return host.engine_target(engine.handle(client)).api_version or "9999.0"
end

--- Tells whether a version is older than another.
---@param version string
---@param than string
---@return boolean
function M.is_older(version, than)
    return rank(version) < rank(than)
end

--- Raises kind `version` when the engine is too old for one of the options.
---@param client table
---@param who string the function, for the message
---@param needs {name: string, since: string}[] what was given and needs a version; nothing is asked when it is empty
function M.check(client, who, needs)
    if #needs == 0 then return end
    local version = M.of(client)
    for _, need in ipairs(needs) do
        if M.is_older(version, need.since) then
            errors.raise {
                kind = "version",
                message = ("%s: option '%s' needs an engine with API %s; this one has %s"):format(who, need.name,
                    need.since, version),
            }
        end
    end
end

return M
