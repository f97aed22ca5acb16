--- Images from archives: what `save` wrote, and file systems.
---
---     docker.images.load { file = "busybox.tar" }
---     docker.images.import_image({ file = "rootfs.tar" }, { repository = "base", tag = "1" })

local errors = require "moondock.errors"
local options = require "options"
local body = require "docker.body"
local convert = require "docker.convert"
local engine = require "docker.engine"
local meter = require "docker.meter"
local progress = require "docker.progress"

local M = {}

--- Options of `load`.
M.load_options = {
    { name = "quiet", type = "boolean", doc = "without progress" },
    { name = "platform", type = "string", doc = "only the variant for this platform; from API 1.48 on" },
    { name = "progress", type = "function", doc = "called with each item of the engine's progress" },
}

-- Sends an archive and shows how much of it has gone; what the engine says comes after that.
local function send(client, operation, fields, source, bytes, is_silent)
    local _ <close> = not is_silent and meter.sending(meter.title(source, "archive"), bytes) or nil
    return engine.call(client, operation, fields, nil, bytes)
end

--- Loads images from an archive. Operation ImageLoad.
---@param client table
---@param data any as for `docker.body`
---@param given? table
---@return Image[]
function M.load(client, data, given)
    local who = "docker.images.load"
    local o = options.check(who, M.load_options, given)
    local listener = not o.quiet and progress.listener(o.progress) or o.progress
    -- The engine is quiet where it is not told otherwise.
    local quiet = o.quiet
    if quiet == nil and listener then quiet = false end
    local stream = send(client, "ImageLoad", { quiet = quiet, platform = o.platform }, data, body.source(data, who),
        o.quiet or o.progress)
    local found = {}
    progress.read(stream, "ImageLoad", listener, function(item)
        for line in (item.stream or ""):gmatch("[^\r\n]+") do
            found[#found + 1] = line:match("^Loaded image: (.+)$") or line:match("^Loaded image ID: (.+)$")
        end
    end)
    local images = {}
    for i, name in ipairs(found) do images[i] = client.images.get(name) end
    return require("docker.collection").list("images", images)
end

--- Options of `import_image`.
M.import_options = {
    { name = "repository", type = "string", doc = "a name for the image" },
    { name = "tag", type = "string", doc = "default: latest" },
    { name = "changes", type = "string|strings", doc = 'instructions of a Dockerfile: { "CMD [\\"sh\\"]" }' },
    { name = "message", type = "string", doc = "a remark to keep with the image" },
    { name = "platform", type = "string", doc = "os[/arch[/variant]]" },
    { name = "image", type = "string", doc = "import another image's name in place of an archive, as a pull does" },
    { name = "stream_src", type = "boolean", doc = "accepted; functions and files are always streams" },
    { name = "progress", type = "function", doc = "called with each item of the engine's progress" },
}

-- Beginnings of compressed files; a tar archive itself always has NUL bytes, a file's name never.
local ARCHIVES = { "\x1f\x8b", "BZh", "\xfd7zXZ", "\x28\xb5\x2f\xfd" }

local function is_archive(text)
    if text:find("\0", 1, true) then return true end
    for _, mark in ipairs(ARCHIVES) do
        if text:sub(1, #mark) == mark then return true end
    end
    return false
end

-- Tells where to import from: the query's field and its value, and the body when it is uploaded.
local function origin(who, source, o)
    if o.image then return "fromImage", o.image end
    if type(source) == "table" and type(rawget(source, "url")) == "string" then source = source.url end
    if type(source) == "string" and not is_archive(source) then
        if source:find("^%a[%w+.-]*://") then return "fromSrc", source end
        source = { file = source }
    end
    if source == nil then
        errors.invalid(who .. ": what is to be imported?", '{ file = "rootfs.tar" }, a URL, or the bytes of an archive')
    end
    return "fromSrc", "-", body.source(source, who)
end

--- Makes an image of a file system. Operation ImageCreate.
---@param client table
---@param source any
---@param given? table
---@return Image
function M.import_image(client, source, given)
    local who = "docker.images.import_image"
    if given == nil and options.is_map(source) and rawget(source, "image") then source, given = nil, source end
    local o = options.check(who, M.import_options, given)
    local field, value, bytes = origin(who, source, o)
    local fields = {
        [field] = value, repo = o.repository, tag = o.tag, message = o.message, platform = o.platform,
        changes = o.changes and convert.strings(o.changes) or nil,
    }
    if o.image then fields.repo, fields.tag = nil, o.tag or "latest" end
    local last
    progress.read(send(client, "ImageCreate", fields, source, bytes, o.progress), "ImageCreate",
        progress.listener(o.progress), function(item) last = item.status or last end)
    if o.image then return client.images.get(("%s:%s"):format(o.image, fields.tag)) end
    if not last or not last:find("^sha256:") then
        errors.raise { kind = "api", operation = "ImageCreate", message = "the engine did not say what it imported" }
    end
    return require("docker.image").from_id(client, last)
end

return M
