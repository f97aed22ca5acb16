--- Pushing images.
---
---     docker.images.push("registry.example:5000/team/app", { tag = "1.2" }).digest
---     for item in docker.images.push("team/app", { stream = true }) do print(item.status) end
---
--- The engine reports failures in its progress; they are raised. On a terminal, progress is shown on stderr.

local errors = require "moondock.errors"
local options = require "options"
local engine = require "docker.engine"
local names = require "docker.names"
local progress = require "docker.progress"

local M = {}

--- Options of `push`.
M.options = {
    { name = "tag", type = "string", doc = "default: what the name says, or latest" },
    { name = "all_tags", type = "boolean", default = false, doc = "every tag that the image has under this name" },
    { name = "auth_config", type = "map|boolean", doc = "{ username = …, password = … }; false: nobody" },
    { name = "stream", type = "boolean", default = false, doc = "the result is a stream of the progress" },
    { name = "decode", type = "boolean", doc = "accepted; progress is always tables" },
    { name = "platform", type = "string", doc = "only the variant for this platform; from API 1.46 on" },
    { name = "progress", type = "function", doc = "called with each item of the engine's progress" },
}

--- Pushes an image. Operation ImagePush.
---@param client table
---@param repository string
---@param given? string|table
---@return {tag: string?, digest: string?, size: integer?, status: string?}|Stream ...
function M.push(client, repository, given)
    if type(given) == "string" then given = { tag = given } end
    local o = options.check("docker.images.push", M.options, given)
    if type(repository) ~= "string" or repository == "" then
        errors.invalid(("docker.images.push: expected the name of an image, got %s"):format(options.quote(repository)))
    end
    local name, own_tag = require("docker.pull").split(repository)
    local tag = o.tag or own_tag or "latest"
    local stream = names.call_image(client, repository, "ImagePush", {
        name = name,
        tag = not o.all_tags and tag or nil,
        platform = o.platform,
        ["X-Registry-Auth"] = require("docker.auth").header(client, ("%s:%s"):format(name, tag), o.auth_config),
    })
    if o.stream then return progress.stream(stream, "ImagePush") end
    local result = {}
    progress.read(stream, "ImagePush", progress.listener(o.progress), function(item)
        local aux = item.aux
        if aux then
            result.tag, result.digest, result.size = aux.Tag, aux.Digest, aux.Size
        elseif item.status then
            result.status = item.status
        end
    end)
    return result
end

return M
