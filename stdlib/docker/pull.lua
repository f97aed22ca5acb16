--- Pulling images.
---
---     docker.images.pull("nginx", { tag = "1.27", platform = "linux/arm64" })
---
--- The engine reports failures in its progress; they are raised. On a terminal, progress is shown on stderr.

local host = require "moondock.host"
local errors = require "moondock.errors"
local options = require "options"
local engine = require "docker.engine"

local M = {}

--- Options of `pull`.
M.options = {
    { name = "tag", type = "string", doc = "default: what the name says, or latest" },
    { name = "all_tags", type = "boolean", default = false },
    { name = "platform", type = "string", doc = "os[/arch[/variant]]" },
    { name = "auth_config", type = "any", doc = "{ username = …, password = … }; false: nobody" },
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

-- One line for each change of a layer's state; the bytes in between are no news.
local function plain_progress()
    local text = require "text"
    local last = {}
    return function(item)
        if not item.status or item.progressDetail and item.progressDetail.current then return end
        local id = item.id or ""
        if last[id] == item.status then return end
        last[id] = item.status
        local line = item.id and ("%s: %s"):format(item.id, item.status) or item.status
        host.write_error(text.escape(line) .. "\n")
    end
end

--- Pulls an image, or all images of a name. Operation ImageCreate.
---@param client table
---@param repository string
---@param given? string|table
---@return Image|Image[]
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

    local progress = o.progress
    if not progress and host.terminal().stderr and not host.options.quiet then progress = plain_progress() end
    local stream <close> = engine.call(client, "ImageCreate", fields)
    for item in stream do
        if item.error or item.errorDetail then
            errors.raise {
                kind = "api",
                operation = "ImageCreate",
                message = item.errorDetail and item.errorDetail.message or item.error,
            }
        end
        if progress then progress(item) end
    end

    if o.all_tags then return client.images.list(name) end
    return client.images.get(name .. (tag:find("^sha256:") and "@" or ":") .. tag)
end

return M
