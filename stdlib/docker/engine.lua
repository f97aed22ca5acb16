--- Calls to one engine: where a client keeps its connection, and the way every request takes.

local host = require "moondock.host"
local errors = require "moondock.errors"
local shape = require "docker.shape"

local engine_call, engine_raw = host.engine_call, host.engine_raw

local M = {}

-- client -> { settings, handle }; beside the clients, so that their fields are only what users see.
local states = setmetatable({}, { __mode = "k" })

--- Whether engines that are opened from now on refuse what changes something, whatever the settings say.
M.is_read_only = false

--- The address that engines opened from now on get, whatever the settings say: that of a recording. nil: their own.
M.address = nil

--- Gives a client its settings. Nothing is opened yet.
---@param client table
---@param settings table what `docker.connect` takes
function M.prepare(client, settings)
    states[client] = { settings = settings }
end

--- The handle of a client's engine, opened on first use. Opening sends nothing.
---@param client table
---@return userdata handle
function M.handle(client)
    local state = states[client]
    if not state then errors.invalid("this is not a client: use docker or what docker.connect gives") end
    local handle = state.handle
    if not handle then
        local settings = state.settings
        local address = M.address or state.address
        if M.is_read_only or address then
            settings = {}
            for name, value in pairs(state.settings) do
                -- A recording is reached without TLS.
                if not address or not name:find "^tls" then settings[name] = value end
            end
            settings.read_only = M.is_read_only or settings.read_only
            if address then settings.host, settings.context = address, nil end
        end
        handle = host.engine_open(settings)
        state.handle = handle
    end
    return handle
end

--- Closes a client's connections; the next call opens new ones. Quiet when repeated.
---@param client table
function M.close(client)
    local state = states[client]
    local handle = state and state.handle
    if not handle then return end
    state.handle = nil
    host.engine_close(handle)
end

--- Sends what a client asks somewhere else from now on: to a recording. Its connections are closed.
---@param client table
---@param address? string nil: to its own engine again
function M.redirect(client, address)
    M.close(client)
    states[client].address = address
end

--- The settings for TLS of an opened client with that address.
---@param address string as `host.engine_target` gives it
---@return table? settings tls_ca tls_cert tls_key tls_verify tls_hostname, those that were given to `docker.connect`
function M.tls_of(address)
    for _, state in pairs(states) do
        if state.handle and state.settings.tls then
            -- The handle of a client that nobody has any more may be closed already.
            local ok, target = pcall(host.engine_target, state.handle)
            if ok and target.address == address then return state.settings end
        end
    end
end

-- "1.41" -> 1041, so that versions compare.
local function rank(version)
    local major, minor = version:match("^(%d+)%.(%d+)")
    return major and math.tointeger(major) * 1000 + math.tointeger(minor) or 0
end

--- The API version that a client and its engine speak; asks the engine when nothing was sent yet.
---@param client table
---@return string? version
function M.api_version(client)
    local version = host.engine_target(M.handle(client)).api_version
    if version then return version end
    M.call(client, "SystemPing")
    return host.engine_target(M.handle(client)).api_version
end

--- Tells whether a client speaks an older API version than this one.
---@param client table
---@param version string "1.42"
---@return boolean
---@return string? spoken the version that is spoken
function M.is_older(client, version)
    local spoken = M.api_version(client)
    return spoken ~= nil and rank(spoken) < rank(version), spoken
end

-- What sends. Each has the arguments of the function of that name below.
local send = {}

function send.call(client, id, fields, body, bytes, timeout)
    if type(bytes) == "userdata" then
        return engine_call(M.handle(client), id, fields or {}, body, nil, timeout, nil, bytes)
    end
    return engine_call(M.handle(client), id, fields or {}, body, bytes, timeout)
end

-- What else a reply brings, such as a head that tells of a file, stays behind it.
local function checked(id, reply, ...)
    return shape.check(id, reply), ...
end

function send.checked(client, id, ...)
    return checked(id, send.call(client, id, ...))
end

function send.raw(client, method, path, query, body, timeout)
    local kind = type(body)
    return engine_raw(M.handle(client), method, path, query or {}, kind == "table" and body or nil,
        kind == "string" and body or nil, timeout, kind == "userdata" and body or nil)
end

--- What `trace` and `explain` put around every call: `around(kind, send, client, …)` with kind "call" or "raw" and the
--- arguments of that function. nil: calls go straight to the engine.
---@type fun(kind: string, send: function, client: table, ...: any): any
M.around = nil

--- Calls an operation by its OpenAPI name. What the library relies on in the reply is there: see `docker.shape`.
---@param client table
---@param id string
---@param fields? table path, query and header parameters by their API names
---@param body? table sent as JSON
---@param bytes? string|userdata sent as it is; what `docker.body` makes is sent piece by piece
---@param timeout? number seconds
---@param as_it_is? boolean the reply is wanted whatever it looks like
---@return any reply a table, true, a string or a stream, by the operation
function M.call(client, id, fields, body, bytes, timeout, as_it_is)
    local around, call = M.around, as_it_is and send.call or send.checked
    if around then return around("call", call, client, id, fields, body, bytes, timeout) end
    return call(client, id, fields, body, bytes, timeout)
end

--- Sends a request by method and path, as curl would.
---@param client table
---@param method string
---@param path string without the version
---@param query? table
---@param body? table|string|userdata a table goes as JSON; what `docker.body` makes is sent piece by piece
---@param timeout? number
---@return any
function M.raw(client, method, path, query, body, timeout)
    local around = M.around
    if around then return around("raw", send.raw, client, method, path, query, body, timeout) end
    return send.raw(client, method, path, query, body, timeout)
end

return M
