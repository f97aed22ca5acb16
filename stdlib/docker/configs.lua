--- The configs of a swarm: files that tasks of services find in their containers.
---
---     docker.configs.create("site.conf", "listen 80;")
---     docker.services.create("busybox", "cat /etc/site.conf", {
---         configs = { { config = "site.conf", filename = "/etc/site.conf" } },
---     })

local collection = require "docker.collection"
local config = require "docker.config"
local convert = require "docker.convert"
local stored = require "docker.stored"

local M = {}

local members = {}

--- Options of `create`.
M.create_options = {
    { name = "name", type = "string", doc = "of the config" },
    { name = "data", type = "string", doc = "bytes, at most 500 KiB" },
    { name = "labels", type = "table", to = "Labels", convert = convert.labels, doc = "of the config" },
    { name = "templating", type = "string|map", to = "Templating", convert = stored.driver, since = "1.37",
        doc = '"golang": the data is a template' },
}

--- Lists configs: one request. Operation ConfigList.
---
---     docker.configs.list { filters = { name = "site" } }
---@param given? {filters: table?} id, label, name
---@return Config[]
function members.list(client, given)
    return stored.list(client, "configs", config, given)
end

--- Fetches a config by name or id. Operation ConfigInspect.
---
---     docker.configs.get("site.conf").data
---@param name string
---@return Config c raises kind `not_found`, with the nearest name
function members.get(client, name)
    return stored.get(client, "configs", config, name)
end

--- Creates a config. Operation ConfigCreate.
---
---     docker.configs.create("site.conf", "listen 80;", { labels = { app = "web" } })
---     docker.configs.create { name = "motd", data = "hello" }
---@param name string|table
---@param data? string
---@param given? {labels: table?, templating: any}
---@return Config c raises kind `conflict` when there is one of this name
function members.create(client, name, data, given)
    return stored.create(client, "docker.configs.create", M.create_options, config, "ConfigCreate", name, data, given)
end

--- Makes the collection of a client.
M.new = collection.class("configs", members)

return M
