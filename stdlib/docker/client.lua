--- A client: one engine, its collections and the calls that concern the engine as a whole.
---
---     local d = docker.connect { host = "unix:///run/user/1000/docker.sock", timeout = 10 }
---     print(d.version().Version, #d.containers.list())

local engine = require "docker.engine"
local bind = require "docker.bind"

local M = {}

local members, lazy = {}, {}

local CONNECT = {
    { name = "host", type = "string",
        doc = "unix:///path, tcp://host:port, https://host:port, ssh://user@host; default: as the environment says" },
    { name = "tls", type = "boolean|map",
        doc = "speak TLS with tcp://: true, or { ca=, cert=, key=, verify=, hostname= }; false: never" },
    { name = "timeout", type = "seconds", doc = "until the engine begins to answer; default 60 s" },
    { name = "connect_timeout", type = "seconds", doc = "until the connection stands; default 10 s" },
    { name = "idle_timeout", type = "seconds", doc = "between two pieces of a stream; default: for ever" },
    { name = "api_version", type = "string", alias = "version", doc = '"1.41"; default: the newest both sides know' },
    { name = "read_only", type = "boolean", default = false, doc = "refuse every call that changes something" },
}

--- The options of `connect`, as data.
M.connect_options = CONNECT

--- Returns what the engine and its parts are. Operation SystemVersion.
---
---     docker.version().ApiVersion     --> "1.41"
---@return table
function members.version(client)
    return engine.call(client, "SystemVersion")
end

--- Returns facts about the engine and its host: counts, drivers, limits, warnings. Operation SystemInfo.
---@return table
function members.info(client)
    return engine.call(client, "SystemInfo")
end

--- Asks whether the engine answers. Operation SystemPing.
---@return boolean true raises kind `connection` when it does not
function members.ping(client)
    local answer = engine.call(client, "SystemPing")
    return answer == "OK" or answer == true
end

--- Returns how much disk images, containers, volumes and the build cache take. Operation SystemDataUsage.
---@return table
function members.df(client)
    return engine.call(client, "SystemDataUsage")
end

--- Follows what happens on the engine. See `docker.events` for its options.
---@param options? {since: any, until: any, filters: table?}
---@return Stream ... for event in docker.events() do … end
function members.events(client, options)
    return require("docker.events").follow(client, options)
end

--- Reads the logs of a container by name, without fetching the container first. Options as `container:logs`.
---
---     for line, source in docker.logs("web", { follow = true }) do print(source, line) end
---@param container string|Container
---@param options? table
---@return Stream ...
function members.logs(client, container, options)
    return require("docker.logs").read(client, container, options)
end

--- Runs a command in a running container by name. Options and result as `container:exec_run`.
---
---     docker.exec("web", "uname -a").output
---@param container string|Container
---@param command string|string[]
---@param options? table
function members.exec(client, container, command, options)
    return require("docker.exec").run(client, container, command, options)
end

--- Makes a client of another engine. Nothing is sent before its first call.
---
---     docker.connect("tcp://10.0.0.5:2375")
---     docker.connect { host = "unix:///tmp/docker.sock", read_only = true }
---     docker.connect { host = "tcp://engine:2376", tls = { ca = "ca.pem", cert = "cert.pem", key = "key.pem" } }
---     docker.connect("ssh://deploy@host")
---@param where? string|table an address, or options: host tls timeout connect_timeout idle_timeout api_version read_only
---@return Client
function members.connect(_, where)
    if type(where) == "string" then where = { host = where } end
    local settings = require("options").check("docker.connect", CONNECT, where)
    return M.new(require("docker.tls").flatten("docker.connect", settings))
end

--- Makes a client of the engine that the environment names. The same as `docker.connect` without `host`.
---@param options? table as for `docker.connect`
---@return Client
function members.from_env(_, options)
    local settings = require("options").check("docker.from_env", CONNECT, options)
    return M.new(require("docker.tls").flatten("docker.from_env", settings))
end

--- Tells which engine this is: `address`, the `rule` that chose it, and `api_version` once it is negotiated.
---@return {address: string, rule: string, api_version: string?}
function members.target(client)
    return require("moondock.host").engine_target(engine.handle(client))
end

--- Closes idle connections. The next call opens new ones.
function members.close(client)
    engine.close(client)
end

--- Containers: `list get create run prune`.
function lazy.containers(client) return require("docker.containers").new(client) end

--- Images: `list get pull`.
function lazy.images(client) return require("docker.images").new(client) end

--- Every operation of the engine by its OpenAPI name, and requests by path.
function lazy.api(client) return require("docker.api").new(client) end

local metatable = bind.metatable("docker", members, lazy)

metatable.__close = function(client) engine.close(client) end

--- Makes a client.
---@param settings table
---@return Client
function M.new(settings)
    local client = setmetatable({}, metatable)
    engine.prepare(client, settings)
    return client
end

--- Tells whether a value is a client.
---@param value any
---@return boolean
function M.is_client(value)
    return getmetatable(value) == metatable
end

return M
