--- What BuildKit tells of a build: its trace, decoded, and written as plain progress.
---
---     for _, line in ipairs(buildkit.printer()(buildkit.decode(item.aux))) do print(line) end
---
--- The trace comes in the build's stream as base64 of a protocol buffer (StatusResponse of BuildKit's control API): the
--- steps, called vertexes, with their times, and the output of each.

local base64 = require "base64"
local errors = require "moondock.errors"

local M = {}

-- ---- The wire format of protocol buffers, as far as it is needed

local function broken(why)
    errors.raise { kind = "api", message = "BuildKit's progress cannot be read: " .. why }
end

local function varint(bytes, position)
    local value, shift = 0, 0
    while true do
        local byte = bytes:byte(position)
        if not byte then broken "it ends in the middle of a number" end
        if shift > 63 then broken "a number is too long" end
        value = value | (byte & 0x7f) << shift
        position, shift = position + 1, shift + 7
        if byte < 0x80 then return value, position end
    end
end

-- Calls `each(number, value)` for the fields of a message; texts and messages inside are strings.
local function fields(bytes, each)
    local position = 1
    while position <= #bytes do
        local tag, value
        tag, position = varint(bytes, position)
        local kind = tag & 7
        if kind == 0 then
            value, position = varint(bytes, position)
        elseif kind == 2 then
            local length
            length, position = varint(bytes, position)
            if length < 0 or length > #bytes - position + 1 then broken "a field is longer than the message" end
            value, position = bytes:sub(position, position + length - 1), position + length
        elseif kind == 1 or kind == 5 then
            local size = kind == 1 and 8 or 4
            if #bytes - position + 1 < size then broken "it ends in the middle of a field" end
            position = position + size
        else
            broken(("a field has the unknown form %d"):format(kind))
        end
        if value ~= nil then each(tag >> 3, value) end
    end
end

-- Seconds since 1970.
local function time(bytes)
    local seconds, nanoseconds = 0, 0
    fields(bytes, function(number, value)
        if number == 1 then seconds = value elseif number == 2 then nanoseconds = value end
    end)
    return seconds + nanoseconds / 1e9
end

local function truth(value) return value ~= 0 end
local function same(value) return value end

-- What the numbers of the fields mean: a name, and how to read the value.
local VERTEX = {
    { "digest", same }, [3] = { "name", same }, [4] = { "cached", truth }, [5] = { "started", time },
    [6] = { "completed", time }, [7] = { "error", same },
}
local STATUS = {
    { "id", same }, { "vertex", same }, { "name", same }, { "current", same }, { "total", same },
    [7] = { "started", time }, [8] = { "completed", time },
}
local LOG = { { "vertex", same }, { "time", time }, { "stream", same }, { "text", same } }
local WARNING = { { "vertex", same }, { "level", same }, { "text", same }, [5] = { "url", same } }
local RESPONSE = {
    { "vertexes", VERTEX }, { "statuses", STATUS }, { "logs", LOG }, { "warnings", WARNING },
}

local function message(bytes, description)
    local result = {}
    fields(bytes, function(number, value)
        local field = description[number]
        if not field then return end
        local is_time = field[2] == time
        if is_time ~= (type(value) == "string") and (is_time or field[2] == truth) then
            broken(("field %d has another form than expected"):format(number))
        end
        result[field[1]] = field[2](value)
    end)
    return result
end

---@class BuildKitStatus
---@field vertexes {digest: string, name: string, cached: boolean?, started: number?, completed: number?, error: string?}[]
---@field statuses {id: string, vertex: string, name: string?, current: integer?, total: integer?}[]
---@field logs {vertex: string, time: number?, stream: integer?, text: string}[]
---@field warnings {vertex: string, text: string, url: string?}[]

--- Decodes one item of the trace. Raises kind `api` for what is none.
---@param aux string base64
---@return BuildKitStatus
function M.decode(aux)
    if type(aux) ~= "string" then broken "it is no text" end
    local ok, bytes = pcall(base64.decode, aux)
    if not ok or not bytes then broken "it is not base64" end
    local result = { vertexes = {}, statuses = {}, logs = {}, warnings = {} }
    fields(bytes, function(number, value)
        local part = RESPONSE[number]
        if not part then return end
        if type(value) ~= "string" then broken "a part of it is a number" end
        table.insert(result[part[1]], message(value, part[2]))
    end)
    return result
end

-- ---- Plain progress

local function size(bytes) return require("units").size(bytes) end

local function seconds(vertex)
    if not vertex.started or not vertex.completed then return "" end
    return (" %.1fs"):format(math.max(0, vertex.completed - vertex.started))
end

--- Makes what turns statuses into lines, as docker's own plain progress writes them: `#5 [2/3] RUN make`.
---@return fun(status: BuildKitStatus): string[]
function M.printer()
    local numbers, known, started, ended, count = {}, {}, {}, {}, 0

    local function number_of(digest)
        if not numbers[digest] then
            count = count + 1
            numbers[digest] = count
        end
        return numbers[digest]
    end

    return function(status)
        local lines = {}
        local function add(digest, text) lines[#lines + 1] = ("#%d %s"):format(number_of(digest), text) end
        for _, vertex in ipairs(status.vertexes) do
            local digest = vertex.digest or ""
            known[digest] = vertex
            if (vertex.started or vertex.cached) and not started[digest] then
                started[digest] = vertex.started or 0
                add(digest, vertex.name or "?")
            end
        end
        for _, item in ipairs(status.statuses) do
            if item.completed and item.vertex then
                local done = item.total and item.total > 0 and (" %s"):format(size(item.total)) or ""
                add(item.vertex, ("%s%s done"):format(item.name ~= "" and item.name or item.id or "", done))
            end
        end
        for _, log in ipairs(status.logs) do
            local since = log.time and started[log.vertex] and math.max(0, log.time - started[log.vertex]) or 0
            for line in (log.text or ""):gmatch("[^\r\n]+") do
                add(log.vertex or "", ("%.3f %s"):format(since, line))
            end
        end
        for _, warning in ipairs(status.warnings) do add(warning.vertex or "", "WARNING: " .. (warning.text or "")) end
        for _, vertex in ipairs(status.vertexes) do
            local digest = vertex.digest or ""
            if vertex.completed and not ended[digest] then
                ended[digest] = true
                if vertex.error and vertex.error ~= "" then
                    add(digest, "ERROR: " .. vertex.error)
                elseif vertex.cached then
                    add(digest, "CACHED")
                else
                    add(digest, "DONE" .. seconds(vertex))
                end
            end
        end
        return lines
    end
end

return M
