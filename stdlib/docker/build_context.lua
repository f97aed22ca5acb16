--- What a build sends to the engine: a folder with its .dockerignore, a Dockerfile by itself, an archive, or the URL of
--- what the engine is to fetch.

local host = require "moondock.host"
local errors = require "moondock.errors"
local options = require "options"
local body = require "docker.body"

local M = {}

---@class BuildContext
---@field body string|userdata|nil
---@field remote string?
---@field dockerfile string? where the Dockerfile is in the archive
---@field text string? the Dockerfile, where it can be seen from here

-- What the docker command takes for the address of a context.
local ADDRESSES = { "^https?://", "^git://", "^git@", "^github%.com/", "^ssh://" }

local function is_address(path)
    for _, pattern in ipairs(ADDRESSES) do
        if path:find(pattern) then return true end
    end
    return false
end

-- A Dockerfile is read as a whole; what is longer is none.
local LONGEST = 16 * 1024 * 1024

local function too_long(who)
    errors.invalid(("%s: the Dockerfile is longer than %d MB"):format(who, LONGEST >> 20),
        "an archive with the context is fileobj = …, custom_context = true")
end

local function read_pieces(who, step, state, control)
    local parts, length = {}, 0
    for piece in step, state, control do
        if type(piece) ~= "string" then
            errors.invalid(("%s: pieces of the Dockerfile must be strings, got %s"):format(who, options.quote(piece)))
        end
        parts[#parts + 1], length = piece, length + #piece
        if length > LONGEST then too_long(who) end
    end
    return table.concat(parts)
end

local function read_file(who, path)
    local file, problem = io.open(path, "rb")
    if not file then errors.invalid(("%s: %s"):format(who, problem)) end
    local _ <close> = file
    return read_pieces(who, function() return file:read(65536) end)
end

-- The text of a Dockerfile that was given as a string, an open file, { file = path }, or a function that gives pieces.
local function text_of(who, value)
    if type(value) == "string" then return value end
    if io.type(value) == "file" then return read_pieces(who, function() return value:read(65536) end) end
    if type(value) == "function" then return read_pieces(who, value) end
    if type(value) == "table" and type(rawget(value, "file")) == "string" then return read_file(who, value.file) end
    errors.invalid(("%s: option 'fileobj': expected the text of a Dockerfile, a file or a function, got %s")
        :format(who, options.quote(value)), 'a file is { file = "PATH" }')
end

-- Puts a text where the archive's maker looks for a Dockerfile outside the context; it is read at once.
local function with_text(who, plan, folder, text)
    local path = os.tmpname()
    local _ <close> = setmetatable({}, { __close = function() os.remove(path) end })
    local file, problem = io.open(path, "wb")
    if not file then errors.invalid(("%s: %s"):format(who, problem)) end
    local ok, trouble = file:write(text)
    file:close()
    if not ok then errors.invalid(("%s: %s"):format(who, trouble)) end
    return host.tar_context(plan, folder, path)
end

local function alone(text)
    local plan = host.tar_new()
    host.tar_file(plan, { name = "Dockerfile" }, text)
    return { body = host.tar_body(plan), dockerfile = "Dockerfile", text = text }
end

local function from_folder(who, folder, dockerfile, text)
    local plan = host.tar_new()
    local found
    if text then
        found = with_text(who, plan, folder, text)
    else
        found = host.tar_context(plan, folder, dockerfile)
        text = read_file(who, found.path)
    end
    return { body = host.tar_body(plan), dockerfile = found.dockerfile, text = text }
end

local function only_one(who, o, first, others)
    for _, other in ipairs(others) do
        if o[other] ~= nil then
            errors.invalid(("%s: %s and %s exclude each other"):format(who, first, other))
        end
    end
end

--- Finds out what a build is to be made of.
---@param who string names the call in errors
---@param o table the options path, fileobj, custom_context, dockerfile, dockerfile_text, remote
---@return BuildContext
function M.of(who, o)
    if o.remote then
        only_one(who, o, "remote", { "path", "fileobj", "dockerfile_text" })
        return { remote = o.remote, dockerfile = o.dockerfile }
    end
    if o.custom_context then
        only_one(who, o, "custom_context", { "path", "dockerfile_text" })
        if o.fileobj == nil then
            errors.invalid(who .. ": custom_context: where is the archive?", 'fileobj = { file = "context.tar" }')
        end
        return { body = body.source(o.fileobj, who .. ": option 'fileobj'"), dockerfile = o.dockerfile }
    end
    if o.path and is_address(o.path) then
        only_one(who, o, "a URL as path", { "fileobj", "dockerfile_text" })
        return { remote = o.path, dockerfile = o.dockerfile }
    end
    local text = o.dockerfile_text
    if o.fileobj ~= nil then
        only_one(who, o, "fileobj", { "dockerfile_text" })
        text = text_of(who, o.fileobj)
    end
    if text then
        only_one(who, o, o.fileobj ~= nil and "fileobj" or "dockerfile_text", { "dockerfile" })
        if text:find("^%s*$") then errors.invalid(who .. ": the Dockerfile is empty") end
    end
    if o.path then return from_folder(who, o.path, o.dockerfile, text) end
    if text then return alone(text) end
    errors.invalid(who .. ": what is to be built?", 'docker.images.build { path = ".", tag = "name" }')
end

return M
