--- Replies that stand in for those of requests that are not sent, so that a function can go on.
---
--- What would have been created gets an invented id; whatever asks about it later is answered here too.

local host = require "moondock.host"

local M = {}

---@class Standins
local Standins = {}
Standins.__index = Standins

--- Begins with nothing invented.
---@return Standins
function M.new()
    return setmetatable({ known = {}, count = 0 }, Standins)
end

function Standins:invent(prefix)
    self.count = self.count + 1
    return ("%s%064x"):format(prefix or "", self.count)
end

-- Later requests find it by its id and its names.
function Standins:remember(object, ...)
    for i = 1, select("#", ...) do
        local name = select(i, ...)
        if type(name) == "string" and name ~= "" then self.known[name] = object end
    end
end

function Standins:forget(object)
    for name, known in pairs(self.known) do
        if known == object then self.known[name] = nil end
    end
end

--- The invented object that a request is about.
---@param values table its parameters
---@return table?
function Standins:about(values)
    for _, name in ipairs { "id", "name" } do
        local value = values[name]
        if type(value) == "string" and self.known[value] then return self.known[value] end
    end
end

-- ---- Streams that say little

local Stream = {}

local stream_metatable = { __name = "moondock.stream", is_stream = true }

function stream_metatable.__index(_, key)
    return Stream[key] or host.stream_methods[key]
end

function stream_metatable.__call(self) return table.remove(rawget(self, "values"), 1) end

function stream_metatable.__close() end

function Stream:next_value() return table.remove(self.values, 1) end
function Stream:next_line() end
function Stream:read() end
function Stream:read_all() return "", "", "" end
function Stream:write() end
function Stream:close_write() end
function Stream:close() self.closed = true end
function Stream:is_closed() return self.closed == true end
function Stream:content() return self.kind end

local CONTENTS = { json_stream = "json", byte_stream = "bytes", log_stream = "frames", duplex = "frames" }

local function stream(reply, values)
    return setmetatable({ kind = CONTENTS[reply], values = values or {}, closed = false }, stream_metatable)
end

-- ---- What is created

local make = {}

function make.ContainerCreate(self, values, body)
    local id = self:invent()
    local name = values.name or ("invented_%d"):format(self.count)
    local object = {
        Id = id, Name = "/" .. name, Image = body.Image or "", Created = "1970-01-01T00:00:00Z", RestartCount = 0,
        State = { Status = "created", Running = false, Paused = false, ExitCode = 0, Pid = 0 },
        Config = body, HostConfig = body.HostConfig or {}, Mounts = host.array {},
        NetworkSettings = { Ports = {}, Networks = {}, IPAddress = "" },
    }
    self:remember(object, id, name)
    return { Id = id, Warnings = host.array {} }
end

function make.ContainerExec(self)
    local id = self:invent()
    self:remember({ ID = id, Running = false, ExitCode = 0, Pid = 0 }, id)
    return { Id = id }
end

function make.NetworkCreate(self, _, body)
    local id = self:invent()
    local object = { Id = id, Name = body.Name, Driver = body.Driver or "bridge", Scope = "local", Containers = {},
        Labels = body.Labels or {}, Options = body.Options or {}, IPAM = body.IPAM or {} }
    self:remember(object, id, body.Name)
    return { Id = id, Warning = "" }
end

function make.VolumeCreate(self, _, body)
    local name = body.Name or self:invent()
    local object = { Name = name, Driver = body.Driver or "local", Mountpoint = "", Scope = "local",
        Labels = body.Labels or {}, Options = body.DriverOpts or {} }
    self:remember(object, name)
    return object
end

local function image(self, ...)
    local id = self:invent "sha256:"
    local object = { Id = id, RepoTags = host.array { (...) }, RepoDigests = host.array {}, Size = 0, Config = {},
        Created = "1970-01-01T00:00:00Z" }
    self:remember(object, id, ...)
    return object
end

function make.ImageCommit(self, values)
    local tag = values.repo and ("%s:%s"):format(values.repo, values.tag or "latest")
    return { Id = image(self, tag, values.repo).Id }
end

function make.ImageCreate(self, values)
    local name = values.fromImage or values.repo
    if name then image(self, ("%s:%s"):format(name, values.tag or "latest"), name) end
    return nil
end

function make.ImageBuild(self, values)
    local tag = type(values.t) == "table" and values.t[1] or values.t
    local made = image(self, tag, tag and tag .. ":latest")
    return stream("json_stream", { { aux = { ID = made.Id } },
        { stream = ("Successfully built %s\n"):format(made.Id:sub(8, 19)) } })
end

local function with_id(self)
    local id = self:invent():sub(-25)
    self:remember({ ID = id, Version = { Index = 1 }, Spec = {} }, id)
    return { ID = id }
end

make.SecretCreate, make.ConfigCreate, make.ServiceCreate = with_id, with_id, with_id

local PLAIN = { empty = true, headers = true, text = "" }

--- The reply for a request that is not sent.
---@param operation table of the catalogue
---@param values table its parameters
---@param body? table
---@return any
function Standins:reply(operation, values, body)
    local object = self:about(values)
    local id = operation.id
    if object and operation.method == "DELETE" then self:forget(object) end
    if object and (id:find("Inspect$")) then return object end
    if make[id] then
        local made = make[id](self, values, type(body) == "table" and body or {})
        if made ~= nil then return made end
    end
    if operation.reply == "long_poll" or id == "ContainerWait" then return { StatusCode = 0 } end
    if PLAIN[operation.reply] ~= nil then return PLAIN[operation.reply] end
    if CONTENTS[operation.reply] then return stream(operation.reply) end
    if id:find("Prune$") then return { SpaceReclaimed = 0 } end
    return {}
end

return M
