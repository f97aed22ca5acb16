--- Making an image of a container's present state.
---
---     c:commit("team/app", { tag = "patched", changes = { "ENV DEBUG=1" } })

local convert = require "docker.convert"
local engine = require "docker.engine"
local options = require "options"

local M = {}

--- Options of `commit`.
M.options = {
    { name = "repository", type = "string", doc = "a name for the image" },
    { name = "tag", type = "string", doc = "default: what the name says, or latest" },
    { name = "message", type = "string", doc = "a remark to keep with the image" },
    { name = "author", type = "string", doc = 'such as "Ada <ada@example.org>"' },
    { name = "pause", type = "boolean", default = true, doc = "freeze the container meanwhile" },
    { name = "changes", type = "string|strings", doc = 'instructions of a Dockerfile: { "ENV A=b" }' },
    { name = "conf", type = "map", doc = "its configuration in the engine's form, in place of the container's" },
}

--- Makes an image. Operation ImageCommit.
---@param container Container
---@param repository? string|table
---@param given? string|table
---@return Image
function M.commit(container, repository, given)
    if type(repository) == "table" and given == nil then repository, given = nil, repository end
    if type(given) == "string" then given = { tag = given } end
    local o = options.check("container:commit", M.options, given)
    local name = repository or o.repository
    local own_tag
    if name then name, own_tag = require("docker.pull").split(name) end
    local reply = engine.call(container.client, "ImageCommit", {
        container = container.id,
        repo = name,
        tag = name and (o.tag or own_tag) or nil,
        comment = o.message,
        author = o.author,
        pause = o.pause,
        changes = o.changes and convert.strings(o.changes) or nil,
    }, o.conf)
    return require("docker.image").from_id(container.client, reply.Id)
end

return M
