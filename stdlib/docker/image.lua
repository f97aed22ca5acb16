--- One image.
---
---     local i = docker.images.get("busybox")
---     print(i.short_id, table.concat(i.tags, " "), i.attrs.Size)

local chunks = require "docker.chunks"
local collection = require "docker.collection"
local engine = require "docker.engine"
local errors = require "moondock.errors"
local model = require "docker.model"
local names = require "docker.names"
local options = require "options"

local M = {}

---@class Image: Model
---@field tags string[] "busybox:latest"; without the images' <none>:<none>
---@field labels table<string, string>
local methods, properties = {}, {}

local class = model.class {
    name = "image",
    methods = methods,
    properties = properties,
    inspect = function(self)
        return names.call_image(self.client, self.id, "ImageInspect", { name = self.id })
    end,
}

function properties.short_id(self)
    local id = self.id
    return id:find("^sha256:") and id:sub(1, 19) or id:sub(1, 12)
end

function properties.tags(self)
    local attrs, summary = model.known(self)
    local tags = {}
    for _, tag in ipairs((attrs or summary or self.attrs).RepoTags or {}) do
        if tag ~= "<none>:<none>" then tags[#tags + 1] = tag end
    end
    return tags
end

function properties.labels(self)
    local attrs, summary = model.known(self)
    if not attrs and summary then return summary.Labels or {} end
    local config = (attrs or self.attrs).Config
    return config and config.Labels or {}
end

--- Lists the layers and the commands that made them, the newest first. Operation ImageHistory.
---
---     for _, layer in ipairs(docker.images.get("busybox"):history()) do print(layer.CreatedBy, layer.Size) end
---@return {Id: string, Created: integer, CreatedBy: string, Size: integer, Tags: string[]?, Comment: string}[]
function methods:history()
    return collection.list("layers", names.call_image(self.client, self.id, "ImageHistory", { name = self.id }))
end

local TAG = {
    { name = "tag", type = "string", doc = "default: what the name says, or latest" },
    { name = "force", type = "boolean", doc = "accepted; a tag that another image has is always moved" },
}

--- Gives the image a further name. Operation ImageTag.
---
---     docker.images.get("busybox"):tag("registry.example:5000/tools/busybox", "1.36")
---@param repository string "name" or "name:tag"
---@param tag? string|{tag: string?, force: boolean?}
---@return boolean true
function methods:tag(repository, tag)
    local who = "image:tag"
    local o = options.check(who, TAG, type(tag) == "string" and { tag = tag } or tag)
    local name, own = require("docker.pull").split(model.id_of(repository, who))
    engine.call(self.client, "ImageTag", { name = self.id, repo = name, tag = o.tag or own or "latest" })
    model.forget(self)
    return true
end

--- Removes the image under all its names. Operation ImageDelete. See `docker.images.remove` for the options.
---
---     docker.images.get("old/app"):remove { force = true }
---@param given? {force: boolean?, noprune: boolean?, dry_run: boolean?}
---@return {Untagged: string?, Deleted: string?}[]
function methods:remove(given)
    return require("docker.remove_image").remove(self.client, self.id, given)
end

-- The name under which an image is saved: its id, its first tag, or one of its tags.
local function saved_name(self, named)
    if not named then return self.id end
    local tags = self.tags
    if named == true then return tags[1] or self.id end
    for _, tag in ipairs(tags) do
        if tag == named then return tag end
    end
    local nearest = require "nearest"
    errors.invalid(("image:save: %s is not a tag of this image"):format(options.quote(named)),
        nearest.hint(nearest.find(named, tags)))
end

--- Options of `image:save`.
M.save_options = table.move(chunks.options, 1, #chunks.options, 2, {
    { name = "named", type = "boolean|string", default = false,
        doc = "keep a name in the archive: true the first tag, or this one" },
})

--- Saves the image with its layers as a tar archive. Operation ImageGet.
---
---     docker.images.get("busybox"):save { to = "/tmp/busybox.tar", named = true }
---     for chunk in docker.images.get("busybox"):save() do print(#chunk) end
---@param given? {to: string?, named: boolean|string?, chunk_size: integer?}
---@return Stream|integer ... an iterator over pieces of the archive; with `to` the size of the file
function methods:save(given)
    local o = options.check("image:save", M.save_options, given)
    local name = saved_name(self, o.named)
    return chunks.deliver(names.call_image(self.client, name, "ImageGet", { name = name }), o, "image:save")
end

function class.__tostring(self)
    local attrs, summary = model.known(self)
    local tag = (attrs or summary) and self.tags[1]
    local id = self.short_id:gsub("^sha256:", "")
    return model.title("image", id, tag)
end

model.constructors(M, class, "is_image")

return M
