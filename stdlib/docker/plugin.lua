--- One plugin.
---
---     local p = docker.plugins.get("my-driver")
---     p:disable { force = true }
---     p:configure { DEBUG = "1" }
---     p:enable()

local collection = require "docker.collection"
local convert = require "docker.convert"
local engine = require "docker.engine"
local errors = require "moondock.errors"
local model = require "docker.model"
local options = require "options"
local plugin_pull = require "docker.plugin_pull"

local M = {}

---@class Plugin: Model
---@field name string
---@field enabled boolean
---@field settings table Mounts Env Args Devices
---@field description string
local methods, properties = {}, {}

local function names(client)
    local list = {}
    for _, attrs in ipairs(engine.call(client, "PluginList", {})) do
        list[#list + 1] = attrs.Name
        list[#list + 1] = attrs.Name:match("^(.*):latest$")
    end
    return list
end

local function find(client, name, operation, fields, ...)
    return collection.call(client, names, "plugin .* not found", name, operation, fields, ...)
end

local function call(self, operation, fields, ...)
    fields.name = self.id
    return find(self.client, self.id, operation, fields, ...)
end

--- Fetches the data of a plugin.
function M.inspect(client, name)
    return find(client, name, "PluginInspect", { name = name })
end

local class = model.class {
    name = "plugin",
    methods = methods,
    properties = properties,
    inspect = function(self) return M.inspect(self.client, self.id) end,
}

function properties.name(self) return self.attrs.Name end

function properties.enabled(self) return self.attrs.Enabled end

function properties.settings(self) return self.attrs.Settings end

function properties.description(self) return self.attrs.Config and self.attrs.Config.Description or "" end

--- Changes settings of the plugin, which must be disabled. Operation PluginSet.
---
---     p:configure { DEBUG = "1" }
---     p:configure { "DEBUG=1", "args=-v" }
---@param settings table<string, any>|string[] names and values, as the plugin's config.json lists them
---@return Plugin
function methods:configure(settings)
    if type(settings) ~= "table" then
        errors.invalid(("plugin:configure: expected a table of settings, got %s"):format(options.quote(settings)),
            'p:configure { DEBUG = "1" }')
    end
    call(self, "PluginSet", {}, convert.environment(settings))
    return self:reload()
end

local ENABLE = { { name = "timeout", type = "seconds", doc = "the engine waits so long for the plugin; default 0" } }

--- Starts the plugin. Operation PluginEnable.
---
---     p:enable { timeout = 5 }
---@param given? number|string|{timeout: number|string}
---@return Plugin
function methods:enable(given)
    if type(given) == "number" or type(given) == "string" then given = { timeout = given } end
    local timeout = options.check("plugin:enable", ENABLE, given).timeout
    call(self, "PluginEnable", { timeout = timeout and math.ceil(timeout) or 0 })
    return self:reload()
end

local FORCE = { { name = "force", type = "boolean", default = false, doc = "even when it is in use" } }

--- Stops the plugin. Operation PluginDisable.
---
---     p:disable { force = true }
---@param given? boolean|{force: boolean?} force: also while it is in use
---@return Plugin
function methods:disable(given)
    if type(given) == "boolean" then given = { force = given } end
    call(self, "PluginDisable", { force = options.check("plugin:disable", FORCE, given).force })
    return self:reload()
end

--- Removes the plugin. Operation PluginDelete.
---
---     p:remove { force = true }
---@param given? boolean|{force: boolean?} force: also when it is enabled
function methods:remove(given)
    if type(given) == "boolean" then given = { force = given } end
    call(self, "PluginDelete", { force = options.check("plugin:remove", FORCE, given).force })
end

local PUSH = {
    { name = "auth_config", type = "any", doc = "{ username = …, password = … }" },
    { name = "progress", type = "function", doc = "called with each item of the engine's progress" },
}

--- Pushes the plugin to the registry that its name begins with. Operation PluginPush.
---
---     docker.plugins.get("registry:5000/my-driver:latest"):push()
---@param given? {auth_config: table?, progress: function?}
function methods:push(given)
    local o = options.check("plugin:push", PUSH, given)
    local fields = { name = self.name, ["X-Registry-Auth"] = require("docker.auth").header(self.client, self.name, o.auth_config) }
    plugin_pull.follow(self.client, "PluginPush", fields, nil, o.progress)
end

--- Replaces the plugin, which must be disabled, by a newer one from a registry. All rights it asks for are granted,
--- unless `grant` says no. Operations GetPluginPrivileges and PluginUpgrade.
---
---     p:upgrade("vieux/sshfs:next")
---@param remote? string|table default: where it came from
---@param given? {grant: function?, auth_config: table?, progress: function?}
---@return Plugin p raises kind `conflict` while it is enabled
function methods:upgrade(remote, given)
    if options.is_map(remote) and given == nil then remote, given = nil, remote end
    local o = options.check("plugin:upgrade", plugin_pull.options, given)
    self:reload()
    if self.enabled then
        errors.raise {
            kind = "conflict",
            operation = "PluginUpgrade",
            message = ("plugin %s is enabled, and cannot be upgraded"):format(self.name),
            hint = "p:disable() first",
        }
    end
    local reference = self.attrs.PluginReference
    remote = remote or (reference and reference ~= "" and reference) or self.name
    local fields = { name = self.name, remote = plugin_pull.with_tag(remote) }
    plugin_pull.run(self.client, "PluginUpgrade", fields, o)
    return self:reload()
end

function class.__tostring(self)
    local attrs = model.known(self)
    if attrs then return model.title("plugin", self.short_id, attrs.Name) end
    return model.title("plugin", self.short_id)
end

--- Makes a plugin of what PluginInspect or PluginList gave.
function M.from_attrs(client, attrs)
    return model.new(class, client, attrs.Id, nil, attrs)
end

--- Tells whether a value is a plugin.
function M.is_plugin(value)
    return getmetatable(value) == class
end

return M
