--- What goes over the wire, gathered by exchange. The engine's client tells of each piece; nothing is noted while
--- nobody listens.

local host = require "moondock.host"
local secrets = require "trace.secrets"

local M = {}

--- So much of what is sent is kept; an archive is as large as it likes.
M.BODY_LIMIT = 1024 * 1024

---@class Exchange
---@field number integer
---@field method string
---@field target string path, version and query; secrets hidden
---@field headers string[][] names and values, as sent; credentials hidden
---@field operation string? id in the catalogue
---@field address string the engine's
---@field began integer nanoseconds since 1970
---@field times table<string, integer> nanoseconds on a clock of their own: request, sent, reply, ended
---@field body string what was sent, at most 1 MB of it; secrets hidden
---@field body_size integer how much was sent
---@field input_size integer how much went to the engine after an upgrade
---@field status integer? of the reply
---@field reason string?
---@field reply_headers string[][]?
---@field is_raw boolean? whether the connection left HTTP
---@field pieces {time: integer, from: string, bytes: string}[] what came back, and what went there after an upgrade:
--- as much of it as those who listen want kept
---@field problem string? why it is incomplete

local open, consumers = {}, {}

-- consumer -> how many bytes of an exchange it hears of, and how many it wants kept in its pieces
local heard, kept = {}, {}

-- The largest of `kept`.
local piece_limit = 0

local handlers = {}

local function begin(facts)
    return {
        number = facts.exchange, method = facts.method, target = secrets.target(facts.target), headers = facts.headers,
        operation = facts.operation, address = facts.address, began = facts.began,
        times = { request = facts.time, sent = facts.time }, body = "", body_size = 0, input_size = 0, pieces = {},
        pieces_size = 0,
    }
end

function handlers.request_body(exchange, facts, bytes)
    if #exchange.body < M.BODY_LIMIT then exchange.body = exchange.body .. bytes end
    exchange.body_size = exchange.body_size + #bytes
    exchange.times.sent = facts.time
end

function handlers.reply(exchange, facts)
    exchange.status, exchange.reason, exchange.reply_headers = facts.status, facts.reason, facts.headers
    exchange.is_raw = facts.raw
    exchange.body_size = facts.sent
    exchange.times.reply = facts.time
    exchange.body = M.hide(exchange, "Content-Type", exchange.headers, exchange.body)
end

local function keep(exchange, piece)
    if exchange.pieces_size >= piece_limit then return end
    exchange.pieces_size = exchange.pieces_size + #piece.bytes
    exchange.pieces[#exchange.pieces + 1] = piece
end

function handlers.reply_body(exchange, facts, bytes)
    keep(exchange, { time = facts.time, from = "engine", bytes = bytes })
end

function handlers.input(exchange, facts, bytes)
    exchange.input_size = exchange.input_size + #bytes
    keep(exchange, { time = facts.time, from = "client", bytes = bytes })
end

function handlers.input_closed(exchange, facts)
    keep(exchange, { time = facts.time, from = "client", bytes = "", closes = true })
end

function handlers.ended(exchange, facts)
    if not exchange.status then
        exchange.body_size = facts.sent
        exchange.body = M.hide(exchange, "Content-Type", exchange.headers, exchange.body)
    end
    exchange.problem = facts.problem
    exchange.input_size = facts.input
    exchange.times.ended = facts.time
    open[exchange.number] = nil
end

--- The value of a field in a list of pairs.
---@param headers string[][]?
---@param name string
---@return string?
function M.field(headers, name)
    local wanted = name:lower()
    for _, pair in ipairs(headers or {}) do
        if #pair[1] == #wanted and pair[1]:lower() == wanted then return pair[2] end
    end
    return nil
end

--- Hides the secrets in a body, where it is JSON.
---@param exchange Exchange
---@param name string
---@param headers string[][]
---@param body string
---@return string
function M.hide(exchange, name, headers, body)
    local kind = M.field(headers, name) or ""
    if kind:find("json", 1, true) or body:find("^%s*[{%[]") then return secrets.json(body, exchange.operation) end
    return body
end

--- Everything that came back, in one string; secrets hidden.
---@param exchange Exchange
---@return string
function M.reply_body(exchange)
    local parts = {}
    for _, piece in ipairs(exchange.pieces) do
        if piece.from == "engine" then parts[#parts + 1] = piece.bytes end
    end
    return M.hide(exchange, "Content-Type", exchange.reply_headers, table.concat(parts))
end

--- How the reply of an exchange is made: as the catalogue says of its operation.
---@param exchange Exchange
---@return string "json", "log_stream", "duplex", …; "json" where nothing is known
function M.shape(exchange)
    local operation = exchange.operation and require("docker.api").operations()[exchange.operation]
    return operation and operation.reply or "json"
end

--- Takes what has happened meanwhile, and tells those who listen.
function M.drain()
    while true do
        local facts, bytes = host.trace_take()
        if not facts then return end
        local exchange = open[facts.exchange]
        if facts.kind == "request" then
            exchange = begin(facts)
            open[facts.exchange] = exchange
        elseif exchange then
            handlers[facts.kind](exchange, facts, bytes)
        end
        if exchange then
            for _, consumer in ipairs(consumers) do consumer(exchange, facts.kind, bytes or nil, facts) end
        end
    end
end

local function around(_, send, client, ...)
    local results = table.pack(pcall(send, client, ...))
    M.drain()
    if not results[1] then error(results[2], 0) end
    return table.unpack(results, 2, results.n)
end

-- consumer -> how many events may gather before it wants to hear of them
local watchers, is_watched = {}, false

-- Streams go on when no call is made: a task of its own takes what they bring.
local function watch()
    if is_watched then return end
    is_watched = true
    local watching = require("task").spawn(function()
        while next(watchers) do
            local fewest = math.maxinteger
            for _, count in pairs(watchers) do fewest = math.min(fewest, count) end
            host.trace_wait(fewest)
            M.drain()
        end
        is_watched = false
    end)
    watching.seen = true
end

local before

local function largest(limits)
    local most = 0
    for _, limit in pairs(limits) do most = math.max(most, limit) end
    return most
end

--- Begins to listen.
---@param consumer fun(exchange: Exchange, event: string, bytes: string?, facts: table) event: request, request_body, reply,
--- reply_body, input, input_closed, ended; facts.time is when
---@param options? {limit: integer?, keep: integer?, watch: integer?} limit: it hears of so many bytes of each exchange,
--- default all; keep: so many of them stay in the exchange's pieces, default `limit`; watch: it hears of streams while
--- they go on, as soon as there are so many events, and not only when a call is made
---@return fun() stop
function M.listen(consumer, options)
    options = options or {}
    local engine = require "docker.engine"
    if #consumers == 0 then
        before = engine.around
        engine.around = before and function(kind, send, ...)
            return around(kind, function(...) return before(kind, send, ...) end, ...)
        end or around
    end
    consumers[#consumers + 1] = consumer
    heard[consumer] = options.limit or math.maxinteger
    kept[consumer] = options.keep or heard[consumer]
    local function update()
        piece_limit = largest(kept)
        host.trace_listen(#consumers > 0, largest(heard))
    end
    watchers[consumer] = options.watch
    update()
    if options.watch then watch() end
    return function()
        M.drain()
        watchers[consumer] = nil
        for i, each in ipairs(consumers) do
            if each == consumer then table.remove(consumers, i) end
        end
        heard[consumer], kept[consumer] = nil, nil
        if #consumers == 0 then
            engine.around = before
            open = {}
        end
        update()
    end
end

return M
