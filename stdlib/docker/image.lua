--- One image.
---
---     local i = docker.images.get("busybox")
---     print(i.short_id, table.concat(i.tags, " "), i.attrs.Size)

local model = require "docker.model"
local names = require "docker.names"

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

function class.__tostring(self)
    local attrs, summary = model.known(self)
    local tag = (attrs or summary) and self.tags[1]
    local id = self.short_id:gsub("^sha256:", "")
    return tag and ("image %s (%s)"):format(tag, id) or ("image %s"):format(id)
end

--- Makes an image of an entry of ImageList.
function M.from_summary(client, summary)
    return model.new(class, client, summary.Id, summary)
end

--- Makes an image of what ImageInspect gave.
function M.from_attrs(client, attrs)
    return model.new(class, client, attrs.Id, nil, attrs)
end

--- Makes an image of which only the id is known.
function M.from_id(client, id)
    return model.new(class, client, id)
end

--- Tells whether a value is an image.
function M.is_image(value)
    return getmetatable(value) == class
end

return M
