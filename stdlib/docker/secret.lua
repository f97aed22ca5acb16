--- One secret of a swarm. Its data is known to the tasks of services only; nobody can read it back.
---
---     local s = docker.secrets.get("password")
---     print(s.name, s.attrs.CreatedAt)
---     s:remove()

local stored = require "docker.stored"

---@class Secret: Model
---@field name string
---@field labels table<string, string>
---@field version integer grows with each change
---@field update fun(self: Secret, given: {labels: table}) changes its labels; operation SecretUpdate
---@field remove fun(self: Secret) removes it; kind `invalid_argument` while a service uses it; operation SecretDelete
return stored.class("secret", {
    list = "SecretList", inspect = "SecretInspect", update = "SecretUpdate", delete = "SecretDelete",
})
