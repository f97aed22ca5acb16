--- What goes over the wire, gathered by exchange. The engine's client tells of each piece; nothing is noted while
--- nobody listens.

local host = require "moondock.host"
local secrets = require "trace.secrets"

local M = {}

---@class Exchange
---@field number integer
---@field method string
---@field target string path, version and query; secrets hidden
---@field headers string[][] names and values, as sent; credentials hidden
---@field operation string? id in the catalogue
---@field address string the engine's
---@field began integer nanoseconds since 1970
---@field times table<string, integer> nanoseconds on a clock of their own: request, sent, reply, ended
---@field body string what was sent; secrets hidden
---@field status integer? of the reply
---@field reason string?
---@field reply_headers string[][]?
---@field is_raw boolean? whether the connection left HTTP
---@field pieces {time: integer, from: string, bytes: string}[] what came back, and what went there after an upgrade
---@field problem string? why it is incomplete

local open, consumers = {}, {}

local handlers = {}

local function begin(facts)
    return {
        number = facts.exchange, method = facts.method, target = secrets.target(facts.target), headers = facts.headers,
        operation = facts.operation, address = facts.address, began = facts.began,
        times = { request = facts.time, sent = facts.time }, body = "", pieces = {},
    }
end

function handlers.request_body(exchange, facts, bytes)
    exchange.body = exchange.body .. bytes
    exchange.times.sent = facts.time
end

function handlers.reply(exchange, facts)
    exchange.status, exchange.reason, exchange.reply_headers = facts.status, facts.reason, facts.headers
    exchange.is_raw = facts.raw
    exchange.times.reply = facts.time
    exchange.body = M.hide(exchange, "Content-Type", exchange.headers, exchange.body)
end

function handlers.reply_body(exchange, facts, bytes)
    exchange.pieces[#exchange.pieces + 1] = { time = facts.time, from = "engine", bytes = bytes }
end

function handlers.input(exchange, facts, bytes)
    exchange.pieces[#exchange.pieces + 1] = { time = facts.time, from = "client", bytes = bytes }
end

function handlers.input_closed(exchange, facts)
    exchange.pieces[#exchange.pieces + 1] = { time = facts.time, from = "client", bytes = "", closes = true }
end

function handlers.ended(exchange, facts)
    if not exchange.status then exchange.body = M.hide(exchange, "Content-Type", exchange.headers, exchange.body) end
    exchange.problem = facts.problem
    exchange.times.ended = facts.time
    open[exchange.number] = nil
end

--- The value of a field in a list of pairs.
---@param headers string[][]?
---@param name string
---@return string?
function M.field(headers, name)
    for _, pair in ipairs(headers or {}) do
        if pair[1]:lower() == name:lower() then return pair[2] end
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
            for _, consumer in ipairs(consumers) do consumer(exchange, facts.kind, bytes or nil) end
        end
    end
end

local function around(_, send, client, ...)
    local results = table.pack(pcall(send, client, ...))
    M.drain()
    if not results[1] then error(results[2], 0) end
    return table.unpack(results, 2, results.n)
end

local before

--- Begins to listen.
---@param consumer fun(exchange: Exchange, event: string, bytes: string?) event: request, request_body, reply,
--- reply_body, input, input_closed, ended
---@param limit? integer so many bytes of each exchange; default: all
---@return fun() stop
function M.listen(consumer, limit)
    local engine = require "docker.engine"
    if #consumers == 0 then
        before = engine.around
        engine.around = before and function(kind, send, ...)
            return around(kind, function(...) return before(kind, send, ...) end, ...)
        end or around
    end
    consumers[#consumers + 1] = consumer
    M.limits = M.limits or {}
    M.limits[consumer] = limit or math.maxinteger
    local function update()
        local largest = 0
        for _, each in pairs(M.limits) do largest = math.max(largest, each) end
        host.trace_listen(#consumers > 0, largest)
    end
    update()
    return function()
        M.drain()
        for i, each in ipairs(consumers) do
            if each == consumer then table.remove(consumers, i) end
        end
        M.limits[consumer] = nil
        if #consumers == 0 then
            engine.around = before
            open = {}
        end
        update()
    end
end

return M
