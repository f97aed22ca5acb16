--- Building images.
---
---     local image, log = docker.images.build(".", { tag = "shop/web:1" })
---     docker.images.build { fileobj = "FROM busybox\nRUN echo hi > /hi\n", tag = "hi" }
---     docker.images.build { path = ".", builder = "buildkit", target = "test", buildargs = { VERSION = "2" } }
---
--- The files of a folder are sent while they are read, without those that .dockerignore leaves out. What the build says
--- comes back as it happens; a step that fails raises kind `build` with its last lines.

local host = require "moondock.host"
local errors = require "moondock.errors"
local options = require "options"
local archive = require "docker.archive"
local body = require "docker.body"
local buildkit = require "docker.buildkit"
local convert = require "docker.convert"
local dockerfile = require "docker.dockerfile"
local engine = require "docker.engine"
local mapped_stream = require "docker.mapped_stream"
local progress = require "docker.progress"

local M = {}

--- How many lines of output an error keeps.
M.kept_lines = 20

local LIMITS = {
    { name = "memory", type = "size", doc = "most memory" },
    { name = "memswap", type = "size", doc = "memory and swap together; -1: no limit" },
    { name = "cpushares", type = "integer", doc = "relative weight" },
    { name = "cpusetcpus", type = "string", doc = '"0-3", "0,1"' },
}

--- Options of `build`.
M.options = {
    { name = "path", type = "string", doc = "a folder, or the URL of an archive, a Dockerfile or a Git repository" },
    { name = "fileobj", type = "any", doc = "a Dockerfile as bytes, in place of a folder; with custom_context an archive" },
    { name = "custom_context", type = "boolean", default = false, doc = "fileobj is a tar archive with all files" },
    { name = "dockerfile", type = "string", doc = "the Dockerfile in the context, or any on this machine" },
    { name = "tag", type = "string|strings", doc = "names for the image" },
    { name = "builder", type = "string", choices = { "classic", "buildkit" }, default = "classic" },
    { name = "version", type = "string|integer", doc = '"2" is builder = "buildkit"' },
    { name = "quiet", type = "boolean", default = false, doc = "no output, only the image" },
    { name = "nocache", type = "boolean", default = false, doc = "run every step anew" },
    { name = "pull", type = "boolean", default = false, doc = "look for newer base images" },
    { name = "rm", type = "boolean", default = true, doc = "remove the containers of steps" },
    { name = "forcerm", type = "boolean", default = false, doc = "remove them when a step fails, too" },
    { name = "buildargs", type = "map", doc = "values for ARG" },
    { name = "labels", type = "table", doc = "labels for the image" },
    { name = "target", type = "string", doc = "the stage to build" },
    { name = "cache_from", type = "strings", doc = "images whose layers may be used" },
    { name = "network_mode", type = "string", doc = "network of RUN steps" },
    { name = "extra_hosts", type = "table", doc = '{ name = "10.0.0.1" }' },
    { name = "shmsize", type = "size", doc = "size of /dev/shm" },
    { name = "container_limits", type = "map", doc = "memory memswap cpushares cpusetcpus" },
    { name = "squash", type = "boolean", doc = "one layer of all; experimental engines" },
    { name = "platform", type = "string", doc = "os[/arch[/variant]]" },
    { name = "isolation", type = "string", doc = "Windows" },
    { name = "use_config_proxy", type = "boolean", default = true, doc = "proxies from config.json as build arguments" },
    { name = "timeout", type = "seconds", doc = "raises kind timeout when the engine does not begin to answer" },
    { name = "encoding", type = "string", doc = "accepted; the engine sees how an archive is compressed" },
    { name = "gzip", type = "boolean", doc = "accepted; what is sent is not compressed" },
    { name = "decode", type = "boolean", doc = "accepted; items are always tables" },
    { name = "progress", type = "function", doc = "called with each item of the build's output" },
    { name = "stream", type = "boolean", default = false, doc = "the result is a stream of the items" },
}

local function everything(value)
    if type(value) == "string" then return value end
    if io.type(value) == "file" then return value:read("a") end
    if type(value) == "function" then
        local pieces = {}
        for piece in value do pieces[#pieces + 1] = piece end
        return table.concat(pieces)
    end
    if type(value) == "table" and type(rawget(value, "file")) == "string" then
        local file <close>, problem = io.open(value.file, "rb")
        if not file then errors.invalid("docker.images.build: " .. problem) end
        return file:read("a")
    end
    errors.invalid(("docker.images.build: option 'fileobj': expected the text of a Dockerfile, got %s"):format(
        options.quote(value)), "an archive needs custom_context = true")
end

local function read_file(path)
    local file <close> = io.open(path, "rb")
    return file and file:read("a")
end

---@class BuildInput
---@field remote string? a URL
---@field body any? the archive
---@field name string? of the Dockerfile in it
---@field text string? the Dockerfile, where it is known

-- What is sent, and what is known of it.
local function input(who, o)
    if o.fileobj ~= nil then
        if o.path then errors.invalid(who .. ": path and fileobj are given; one of them is built from") end
        if o.custom_context then return { body = body.source(o.fileobj, who), name = o.dockerfile } end
        local text = everything(o.fileobj)
        local name = o.dockerfile or "Dockerfile"
        return { body = archive.pack { [name] = text }, name = name, text = text }
    end
    if not o.path then
        errors.invalid(who .. ": what is to be built?", 'a folder: docker.images.build(".", { tag = "name" })')
    end
    if o.path:find("^https?://") or o.path:find("^git[:@]") or o.path:find("^github%.com/") or o.path:find("^ssh://") then
        return { remote = o.path, name = o.dockerfile }
    end
    local plan = host.tar_new()
    local context = host.tar_context(plan, o.path, o.dockerfile)
    return { body = host.tar_body(plan), name = context.dockerfile, text = read_file(context.path) }
end

local function query(client, o, from)
    local buildargs = o.buildargs and convert.string_map(o.buildargs) or nil
    if o.use_config_proxy then buildargs = require("docker.proxies").build_args(buildargs, client) end
    local limits = options.check("option 'container_limits'", LIMITS, o.container_limits)
    local tags = type(o.tag) == "string" and { o.tag } or o.tag
    return {
        t = tags and host.array(tags) or nil, remote = from.remote, dockerfile = from.name, q = o.quiet or nil,
        nocache = o.nocache or nil, pull = o.pull or nil, rm = o.rm, forcerm = o.forcerm or nil,
        buildargs = buildargs, labels = o.labels and convert.labels(o.labels) or nil, target = o.target,
        cachefrom = o.cache_from, networkmode = o.network_mode, squash = o.squash, platform = o.platform,
        isolation = o.isolation,
        extrahosts = o.extra_hosts and convert.extra_hosts(o.extra_hosts) or nil, shmsize = o.shmsize,
        memory = limits.memory, memswap = limits.memswap, cpushares = limits.cpushares, cpusetcpus = limits.cpusetcpus,
        version = o.builder == "buildkit" and "2" or "1",
        ["X-Registry-Config"] = require("docker.auth").config(client, from.text and dockerfile.images(from.text) or nil),
    }
end

local function check_features(who, o, text)
    if not text then return end
    local session = dockerfile.needs_session(text)
    if session then
        errors.raise {
            kind = "build", operation = "ImageBuild",
            message = ("%s: %s needs a session with the builder, which moondock does not speak"):format(who, session),
            hint = "docker buildx build can do this",
        }
    end
    local feature = o.builder == "classic" and dockerfile.needs_buildkit(text)
    if feature then
        errors.raise {
            kind = "build", operation = "ImageBuild",
            message = ("%s: the Dockerfile has %s, which the classic builder does not understand"):format(who, feature),
            hint = 'builder = "buildkit"',
        }
    end
end

-- ---- What comes back

-- Follows a build: remembers the step, the last lines, and the image.
local function follower(builder)
    local state = { lines = {}, first = 1 }
    local print_trace = buildkit.printer()
    local partial = ""

    local function note(line)
        state.lines[#state.lines + 1] = line
        if line:find("^Step %d+/%d+ :") then state.step = line end
        if line:find("^#%d+ %[") then state.step = line end
        local built = line:match("^Successfully built (%x+)")
        if built then state.built = built end
    end

    --- The lines of an item's text that are complete.
    function state.take(item)
        local lines = {}
        if item.id == "moby.buildkit.trace" then
            lines = print_trace(buildkit.decode(item.aux))
        elseif item.stream then
            partial = partial .. item.stream
            for line in partial:gmatch("([^\n]*)\n") do
                line = line:gsub("\r$", "")
                if line ~= "" then lines[#lines + 1] = line end
            end
            partial = partial:match("[^\n]*$")
        end
        if type(item.aux) == "table" and type(item.aux.ID) == "string" then state.image = item.aux.ID end
        for _, line in ipairs(lines) do note(line) end
        while #state.lines > 200 do table.remove(state.lines, 1) end
        return lines
    end

    --- The id of the image, or nil when the engine named none.
    function state.result(quiet)
        if quiet and not state.image then
            local last = partial ~= "" and partial or state.lines[#state.lines]
            state.image = last and last:match("sha256:%x+")
        end
        return state.image or state.built
    end

    --- The error with the step that failed and what it said last.
    function state.explain(err)
        if not errors.is(err) or err.kind == "cancelled" or err.kind == "interrupted" then return err end
        local from = math.max(1, #state.lines - M.kept_lines + 1)
        local tail = {}
        for i = from, #state.lines do
            if not state.lines[i]:find("^ ?%-%-%->") then tail[#tail + 1] = state.lines[i] end
        end
        if state.step and not err.message:find(state.step, 1, true) then
            err.message = ("%s\n  in %s"):format(err.message, state.step)
        end
        err.log = table.concat(tail, "\n")
        if err.message:find("no active session", 1, true) then
            err.kind = "build"
            err.hint = "this build needs a session with the builder, which moondock does not speak; docker buildx build does"
        elseif builder == "classic" and err.message:find("unknown flag: ", 1, true) then
            err.hint = err.hint or 'builder = "buildkit" knows more flags'
        end
        -- A Dockerfile that cannot be read is refused before the stream begins.
        if err.message:lower():find("dockerfile", 1, true) and (err.status == 400 or err.status == 500) then
            err.kind = "build"
        end
        return err
    end

    return state
end

-- Shows the build, or hands the items on; and what is to be closed at its end.
local function shower(o)
    if o.progress then return function(item) o.progress(item) end end
    local listener = not o.quiet and progress.listener(nil)
    if not listener then return function() end end
    return function(item, lines)
        if #lines > 0 then listener { stream = table.concat(lines, "\n") } end
        if item.status then listener(item) end
    end, type(listener) == "table" and listener or nil
end

--- Builds an image. Operation ImageBuild.
---
---     docker.images.build(".", { tag = "web" }).short_id
---@param client table
---@param path string|table a folder or URL, or the options
---@param given? table
---@return Image|Stream image with `stream` the items as they come
---@return table[]? log the items: { stream = text } and the like
function M.build(client, path, given)
    local who = "docker.images.build"
    if type(path) == "table" then path, given = nil, path end
    local merged = { path = path }
    for name, value in pairs(given or {}) do merged[name] = value end
    local o = options.check(who, M.options, merged)
    if o.version ~= nil then o.builder = tostring(o.version) == "2" and "buildkit" or "classic" end
    local from = input(who, o)
    check_features(who, o, from.text)
    local state = follower(o.builder)
    local show, shown = shower(o)
    local ok, stream = pcall(engine.call, client, "ImageBuild", query(client, o, from), nil, from.body, o.timeout)
    if not ok then error(state.explain(stream), 0) end
    if o.stream then
        return mapped_stream.iterable(mapped_stream.new(stream, function(source)
            local ok, item = pcall(source.next_value, source)
            if not ok then error(state.explain(item), 0) end
            if item then state.take(item) end
            return item
        end))
    end
    local log = host.array {}
    local _ <close> = shown
    local read, err = pcall(progress.read, stream, "ImageBuild", nil, function(item)
        log[#log + 1] = item
        show(item, state.take(item))
    end)
    if not read then error(state.explain(err), 0) end
    local id = state.result(o.quiet)
    if not id then
        errors.raise { kind = "build", operation = "ImageBuild", message = "the engine did not say what it built" }
    end
    return client.images.get(id), log
end

return M
