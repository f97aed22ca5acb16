--- The keys that leave an attached terminal.

local host = require "moondock.host"

local M = {}

--- The keys of checked options, else, where somebody types, those that the docker command's config.json sets.
---@param o {detach_keys: string?, stdin: boolean?}
---@return string? keys nil: the engine's own, ctrl-p,ctrl-q
function M.of(o)
    return o.detach_keys or o.stdin and host.config_settings().detachKeys or nil
end

return M
