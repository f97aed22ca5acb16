--- The values in a request: what its path, its query and its body say.

local host = require "moondock.host"
local secrets = require "trace.secrets"

local M = {}

-- "/containers/{id}/json" as a pattern and the names in it.
local function pattern_of(template)
    local names = {}
    local pattern = template:gsub("[%-%.%+]", "%%%0"):gsub("{([%w]+)}", function(name)
        names[#names + 1] = name
        return "(.+)"
    end)
    return ("^%s$"):format(pattern), names
end

--- The parameters of a request by their API names, and `body` where JSON was sent.
---@param exchange Exchange
---@return table
function M.values(exchange)
    local values = {}
    local path, query = exchange.target:match("^([^?]*)%??(.*)$")
    path = path:gsub("^/v%d+%.%d+", "")
    local operation = exchange.operation and require("docker.api").operations()[exchange.operation]
    if operation then
        local pattern, names = pattern_of(operation.path)
        for i, value in ipairs { path:match(pattern) } do
            if names[i] then values[names[i]] = secrets.decode(value) end
        end
    end
    for part in query:gmatch("[^&]+") do
        local name, value = part:match("^([^=]*)=?(.*)$")
        name, value = secrets.decode(name), secrets.decode(value)
        local known = values[name]
        if known == nil then
            values[name] = value
        elseif type(known) == "table" then
            known[#known + 1] = value
        else
            values[name] = { known, value }
        end
    end
    if exchange.body ~= "" then
        local ok, body = pcall(host.json_decode, exchange.body)
        if ok then values.body = body end
    end
    return values
end

return M
