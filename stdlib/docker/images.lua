--- The images of an engine.
---
---     for _, i in ipairs(docker.images.list("busybox")) do print(i.tags[1], i.short_id) end
---     docker.images.pull("nginx", { tag = "1.27" })

local options = require "options"
local collection = require "docker.collection"
local engine = require "docker.engine"
local image = require "docker.image"
local model = require "docker.model"
local names = require "docker.names"

local M = {}

local members = {}

--- Options of `list`.
M.list_options = {
    { name = "name", type = "string", doc = "only images of this name, with or without a tag" },
    { name = "all", type = "boolean", default = false, doc = "intermediate images too" },
    { name = "filters", type = "map", doc = "dangling, label, reference, before, since" },
}

--- Lists images: one request. Operation ImageList.
---
---     docker.images.list { filters = { dangling = true } }
---@param name? string|table a name, or the options
---@param given? {name: string?, all: boolean?, filters: table?}
---@return Image[]
function members.list(client, name, given)
    if type(name) == "table" and given == nil then name, given = nil, name end
    local o = options.check("docker.images.list", M.list_options, given)
    local filters = collection.filters(o.filters) or {}
    name = name or o.name
    if name then filters.reference = { name } end
    local reply = engine.call(client, "ImageList", { all = o.all, filters = next(filters) and filters or nil })
    local items = {}
    for i, summary in ipairs(reply) do items[i] = image.from_summary(client, summary) end
    return collection.list("images", items)
end

--- Fetches an image by name, id or digest. Operation ImageInspect.
---@param name string
---@return Image i raises kind `not_found`, with the nearest name
function members.get(client, name)
    name = model.id_of(name, "docker.images.get")
    return image.from_attrs(client, names.call_image(client, name, "ImageInspect", { name = name }))
end

--- Pulls an image. See `docker.pull` for the options.
---
---     docker.images.pull("busybox")
---     docker.images.pull("busybox", { tag = "1.36", progress = function(item) print(item.status) end })
---@param repository string "name", "name:tag" or "name@sha256:…"
---@param given? string|table a tag, or options: tag all_tags platform auth_config progress
---@return Image|Image[] image a list with all_tags
function members.pull(client, repository, given)
    return require("docker.pull").pull(client, repository, given)
end

--- Makes the collection of a client.
M.new = collection.class("images", members)

return M
