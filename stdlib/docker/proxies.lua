--- The proxies that the docker command's config.json sets for what runs on an engine.
---
---     { "proxies": { "default": { "httpProxy": "http://proxy:3128", "noProxy": "localhost" } } }
---
--- An entry under the engine's address stands in place of the default one.

local host = require "moondock.host"
local engine = require "docker.engine"

local M = {}

local function variables(client)
    local address = client and host.engine_target(engine.handle(client)).address
    return host.config_proxies(address)
end

local function sorted_names(map)
    local names = {}
    for name in pairs(map) do names[#names + 1] = name end
    table.sort(names)
    return names
end

--- Puts the proxies before an environment, without those that it sets itself.
---@param environment? string[] "NAME=value"
---@param client? table whose address is looked at; default: none, so the default proxies
---@return string[]? environment nil when there is nothing in it
function M.into(environment, client)
    local set = {}
    for _, item in ipairs(environment or {}) do set[item:match("^[^=]*")] = true end
    local list = host.array {}
    local proxies = variables(client)
    for _, name in ipairs(sorted_names(proxies)) do
        if not set[name] then list[#list + 1] = ("%s=%s"):format(name, proxies[name]) end
    end
    for _, item in ipairs(environment or {}) do list[#list + 1] = item end
    return #list > 0 and list or nil
end

--- Adds the proxies to the arguments of a build, without those that they set themselves.
---@param arguments? table<string, any>
---@param client? table
---@return table<string, any>? arguments a new table; nil when there is nothing in it
function M.build_args(arguments, client)
    local merged = variables(client)
    for name, value in pairs(arguments or {}) do merged[name] = value end
    return next(merged) and merged or nil
end

return M
