--- What BuildKit reports of a build: decoded, and printed in plain lines as the docker command does.
---
---     local say = buildkit.printer()
---     io.write(say(buildkit.decode(item.aux)))
---
---     #4 [2/3] RUN make
---     #4 0.213 cc -o app app.c
---     #4 DONE 1.9s

local base64 = require "base64"
local protobuf = require "docker.protobuf"

local M = {}

--- The id of items whose `aux` is a trace.
M.TRACE = "moby.buildkit.trace"

-- The forms of moby.buildkit.v1.StatusResponse and what it consists of.
local TIMESTAMP = { { "seconds", "integer" }, { "nanos", "integer" } }
local VERTEX = {
    { "digest", "string" }, { "inputs", "string", list = true }, { "name", "string" }, { "cached", "boolean" },
    { "started", TIMESTAMP }, { "completed", TIMESTAMP }, { "error", "string" },
}
local STATUS = {
    { "id", "string" }, { "vertex", "string" }, { "name", "string" }, { "current", "integer" }, { "total", "integer" },
    { "timestamp", TIMESTAMP }, { "started", TIMESTAMP }, { "completed", TIMESTAMP },
}
local LOG = { { "vertex", "string" }, { "timestamp", TIMESTAMP }, { "stream", "integer" }, { "msg", "string" } }
local WARNING = {
    { "vertex", "string" }, { "level", "integer" }, { "short", "string" }, { "detail", "string", list = true },
    { "url", "string" },
}
local RESPONSE = {
    { "vertexes", VERTEX, list = true }, { "statuses", STATUS, list = true }, { "logs", LOG, list = true },
    { "warnings", WARNING, list = true },
}

--- Decodes a trace.
---
---     buildkit.decode(item.aux).vertexes[1].name     --> "[2/3] RUN make"
---@param aux string base64 of a StatusResponse
---@return {vertexes: table[], statuses: table[], logs: table[], warnings: table[]} trace times are { seconds=, nanos= };
--- raises kind `api` or `invalid_argument` for anything malformed
function M.decode(aux)
    return protobuf.decode(base64.decode(aux), RESPONSE)
end

local function seconds_between(from, to)
    if not from or not to then return 0 end
    return (to.seconds or 0) - (from.seconds or 0) + ((to.nanos or 0) - (from.nanos or 0)) / 1e9
end

local Printer = {}
Printer.__index = Printer

function Printer:line(vertex, format, ...)
    self.lines[#self.lines + 1] = ("#%d %s\n"):format(vertex.number, format:format(...))
end

-- The step of a digest, numbered when it is first heard of as started.
function Printer:vertex(digest)
    local vertex = self.vertexes[digest]
    if not vertex then
        vertex = { digest = digest, rest = "", output = {} }
        self.vertexes[digest] = vertex
    end
    return vertex
end

function Printer:head(vertex)
    if vertex.number then return end
    self.count = self.count + 1
    vertex.number = self.count
    self:line(vertex, "%s", vertex.name or vertex.digest or "")
end

-- How much of the last output of a step is kept for the message when it fails.
local KEPT = 20
-- A line without an end is printed in pieces of about this many bytes.
local LONGEST = 16384

function Printer:output(vertex, at, text)
    text = text:gsub("\r$", "")
    self:line(vertex, "%.3f %s", at, text)
    local output = vertex.output
    output[#output + 1] = text
    if #output > KEPT then table.remove(output, 1) end
end

-- A last line without its end, when the step is over.
function Printer:finish(vertex)
    if vertex.rest == "" then return end
    self:output(vertex, vertex.rest_at, vertex.rest)
    vertex.rest = ""
end

function Printer:add_vertex(sent)
    local vertex = self:vertex(sent.digest or "")
    vertex.name = sent.name or vertex.name
    vertex.started = vertex.started or sent.started
    if not sent.started then return end
    self:head(vertex)
    -- Engines report the end of a step several times.
    if vertex.is_over or not (sent.completed or sent.cached) then return end
    vertex.is_over = true
    self:finish(vertex)
    local problem = sent.error or ""
    if problem:find("context canceled$") then
        self:line(vertex, "CANCELED")
    elseif problem ~= "" then
        vertex.error = problem
        self.failed = vertex
        self:line(vertex, "ERROR: %s", problem)
    elseif sent.cached then
        self:line(vertex, "CACHED")
    else
        self:line(vertex, "DONE %.1fs", seconds_between(sent.started, sent.completed))
    end
end

function Printer:add_status(sent)
    local vertex = self:vertex(sent.vertex or "")
    local seen = self.statuses
    local key = ("%s\0%s"):format(sent.vertex, sent.id)
    if not sent.completed or seen[key] then return end
    seen[key] = true
    self:head(vertex)
    self:line(vertex, "%s %.1fs done", sent.name or sent.id or "", seconds_between(sent.started, sent.completed))
end

function Printer:add_log(sent)
    local vertex = self:vertex(sent.vertex or "")
    self:head(vertex)
    local at = seconds_between(vertex.started, sent.timestamp)
    local text = vertex.rest .. (sent.msg or "")
    local position = 1
    while true do
        local stop = text:find("\n", position, true)
        if not stop then break end
        self:output(vertex, at, text:sub(position, stop - 1))
        position = stop + 1
    end
    vertex.rest, vertex.rest_at = text:sub(position), at
    if #vertex.rest > LONGEST then self:finish(vertex) end
end

function Printer:add_warning(sent)
    local vertex = self:vertex(sent.vertex or "")
    self:head(vertex)
    self:line(vertex, "WARN: %s", sent.short or "")
end

function Printer:__call(trace)
    self.lines = {}
    for _, sent in ipairs(trace.vertexes) do self:add_vertex(sent) end
    for _, sent in ipairs(trace.statuses) do self:add_status(sent) end
    for _, sent in ipairs(trace.logs) do self:add_log(sent) end
    for _, sent in ipairs(trace.warnings) do self:add_warning(sent) end
    return table.concat(self.lines)
end

--- The step that failed.
---@return {name: string, error: string, output: string[]}? step output: its last lines
function Printer:failure()
    local vertex = self.failed
    if not vertex then return nil end
    return { name = vertex.name, error = vertex.error, output = vertex.output }
end

--- Makes what turns the traces of one build into lines, as they come.
---
---     local say = buildkit.printer()
---     for item in stream do io.write(say(buildkit.decode(item.aux))) end
---@return table printer call it with a trace for its text; `printer:failure()` tells the step that failed
function M.printer()
    return setmetatable({ vertexes = {}, statuses = {}, count = 0 }, Printer)
end

return M
