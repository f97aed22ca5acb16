--- The proxies that the docker command's config.json sets for new containers.

local host = require "moondock.host"

local M = {}

local VARIABLES = {
    { "httpProxy", "HTTP_PROXY" }, { "httpsProxy", "HTTPS_PROXY" }, { "ftpProxy", "FTP_PROXY" },
    { "noProxy", "NO_PROXY" },
}

local function config()
    local folder = os.getenv("DOCKER_CONFIG")
    local home = os.getenv("HOME")
    if not folder or folder == "" then folder = home and home .. "/.docker" end
    local file = folder and io.open(folder .. "/config.json", "rb")
    if not file then return {} end
    local text = file:read("a")
    file:close()
    -- A file that cannot be read is the business of whoever logs in, not of a container that needs no proxy.
    local ok, value = pcall(host.json_decode, text or "")
    return ok and type(value) == "table" and value or {}
end

--- Puts the proxies before an environment, so that what it says itself counts.
---@param environment? string[]
---@return string[]? environment nil when there is nothing in it
function M.into(environment)
    local proxies = config().proxies
    local default = type(proxies) == "table" and proxies.default
    if type(default) ~= "table" then return environment end
    local list = host.array {}
    for _, pair in ipairs(VARIABLES) do
        local value = default[pair[1]]
        if type(value) == "string" and value ~= "" then
            list[#list + 1] = ("%s=%s"):format(pair[2], value)
            list[#list + 1] = ("%s=%s"):format(pair[2]:lower(), value)
        end
    end
    for _, item in ipairs(environment or {}) do list[#list + 1] = item end
    return #list > 0 and list or nil
end

return M
