--- Removing images, and telling beforehand what would go.

local collection = require "docker.collection"
local errors = require "moondock.errors"
local model = require "docker.model"
local names = require "docker.names"
local options = require "options"

local M = {}

--- Options of `remove`.
M.options = {
    { name = "force", type = "boolean", default = false, doc = "also if stopped containers use it or it has more names" },
    { name = "noprune", type = "boolean", default = false, doc = "keep parents that have no name" },
    { name = "dry_run", type = "boolean", default = false, doc = "only tell what would go" },
}

local function uses(client, id)
    local users = {}
    for _, c in ipairs(client.containers.list { all = true, filters = { ancestor = id } }) do
        users[#users + 1] = c.name
    end
    return users
end

-- By the engine's rules: a name that is not the last one only goes itself.
local function plan(client, name, o)
    local attrs = names.call_image(client, name, "ImageInspect", { name = name })
    local tags = attrs.RepoTags or {}
    local by_id = attrs.Id == name or attrs.Id:sub(8, 7 + #name) == name
    local gone = {}
    if not by_id and #tags > 1 then
        local repository, tag = require("docker.pull").split(name)
        gone[1] = { Untagged = ("%s:%s"):format(repository, tag or "latest") }
        return gone
    end
    local problem
    if #tags > 1 and not o.force then
        problem = ("image %s has %d names"):format(name, #tags)
    else
        local users = uses(client, attrs.Id)
        if #users > 0 and not o.force then
            problem = ("image %s is used by %s"):format(name, table.concat(users, ", "))
        end
    end
    if problem then errors.raise { kind = "conflict", operation = "ImageDelete", message = problem,
        hint = "force = true removes it nevertheless, unless a running container uses it" } end
    for i, tag in ipairs(tags) do gone[i] = { Untagged = tag } end
    gone[#gone + 1] = { Deleted = attrs.Id }
    return gone
end

--- Removes an image. Operation ImageDelete.
---@param client table
---@param name string|Image
---@param given? table
---@return {Untagged: string?, Deleted: string?}[]
function M.remove(client, name, given)
    local who = "docker.images.remove"
    local o = options.check(who, M.options, given)
    name = model.id_of(name, who)
    if o.dry_run then return collection.list("removals", plan(client, name, o)) end
    local reply = names.call_image(client, name, "ImageDelete", { name = name, force = o.force, noprune = o.noprune })
    return collection.list("removals", reply)
end

return M
