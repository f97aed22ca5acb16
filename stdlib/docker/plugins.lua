--- The plugins of an engine: volume, network and log drivers that run as containers of their own.
---
---     local p = docker.plugins.install("vieux/sshfs:latest", "sshfs")
---     p:enable()
---     docker.plugins.create("my-driver", "./my-driver")       -- a folder with rootfs and config.json

local errors = require "moondock.errors"
local collection = require "docker.collection"
local engine = require "docker.engine"
local model = require "docker.model"
local options = require "options"
local plugin = require "docker.plugin"
local plugin_pull = require "docker.plugin_pull"

local M = {}

local members = {}

--- Options of `list`.
M.list_options = {
    { name = "filters", type = "map", doc = "capability, enabled" },
}

--- Lists plugins: one request. Operation PluginList.
---
---     docker.plugins.list { filters = { enabled = true } }
---@param given? {filters: table?}
---@return Plugin[]
function members.list(client, given)
    local o = options.check("docker.plugins.list", M.list_options, given)
    local items = {}
    for i, attrs in ipairs(engine.call(client, "PluginList", { filters = collection.filters(o.filters) })) do
        items[i] = plugin.from_attrs(client, attrs)
    end
    return collection.list("plugins", items)
end

--- Fetches a plugin by name or id. Operation PluginInspect.
---
---     docker.plugins.get("sshfs").enabled
---@param name string
---@return Plugin p raises kind `not_found`, with the nearest name
function members.get(client, name)
    return plugin.from_attrs(client, plugin.inspect(client, model.id_of(name, "docker.plugins.get")))
end

--- Installs a plugin from a registry, disabled. All rights it asks for are granted, unless `grant` says no.
--- Operations GetPluginPrivileges and PluginPull.
---
---     docker.plugins.install("vieux/sshfs", "sshfs", {
---         grant = function(privileges) return #privileges < 3 end,
---     })
---@param remote_name string with a tag, or latest
---@param local_name? string|table its name here; default: as in the registry
---@param given? {grant: function?, auth_config: table?, progress: function?}
---@return Plugin p raises kind `cancelled` when the rights were not granted
function members.install(client, remote_name, local_name, given)
    if options.is_map(local_name) and given == nil then local_name, given = nil, local_name end
    local o = options.check("docker.plugins.install", plugin_pull.options, given)
    local remote = plugin_pull.with_tag(model.id_of(remote_name, "docker.plugins.install"))
    local name = local_name or o.name
    plugin_pull.run(client, "PluginPull", { remote = remote, name = name }, o)
    return members.get(client, name or remote)
end

local CREATE = {
    { name = "gzip", type = "boolean", default = false, doc = "accepted; engines read plain archives only" },
}

-- An archive of a folder, made while it is sent.
local function pack(folder)
    for _, name in ipairs { "config.json", "rootfs" } do
        local file = io.open(folder .. "/" .. name, "rb")
        if not file then
            errors.invalid(("docker.plugins.create: no %s in %s"):format(name, options.quote(folder)),
                "a plugin's folder holds config.json and the folder rootfs")
        end
        file:close()
    end
    return require("docker.archive").pack {
        { path = folder .. "/config.json", name = "config.json" }, { path = folder .. "/rootfs", name = "rootfs" },
    }
end

--- Makes a plugin, disabled, of a folder that holds `config.json` and `rootfs`. Operation PluginCreate.
---
---     docker.plugins.create("my-driver", "./my-driver"):enable()
---@param name string
---@param plugin_data_dir string
---@param given? boolean|{gzip: boolean?}
---@return Plugin
function members.create(client, name, plugin_data_dir, given)
    if type(given) == "boolean" then given = { gzip = given } end
    options.check("docker.plugins.create", CREATE, given)
    name = model.id_of(name, "docker.plugins.create")
    if type(plugin_data_dir) ~= "string" then
        errors.invalid(("docker.plugins.create: expected a folder, got %s"):format(options.quote(plugin_data_dir)))
    end
    engine.call(client, "PluginCreate", { name = name }, nil, pack(plugin_data_dir))
    return members.get(client, name)
end

--- Makes the collection of a client.
M.new = collection.class("plugins", members)

return M
