--- Recordings of exchanges as HAR 1.2 files, which browsers and HTTP tools read too.
---
--- What HAR has no place for stands in fields that begin with an underscore, as it allows: `_operation`, `_raw` for a
--- connection that left HTTP, `_open` for a reply whose end was not waited for, and `_pieces`, what came and went after
--- the head, with the milliseconds since what was before. Secrets are hidden.

local host = require "moondock.host"
local base64 = require "base64"
local exchanges = require "trace.exchanges"
local secrets = require "trace.secrets"

local M = {}

local function pairs_of(headers)
    local list = host.array {}
    for i, pair in ipairs(headers or {}) do list[i] = { name = pair[1], value = pair[2] } end
    return list
end

local function is_text(s) return utf8.len(s) ~= nil end

-- Bytes as text, or as base64 where they are none.
local function put(target, bytes)
    if is_text(bytes) then
        target.text = bytes
    else
        target.text, target.encoding = base64.encode(bytes), "base64"
    end
    return target
end

local function get(source)
    local text = source.text or ""
    return source.encoding == "base64" and base64.decode(text) or text
end

local STREAMS = { log_stream = true, duplex = true, json_stream = true, byte_stream = true }

local function is_stream(exchange)
    return exchange.is_raw or exchange.status < 400 and STREAMS[exchanges.shape(exchange)] or false
end

local function pieces_of(exchange)
    local list, before = host.array {}, exchange.times.reply
    for i, piece in ipairs(exchange.pieces) do
        local bytes = piece.from == "engine"
            and exchanges.hide(exchange, "Content-Type", exchange.reply_headers, piece.bytes) or piece.bytes
        local entry = put({ from = piece.from, ms = (piece.time - before) / 1e6, closes = piece.closes }, bytes)
        list[i] = entry
        before = piece.time
    end
    return list
end

local function iso(nanoseconds)
    return os.date("!%Y-%m-%dT%H:%M:%S", nanoseconds // 1000000000)
        .. (".%03dZ"):format(nanoseconds // 1000000 % 1000)
end

local function query_of(target)
    local list = host.array {}
    for part in (target:match("%?(.*)$") or ""):gmatch("[^&]+") do
        local name, value = part:match("^([^=]*)=?(.*)$")
        list[#list + 1] = { name = secrets.decode(name), value = secrets.decode(value) }
    end
    return list
end

local function entry_of(exchange)
    local times = exchange.times
    local ended = times.ended or times.reply
    local body = exchanges.reply_body(exchange)
    local request = {
        method = exchange.method, url = "http://docker" .. exchange.target, httpVersion = "HTTP/1.1",
        cookies = host.array {}, headers = pairs_of(exchange.headers), queryString = query_of(exchange.target),
        headersSize = -1, bodySize = #exchange.body,
    }
    if exchange.body ~= "" then
        local kind = exchanges.field(exchange.headers, "Content-Type") or "application/octet-stream"
        request.postData = put({ mimeType = kind }, exchange.body)
    end
    return {
        startedDateTime = iso(exchange.began),
        time = (ended - times.request) / 1e6,
        request = request,
        response = {
            status = exchange.status, statusText = exchange.reason, httpVersion = "HTTP/1.1",
            cookies = host.array {}, headers = pairs_of(exchange.reply_headers), redirectURL = "",
            headersSize = -1, bodySize = #body,
            content = put({ size = #body, mimeType = exchanges.field(exchange.reply_headers, "Content-Type")
                or "application/octet-stream" }, body),
        },
        cache = {},
        timings = { send = (times.sent - times.request) / 1e6, wait = (times.reply - times.sent) / 1e6,
            receive = (ended - times.reply) / 1e6 },
        _operation = exchange.operation,
        _raw = exchange.is_raw or nil,
        _open = (times.ended == nil or exchange.problem ~= nil) or nil,
        _pieces = is_stream(exchange) and pieces_of(exchange) or nil,
    }
end

--- Begins to record.
---@param path string of the file, which is written when the recording ends: whole, or not at all
---@return fun() finish writes the file
function M.record(path)
    local errors = require "moondock.errors"
    local temporary = path .. ".part"
    -- What cannot be written is said before anything is done.
    local file, problem = io.open(temporary, "wb")
    if not file then errors.invalid(("--record: cannot write %s"):format(problem)) end
    local list = {}
    local stop = exchanges.listen(function(exchange, event)
        if event == "request" then list[#list + 1] = exchange end
    end)
    return function()
        stop()
        local entries = host.array {}
        for _, exchange in ipairs(list) do
            -- What got no reply cannot be given again.
            if exchange.status then entries[#entries + 1] = entry_of(exchange) end
        end
        file:write(host.json_encode({ log = {
            version = "1.2", creator = { name = "moondock", version = "0.1.0" }, entries = entries,
        } }, true), "\n")
        file:close()
        assert(os.rename(temporary, path))
    end
end

local function add_entry(recording, entry)
    local request, response = entry.request, entry.response
    local lines = {}
    for i, header in ipairs(response.headers or {}) do lines[i] = ("%s: %s"):format(header.name, header.value) end
    host.replay_entry(recording, {
        method = request.method, target = request.url:gsub("^%w+://[^/]*", ""), status = response.status,
        reason = response.statusText or "", raw = entry._raw or false, open = entry._open or false,
        headers = table.concat(lines, "\n"),
    }, request.postData and get(request.postData) or "")
    if not entry._pieces then return host.replay_reply(recording, get(response.content or {}), 0) end
    for _, piece in ipairs(entry._pieces) do
        if piece.from == "engine" then
            host.replay_reply(recording, get(piece), piece.ms)
        elseif piece.closes then
            host.replay_input(recording, -1)
        else
            host.replay_input(recording, #get(piece))
        end
    end
end

--- Answers from a file, from now on and for every engine that is opened.
---@param path string
---@return fun() finish
function M.replay(path)
    local errors = require "moondock.errors"
    local file, problem = io.open(path, "rb")
    if not file then errors.invalid(("--replay: cannot read %s"):format(problem)) end
    local text = file:read("a")
    file:close()
    local ok, har = pcall(host.json_decode, text)
    if not ok or type(har) ~= "table" or type(har.log) ~= "table" or type(har.log.entries) ~= "table" then
        errors.invalid(("--replay: %s is not a HAR file"):format(path), "moondock --record makes one")
    end
    local recording = host.replay_new()
    for i, entry in ipairs(har.log.entries) do
        local is_whole = type(entry) == "table" and type(entry.request) == "table" and type(entry.response) == "table"
            and type(entry.request.url) == "string" and type(entry.request.method) == "string"
            and math.type(entry.response.status) == "integer"
        if not is_whole then
            errors.invalid(("--replay: entry %d of %s has no request or no response"):format(i, path))
        end
        add_entry(recording, entry)
    end
    require("docker.engine").address = host.replay_serve(recording)
    return function() recording:close() end
end

return M
