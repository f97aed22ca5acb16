--- Files of a container as tar archives.
---
---     local stream, stat = c:get_archive("/etc/hostname")
---     print(stat.name, stat.size)
---     c:put_archive("/srv", { file = "site.tar" })

local base64 = require "base64"
local host = require "moondock.host"
local body = require "docker.body"
local engine = require "docker.engine"
local errors = require "moondock.errors"
local mapped_stream = require "docker.mapped_stream"
local meter = require "docker.meter"
local names = require "docker.names"
local options = require "options"
local shape = require "docker.shape"

local M = {}

-- Bits of Go's os.FileMode.
local MODE_DIR, MODE_SYMLINK = 1 << 31, 1 << 27

---@class PathStat
---@field name string
---@field size integer
---@field mode integer in the form of Go's os.FileMode: permissions in the lowest nine bits
---@field mtime string RFC 3339
---@field linkTarget string where a link points; else empty
---@field is_dir boolean
---@field is_link boolean

local function decoded(text)
    if not text then return nil end
    local ok, stat = pcall(function() return host.json_decode(base64.decode(text)) end)
    stat = shape.item("ContainerArchiveInfo", ok and stat or false)
    stat.is_dir, stat.is_link = stat.mode & MODE_DIR ~= 0, stat.mode & MODE_SYMLINK ~= 0
    return stat
end

local function check_path(who, path)
    if type(path) ~= "string" or path == "" then
        errors.invalid(("%s: expected a path in the container, got %s"):format(who, options.quote(path)))
    end
end

--- The same as `stat`; nil when there is nothing at the path.
function M.find(container, path)
    check_path("container:path_stat", path)
    local client, id = container.client, container.id
    local ok, problem, head = pcall(engine.call, client, "ContainerArchiveInfo", { id = id, path = path })
    if ok then return decoded(head) end
    if not errors.is(problem, "not_found") then error(problem, 0) end
    -- A refusal in a head has no words: it may be the container that is missing.
    names.call_container(client, id, "ContainerInspect", { id = id })
    return nil
end

--- Tells of a file or folder in a container. Operation ContainerArchiveInfo.
---@param container Container
---@param path string
---@return PathStat stat raises kind `not_found` when there is nothing
function M.stat(container, path)
    local stat = M.find(container, path)
    if stat then return stat end
    errors.raise {
        kind = "not_found",
        operation = "ContainerArchiveInfo",
        status = 404,
        message = ("there is no %s in container %s"):format(require("text").escape(path), container.id:sub(1, 12)),
    }
end

--- The raw stream of an archive. Operation ContainerArchive.
function M.open(container, path)
    check_path("container:get_archive", path)
    local stream, head = names.call_container(container.client, container.id, "ContainerArchive",
        { id = container.id, path = path })
    stream.is_archive = true
    return stream, decoded(head)
end

--- About how many bytes the archive of something has: a header, the content in blocks, an end.
---@param stat PathStat?
---@return integer? bytes nil for a folder, of which nobody knows
function M.archive_size(stat)
    if not stat or stat.mode & ~511 ~= 0 then return nil end
    return 512 + (stat.size + 511) // 512 * 512 + 1024
end

--- Options of `get_archive`.
M.get_options = {
    { name = "chunk_size", type = "integer", doc = "bytes in each piece; default: as they arrive" },
    { name = "encode_stream", type = "boolean", doc = "accepted; archives are not compressed on their way" },
    { name = "to", type = "string", doc = "a file to write to; it appears when it is complete" },
}

--- Gets a file or folder as a tar archive.
---@param container Container
---@param path string
---@param given? table
---@return Stream stream pieces of the archive; with `to` the size of the file
---@return PathStat stat
function M.get(container, path, given)
    local o = options.check("container:get_archive", M.get_options, given)
    if o.chunk_size and o.chunk_size < 1 then
        errors.invalid("container:get_archive: option 'chunk_size': expected a number above 0")
    end
    local stream, stat = M.open(container, path)
    if not o.to and not o.chunk_size then return stream, stat end
    return (require("docker.chunks").deliver(stream, o, "container:get_archive", M.archive_size(stat))), stat
end

--- Options of `put_archive`.
M.put_options = {
    { name = "no_overwrite_dir_non_dir", type = "boolean", doc = "refuse to put a file in place of a folder or back" },
    { name = "copy_uid_gid", type = "boolean", doc = "files get the owner that the container's main process has" },
}

--- Unpacks a tar archive in a folder of a container. Operation PutContainerArchive.
---@param container Container
---@param path string the folder; it must exist
---@param data any an archive, as for `docker.body`, or what `docker.archive` packed
---@param given? table
---@param title? string what the line of progress calls it; default: the file's name
---@return boolean true
function M.put(container, path, data, given, title)
    local who = "container:put_archive"
    local o = options.check(who, M.put_options, given)
    check_path(who, path)
    if getmetatable(data) and type(data) == "table" then data = mapped_stream.iterable(data) end
    local bytes = body.source(data, who)
    local _ <close> = meter.sending(title or meter.title(data, "archive"), bytes, meter.SMALL)
    names.call_container(container.client, container.id, "PutContainerArchive", {
        id = container.id, path = path, noOverwriteDirNonDir = o.no_overwrite_dir_non_dir, copyUIDGID = o.copy_uid_gid,
    }, nil, bytes)
    return true
end

return M
