--- Stacks: services that belong together, with their networks, secrets and configs, described as a compose file
--- describes them. The docker command sees the same stacks: `docker stack ls`, `docker stack services shop`.
---
---     docker.stack.deploy("shop", {
---         services = {
---             web = { image = "nginx", ports = { "8080:80" }, deploy = { replicas = 2 } },
---             db = { image = "postgres", volumes = { "data:/var/lib/postgresql" }, secrets = { "password" } },
---         },
---         volumes = { data = {} },
---         secrets = { password = { file = "./password" } },
---     })
---     docker.stack.remove("shop")

local cluster = require "docker.cluster"
local collection = require "docker.collection"
local compose = require "docker.compose"
local engine = require "docker.engine"
local errors = require "moondock.errors"
local nearest = require "nearest"
local options = require "options"

local M = {}

local members = {}

local function label_of(name) return ("%s=%s"):format(compose.NAMESPACE, name) end

local function check_name(who, name)
    if type(name) ~= "string" or not name:find("^[%w][%w._-]*$") then
        errors.invalid(("%s: expected the name of a stack, got %s"):format(who, options.quote(name)),
            "letters, digits, '.', '_' and '-'")
    end
    return name
end

-- The names of stacks and how many services each has.
local function counts(client)
    local services = {}
    local filters = { label = { compose.NAMESPACE } }
    for _, attrs in ipairs(cluster.call(client, "ServiceList", { filters = filters })) do
        -- The filter is the engine's: an old one may not have it.
        local name = (attrs.Spec.Labels or {})[compose.NAMESPACE]
        if name then services[name] = (services[name] or 0) + 1 end
    end
    return services
end

local function no_such(client, name)
    local known = counts(client)
    errors.raise {
        kind = "not_found",
        message = ("no stack %s"):format(options.quote(name)),
        hint = nearest.hint(nearest.key(name, known)),
    }
end

--- Creates or updates a stack; what has not changed is left alone. The whole description is checked before anything is
--- sent. Relative paths begin at the folder of the file, or at the current one.
--- Operations NetworkCreate, SecretCreate, ConfigCreate, ServiceCreate, ServiceUpdate and others.
---
---     docker.stack.deploy("shop", { services = { web = { image = "busybox", command = "sleep 600" } } })
---     docker.stack.deploy("shop", "stack.json", { prune = true })
---@param name string
---@param description table|string the compose file as a table, or the path of one in JSON
---@param given? {prune: boolean?, resolve_image: string?, with_registry_auth: boolean?, auth_config: table?, dry_run: boolean?} prune: remove what the
--- description does not name any more. resolve_image: "always" or "changed" ask the registry for the digest of images,
--- "never" (the default) leaves that to the nodes. dry_run: only tell what would be done
---@return {kind: string, name: string, action: string}[] changes action: created updated unchanged removed; `warnings`
--- lists what means nothing in a swarm
function members.deploy(client, name, description, given)
    check_name("docker.stack.deploy", name)
    return require("docker.stack_deploy").run(client, name, description, given)
end

--- Lists stacks. Operation ServiceList.
---
---     for _, s in ipairs(docker.stack.list()) do print(s.Name, s.Services) end
---@return {Name: string, Services: integer}[]
function members.list(client)
    local services, items = counts(client), {}
    for _, name in ipairs(compose.keys(services)) do items[#items + 1] = { Name = name, Services = services[name] } end
    return collection.list("stacks", items)
end

--- Lists the services of a stack. Operation ServiceList.
---
---     docker.stack.services("shop")
---@param name string
---@param given? {filters: table?}
---@return Service[] raises kind `not_found`, with the nearest name, when there is none
function members.services(client, name, given)
    check_name("docker.stack.services", name)
    local o = options.check("docker.stack.services", { { name = "filters", type = "map",
    doc = "which: id, label, mode, name of services; desired-state, id, name, node of tasks" } }, given)
    local filters = {}
    for key, value in pairs(o.filters or {}) do filters[key] = value end
    local labels = filters.label
    filters.label = type(labels) == "table" and { table.unpack(labels) } or { labels }
    table.insert(filters.label, label_of(name))
    local found = client.services.list { filters = filters }
    if #found == 0 and not o.filters then no_such(client, name) end
    return found
end

--- Lists the tasks of a stack. Operation TaskList.
---
---     docker.stack.ps("shop")
---@param name string
---@param given? {filters: table?} as `docker.tasks.list`
---@return SwarmTask[] raises kind `not_found`, with the nearest name, when there is none
function members.ps(client, name, given)
    check_name("docker.stack.ps", name)
    local o = options.check("docker.stack.ps", { { name = "filters", type = "map",
    doc = "which: id, label, mode, name of services; desired-state, id, name, node of tasks" } }, given)
    local filters = collection.filters(o.filters) or {}
    filters.label = { label_of(name), table.unpack(filters.label or {}) }
    local found = require("docker.tasks").list(client, filters)
    if #found == 0 and not o.filters then no_such(client, name) end
    return found
end

local REMOVE = {
    { name = "dry_run", type = "boolean", default = false, doc = "only tell what would be removed" },
    { name = "wait", type = "boolean", default = false, doc = "until all of its tasks have ended" },
    { name = "timeout", type = "seconds", doc = "for wait; default: for ever" },
}

--- Removes a stack: services, secrets, configs and networks; volumes stay. Operations ServiceDelete, SecretDelete,
--- ConfigDelete and NetworkDelete.
---
---     docker.stack.remove("shop", { dry_run = true })
---     docker.stack.remove("shop", { wait = true, timeout = "60s" })
---@param name string
---@param given? {dry_run: boolean?, wait: boolean?, timeout: number|string?}
---@return {kind: string, name: string, action: string}[] changes raises kind `not_found` when there is no such stack
function members.remove(client, name, given)
    check_name("docker.stack.remove", name)
    local o = options.check("docker.stack.remove", REMOVE, given)
    local changes = require("docker.stack_remove").run(client, name, label_of(name), o)
    if #changes == 0 then no_such(client, name) end
    return changes
end

local new = collection.class("stack", members)

--- Makes the stacks of a client.
function M.new(client)
    -- Opens the engine now, so that what is no client is refused here.
    engine.handle(client)
    return new(client)
end

return M
