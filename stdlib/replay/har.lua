--- Recordings of exchanges as HAR 1.2 files, which browsers and HTTP tools read too.
---
--- What HAR has no place for stands in fields that begin with an underscore, as it allows: `_operation`, `_raw` for a
--- connection that left HTTP, `_open` for a reply whose end was not waited for, and `_pieces`, what came and went after
--- the head, with the milliseconds since what was before. `_number` is the order in which requests began: entries stand in
--- the order in which they ended. Secrets are hidden. Of an upload of more than 1 MB the bytes are not kept.

local host = require "moondock.host"
local base64 = require "base64"
local exchanges = require "trace.exchanges"
local secrets = require "trace.secrets"

local M = {}

-- So much of what is sent is kept.
local BODY_LIMIT = exchanges.BODY_LIMIT

local NONE = host.array {}

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

local last_second, last_date

local function iso(nanoseconds)
    local second = nanoseconds // 1000000000
    if second ~= last_second then last_second, last_date = second, os.date("!%Y-%m-%dT%H:%M:%S", second) end
    return ("%s.%03dZ"):format(last_date, nanoseconds // 1000000 % 1000)
end

local function query_of(target)
    local query = target:match("%?(.*)$")
    if not query then return NONE end
    local list = host.array {}
    for part in query:gmatch("[^&]+") do
        local name, value = part:match("^([^=]*)=?(.*)$")
        list[#list + 1] = { name = secrets.decode(name), value = secrets.decode(value) }
    end
    return list
end

-- ---- What came back

-- So much of what is written is gathered, and of a stream repeated as the reply's content.
local SPOOL, CONTENT = 64 * 1024, 64 * 1024

-- What followed the head of a reply: the body, or the pieces of a stream as JSON, which go to a file when they are many.
local Tail = {}
Tail.__index = Tail

local function new_tail(number, path)
    return setmetatable({ number = number, path = path, parts = {}, size = 0, json = {}, json_size = 0 }, Tail)
end

function Tail:spool()
    if not self.file then
        local name = ("%s.%d"):format(self.path, self.number)
        self.file = assert(io.open(name, "w+b"))
        -- It has no name any more: whatever happens, nothing is left.
        os.remove(name)
    end
    assert(self.file:write(table.concat(self.json)))
    self.json, self.json_size = {}, 0
end

function Tail:add(exchange, event, bytes, time)
    local is_engine = event == "reply_body"
    if is_engine then
        self.size = self.size + #bytes
        if not self.is_long then self.parts[#self.parts + 1] = bytes end
    end
    if not is_stream(exchange) then return end
    if self.size > CONTENT then self.is_long, self.parts = true, nil end
    if is_engine then bytes = exchanges.hide(exchange, "Content-Type", exchange.reply_headers, bytes) end
    local piece = put({ from = is_engine and "engine" or "client",
        ms = (time - (self.before or exchange.times.reply)) / 1e6, closes = event == "input_closed" or nil }, bytes)
    self.before = time
    local text = (self.has_pieces and "," or "") .. host.json_encode(piece)
    self.has_pieces = true
    self.json[#self.json + 1] = text
    self.json_size = self.json_size + #text
    if self.json_size > SPOOL then self:spool() end
end

-- The body as HAR's content.
function Tail:content(exchange)
    local kind = exchanges.field(exchange.reply_headers, "Content-Type") or "application/octet-stream"
    local content = { size = self.size, mimeType = kind }
    if self.is_long then
        content.comment = "the bytes are in _pieces"
        return content
    end
    return put(content, exchanges.hide(exchange, "Content-Type", exchange.reply_headers, table.concat(self.parts)))
end

-- Writes the pieces, in brackets.
function Tail:write(file)
    if self.file then
        self:spool()
        self.file:seek("set")
        while true do
            local block = self.file:read(SPOOL)
            if not block then break end
            assert(file:write(block))
        end
        self.file:close()
    else
        assert(file:write(table.concat(self.json)))
    end
end

local function entry_of(exchange, tail)
    local times = exchange.times
    local ended = times.ended or times.reply
    local request = {
        method = exchange.method, url = "http://docker" .. exchange.target, httpVersion = "HTTP/1.1",
        cookies = NONE, headers = pairs_of(exchange.headers), queryString = query_of(exchange.target),
        headersSize = -1, bodySize = exchange.body_size,
    }
    if exchange.body ~= "" then
        local kind = exchanges.field(exchange.headers, "Content-Type") or "application/octet-stream"
        -- Of an upload that is kept in part the rest would be missing; a replay does not look at what is no JSON.
        local is_cut = exchange.body_size > BODY_LIMIT
        request.postData = put({ mimeType = kind, comment = is_cut and "too large to be kept" or nil },
            is_cut and "" or exchange.body)
    end
    return {
        startedDateTime = iso(exchange.began),
        time = (ended - times.request) / 1e6,
        request = request,
        response = {
            status = exchange.status, statusText = exchange.reason, httpVersion = "HTTP/1.1",
            cookies = NONE, headers = pairs_of(exchange.reply_headers), redirectURL = "",
            headersSize = -1, bodySize = tail.size, content = tail:content(exchange),
        },
        cache = {},
        timings = { send = (times.sent - times.request) / 1e6, wait = (times.reply - times.sent) / 1e6,
            receive = (ended - times.reply) / 1e6 },
        _operation = exchange.operation,
        _number = tail.number,
        _raw = exchange.is_raw or nil,
        _open = (times.ended == nil or exchange.problem ~= nil) or nil,
    }
end

--- Begins to record. Entries are written as exchanges end, what comes of a long stream as it comes: memory stays as it is.
---@param path string of the file, which is there when the recording has ended: whole, or not at all
---@return fun() finish completes the file
function M.record(path)
    local errors = require "moondock.errors"
    local temporary = path .. ".part"
    -- What cannot be written is said before anything is done.
    local file, problem = io.open(temporary, "wb")
    if not file then errors.invalid(("--record: cannot write %s"):format(problem)) end
    local count, written, tails, failure = 0, 0, {}, nil

    local function write_entry(exchange)
        local tail = tails[exchange]
        tails[exchange] = nil
        -- What got no reply cannot be given again.
        if not tail or not exchange.status then return end
        local text = host.json_encode(entry_of(exchange, tail))
        assert(file:write(written > 0 and ",\n" or "\n", is_stream(exchange) and text:sub(1, -2) or text))
        written = written + 1
        if not is_stream(exchange) then return end
        assert(file:write ',"_pieces":[')
        tail:write(file)
        assert(file:write "]}")
    end

    local function note(exchange, event, bytes, facts)
        if event == "request" then
            count = count + 1
            tails[exchange] = new_tail(count, temporary)
        elseif event == "reply_body" or event == "input" or event == "input_closed" then
            if tails[exchange] then tails[exchange]:add(exchange, event, bytes or "", facts.time) end
        elseif event == "ended" then
            write_entry(exchange)
        end
    end

    file:write(('{"log":{"version":"1.2","creator":%s,"entries":['):format(
        host.json_encode { name = "moondock", version = "0.1.0" }))
    local stop = exchanges.listen(function(...)
        if failure then return end
        local ok, what = pcall(note, ...)
        if not ok then failure = what end
    end, { keep = 0, watch = 32 })
    return function()
        stop()
        local left = {}
        for exchange in pairs(tails) do left[#left + 1] = exchange end
        table.sort(left, function(a, b) return tails[a].number < tails[b].number end)
        local ok, what = pcall(function()
            for _, exchange in ipairs(left) do write_entry(exchange) end
            assert(file:write "\n]}}\n")
            assert(file:close())
            assert(os.rename(temporary, path))
        end)
        failure = failure or not ok and what
        if failure then
            pcall(file.close, file)
            os.remove(temporary)
            errors.invalid(("--record: cannot write %s: %s"):format(path, tostring(failure)))
        end
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
            host.replay_input(recording)
        else
            host.replay_input(recording, get(piece))
        end
    end
end

-- The entries of a recording in the order in which their requests began, and what it says of itself.
local function entries_of(text, name)
    local errors = require "moondock.errors"
    local ok, har = pcall(host.json_decode, text)
    if not ok or type(har) ~= "table" or type(har.log) ~= "table" or type(har.log.entries) ~= "table" then
        errors.invalid(("%s is not a HAR file"):format(name), "moondock --record makes one")
    end
    local entries, numbers = {}, {}
    for i, entry in ipairs(har.log.entries) do
        local is_whole = type(entry) == "table" and type(entry.request) == "table" and type(entry.response) == "table"
            and type(entry.request.url) == "string" and type(entry.request.method) == "string"
            and math.type(entry.response.status) == "integer"
        if not is_whole then
            errors.invalid(("%s: entry %d has no request or no response"):format(name, i))
        end
        entries[i] = entry
        numbers[entry] = { math.tointeger(entry._number) or i, i }
    end
    table.sort(entries, function(a, b)
        local first, second = numbers[a], numbers[b]
        if first[1] ~= second[1] then return first[1] < second[1] end
        return first[2] < second[2]
    end)
    return entries, har.log
end

--- Begins to answer from recordings.
---@param texts string[] one after the other
---@param name string what they are called in errors
---@param advice? string for one that a person asks freely: what to do about a request that is not in it
---@return userdata recording answers until it is closed
---@return string address
---@return table log what the last recording says of itself
function M.serve(texts, name, advice)
    local recording = host.replay_new()
    local log
    for _, text in ipairs(texts) do
        local entries
        entries, log = entries_of(text, name)
        for _, entry in ipairs(entries) do add_entry(recording, entry) end
    end
    return recording, host.replay_serve(recording, advice), log
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
    local recording, address = M.serve({ text }, "--replay: " .. path)
    require("docker.engine").address = address
    return function() recording:close() end
end

return M
