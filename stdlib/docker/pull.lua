--- Pulling images.
---
---     docker.images.pull("nginx", { tag = "1.27", platform = "linux/arm64" })
---
--- The engine reports failures in its progress; they are raised. On a terminal, progress is shown on stderr.

local errors = require "moondock.errors"
local options = require "options"
local engine = require "docker.engine"
local progress = require "docker.progress"

local M = {}

--- Options of `pull`.
M.options = {
    { name = "tag", type = "string", doc = "default: what the name says, or latest" },
    { name = "all_tags", type = "boolean", default = false, doc = "every tag of the repository" },
    { name = "platform", type = "string", doc = "os[/arch[/variant]]" },
    { name = "auth_config", type = "map|boolean", doc = "{ username = …, password = … }; false: nobody" },
    { name = "stream", type = "boolean", default = false, doc = "the result is a stream of the progress" },
    { name = "decode", type = "boolean", doc = "accepted; progress is always tables" },
    { name = "progress", type = "function", doc = "called with each item of the engine's progress" },
}

--- Splits a name: `nginx:1.27` -> nginx, 1.27; `nginx@sha256:…` -> nginx, sha256:…; a registry's port is no tag.
---@param name string
---@return string repository
---@return string? tag
function M.split(name)
    local repository, digest = name:match("^(.*)@([^@]*)$")
    if repository then return repository, digest end
    local before, tag = name:match("^(.*):([^:]*)$")
    if before and not tag:find("/", 1, true) then return before, tag end
    return name, nil
end

--- Pulls an image, or all images of a name. Operation ImageCreate.
---@param client table
---@param repository string
---@param given? string|table
---@return Image|Image[]|Stream ... with stream the progress, item by item
function M.pull(client, repository, given)
    if type(given) == "string" then given = { tag = given } end
    local o = options.check("docker.images.pull", M.options, given)
    if type(repository) ~= "string" or repository == "" then
        errors.invalid(("docker.images.pull: expected the name of an image, got %s"):format(options.quote(repository)))
    end
    local name, own_tag = M.split(repository)
    local tag = o.tag or own_tag or "latest"
    local fields = { fromImage = name, tag = not o.all_tags and tag or nil, platform = o.platform }
    fields["X-Registry-Auth"] = require("docker.auth").header(client, name .. ":" .. tag, o.auth_config)
    local stream = engine.call(client, "ImageCreate", fields)
    if o.stream then return progress.stream(stream, "ImageCreate") end
    progress.read(stream, "ImageCreate", progress.listener(o.progress))
    if o.all_tags then return client.images.list(name) end
    return client.images.get(name .. (tag:find("^sha256:") and "@" or ":") .. tag)
end

return M
