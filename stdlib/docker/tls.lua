--- The option `tls` of `docker.connect`: how TLS is spoken with an engine.
---
---     docker.connect { host = "tcp://engine:2376", tls = { ca = "/certs/ca.pem", cert = "/certs/cert.pem",
---         key = "/certs/key.pem" } }
---     docker.connect { host = "tcp://10.0.0.5", tls = { ca = ca_text, hostname = "engine.example.org" } }
---     docker.connect { host = "tcp://engine:2376", tls = true }     -- the files of DOCKER_CERT_PATH, if it is set

local options = require "options"

local M = {}

local TLS = {
    { name = "ca", type = "string",
        doc = "path or PEM text of the authorities to trust; default: those of the system" },
    { name = "cert", type = "string", doc = "path or PEM text of the client's own certificate" },
    { name = "key", type = "string", doc = "path or PEM text of its key, without a passphrase" },
    { name = "verify", type = "boolean", default = true, doc = "false: believe whoever answers" },
    { name = "hostname", type = "string", doc = "the name to find in the engine's certificate; default: the host" },
}

--- The fields of the option `tls`, as data.
M.options = TLS

--- Replaces the table `tls` in checked options by single fields, as the host functions take them.
---@param who string the function they are for, for messages
---@param settings table checked options; changed in place
---@return table settings
function M.flatten(who, settings)
    local tls = settings.tls
    if type(tls) ~= "table" then return settings end
    settings.tls = true
    for name, value in pairs(options.check(who .. ": tls", TLS, tls)) do settings["tls_" .. name] = value end
    return settings
end

return M
