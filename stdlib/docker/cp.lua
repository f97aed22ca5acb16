--- Copies between this machine and a container, as docker cp does them.
---
---     c:cp("site", ":/srv")                        -- into /srv when it is a folder, as /srv when there is none
---     c:cp("site/.", ":/srv")                      -- the content of site
---     c:cp(":/etc/hosts", "hosts.txt")
---     c:cp({ ["app.conf"] = "port = 80\n" }, ":/etc/app")
---     docker.cp("web:/var/log/", "logs")
---
--- A path with a colon in front is in the container. Times and modes stay; in the container everything belongs to root, here
--- to whoever copies, unless `archive` is set.

local host = require "moondock.host"
local errors = require "moondock.errors"
local archive = require "docker.archive"
local archives = require "docker.archives"
local meter = require "docker.meter"
local options = require "options"

local clean = require("docker.path").clean

local M = {}

--- Options of `cp`.
M.options = {
    { name = "follow_link", type = "boolean", default = false, doc = "copy what a link points to" },
    { name = "archive", type = "boolean", default = false, doc = "keep the owners" },
    { name = "links", type = "string", default = "refuse", choices = { "refuse", "skip", "keep" },
        doc = "links in a container's folder that would point out of the copy" },
    { name = "max_bytes", type = "size", doc = "out of a container: more content is an error. default: no limit" },
    { name = "max_entries", type = "integer", doc = "out of a container: more files are an error. default: no limit" },
}

local function wrong(message, hint)
    errors.invalid("cp: " .. message, hint)
end

-- Takes a path apart: without what only says "a folder" or "its content" at the end.
local function take_apart(path)
    local is_content = path:find("/%.$") ~= nil or path == "."
    local asserts_folder = is_content or path:find("/$") ~= nil
    local plain = is_content and path:gsub("/?%.$", "") or path
    plain = plain:gsub("/+$", "")
    if plain == "" then plain = path:sub(1, 1) == "/" and "/" or "." end
    return { plain = plain, is_content = is_content, asserts_folder = asserts_folder }
end

local function folder_of(path)
    local folder = path:match("^(.*)/[^/]*$")
    if not folder then return path:sub(1, 1) == "/" and "/" or "." end
    return folder == "" and "/" or folder
end

local function name_of(path) return path:match("([^/]+)/*$") or "" end

local function absolute(path) return path:sub(1, 1) == "/" and path or "/" .. path end

-- As many links in a row as Linux would follow.
local MOST_LINKS = 40

-- Where a link at a path leads.
local function behind(path, target)
    return target:sub(1, 1) == "/" and target or folder_of(path) .. "/" .. target
end

-- A path in the container, links at its end resolved, even if nothing is there; and what is there.
local function resolve(container, path)
    local given = path
    for _ = 1, MOST_LINKS do
        local stat = archives.find(container, path)
        if not stat or not stat.is_link then return path, stat end
        path = behind(path, stat.linkTarget)
    end
    wrong(("too many links at :%s"):format(given))
end

-- The same for a path of this machine.
local function resolve_here(path)
    local given = path
    for _ = 1, MOST_LINKS do
        local kind = host.path_kind(path, false)
        if kind ~= "symlink" then return path, kind end
        path = behind(path, host.link_target(path))
    end
    wrong(("too many links at %s"):format(given))
end

-- Where a copy goes: the folder, and the name it gets there ("" for: its own content into the folder).
local function destination(to, what, kind, is_folder, is_content, own_name, parent_exists)
    if kind == "directory" then return to.plain, is_content and "" or own_name end
    if kind then
        if is_folder then wrong(("cannot copy a folder to the file %s"):format(what)) end
        if to.asserts_folder then wrong(("%s is not a folder"):format(what)) end
    elseif to.asserts_folder and not is_folder then
        wrong(("there is no folder %s"):format(what), "make it first, or leave the slash at the end away")
    end
    if not kind and not parent_exists() then wrong(("there is no folder for %s"):format(what)) end
    return folder_of(to.plain), name_of(to.plain)
end

-- ---- Into the container

local function container_kind(stat)
    if not stat then return nil end
    return stat.is_dir and "directory" or "file"
end

local function put(container, folder, data, title)
    archives.put(container, folder, data, { no_overwrite_dir_non_dir = true }, title)
end

local function upload(container, from, path, o)
    local source = take_apart(from)
    local follows = o.follow_link or source.asserts_folder
    local kind = host.path_kind(source.plain, follows)
    if not kind then wrong(("there is no %s"):format(from)) end
    if source.asserts_folder and kind ~= "directory" then wrong(("%s is not a folder"):format(from)) end
    local to = take_apart(absolute(path))
    local stat
    to.plain, stat = resolve(container, to.plain)
    local own_name = name_of(source.plain)
    if own_name == "" or own_name == "." or own_name == ".." then source.is_content = true end
    local folder, name = destination(to, ":" .. path, container_kind(stat), kind == "directory", source.is_content,
        own_name, function() return true end)
    put(container, folder, archive.pack {
        { path = source.plain, name = name, follow = follows, owners = o.archive },
    }, from)
end

-- Contents by name, below a folder that need not exist.
local function write(container, contents, path)
    local to = absolute(path):gsub("/+%.?$", "")
    local real, stat = resolve(container, to == "" and "/" or to)
    if stat and not stat.is_dir then wrong((":%s is not a folder"):format(path)) end
    local folder, prefix = "/", to:sub(2) .. "/"
    if stat then folder, prefix = real, "" end
    local items = {}
    for name, content in pairs(contents) do
        if type(name) ~= "string" or type(content) ~= "string" then
            wrong("contents are strings by name", '{ ["app.conf"] = "port = 80\\n" }')
        end
        items[prefix .. name] = content
    end
    put(container, folder, archive.pack(items), path)
end

-- ---- Out of the container

local function download(container, path, dest, o)
    local from, to = take_apart(absolute(path)), take_apart(dest)
    from.plain = clean(from.plain)
    local own_name = name_of(from.plain)
    local stat = archives.stat(container, from.plain)
    if stat.is_link and (o.follow_link or from.asserts_folder) then
        from.plain, stat = resolve(container, from.plain)
        if not stat then wrong((":%s points to nothing"):format(path)) end
    end
    if from.asserts_folder and not stat.is_dir then wrong((":%s is not a folder"):format(path)) end
    if own_name == "" then from.is_content = true end
    local kind
    to.plain, kind = resolve_here(to.plain)
    local folder, name = destination(to, dest, kind, stat.is_dir, from.is_content, own_name,
        function() return host.path_kind(folder_of(to.plain), true) == "directory" end)
    if from.is_content and name ~= "" then
        host.make_folder(to.plain)
        folder, name = to.plain, ""
    end
    local stream <close> = archives.open(container, from.is_content and from.plain:gsub("/$", "") .. "/." or from.plain)
    -- Nothing but what was asked for may appear in a folder of the user's, whatever the engine sends.
    local only = not from.is_content and name_of(from.plain) or nil
    local _ <close> = meter.unpacking(path, stream, archives.archive_size(stat), meter.SMALL)
    archive.unpack(stream, folder, {
        links = o.links, owners = o.archive, rename = only and { only, name }, only = only, max_bytes = o.max_bytes, max_entries = o.max_entries,
    })
end

-- ---- Both

-- For docker cp a "-" is an archive on standard input or output; here it would be a file of that name.
local function refuse_dash(path)
    if path == "-" then
        wrong('"-" is no archive here', "put_archive and get_archive carry archives; a file of that name is ./-")
    end
end

local function in_container(value) return type(value) == "string" and value:match("^:(.+)$") or nil end

--- Copies. One of the two paths is in the container and has a colon in front. Operations ContainerArchiveInfo,
--- ContainerArchive, PutContainerArchive.
---@param container Container
---@param from string|table a path, or contents by name
---@param to string
---@param given? table follow_link archive links
---@return boolean true
function M.cp(container, from, to, given)
    local o = options.check("container:cp", M.options, given)
    local source, target = in_container(from), in_container(to)
    refuse_dash(from)
    refuse_dash(to)
    if target and type(from) == "table" then
        write(container, from, target)
    elseif target and type(from) == "string" and not source then
        upload(container, from, target, o)
    elseif source and type(to) == "string" and to ~= "" and not target then
        download(container, source, to, o)
    else
        wrong("one of the two is in the container, with a colon in front",
            'c:cp("file", ":/tmp") or c:cp(":/tmp/file", ".")')
    end
    return true
end

-- "web:/etc" -> web, /etc; a path that begins with a dot or a slash is of this machine, whatever colons it has.
local function split(value)
    if type(value) ~= "string" or value:find("^[./]") then return nil end
    return value:match("^([^:/]+):(.+)$")
end

--- Copies between this machine and a container named in front of its path, or from one container into a folder of another.
---@param client table
---@param from string|table
---@param to string
---@param given? table
---@return boolean true
function M.by_name(client, from, to, given)
    local source, source_path = split(from)
    local target, target_path = split(to)
    local by_id = require("docker.container").from_id
    if source and target then
        options.check("docker.cp", M.options, given)
        local stream <close> = archives.open(by_id(client, source), source_path)
        return archives.put(by_id(client, target), target_path, stream, { no_overwrite_dir_non_dir = true }, from)
    end
    if source then return M.cp(by_id(client, source), ":" .. source_path, to, given) end
    if target then return M.cp(by_id(client, target), from, ":" .. target_path, given) end
    wrong("neither path names a container", 'docker.cp("web:/etc/hosts", ".")')
end

return M
