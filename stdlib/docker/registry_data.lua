--- What a registry knows of an image, without pulling it.
---
---     local r = docker.images.get_registry_data("nginx:1.27")
---     print(r.id, r:has_platform("linux/arm64"))

local errors = require "moondock.errors"
local engine = require "docker.engine"
local model = require "docker.model"
local options = require "options"

local M = {}

-- Beside the objects, so that printing one shows no password.
local credentials = setmetatable({}, { __mode = "k" })

---@class RegistryData: Model
---@field id string the digest of the content
---@field image_name string the name that was asked for
local methods, properties = {}, {}

local class = model.class {
    name = "registry_data",
    methods = methods,
    properties = properties,
    inspect = function(self) return M.ask(self.client, self.image_name, credentials[self]) end,
}

function properties.short_id(self) return self.id:sub(1, 19) end

--- Pulls exactly this content.
---
---     docker.images.get_registry_data("nginx"):pull { platform = "linux/arm64" }
---@param given? string|{platform: string?}
---@return Image
function methods:pull(given)
    if type(given) == "string" then given = { platform = given } end
    local schema = { { name = "platform", type = "string" } }
    local o = options.check("registry_data:pull", schema, given)
    local name = require("docker.pull").split(self.image_name)
    return self.client.images.pull(name, { tag = self.id, platform = o.platform, auth_config = credentials[self] })
end

--- Tells whether there is a variant for a platform. What the platform leaves out is taken from the engine.
---
---     r:has_platform("linux/arm/v7")
---@param platform string|{os: string?, architecture: string?, variant: string?} "os[/arch[/variant]]"
---@return boolean
function methods:has_platform(platform)
    local wanted = platform
    if type(platform) == "string" then
        local parts = {}
        for part in (platform .. "/"):gmatch("([^/]*)/") do parts[#parts + 1] = part end
        if #parts > 3 or parts[1] == "" then
            errors.invalid(("registry_data:has_platform: %s is not os[/arch[/variant]]"):format(
                options.quote(platform)))
        end
        wanted = { os = parts[1], architecture = parts[2], variant = parts[3] }
    elseif not options.is_map(platform) then
        errors.invalid(("registry_data:has_platform: expected a platform, got %s"):format(options.quote(platform)))
    end
    if not wanted.os or not wanted.architecture then
        local version = self.client.version()
        wanted = {
            os = wanted.os or version.Os, architecture = wanted.architecture or version.Arch, variant = wanted.variant,
        }
    end
    for _, known in ipairs(self.attrs.Platforms or {}) do
        if known.os == wanted.os and known.architecture == wanted.architecture
            and (known.variant or "") == (wanted.variant or "") then
            return true
        end
    end
    return false
end

function class.__tostring(self) return model.title("registry data of", self.short_id, self.image_name) end

--- Asks the registry. Operation DistributionInspect.
---@param client table
---@param name string
---@param auth_config? table
---@return table attrs
function M.ask(client, name, auth_config)
    local repository, tag = require("docker.pull").split(name)
    -- A name with a tag cannot be taken for a registry.
    local reference = ("%s:%s"):format(repository, tag or "latest")
    return engine.call(client, "DistributionInspect", {
        name = name,
        ["X-Registry-Auth"] = require("docker.auth").header(client, reference, auth_config),
    })
end

--- Makes the object of what the registry answered.
---@param client table
---@param name string
---@param attrs table
---@param auth_config? table
---@return RegistryData
function M.from_attrs(client, name, attrs, auth_config)
    local self = model.new(class, client, attrs.Descriptor.digest, nil, attrs)
    rawset(self, "image_name", name)
    credentials[self] = auth_config
    return self
end

return M
