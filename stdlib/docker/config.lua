--- One config of a swarm.
---
---     local c = docker.configs.get("site.conf")
---     print(c.name, c.data)
---     c:remove()

local base64 = require "base64"
local stored = require "docker.stored"

---@class Config: Model
---@field name string
---@field data string its content
---@field labels table<string, string>
---@field version integer grows with each change
---@field update fun(self: Config, given: {labels: table}) changes its labels; operation ConfigUpdate
---@field remove fun(self: Config) removes it; kind `invalid_argument` while a service uses it; operation ConfigDelete
local class = stored.class("config", {
    list = "ConfigList", inspect = "ConfigInspect", update = "ConfigUpdate", delete = "ConfigDelete",
})

function class.properties.data(self)
    return base64.decode(self.attrs.Spec.Data or "")
end

return class
