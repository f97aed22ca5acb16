--- Building images.
---
---     local image, log = docker.images.build(".", { tag = "app:1" })
---     docker.images.build { path = "src", dockerfile = "../Test.df", buildargs = { V = 3 }, builder = "buildkit" }
---     docker.images.build { dockerfile_text = "FROM busybox\nRUN echo hi >/hi", tag = "hi" }
---     for item in docker.images.build { path = ".", stream = true } do io.write(item.stream or "") end
---
--- A step that fails raises kind `build`, with the step and the last lines that it printed. On a terminal, the output
--- of the steps is shown on stderr.

local host = require "moondock.host"
local errors = require "moondock.errors"
local options = require "options"
local build_context = require "docker.build_context"
local build_log = require "docker.build_log"
local convert = require "docker.convert"
local dockerfile = require "docker.dockerfile"
local engine = require "docker.engine"
local mapped_stream = require "docker.mapped_stream"
local meter = require "docker.meter"
local progress = require "docker.progress"

local M = {}

local WHO = "docker.images.build"

--- Options of `build`.
M.options = {
    { name = "path", type = "string", doc = "the folder with the context, or a URL that the engine fetches" },
    { name = "fileobj", type = "any", doc = "the Dockerfile: its text, { file = path }, an open file, a function" },
    { name = "dockerfile_text", type = "string", doc = "the Dockerfile itself" },
    { name = "custom_context", type = "boolean", default = false, doc = "fileobj is a tar archive with the context" },
    { name = "encoding", type = "string", choices = { "gzip", "bzip2", "xz", "identity" },
        doc = "accepted; the engine sees for itself how an archive is compressed" },
    { name = "gzip", type = "boolean", doc = "accepted; the context is sent as it is" },
    { name = "remote", type = "string", doc = "URL of a repository, an archive or a Dockerfile for the engine to fetch" },
    { name = "dockerfile", type = "string", doc = "path of the Dockerfile, from the context; it may be outside" },
    { name = "tag", type = "string|strings", doc = "name, or names, for the image" },
    { name = "builder", type = "string", choices = { "classic", "buildkit" }, doc = "default: classic" },
    { name = "version", type = "string|integer", doc = 'the same as builder: "1" is classic, "2" is BuildKit' },
    { name = "quiet", type = "boolean", default = false, doc = "only the image's id, no output" },
    { name = "nocache", type = "boolean", default = false, doc = "run every step anew" },
    { name = "rm", type = "boolean", default = true, doc = "remove the containers of steps that succeeded" },
    { name = "forcerm", type = "boolean", doc = "remove them even when a step fails; default: as rm" },
    { name = "pull", type = "boolean", default = false, doc = "ask the registry for newer base images" },
    { name = "timeout", type = "seconds", doc = "the engine may be silent for so long" },
    { name = "buildargs", type = "table", doc = "values for ARG: { NAME = value }, or { \"NAME=value\", \"NAME\" }" },
    { name = "use_config_proxy", type = "boolean", default = true, doc = "proxies of config.json as build arguments" },
    { name = "container_limits", type = "map", doc = "memory, memswap, cpushares, cpusetcpus, cpuperiod, cpuquota" },
    { name = "shmsize", type = "size", doc = "/dev/shm of the steps" },
    { name = "labels", type = "table", doc = "labels for the image" },
    { name = "cache_from", type = "string|strings", doc = "images whose layers may serve as cache" },
    { name = "target", type = "string", doc = "the stage to end with" },
    { name = "network_mode", type = "string", doc = "network of the steps: bridge, host, none or a network's name" },
    { name = "squash", type = "boolean", doc = "join the new layers; for engines in experimental mode" },
    { name = "extra_hosts", type = "table", doc = "lines for /etc/hosts: { name = address }" },
    { name = "platform", type = "string", doc = "os[/arch[/variant]]" },
    { name = "isolation", type = "string", doc = "how containers are kept apart, on Windows" },
    { name = "outputs", type = "list", doc = "what BuildKit writes: { { Type = …, Attrs = … } }" },
    { name = "stream", type = "boolean", default = false, doc = "the result is a stream of the progress" },
    { name = "decode", type = "boolean", doc = "accepted; progress is always tables" },
    { name = "progress", type = "function", doc = "called with each item of the progress" },
}

local LIMITS = {
    { name = "memory", type = "size" },
    { name = "memswap", type = "any" },
    { name = "cpushares", type = "integer" },
    { name = "cpusetcpus", type = "string" },
    { name = "cpusetmems", type = "string" },
    { name = "cpuperiod", type = "integer" },
    { name = "cpuquota", type = "integer" },
    { name = "cgroupparent", type = "string" },
    { name = "ulimits", type = "table" },
}

local function limits(given)
    local fields = options.check(WHO .. ": option 'container_limits'", LIMITS, given)
    -- -1 is no size, and means no limit.
    if fields.memswap and fields.memswap ~= -1 then
        fields.memswap = require("units").bytes(fields.memswap, WHO .. ": option 'container_limits': memswap")
    end
    if fields.ulimits then fields.ulimits = convert.ulimits(fields.ulimits) end
    return fields
end

-- A name without a value takes it from this process, as with the docker command.
local function arguments(given, o, client)
    local map = {}
    if given and options.is_list(given) then
        for _, item in ipairs(given) do
            local name, value = tostring(item):match("^([^=]*)=(.*)$")
            map[name or item] = value or os.getenv(item)
        end
    else
        for name, value in pairs(given or {}) do
            if value == host.null then value = os.getenv(name) end
            map[name] = value
        end
    end
    if o.use_config_proxy then map = require("docker.proxies").build_args(map, client) end
    return map and next(map) and convert.string_map(map) or nil
end

local VERSIONS = { classic = "1", buildkit = "2" }

local function version_of(o)
    local named = o.builder and VERSIONS[o.builder]
    if o.version == nil then return named or "1" end
    local version = tostring(o.version)
    if version ~= "1" and version ~= "2" then
        errors.invalid(("%s: option 'version': expected \"1\" or \"2\", got %s"):format(WHO, options.quote(o.version)),
            'builder = "buildkit" is version 2')
    end
    if named and named ~= version then
        errors.invalid(("%s: builder %s is version %s, not %s"):format(WHO, o.builder, named, version))
    end
    return version
end

-- Only what the build needs: a credential helper that fails for another registry is no hindrance.
local function credentials(client, context, o)
    local images = context.text and dockerfile.images(context.text)
    if images then
        for _, name in ipairs(o.cache_from or {}) do images[#images + 1] = name end
        for i, name in ipairs(images) do
            local _, tag = require("docker.pull").split(name)
            images[i] = tag and name or name .. ":latest"
        end
    end
    return require("docker.auth").config(client, images)
end

local function check_builder(context, version)
    local found = version == "1" and context.text and dockerfile.needs_buildkit(context.text)
    if not found then return end
    local hint = 'builder = "buildkit"'
    if found.session then
        hint = ("mounts of type %s need a session with BuildKit, which is not spoken here; the docker command does")
            :format(found.session)
    end
    errors.raise {
        kind = "build",
        operation = "ImageBuild",
        message = ("line %d of the Dockerfile has %s, which the classic builder cannot build"):format(found.line,
            found.what),
        hint = hint,
    }
end

local function fields_of(client, o, context, version)
    local fields = limits(o.container_limits)
    fields.t = o.tag and convert.strings(o.tag)
    fields.remote, fields.dockerfile = context.remote, context.dockerfile
    fields.q, fields.nocache, fields.pull, fields.rm, fields.forcerm = o.quiet, o.nocache, o.pull, o.rm, o.forcerm
    if o.forcerm == nil then fields.forcerm = o.rm end
    fields.buildargs = arguments(o.buildargs, o, client)
    fields.shmsize, fields.target, fields.squash, fields.platform = o.shmsize, o.target, o.squash, o.platform
    fields.labels = o.labels and convert.labels(o.labels)
    fields.cachefrom = o.cache_from
    fields.networkmode = o.network_mode
    fields.extrahosts = o.extra_hosts and convert.extra_hosts(o.extra_hosts)
    fields.isolation, fields.outputs = o.isolation, o.outputs
    if version ~= "1" then fields.version = version end
    fields["X-Registry-Config"] = credentials(client, context, o)
    return fields
end

-- Sends the context and shows how much of it has gone; the steps begin after that.
local function send(client, fields, body, o, log)
    local is_silent = o.quiet or o.progress or o.stream
    local _ <close> = not is_silent and meter.sending("build context", body) or nil
    return log:guard(engine.call, client, "ImageBuild", fields, nil, body, o.timeout)
end

--- Builds an image. Operation ImageBuild.
---
---     local image, log = docker.images.build { path = ".", tag = { "app:1", "app:latest" }, target = "release" }
---@param client table
---@param path? string|table the folder or URL, or the options
---@param given? table
---@return Image|Stream image with `stream` the progress, item by item
---@return table? log the items of the progress; their texts are in `stream`. Raises kind `build` when a step fails, with
--- the fields step, output and build_log
function M.build(client, path, given)
    if options.is_map(path) and given == nil then path, given = nil, path end
    local o = options.check(WHO, M.options, given)
    if path ~= nil then
        if type(path) ~= "string" or path == "" then
            errors.invalid(("%s: expected a folder or a URL, got %s"):format(WHO, options.quote(path)))
        end
        if o.path then errors.invalid(WHO .. ": the path is given twice") end
        o.path = path
    end
    if type(o.cache_from) == "string" then o.cache_from = host.array { o.cache_from } end
    local version = version_of(o)
    local context = build_context.of(WHO, o)
    check_builder(context, version)
    local log = build_log.new(context.text, version)
    local fields = fields_of(client, o, context, version)
    local stream = send(client, fields, context.body, o, log)
    if o.stream then
        return mapped_stream.iterable(mapped_stream.new(stream, function(source)
            return log:guard(build_log.next, log, source)
        end))
    end
    local listener = not o.quiet and progress.listener(o.progress) or o.progress
    local _ <close> = type(listener) == "table" and listener or nil
    local _ <close> = stream
    while true do
        local item = log:guard(build_log.next, log, stream)
        if not item then break end
        if listener then listener(item) end
        log:keep(item)
    end
    return require("docker.image").from_id(client, log:image_id()), log.items
end

return M
