--- The secrets of a swarm: passwords and keys that tasks of services find under /run/secrets.
---
---     docker.secrets.create("password", "correct horse")
---     docker.services.create("busybox", "cat /run/secrets/password", { secrets = { "password" } })

local collection = require "docker.collection"
local convert = require "docker.convert"
local secret = require "docker.secret"
local stored = require "docker.stored"

local M = {}

local members = {}

--- Options of `create`.
M.create_options = {
    { name = "name", type = "string", doc = "of the secret" },
    { name = "data", type = "string", doc = "bytes, at most 500 KiB; sent as Base64 and never shown" },
    { name = "labels", type = "table", to = "Labels", convert = convert.labels, doc = "of the secret" },
    { name = "driver", type = "string|map", to = "Driver", convert = stored.driver, since = "1.31",
        doc = "a plugin that keeps the data elsewhere" },
    { name = "templating", type = "string|map", to = "Templating", convert = stored.driver, since = "1.37",
        doc = '"golang": the data is a template' },
}

--- Lists secrets: one request. Operation SecretList.
---
---     docker.secrets.list { filters = { label = "app=web" } }
---@param given? {filters: table?} id, label, name
---@return Secret[]
function members.list(client, given)
    return stored.list(client, "secrets", secret, given)
end

--- Fetches a secret by name or id, without its data. Operation SecretInspect.
---
---     docker.secrets.get("password").version
---@param name string
---@return Secret s raises kind `not_found`, with the nearest name
function members.get(client, name)
    return stored.get(client, "secrets", secret, name)
end

--- Creates a secret. Operation SecretCreate.
---
---     docker.secrets.create("password", "correct horse", { labels = { app = "web" } })
---     docker.secrets.create { name = "key", data = "secret words" }
---@param name string|table
---@param data? string
---@param given? {labels: table?, driver: any, templating: any}
---@return Secret s raises kind `conflict` when there is one of this name
function members.create(client, name, data, given)
    return stored.create(client, "docker.secrets.create", M.create_options, secret, "SecretCreate", name, data, given)
end

--- Makes the collection of a client.
M.new = collection.class("secrets", members)

return M
