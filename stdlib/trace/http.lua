--- An exchange as HTTP, drawn as it happens: heads, JSON over several lines, the frames of streams with their headers,
--- upgrades, and how long it took.

local host = require "moondock.host"
local exchanges = require "trace.exchanges"
local secrets = require "trace.secrets"
local text = require "text"

local M = {}

-- So much of a text or of a frame is shown.
local BODY_LIMIT, FRAME_LIMIT = 4000, 120

local SOURCES = { [0] = "stdin", "stdout", "stderr", "system error" }

local function shown(bytes, limit)
    local cut = #bytes > limit and ("… +%d"):format(#bytes - limit) or ""
    return ('"%s"%s'):format(text.escape(bytes:sub(1, limit)), cut)
end

local function milliseconds(from, to) return ("%.1f ms"):format((to - from) / 1e6) end

-- JSON over several lines; the very text where it cannot be read.
local function pretty(body)
    local ok, value = pcall(host.json_decode, body)
    if ok and type(value) == "table" then body = host.json_encode(value, true) end
    if #body > BODY_LIMIT then body = ("%s\n… +%d bytes"):format(body:sub(1, BODY_LIMIT), #body - BODY_LIMIT) end
    return text.clean(body)
end

local function lines(write, mark, body)
    for line in (body:gsub("\n$", "") .. "\n"):gmatch("([^\n]*)\n") do write(("%s %s"):format(mark, line)) end
end

local function head(write, mark, headers)
    for _, pair in ipairs(headers) do write(("%s %s: %s"):format(mark, pair[1], text.escape(pair[2]))) end
end

local function request(exchange, write)
    local about = exchange.operation and ("   (%s)"):format(exchange.operation) or ""
    write(("→ %s %s HTTP/1.1%s"):format(exchange.method, text.escape(exchange.target), about))
    head(write, "→", exchange.headers)
    if exchange.body == "" then return end
    write "→"
    if exchange.body:find("^%s*[{%[]") then
        lines(write, "→", pretty(exchange.body))
    else
        write(("→ %d bytes: %s"):format(#exchange.body, shown(exchange.body, FRAME_LIMIT)))
    end
end

-- What is no frame is shown as it is: this is a drawing, nothing depends on it.
local function looks_framed(bytes)
    return #bytes >= 8 and bytes:byte(1) <= 3 and bytes:sub(2, 4) == "\0\0\0"
end

local function hexadecimal(bytes) return (bytes:gsub(".", function(c) return ("%02x "):format(c:byte()) end)) end

-- Draws the complete frames at the beginning of what has come, and gives the rest.
local function frames(bytes, write)
    while looks_framed(bytes) do
        local source, length = (">BxxxI4"):unpack(bytes)
        if #bytes < 8 + length then break end
        write(("← [%s] %s, %d bytes: %s"):format(hexadecimal(bytes:sub(1, 8)):sub(1, -2), SOURCES[source], length,
            shown(bytes:sub(9, 8 + length), FRAME_LIMIT)))
        bytes = bytes:sub(9 + length)
    end
    return bytes
end

local function reply(exchange, write)
    write(("← HTTP/1.1 %d %s   after %s"):format(exchange.status, text.escape(exchange.reason),
        milliseconds(exchange.times.request, exchange.times.reply)))
    head(write, "←", exchange.reply_headers)
    if exchange.is_raw then
        write "⇄ the connection has left HTTP: from here on bytes go both ways"
    end
end

local STREAMS = { log_stream = true, duplex = true }

local function piece(exchange, bytes, write)
    local shape = exchanges.shape(exchange)
    if exchange.status >= 400 then return end
    if STREAMS[shape] then
        local kind = exchanges.field(exchange.reply_headers, "Content-Type") or ""
        local all = (exchange.undrawn or "") .. bytes
        -- Before API 1.42 the type says nothing about framing.
        if exchange.framed == nil then
            exchange.framed = kind:find("multiplexed", 1, true) ~= nil or looks_framed(all)
        end
        if exchange.framed then
            exchange.undrawn = frames(all, write)
        else
            write(("← %d bytes: %s"):format(#bytes, shown(bytes, FRAME_LIMIT)))
        end
    elseif shape == "json_stream" then
        for line in bytes:gmatch("[^\r\n]+") do
            write("← " .. text.escape(secrets.json(line, exchange.operation)):sub(1, BODY_LIMIT))
        end
    elseif shape == "byte_stream" then
        exchange.silent = (exchange.silent or 0) + #bytes
    end
end

local function ended(exchange, write)
    local times = exchange.times
    local shape = exchanges.shape(exchange)
    local is_stream = exchange.status and exchange.status < 400 and (STREAMS[shape] or shape == "json_stream")
    if exchange.silent then write(("← %d bytes"):format(exchange.silent)) end
    if exchange.status and not is_stream and not exchange.silent then
        local body = exchanges.reply_body(exchange)
        if body ~= "" then
            write "←"
            lines(write, "←", pretty(body))
        end
    end
    local note = exchange.problem and (", " .. exchange.problem) or ""
    local took = milliseconds(times.request, times.ended)
    write(("= %s in %s%s"):format(exchange.operation or exchange.method, took, note))
    write ""
end

--- Draws what an event adds.
---@param exchange Exchange
---@param event string as in `exchanges.listen`
---@param bytes string?
---@param write fun(line: string)
function M.draw(exchange, event, bytes, write)
    if event == "reply" then
        request(exchange, write)
        reply(exchange, write)
    elseif event == "reply_body" then
        piece(exchange, bytes, write)
    elseif event == "input" then
        write(("→ %d bytes: %s"):format(#bytes, shown(bytes, FRAME_LIMIT)))
    elseif event == "input_closed" then
        write "→ end of input; output goes on"
    elseif event == "ended" then
        if not exchange.status then request(exchange, write) end
        ended(exchange, write)
    end
end

return M
