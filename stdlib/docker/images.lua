--- The images of an engine.
---
---     for _, i in ipairs(docker.images.list("busybox")) do print(i.tags[1], i.short_id) end
---     docker.images.pull("nginx", { tag = "1.27" })

local errors = require "moondock.errors"
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

--- Options of `search`.
M.search_options = {
    { name = "limit", type = "integer", doc = "only so many" },
    { name = "filters", type = "map", doc = "is-official, is-automated, stars" },
}

--- Options of `get_registry_data`.
M.registry_options = {
    { name = "auth_config", type = "map|boolean", doc = "{ username = …, password = … }; false: nobody" },
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
---
---     docker.images.get("busybox").short_id
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
---@param given? string|table a tag, or options: tag all_tags platform auth_config progress stream
---@return Image|Image[] image a list with all_tags
function members.pull(client, repository, given)
    return require("docker.pull").pull(client, repository, given)
end

--- Builds an image. See `docker.build` for the options. Operation ImageBuild.
---
---     local image, log = docker.images.build(".", { tag = "app:1" })
---@param path? string|table a folder or URL, or the options
---@param given? table
---@return Image|Stream image with `stream` the progress, item by item
---@return table? log raises kind `build` when a step fails
function members.build(client, path, given)
    return require("docker.build").build(client, path, given)
end

--- Pushes an image to its registry. See `docker.push` for the options.
---
---     docker.images.push("registry.example:5000/team/app", { tag = "1.2" }).digest
---@param repository string "name" or "name:tag"
---@param given? string|table a tag, or options: tag all_tags auth_config stream platform progress
---@return {tag: string?, digest: string?, size: integer?}|Stream ... with stream the progress, item by item
function members.push(client, repository, given)
    return require("docker.push").push(client, repository, given)
end

--- Removes a name of an image, and the image when that was the last one. Operation ImageDelete.
---
---     docker.images.remove("old/app:1", { force = true })
---     docker.images.remove("old/app:1", { dry_run = true })     --> what would go
---@param name string|Image
---@param given? {force: boolean?, noprune: boolean?, dry_run: boolean?}
---@return {Untagged: string?, Deleted: string?}[]
function members.remove(client, name, given)
    return require("docker.remove_image").remove(client, name, given)
end

--- Removes images that nothing uses: those without a name, or with `dangling = false` all of them.
--- Operation ImagePrune.
---
---     docker.images.prune { filters = { dangling = false, ["until"] = "240h" } }
---     docker.images.prune { dry_run = true }     --> what would go
---@param given? {filters: table?, dry_run: boolean?} filters: dangling, until, label, label!
---@return {ImagesDeleted: {Untagged: string?, Deleted: string?}[]?, SpaceReclaimed: integer}
function members.prune(client, given)
    return require("docker.prune").images(client, given)
end

--- Empties the build cache. Operation BuildPrune.
---
---     docker.images.prune_builds { all = true }
---     docker.images.prune_builds { dry_run = true }     --> what would go
---@param given? {filters: table?, keep_storage: integer|string?, all: boolean?, dry_run: boolean?}
---@return {CachesDeleted: string[]?, SpaceReclaimed: integer}
function members.prune_builds(client, given)
    return require("docker.prune").builds(client, given)
end

--- Searches Docker Hub. Operation ImageSearch.
---
---     docker.images.search("nginx", { limit = 5, filters = { ["is-official"] = true } })
---@param term string
---@param given? {limit: integer?, filters: table?} filters: is-official, is-automated, stars
---@return {name: string, description: string, star_count: integer, is_official: boolean}[]
function members.search(client, term, given)
    local o = options.check("docker.images.search", M.search_options, given)
    return collection.list("search_results", engine.call(client, "ImageSearch", {
        term = model.id_of(term, "docker.images.search"), limit = o.limit, filters = collection.filters(o.filters),
    }))
end

--- Options of `save`.
M.save_options = require("docker.chunks").options

--- Saves several images as one tar archive. Operation ImageGetAll.
---
---     docker.images.save({ "busybox", "nginx:1.27" }, { to = "/tmp/images.tar" })
---@param which string|Image|(string|Image)[] a name without a tag stands for all its tags
---@param given? {to: string?, chunk_size: integer?}
---@return Stream|integer ... an iterator over pieces of the archive; with `to` the size of the file
function members.save(client, which, given)
    local who = "docker.images.save"
    local o = options.check(who, M.save_options, given)
    local list = {}
    if type(which) ~= "table" or image.is_image(which) then which = { which } end
    for i, item in ipairs(which) do list[i] = model.id_of(item, who) end
    if #list == 0 then
        errors.invalid(who .. ": which images?", 'docker.images.save({ "busybox" }, { to = "x.tar" })')
    end
    return require("docker.chunks").deliver(engine.call(client, "ImageGetAll", { names = list }), o, who)
end

--- Loads images from an archive that `save` wrote. Operation ImageLoad.
---
---     docker.images.load { file = "/tmp/busybox.tar" }
---@param data string|{file: string}|file*|fun(): string? bytes, a file, or a function that gives the next piece
---@param given? {quiet: boolean?, platform: string?, progress: function?}
---@return Image[]
function members.load(client, data, given)
    return require("docker.load").load(client, data, given)
end

--- Makes an image of a file system: a tar archive with its files. Operation ImageCreate.
---
---     docker.images.import_image({ file = "rootfs.tar" }, { repository = "base", tag = "1", changes = "CMD sh" })
---     docker.images.import_image("https://example.com/rootfs.tar.gz", { repository = "base" })
---@param source any a file's name, a URL, bytes, { file = … }, { url = … }, an open file, or a function
---@param given? table repository tag changes message platform image progress
---@return Image
function members.import_image(client, source, given)
    return require("docker.load").import_image(client, source, given)
end

--- The same as `import_image`, for bytes or a function that gives them.
---
---     docker.images.import_image_from_data(bytes, { repository = "base" })
function members.import_image_from_data(client, data, given)
    if type(data) == "string" then
        local bytes, given_out = data, false
        data = function()
            if given_out then return nil end
            given_out = true
            return bytes
        end
    end
    return require("docker.load").import_image(client, data, given)
end

--- The same as `import_image`, for a file by its name.
---
---     docker.images.import_image_from_file("rootfs.tar", { repository = "base" })
function members.import_image_from_file(client, name, given)
    return require("docker.load").import_image(client, { file = model.id_of(name, "import_image_from_file") }, given)
end

--- The same as `import_image`, for a URL that the engine fetches itself.
---
---     docker.images.import_image_from_url("https://example.com/rootfs.tar.gz", { repository = "base" })
function members.import_image_from_url(client, url, given)
    return require("docker.load").import_image(client, { url = model.id_of(url, "import_image_from_url") }, given)
end

--- Asks the registry for the digest and the platforms of an image, without pulling it. Operation DistributionInspect.
---
---     docker.images.get_registry_data("nginx:1.27"):has_platform("linux/arm64")
---@param name string
---@param given? {auth_config: table?}
---@return RegistryData
function members.get_registry_data(client, name, given)
    local who = "docker.images.get_registry_data"
    local o = options.check(who, M.registry_options, given)
    local registry_data = require "docker.registry_data"
    name = model.id_of(name, who)
    local attrs = registry_data.ask(client, name, o.auth_config)
    return registry_data.from_attrs(client, name, attrs, o.auth_config)
end

--- Makes the collection of a client.
M.new = collection.class("images", members)

return M
