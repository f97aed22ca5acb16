--- An exchange as the curl command that gives the same reply.

local exchanges = require "trace.exchanges"
local quote = require("docker.cli").quote

local M = {}

-- Fields that curl sends by itself, or that ask for what it cannot do.
local OWN = { host = true, ["user-agent"] = true, ["content-length"] = true, connection = true, upgrade = true,
    ["transfer-encoding"] = true, accept = true }

-- So much of a body that is no text is shown.
local BINARY_LIMIT = 4096

local function is_text(s) return utf8.len(s) and not s:find("%z") end

-- The sandbox keeps the environment from Lua.
local function variable(name)
    return not (require("moondock.host").options or {}).sandbox and os.getenv(name) or nil
end

-- What curl is told of TLS, the host that it names, and remarks.
local function secured(own, host)
    local words, remarks = { "curl -sS" }, {}
    local function file(option, given, name)
        if not given then return end
        if given:find("-----BEGIN", 1, true) then
            remarks[#remarks + 1] = ("# %s is a file with the text that was given"):format(name)
            given = name
        end
        words[#words + 1] = ("%s %s"):format(option, quote(given))
    end
    local environment = variable "DOCKER_CERT_PATH"
    local folder = environment ~= "" and environment or (variable "HOME" or "~") .. "/.docker"
    local has_own = own.tls_ca or own.tls_cert or own.tls_verify == false
    local function default(name) return not has_own and ("%s/%s"):format(folder, name) or nil end
    if own.tls_verify == false then words[#words + 1] = "--insecure" end
    file("--cacert", own.tls_ca or default "ca.pem", "ca.pem")
    file("--cert", own.tls_cert or default "cert.pem", "cert.pem")
    file("--key", own.tls_key or default "key.pem", "key.pem")
    if own.tls_hostname then
        -- The certificate's name in the URL; the connection goes where it went.
        words[#words + 1] = "--connect-to ::" .. quote(host)
        host = own.tls_hostname .. (host:match ":%d+$" or "")
    end
    return table.concat(words, " "), "https://" .. host, remarks
end

-- The command's beginning and the URL's, for an engine's address; whether it runs elsewhere; remarks.
local function reach(exchange)
    local scheme, rest = exchange.address:match("^(%w+)://(.*)$")
    if scheme == "unix" then return "curl -sS --unix-socket " .. quote(rest), "http://docker" end
    if scheme == "ssh" then
        local target, port = rest:match("^([^/]*):(%d+)"), rest:match(":(%d+)")
        target = target or rest:match("^[^/]*")
        local ssh = port and ("ssh -p %s %s"):format(port, quote(target)) or "ssh " .. quote(target)
        return ssh .. " curl -sS --unix-socket /var/run/docker.sock", "http://docker", true
    end
    local host = exchanges.field(exchange.headers, "Host") or rest
    local own = require("docker.engine").tls_of(exchange.address)
    if own or scheme == "https" or scheme == "tcp" and (variable "DOCKER_TLS_VERIFY" or "") ~= "" then
        local words, base, remarks = secured(own or {}, host)
        return words, base, false, remarks
    end
    return "curl -sS", "http://" .. host
end

--- Writes the command.
---@param exchange Exchange
---@return string command with remarks before it, as sh comments, where curl cannot do all of it
function M.command(exchange)
    local begin, base, is_remote, remarks = reach(exchange)
    local words, before = { begin }, ""
    remarks = remarks or {}
    local function add(...) table.move({ ... }, 1, select("#", ...), #words + 1, words) end
    local method, shape = exchange.method, exchanges.shape(exchange)
    if method == "HEAD" then
        add("--head")
    elseif method ~= "GET" then
        add("-X", method)
    end
    if shape == "log_stream" or shape == "duplex" or shape == "byte_stream" then add("-N --output -") end
    if shape == "json_stream" then add("-N") end
    for _, pair in ipairs(exchange.headers) do
        if not OWN[pair[1]:lower()] then add("-H", quote(("%s: %s"):format(pair[1], pair[2]))) end
    end
    -- While no reply has come, nobody has hidden what is secret in it.
    local body = exchanges.hide(exchange, "Content-Type", exchange.headers, exchange.body)
    local sent = exchange.body_size or #body
    local length = tonumber(exchanges.field(exchange.headers, "Content-Length"))
    if body ~= "" then
        if is_text(body) and #body < 100000 and math.max(sent, length or 0) <= #body + 200 then
            add("--data-binary", quote(body))
        elseif #body <= BINARY_LIMIT and sent <= BINARY_LIMIT then
            before = ("echo %s | base64 -d | "):format(require("base64").encode(body))
            add("--data-binary @-")
        else
            remarks[#remarks + 1] = ("# BODY is a file with the %d bytes that were sent"):format(length or sent)
            add("--data-binary @BODY")
        end
    end
    add(quote(base .. exchange.target))
    local input = exchange.input_size
    if input > 0 then
        remarks[#remarks + 1] = ("# %d bytes of input went the other way, which curl cannot send"):format(input)
    end
    local command = table.concat(words, " ")
    if is_remote then
        -- The remote shell takes the words apart once more.
        local ssh, rest = command:match("^(ssh .-) (curl .*)$")
        command = ssh .. " " .. quote(rest)
    end
    if command:find("***", 1, true) then remarks[#remarks + 1] = "# *** stands for a secret" end
    remarks[#remarks + 1] = before .. command
    return table.concat(remarks, "\n")
end

return M
