--- The contexts of the docker command, in its own files: what it makes is seen here, and the other way round.
---
---     for _, c in ipairs(docker.contexts.list()) do print(c.name, c.host) end
---     docker.contexts.create("prod", { host = "ssh://deploy@prod.example" })
---     docker.contexts.use("prod")                       -- for later runs
---     local d = docker.connect { context = "prod" }     -- in this one
---
--- The context `default` is always there and follows `DOCKER_HOST`. The files are in `DOCKER_CONFIG`, else in `~/.docker`.

local host = require "moondock.host"
local collection = require "docker.collection"
local context = require "docker.context"
local errors = require "moondock.errors"
local model = require "docker.model"
local options = require "options"

local M = {}

local members = {}

local ENGINE = {
    { name = "host", type = "string", doc = "the engine's address; default: the one that comes without a context" },
    { name = "description", type = "string", doc = "words for people" },
    { name = "ca", type = "string", doc = "the file with the certificates to trust" },
    { name = "cert", type = "string", doc = "the file with the client's certificate" },
    { name = "key", type = "string", doc = "the file with the client's key" },
    { name = "skip_tls_verify", type = "boolean", doc = "take the engine's certificate unchecked" },
    { name = "from", type = "string", doc = "copy address and TLS files of this context" },
}

--- Options of `create` and `update`.
M.options = ENGINE

local function name_of(value, who) return model.id_of(value, "docker.contexts." .. who) end

--- Lists the contexts, the default one first.
---
---     for _, x in ipairs(docker.contexts.list()) do print(x.name, x.host) end
---@return Context[]
function members.list(client)
    local items = {}
    for i, attrs in ipairs(host.context_list()) do items[i] = context.from_attrs(client, attrs) end
    return collection.list("contexts", items)
end

--- Gives a context.
---
---     docker.contexts.get("default").host
---@param name? string default: the one in use
---@return Context c raises kind `not_found`, with the nearest name
function members.get(client, name)
    return context.from_attrs(client, host.context_get(name ~= nil and name_of(name, "get") or nil))
end

--- Tells all of a context, as `docker context inspect` does.
---
---     docker.contexts.inspect("default")
---@param name? string default: the one in use
---@return table
function members.inspect(_, name)
    return host.context_get(name ~= nil and name_of(name, "inspect") or nil)
end

local function save(client, who, name, given, is_update)
    local o = options.check("docker.contexts." .. who, ENGINE, given)
    if (o.cert == nil) ~= (o.key == nil) then
        errors.invalid(("docker.contexts.%s: cert and key go together"):format(who))
    end
    o.name = name
    host.context_save(o, is_update)
    return members.get(client, name)
end

--- Makes a context.
---
---     docker.contexts.create("lab", { host = "tcp://10.0.0.5:2376", ca = "ca.pem", cert = "cert.pem", key = "key.pem" })
---@param name string
---@param given? table host description ca cert key skip_tls_verify from
---@return Context c raises kind `conflict` when there is one of that name
function members.create(client, name, given)
    return save(client, "create", name_of(name, "create"), given, false)
end

--- Changes a context; what is not given stays. TLS files are replaced together.
---
---     docker.contexts.update("prod", { description = "the shop" })
---@param name string
---@param given table as for `create`
---@return Context
function members.update(client, name, given)
    return save(client, "update", name_of(name, "update"), given, true)
end

--- Removes a context with its TLS files. The current one is removed only by force.
---
---     docker.contexts.remove("prod")
---@param name string|Context
---@param given? {force: boolean?}
function members.remove(_, name, given)
    local o = options.check("docker.contexts.remove", {
        { name = "force", type = "boolean", default = false, doc = "even the current one" },
    }, given)
    host.context_remove(name_of(name, "remove"), o.force)
end

--- Makes a context the current one in config.json: later runs and the docker command use it. This run goes on as it is.
---
---     docker.contexts.use("prod")
---@param name string|Context
---@return Context
function members.use(client, name)
    name = name_of(name, "use")
    host.context_use(name)
    return members.get(client, name)
end

--- Writes a context into the archive that the docker command exchanges. It holds the client's key: keep it safe.
---
---     docker.contexts.export("prod", "prod.dockercontext")
---@param name string|Context
---@param path? string the file to write, readable for its owner only
---@return string? archive its bytes when no path is given
function members.export(_, name, path)
    return host.context_export(name_of(name, "export"), path)
end

--- Makes a context of an archive of `export` or `docker context export`.
---
---     docker.contexts.import("prod", "prod.dockercontext")
---@param name string the name to give to it
---@param source string|{bytes: string} a file, or the archive itself
---@return Context c raises kind `conflict` when there is one of that name
members["import"] = function(client, name, source)
    name = name_of(name, "import")
    local bytes = type(source) == "table" and source.bytes or nil
    if type(bytes or source) ~= "string" then
        errors.invalid(("docker.contexts.import: expected the path of an archive, got %s"):format(options.quote(source)),
            'docker.contexts.import("prod", "prod.dockercontext")')
    end
    host.context_import(name, bytes, not bytes and source or nil)
    return members.get(client, name)
end

M.update, M.remove = members.update, members.remove

--- Makes the collection of a client.
M.new = collection.class("contexts", members)

return M
