--- What the engine is too old for. An engine ignores fields that it does not know, so they are refused before sending.
---
---     api_version.check(docker, "docker.services.create", { { name = "oom_score_adj", since = "1.46" } })
---
--- A need has `since`, or `before` for what newer engines have dropped.

local errors = require "moondock.errors"
local engine = require "docker.engine"

local M = {}

--- Raises kind `version` when the engine is too old, or too new, for one of the options.
---@param client table
---@param who string the function, for the message
---@param needs {name: string, since: string?, before: string?}[] what was given and needs a version; nothing is asked when it is empty
function M.check(client, who, needs)
    for _, need in ipairs(needs) do
        local limit = need.since or need.before
        local is_older, version = engine.is_older(client, limit)
        local too_new = need.before and version and not is_older
        if need.since and is_older or too_new then
            errors.raise {
                kind = "version",
                message = ("%s: option '%s' needs API %s%s, the engine speaks %s"):format(who, need.name,
                    too_new and "before " or "", limit, version),
            }
        end
    end
end

return M
