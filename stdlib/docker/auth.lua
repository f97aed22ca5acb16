--- Credentials for a registry, as the engine takes them with a request.

local errors = require "moondock.errors"
local convert = require "docker.convert"
local options = require "options"

local M = {}

local FIELDS = {
    username = "username", password = "password", email = "email", identitytoken = "identitytoken",
    registrytoken = "registrytoken", serveraddress = "serveraddress",
}

--- Gives the value of X-Registry-Auth.
---@param _ table the client
---@param _ string the image or registry it is for
---@param auth_config? {username: string?, password: string?, email: string?, identitytoken: string?, serveraddress: string?}
---@return table
function M.header(_, _, auth_config)
    if auth_config == nil then return {} end
    if not options.is_map(auth_config) then
        errors.invalid("option 'auth_config': expected a table such as { username = …, password = … }")
    end
    return convert.fields(auth_config, FIELDS, "auth_config")
end

return M
