--- Credentials for registries.
---
---     docker.login("me", os.getenv("REGISTRY_PASSWORD"), { registry = "ghcr.io" })
---     docker.images.pull("ghcr.io/me/tool")                    -- uses the login
---     docker.login("me", token, { registry = "ghcr.io", store = true })    -- for later runs too
---
--- What is not logged in here comes from the docker command's config.json and its credential helpers, which are asked
--- for the registry in question only. No message and no result of these functions shows a secret.

local host = require "moondock.host"
local errors = require "moondock.errors"
local engine = require "docker.engine"
local nearest = require "nearest"
local options = require "options"

local M = {}

-- `{}` in base64: nobody in particular.
local ANONYMOUS = "e30="

local FIELDS = {
    username = true, password = true, email = true, identitytoken = true, registrytoken = true, serveraddress = true,
    auth = true,
}

-- client -> key of the registry -> AuthConfig
local remembered = setmetatable({}, { __mode = "k" })

-- Unlike options.check it never repeats a value: it may be a secret.
local function check(who, given)
    for name, value in pairs(given) do
        if not FIELDS[name] then
            errors.invalid(("%s: auth_config has no field %s"):format(who, options.quote(name)),
                nearest.hint(nearest.key(name, FIELDS)))
        end
        if type(value) ~= "string" then
            errors.invalid(("%s: auth_config: %s must be a string, and is a %s"):format(who, name, type(value)))
        end
    end
    return given
end

--- What goes into `X-Registry-Auth` for an operation that talks to a registry.
---
---     engine.call(client, "ImagePush", { name = name, ["X-Registry-Auth"] = auth.header(client, name .. ":" .. tag) })
---@param client table
---@param name string an image with its tag ("ghcr.io/me/tool:1"), or a registry ("ghcr.io"); a name without a slash that
--- has a dot in it and no tag counts as a registry
---@param auth_config? table|boolean|lightuserdata { username=, password= } or { identitytoken= }: just this; false or
--- json.null: nobody; nil: what `docker.login` remembers for this client, else what config.json and its helpers know, else nobody
---@return string|table value of the parameter; raises when a credential helper fails
function M.header(client, name, auth_config)
    if auth_config == false or auth_config == host.null then return ANONYMOUS end
    if type(auth_config) == "table" then return check("auth_config", auth_config) end
    if auth_config ~= nil then
        errors.invalid(("auth_config must be a table, and is a %s"):format(type(auth_config)),
            '{ username = "me", password = … }')
    end
    local logins = remembered[client]
    return logins and logins[host.registry_key(name)] or host.registry_auth(name)
end

--- What goes into `X-Registry-Config` for a build.
---@param client table
---@param names? string[] the images or registries that the build needs; nil: all that are known
---@return string value of the parameter
function M.config(client, names)
    return host.registry_config(names and host.array(table.move(names, 1, #names, 1, {})) or nil, remembered[client])
end

--- Options of `docker.login`.
M.login_options = {
    { name = "username", type = "string", doc = "of the account" },
    { name = "password", type = "any", doc = "or the token that the registry takes in its place" },
    { name = "email", type = "string", doc = "for very old registries" },
    { name = "registry", type = "string", default = "", doc = "host[:port] or URL; default: Docker Hub" },
    { name = "reauth", type = "boolean", default = false, doc = "ask the registry even if the user is logged in here" },
    { name = "dockercfg_path", type = "string", doc = "another config.json to find credentials in and to store them in" },
    { name = "store", type = "boolean", default = false, doc = "keep the login for later runs, as docker login does" },
}

local function remember(client, key, credentials)
    remembered[client] = remembered[client] or {}
    remembered[client][key] = credentials
end

local function send(client, credentials, registry)
    local ok, reply = pcall(engine.call, client, "SystemAuth", {}, credentials)
    if ok then return reply end
    if errors.is(reply, "unauthorized") and not reply.hint then
        reply.hint = ("check the user name and the password or token for %s"):format(registry)
    end
    error(reply, 0)
end

--- Checks credentials with a registry, and remembers them for this client. Operation SystemAuth.
---
---     docker.login("me", os.getenv("REGISTRY_PASSWORD"), { registry = "registry.example:5000" })
---@param client table
---@param username string|table the name, or all in one table
---@param password? string nil: what `dockercfg_path` or config.json knows of the user
---@param given? table email registry reauth dockercfg_path store
---@return {Status: string, Registry: string, Stored: string?} result Stored: the file or helper that keeps the login
function M.login(client, username, password, given)
    local who = "docker.login"
    local merged = {}
    if type(username) == "table" and password == nil and given == nil then username, given = nil, username end
    if given ~= nil and type(given) ~= "table" then
        errors.invalid(("%s: the options must be a table, and are a %s"):format(who, type(given)))
    end
    for name, value in pairs(given or {}) do merged[name] = value end
    if username ~= nil then merged.username = username end
    if password ~= nil then merged.password = password end
    local o = options.check(who, M.login_options, merged)
    if not o.username or o.username == "" then errors.invalid(who .. ": which user?", "docker.login(name, password)") end
    if o.password ~= nil and type(o.password) ~= "string" then
        errors.invalid(("%s: the password must be a string, and is a %s"):format(who, type(o.password)))
    end

    local key = host.registry_key(o.registry)
    local known = remembered[client] and remembered[client][key]
    if o.dockercfg_path or not o.password then
        local found = host.registry_credentials(o.registry == "" and key or o.registry, o.dockercfg_path)
        if found and (found.username == o.username or found.identitytoken) then known = found end
    end
    if known and known.username == o.username and not o.reauth and (not o.password or o.password == known.password) then
        remember(client, key, known)
        return { Status = "Already logged in", Registry = key }
    end
    local credentials = o.password and {
        username = o.username, password = o.password, email = o.email, serveraddress = key,
    } or known
    if not credentials then
        errors.invalid(("%s: a password is needed: nothing is known of %s at %s"):format(who, o.username, key),
            "docker.login(name, password)")
    end
    local reply = send(client, credentials, key)
    if reply.IdentityToken and reply.IdentityToken ~= "" then
        credentials = { username = o.username, identitytoken = reply.IdentityToken, serveraddress = key }
    end
    remember(client, key, credentials)
    local stored = o.store and host.registry_store(credentials, o.dockercfg_path) or nil
    return { Status = reply.Status, Registry = key, Stored = stored }
end

--- Options of `docker.logout`.
M.logout_options = {
    { name = "registry", type = "string", default = "", doc = "host[:port] or URL; default: Docker Hub" },
    { name = "store", type = "boolean", default = false, doc = "forget it in config.json and its helper too" },
}

--- Forgets a login of this client; with store=true also what `docker login` or `docker.login` stored.
---
---     docker.logout("ghcr.io")
---     docker.logout("ghcr.io", { store = true })
---@param client table
---@param registry? string|table the registry, or the options; default: Docker Hub
---@param given? table store
---@return boolean forgotten false when there was nothing to forget
function M.logout(client, registry, given)
    if type(registry) == "table" and given == nil then registry, given = nil, registry end
    local merged = {}
    for name, value in pairs(given or {}) do merged[name] = value end
    if registry ~= nil then merged.registry = registry end
    local o = options.check("docker.logout", M.logout_options, merged)
    local key = host.registry_key(o.registry)
    local logins = remembered[client]
    local forgotten = logins ~= nil and logins[key] ~= nil
    if forgotten then logins[key] = nil end
    if o.store then forgotten = host.registry_erase(key) or forgotten end
    return forgotten
end

--- Has credential helpers asked anew; config.json is read each time anyway.
function M.reload()
    host.registry_reload()
end

return M
