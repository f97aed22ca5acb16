--- Tar archives: made, read and unpacked in constant memory.
---
---     local archive = require "docker.archive"
---     for entry in archive.entries(c:get_archive("/etc")) do print(entry.name, entry.size) end
---     archive.read(c:get_archive("/etc/hostname"))
---     archive.unpack({ file = "rootfs.tar" }, "rootfs", { links = "keep" })
---     c:put_archive("/srv", archive.pack { "conf", { name = "motd", content = "hello\n" } })
---
--- An archive is given as a stream of the engine's, as a string, as `{ file = "PATH" }`, or as a function that gives pieces.

local host = require "moondock.host"
local errors = require "moondock.errors"
local options = require "options"

local M = {}

-- Everything a function or an open file gives, as one string.
local function gathered(step)
    local pieces = {}
    for piece in step do pieces[#pieces + 1] = piece end
    return table.concat(pieces)
end

-- The three arguments that the host takes for an archive: a stream, bytes or a file; two are nil.
local function source(value, who)
    local kind = type(value)
    if kind == "string" then return nil, value, nil end
    if kind == "function" then return nil, gathered(value), nil end
    if io.type(value) == "file" then return nil, value:read("a"), nil end
    if kind == "table" and type(rawget(value, "file")) == "string" then return nil, nil, value.file end
    -- A stream that is handed on in another form, such as pieces of one size.
    if kind == "table" and getmetatable(value) and value.is_stream then return nil, gathered(value), nil end
    if kind == "userdata" and value.read then
        if value.is_archive then return value, nil, nil end
        return nil, gathered(function() return (value:read()) end), nil
    end
    errors.invalid(("%s: expected an archive as a stream, bytes or a file, got %s"):format(who, options.quote(value)),
        'a file is { file = "PATH" }')
end

-- ---- Making

local ITEM = {
    { name = "path", type = "string", doc = "a file or folder of this machine" },
    { name = "name", type = "string", doc = 'its name in the archive; "": a folder\'s content without the folder' },
    { name = "follow", type = "boolean", default = false, doc = "what the path points to, where it is a link" },
    { name = "owners", type = "boolean", default = true, doc = "keep owners; false: everything is root's" },
    { name = "content", type = "string", doc = "bytes, in place of a path" },
    { name = "mode", type = "integer", doc = "permissions of what has a content; default 0644 (420)" },
    { name = "mtime", type = "integer", doc = "its time in seconds since 1970; default: now" },
    { name = "uid", type = "integer", default = 0 },
    { name = "gid", type = "integer", default = 0 },
}

local function base_name(path)
    local name = path:match("([^/]+)/*$")
    if not name or name == "." or name == ".." then return "" end
    return name
end

-- The host counts what archives hold, and forgets those that nobody has once they are collected.
local function add_content(plan, facts, content)
    if pcall(host.tar_file, plan, facts, content) then return end
    collectgarbage()
    host.tar_file(plan, facts, content)
end

local function add(plan, item, who)
    if type(item) == "string" then item = { path = item } end
    local o = options.check(who, ITEM, item)
    if o.content then
        if not o.name or o.name == "" then errors.invalid(who .. ": content needs a name") end
        local mtime = o.mtime or math.floor(require("time").now())
        add_content(plan, { name = o.name, mode = o.mode or 420, mtime = mtime, uid = o.uid, gid = o.gid }, o.content)
    elseif o.path then
        host.tar_tree(plan, {
            root = o.path, name = o.name or base_name(o.path), follow = o.follow, root_owned = not o.owners,
        })
    else
        errors.invalid(who .. ": an item needs a path, or a name and content")
    end
end

local function plan_of(items, who)
    local plan = host.tar_new()
    if type(items) == "string" then items = { items } end
    if type(items) ~= "table" then
        errors.invalid(("%s: expected a list of paths, got %s"):format(who, options.quote(items)))
    end
    local names = {}
    for name in pairs(items) do
        if type(name) == "string" then names[#names + 1] = name end
    end
    table.sort(names)
    for _, name in ipairs(names) do add(plan, { name = name, content = items[name] }, who) end
    for _, item in ipairs(items) do add(plan, item, who) end
    return plan
end

--- Makes an archive of files and of bytes, as a body for one request. Files are read while it is sent.
---
---     archive.pack { "src", { path = "build/out", name = "app" }, { name = "etc/motd", content = "hi\n", mode = 384 } }
---     archive.pack { ["etc/motd"] = "hi\n" }
---@param items string|table a path; a list of paths and of { path, name, follow, owners } or { name, content, mode, mtime,
--- uid, gid }; or contents by name
---@return userdata body for `put_archive`, `docker.body` and the like
function M.pack(items)
    return host.tar_body(plan_of(items, "archive.pack"))
end

--- The same as `pack`, as a stream to read.
---
---     for chunk in archive.stream { "src" } do out:write(chunk) end
---@param items string|table
---@return Stream
function M.stream(items)
    return host.tar_stream(plan_of(items, "archive.stream"))
end

-- ---- Reading

---@class ArchiveEntry
---@field name string the path in the archive
---@field kind string file directory symlink hardlink fifo "character device" "block device"
---@field size integer bytes of content
---@field mode integer permissions
---@field mtime integer seconds since 1970
---@field uid integer
---@field gid integer
---@field linkname string? where a link points
---@field content fun(self: ArchiveEntry): string the bytes; only until the next entry is asked for

--- Iterates over the entries of an archive.
---
---     for entry in archive.entries { file = "image.tar" } do
---         if entry.name == "manifest.json" then print(entry:content()) end
---     end
---@param value any an archive
---@return fun(): ArchiveEntry? ...
function M.entries(value)
    local reader = host.tar_reader(source(value, "archive.entries"))
    local keep = value
    local current
    local function content(entry)
        if entry ~= current then errors.invalid("archive.entries: that entry is over; read it before the next") end
        current = nil
        return host.tar_content(reader)
    end
    local function step()
        local entry = keep ~= nil and host.tar_next(reader) or nil
        current = entry
        if entry then entry.content = content else keep = nil end
        return entry
    end
    return step, nil, nil, reader
end

--- Reads one file of an archive into a string.
---@param value any an archive
---@param name? string its path in the archive; nil: the first file
---@return string? bytes nil when it is not there
function M.read(value, name)
    -- What get_archive tells beside its stream is no name.
    if type(name) == "table" then name = nil end
    local wanted = name and name:gsub("^%./", "")
    for entry in M.entries(value) do
        if entry.kind == "file" and (not wanted or entry.name:gsub("^%./", "") == wanted) then return entry:content() end
    end
    return nil
end

-- ---- Unpacking

--- Options of `unpack`.
M.unpack_options = {
    { name = "links", type = "string", default = "refuse", choices = { "refuse", "skip", "keep" },
        doc = "what becomes of links that point out of the folder" },
    { name = "devices", type = "boolean", default = false, doc = "make device nodes; else they are an error" },
    { name = "owners", type = "boolean", default = false, doc = "keep owners, where we are root" },
    { name = "rename", type = "table", doc = '{ "from", "to" }: another first name for all paths; "" drops it' },
    { name = "only", type = "string", doc = "the first name that all paths must have; others are an error" },
    { name = "max_bytes", type = "size", doc = "content in all; more is an error. default: no limit" },
    { name = "max_entries", type = "integer", doc = "entries in all; more are an error. default: no limit" },
}

--- Unpacks an archive into a folder. Nothing outside the folder is ever made or changed: absolute paths, "..", and whatever
--- would go through a link are errors. A file appears when it is complete.
---
---     archive.unpack(c:get_archive("/etc"), "copy-of-etc", { links = "keep" }).entries
---@param value any an archive
---@param folder string is made when it is missing
---@param given? table links devices owners rename only max_bytes max_entries
---@return {entries: integer, bytes: integer, skipped: integer} summary skipped: links that were left out
function M.unpack(value, folder, given)
    local who = "archive.unpack"
    local o = options.check(who, M.unpack_options, given)
    if type(folder) ~= "string" or folder == "" then
        errors.invalid(("%s: expected a folder, got %s"):format(who, options.quote(folder)))
    end
    local stream, bytes, file = source(value, who)
    host.make_folder(folder)
    local rename = o.rename or {}
    return host.untar(stream, bytes, file, folder, {
        links = o.links, devices = o.devices, owners = o.owners, rename_from = rename[1], rename_to = rename[2],
        only = o.only, max_bytes = o.max_bytes, max_entries = o.max_entries,
    })
end

return M
