--- How much of what an engine sends is taken: the option `limits` of `docker.connect`, and the variable MOONDOCK_LIMITS.
---
---     docker.connect { host = "tcp://10.0.0.5:2375", limits = { reply = "16m", line = "64k" } }
---     -- in the shell of the system, for a whole run: MOONDOCK_LIMITS=reply=16m,line=64k,depth=64 moondock …
---
--- What is larger is an error of kind `limit`. An engine under a foreign hand can cost no more than this; the defaults are
--- far above what honest ones send. `help "limits"` shows them all.

local host = require "moondock.host"
local errors = require "moondock.errors"
local nearest = require "nearest"
local options = require "options"
local units = require "units"

local M = {}

--- The limits as data: `name`, `default`, `most`, `unit` (bytes or levels) and `doc`.
---
---     require("docker.limits").all()[1].name     --> "reply"
---@return {name: string, default: integer, most: integer, unit: string, doc: string}[]
function M.all()
    return host.reply_limits()
end

--- Bounds that cannot be moved: what they bound, and what they are.
M.fixed = {
    { "line of a head", "64k, or a quarter of head" },
    { "line of chunked coding", "16k; the same for its trailers" },
    { "interim heads before a reply", "100" },
    { "redirects", "none is followed" },
    { "words of a refusal", "1m are read, 8k are shown" },
    { "frame of a WebSocket", "16m" },
    { "read ahead of a slow reader", "4m; 1m of an archive" },
    { "entry of an archive", "256m where it is read into a string" },
    { "path in an archive", "16k, 1024 folders deep" },
}

--- Bounds that are set elsewhere.
M.elsewhere = {
    { "max_bytes, max_entries", "of docker.cp and archive.unpack: an archive as a whole; no limit unless set" },
    { "connect_timeout", "of docker.connect, and timeout, idle_timeout: how long is waited" },
    { "--max-memory", "of the command line: memory of Lua. JSON can take 25 times its size as tables" },
    { "--max-instructions", "of the command line, and --timeout: how long Lua may run" },
}

--- Writes a size as it can be given.
---
---     require("docker.limits").size(65536)     --> "64k"
---@param bytes integer
---@return string
function M.size(bytes)
    for _, unit in ipairs { { "g", 30 }, { "m", 20 }, { "k", 10 } } do
        if bytes >= 1 << unit[2] and bytes % (1 << unit[2]) == 0 then return ("%d%s"):format(bytes >> unit[2], unit[1]) end
    end
    return tostring(bytes)
end

--- Replaces the table `limits` in checked options by single fields, as the host functions take them.
---@param who string the function they are for, for messages
---@param settings table checked options; changed in place
---@return table settings
function M.flatten(who, settings)
    local limits = settings.limits
    settings.limits = nil
    local known = {}
    for _, limit in ipairs(limits and M.all() or {}) do known[limit.name] = limit end
    for name, value in pairs(limits or {}) do
        local limit = known[name]
        if not limit then
            errors.invalid(("%s: there is no limit %s"):format(who, options.quote(name)),
                nearest.hint(nearest.key(name, known)) or 'help "limits" lists them')
        end
        if limit.unit ~= "bytes" then
            errors.invalid(("%s: the limit '%s' holds for a whole run"):format(who, name),
                ("set MOONDOCK_LIMITS=%s=… before it"):format(name))
        end
        local bytes = units.bytes(value, ("%s: limit '%s'"):format(who, name))
        if bytes < 1 or bytes > limit.most then
            errors.invalid(("%s: limit '%s': expected a size from 1 to %s, got %s"):format(who, name, M.size(limit.most),
                options.quote(value)))
        end
        settings["limit_" .. name] = bytes
    end
    return settings
end

return M
