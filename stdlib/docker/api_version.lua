--- What the engine is too old for. An engine ignores fields that it does not know, so they are refused before sending.
---
---     api_version.check(docker, "docker.services.create", { { name = "oom_score_adj", since = "1.46" } })

local errors = require "moondock.errors"
local engine = require "docker.engine"

local M = {}

--- Raises kind `version` when the engine is too old for one of the options.
---@param client table
---@param who string the function, for the message
---@param needs {name: string, since: string}[] what was given and needs a version; nothing is asked when it is empty
function M.check(client, who, needs)
    for _, need in ipairs(needs) do
        local is_older, version = engine.is_older(client, need.since)
        if is_older then
            errors.raise {
                kind = "version",
                message = ("%s: option '%s' needs an engine with API %s; this one has %s"):format(who, need.name,
                    need.since, version),
            }
        end
    end
end

return M
