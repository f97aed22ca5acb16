--- A client: one engine, its collections and the calls that concern the engine as a whole.
---
---     local d = docker.connect { host = "unix:///run/user/1000/docker.sock", timeout = 10 }
---     print(d.version().Version, #d.containers.list())

local engine = require "docker.engine"
local bind = require "docker.bind"

local M = {}

local members, lazy = {}, {}

local CONNECT = {
    { name = "host", type = "string", alias = "base_url",
        doc = "unix:///path, tcp://host:port, https://host:port, ssh://user@host; default: as the environment says" },
    { name = "context", type = "string", doc = "a context of the docker command, in place of host" },
    { name = "tls", type = "boolean|map",
        doc = "speak TLS with tcp://: true, or { ca=, cert=, key=, verify=, hostname= }; false: never" },
    { name = "timeout", type = "seconds", doc = "until the engine begins to answer; default 60 s" },
    { name = "connect_timeout", type = "seconds", doc = "until the connection stands; default 10 s" },
    { name = "idle_timeout", type = "seconds", doc = "between two pieces of a stream; default: for ever" },
    { name = "limits", type = "map",
        doc = 'how much is taken of what the engine sends: { reply = "16m", line = "64k" }; help "limits" lists them' },
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
---
---     docker.info().NCPU
---@return table
function members.info(client)
    return engine.call(client, "SystemInfo")
end

--- Asks whether the engine answers. Operation SystemPing.
---
---     docker.ping()     --> true
---@return boolean true raises kind `connection` when it does not
function members.ping(client)
    local answer = engine.call(client, "SystemPing")
    return answer == "OK" or answer == true
end

--- Returns how much disk images, containers, volumes and the build cache take. Operation SystemDataUsage.
---
---     docker.df().LayersSize
---@return table
function members.df(client)
    return engine.call(client, "SystemDataUsage")
end

--- Reads the logs of a container by name, without fetching the container first, or of many at once. Options as
--- `container:logs`; for many also grep and forever, see `docker.many_logs`. With `reconnect` they go on where they
--- were after the engine or the connection went away, see `docker.reconnect`.
---
---     for line, source in docker.logs("web", { tail = 10 }) do print(source, line) end
---     for line, source, c in docker.logs({ "web", "db" }, { tail = 10 }) do print(c.name, line) end
---     for line, _, c in docker.logs({ label = "app=web" }, { grep = "ERROR" }) do print(c.name, line) end
---     for line in docker.logs("web", { follow = true, reconnect = true }) do print(line) end
---@param which string|Container|table a container; a list of them; or filters, as for `docker.containers.list`
---@param options? table follow tail since until timestamps stdout stderr reconnect grep forever
---@return Stream ... lines, and where each came from; of many, also the container
function members.logs(client, which, options)
    if require("docker.selector").is_many(which) then
        return require("docker.many_logs").read(client, which, options)
    end
    return require("docker.logs").read(client, which, options)
end

--- Searches Docker Hub. The same as `docker.images.search`. Operation ImageSearch.
---
---     docker.search("nginx", { limit = 5 })[1].name
---@param term string
---@param options? {limit: integer?, filters: table?}
---@return {name: string, description: string, star_count: integer, is_official: boolean}[]
function members.search(client, term, options)
    return client.images.search(term, options)
end

--- Measures several containers at the same time: one sample of each, with what `docker stats` computes. See
--- `docker.stats` for the fields. Operations ContainerList, ContainerStats.
---
---     docker.stats()
---     for _, s in ipairs(docker.stats { label = "app=web" }) do print(s.name, s.cpu_percent) end
---     docker.stats { stream = true }     -- in the shell a table that is redrawn: keys c m i b p n sort, q leaves
---@param which? table a list of containers or names, or filters; default: all that run
---@param options? {one_shot: boolean?, stream: boolean?, reconnect: boolean|function?} reconnect: as of `docker.logs`
---@return Stats[]|LiveStats ... with stream a list each second
function members.stats(client, which, options)
    return require("docker.stats").all(client, which, options)
end

--- Shows all containers on the whole screen, measured each second: processor, memory and network, with keys for logs,
--- inspect, a shell, stop and restart, a filter and the order. Needs a terminal. q leaves. Operations ContainerList,
--- ContainerStats.
---
---     docker.top()
function members.top(client)
    return require("docker.top_view").run(client)
end

--- Calls a function with a container, and removes the container however the function ends.
---
---     docker.with({ image = "busybox", command = "sleep 60" }, function(c) print(c:exec_run("hostname").output) end)
---     docker.with(docker.containers.run("busybox", "sleep 60", { detach = true }), function(c) print(c.name) end)
---@param container Container|table a container, or the options of `docker.containers.run`
---@param f fun(c: Container): any
---@return any ... what the function gives; its error is raised
members["with"] = function(client, container, f)
    return require("docker.with").run(client, container, f)
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

--- Copies files between this machine and a container, as docker cp does. Options as `container:cp`.
---
---     docker.cp("web:/etc/hosts", ".")
---     docker.cp("site", "web:/srv")
---@param from string|table "name:/path", a path here, or contents by name
---@param to string
---@param options? {follow_link: boolean?, archive: boolean?, links: string?}
---@return boolean true
function members.cp(client, from, to, options)
    return require("docker.cp").by_name(client, from, to, options)
end

local function flatten(who, settings)
    return require("docker.limits").flatten(who, require("docker.tls").flatten(who, settings))
end

--- Makes a client of another engine. Nothing is sent before its first call.
---
---     docker.connect("tcp://10.0.0.5:2375")
---     docker.connect { host = "unix:///tmp/docker.sock", read_only = true }
---     docker.connect { host = "tcp://engine:2376", tls = { ca = "ca.pem", cert = "cert.pem", key = "key.pem" } }
---     docker.connect("ssh://deploy@host")
---     docker.connect { context = "prod" }
---@param where? string|table an address, or options: host context tls timeout connect_timeout idle_timeout limits
--- api_version read_only
---@return Client
function members.connect(_, where)
    if type(where) == "string" then where = { host = where } end
    local settings = require("options").check("docker.connect", CONNECT, where)
    return M.new(flatten("docker.connect", settings))
end

--- Makes a client of the engine that the environment names. The same as `docker.connect` without `host`.
---
---     docker.from_env { timeout = "10s" }.ping()
---@param options? table as for `docker.connect`
---@return Client
function members.from_env(_, options)
    local settings = require("options").check("docker.from_env", CONNECT, options)
    return M.new(flatten("docker.from_env", settings))
end

--- Tells which engine this is: `address`, the `rule` that chose it, the name of its `context`, and `api_version` once
--- it is negotiated.
---
---     docker.target().address
---@return {address: string, rule: string, context: string, api_version: string?}
function members.target(client)
    return require("moondock.host").engine_target(engine.handle(client))
end

--- Checks credentials with a registry, and remembers them for this client. See `docker.auth`. Operation SystemAuth.
---
---     docker.login("me", os.getenv("REGISTRY_PASSWORD"), { registry = "ghcr.io" })
---@param username string
---@param password? string
---@param options? table email registry reauth dockercfg_path store
---@return {Status: string, Registry: string, Stored: string?}
function members.login(client, username, password, options)
    return require("docker.auth").login(client, username, password, options)
end

--- Forgets a login of this client; with store=true also what is stored for later runs.
---
---     docker.logout("registry.example:5000")
---@param registry? string default: Docker Hub
---@param options? {store: boolean?}
---@return boolean forgotten
function members.logout(client, registry, options)
    return require("docker.auth").logout(client, registry, options)
end

--- Closes idle connections. The next call opens new ones.
---
---     docker.close()
function members.close(client)
    engine.close(client)
end

--- Containers: `list get create run prune`. Called, it lists.
---
---     docker.containers.list { all = true }
function lazy.containers(client) return require("docker.containers").new(client) end

--- Images: `list get pull push save load import_image search remove prune prune_builds get_registry_data`.
---
---     docker.images.list()
function lazy.images(client) return require("docker.images").new(client) end

--- Networks: `list get create prune`.
---
---     docker.networks.list()
function lazy.networks(client) return require("docker.networks").new(client) end

--- Volumes: `list get create prune`.
---
---     docker.volumes.list()
function lazy.volumes(client) return require("docker.volumes").new(client) end

--- What happens on the engine. Called, it follows: `for event in docker.events { filters = {…} } do … end`; options
--- since, until, filters, reconnect (go on when the engine or the connection comes back). `docker.events.on(filters, f)`
--- handles events in the background, and always goes on. Operation SystemEvents.
---
---     for event in docker.events { since = "10m", until_ = "0s" } do print(event.Type, event.Action) end
---     for event in docker.events { reconnect = true, until_ = "0s" } do print(event.Action) end
---     docker.events.on("die", function(event) print(event.Actor.Attributes.name) end):cancel()
function lazy.events(client) return require("docker.events").new(client) end

--- The contexts of the docker command: `list get create update remove use export import inspect`.
function lazy.contexts(client) return require("docker.contexts").new(client) end

--- Every operation of the engine by its OpenAPI name, and requests by path.
---
---     docker.api.ContainerList { all = true }
---     docker.api.get("/version")
function lazy.api(client) return require("docker.api").new(client) end

--- The swarm of the engine: `init join leave update unlock get_unlock_key reload`, `attrs`.
function lazy.swarm(client) return require("docker.swarm").new(client) end

--- Nodes of the swarm: `list get`.
function lazy.nodes(client) return require("docker.nodes").new(client) end

--- Services of the swarm: `list get create`.
function lazy.services(client) return require("docker.services").new(client) end

--- Tasks, the runs of services: `list get`.
function lazy.tasks(client) return require("docker.tasks").new(client) end

--- Secrets of the swarm: `list get create`.
function lazy.secrets(client) return require("docker.secrets").new(client) end

--- Configs of the swarm: `list get create`.
function lazy.configs(client) return require("docker.configs").new(client) end

--- Stacks, groups of services deployed together: `deploy list services ps remove`.
function lazy.stack(client) return require("docker.stack").new(client) end

--- Plugins of the engine: `list get install create`.
function lazy.plugins(client) return require("docker.plugins").new(client) end

-- Names of docker-py that are something else here.
local ELSEWHERE = {
    APIClient = "docker.api has every operation: docker.api.ContainerInspect{id=\"web\"}",
    DockerClient = "docker is a client; docker.connect{host=\"tcp://host:2376\"} makes another",
    errors = "errors are tables with a kind; help \"errors\" lists the kinds",
    prune = "docker.containers.prune(), docker.images.prune(), docker.networks.prune(), docker.volumes.prune()",
    tls = "docker.connect{host=…, tls={ca=…, cert=…, key=…}}",
    types = "plain tables are taken: mounts={{target=\"/data\", source=\"data\", type=\"volume\"}}",
}

-- A command of docker, such as `docker.ps`, is told in Lua.
local function advice(key)
    if ELSEWHERE[key] then return ELSEWHERE[key] end
    local is_singular = type(key) == "string" and lazy[key .. "s"] ~= nil
    return not is_singular and require("moondock.newcomer").name(key) or nil
end

local metatable = bind.metatable("docker", members, lazy, advice)

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
