--- What the shell shows of swarms, services, tasks, nodes, secrets, configs, stacks and plugins: tables as those of
--- `docker service ls`, `docker node ls` and so on, and cards.

local card = require "docker.views.card"
local cluster = require "docker.cluster"
local collection = require "docker.collection"
local tabulate = require "tabulate"
local text = require "text"
local units = require "units"

local M = {}

local ago = card.ago

local function labels_text(labels) return card.labels(labels or {}) end

local function render(titles, rows, full, keep, drop)
    return tabulate.render(titles, rows, { columns = full and math.huge or nil, keep = keep, drop = drop })
end

local function capital(word) return (word:gsub("^%l", string.upper)) end

-- An image without the digest that a deployment pinned it to.
local function image_text(image) return ((image or ""):gsub("@sha256:%x+$", "")) end

-- ---- Services

local function ports_text(s)
    local attrs = s.attrs
    local ports = attrs.Endpoint and attrs.Endpoint.Ports or attrs.Spec.EndpointSpec and attrs.Spec.EndpointSpec.Ports
    local parts = {}
    for _, port in ipairs(ports or {}) do
        if (port.PublishedPort or 0) ~= 0 then
            parts[#parts + 1] = ("*:%d->%d/%s"):format(port.PublishedPort, port.TargetPort, port.Protocol)
        end
    end
    return table.concat(parts, ", ")
end

local function replicas_text(s)
    local status = s.attrs.ServiceStatus
    local wanted = status and status.DesiredTasks or s.replicas
    if not status then return wanted and tostring(wanted) or "" end
    if s.mode == "replicated-job" then
        return ("%d/%d (%d/%d completed)"):format(status.RunningTasks, status.DesiredTasks, status.CompletedTasks or 0,
            s.replicas or 1)
    end
    local most = (s.attrs.Spec.TaskTemplate.Placement or {}).MaxReplicas or 0
    local limit = most > 0 and (" (max %d per node)"):format(most) or ""
    return ("%d/%d%s"):format(status.RunningTasks, wanted or 0, limit)
end

local function service_table(list, full)
    local rows = {}
    for i, s in ipairs(list) do
        rows[i] = { s.short_id, s.name, s.mode, replicas_text(s), image_text(s.image), ports_text(s) }
    end
    return render({ "ID", "NAME", "MODE", "REPLICAS", "IMAGE", "PORTS" }, rows, full, { 2, 4, 1 }, { 6, 3, 1 })
end

local function update_text(attrs)
    local update = attrs.UpdateStatus
    if not update or not update.State then return nil end
    local message = update.Message and ": " .. update.Message or ""
    return update.State .. message
end

local function service_card(s, full)
    local attrs = s.attrs
    local task = attrs.Spec.TaskTemplate
    local container = task.ContainerSpec or {}
    local words = {}
    for _, key in ipairs { "Command", "Args" } do
        for _, word in ipairs(container[key] or {}) do words[#words + 1] = word end
    end
    return card.render(("%s  %s  %s"):format(s.name, full and s.id or s.short_id, s.mode), {
        { "image", container.Image },
        { "command", table.concat(words, " ") },
        { "replicas", replicas_text(s) },
        { "update", update_text(attrs) },
        { "ports", ports_text(s) },
        { "placed on", table.concat((task.Placement or {}).Constraints or {}, ", ") },
        { "created", ago(attrs.CreatedAt) },
        { "updated", ago(attrs.UpdatedAt) },
        { "labels", labels_text(s.labels) },
    }, full)
end

-- ---- Tasks

-- id -> name; an engine that does not answer leaves the ids as they are.
local function names_of(client, operation, name)
    local names = {}
    local ok, list = pcall(cluster.call, client, operation, {})
    for _, attrs in ipairs(ok and list or {}) do names[attrs.ID] = name(attrs) end
    return names
end

local function service_names(client)
    return names_of(client, "ServiceList", function(attrs) return attrs.Spec.Name end)
end

local function node_names(client)
    return names_of(client, "NodeList", function(attrs) return attrs.Description and attrs.Description.Hostname end)
end

local function task_name(t, services)
    local service = services[t.service_id] or t.service_id or ""
    return ("%s.%s"):format(service, t.slot or t.node_id or t.short_id)
end

local function state_text(t)
    return ("%s %s"):format(capital(t.state), ago(t.attrs.Status.Timestamp))
end

local function task_table(list, full)
    local first = list[1]
    local services = first and service_names(first.client) or {}
    local nodes = first and node_names(first.client) or {}
    local items = table.move(list, 1, #list, 1, {})
    -- Those of a slot stand together, the newest first.
    local name = {}
    for _, t in ipairs(items) do name[t] = task_name(t, services) end
    table.sort(items, function(a, b)
        if name[a] ~= name[b] then return name[a] < name[b] end
        return a.attrs.CreatedAt > b.attrs.CreatedAt
    end)
    local rows = {}
    for i, t in ipairs(items) do
        rows[i] = {
            t.short_id, name[t], image_text(t.image), nodes[t.node_id] or t.node_id or "", capital(t.desired_state),
            state_text(t), t.error or "",
        }
    end
    return render({ "ID", "NAME", "IMAGE", "NODE", "DESIRED STATE", "CURRENT STATE", "ERROR" }, rows, full, { 2, 6, 1 }, { 5, 1, 3 })
end

local function task_card(t, full)
    local status = t.attrs.Status
    local code = status.ContainerStatus and status.ContainerStatus.ExitCode
    return card.render(("%s  %s"):format(full and t.id or t.short_id, state_text(t)), {
        { "service", t.service_id },
        { "slot", t.slot },
        { "node", t.node_id },
        { "image", t.image },
        { "wanted", t.desired_state },
        { "container", t.container_id },
        { "exit code", code and code ~= 0 and code or nil },
        { "error", t.error },
        { "message", status.Message },
    }, full)
end

-- ---- Nodes and the swarm

local function manager_text(n)
    local manager = n.attrs.ManagerStatus
    if not manager then return "" end
    return manager.Leader and "Leader" or capital(manager.Reachability or "")
end

local function engine_of(n)
    local description = n.attrs.Description or {}
    return description.Engine and description.Engine.EngineVersion or ""
end

local function node_table(list, full)
    local rows = {}
    for i, n in ipairs(list) do
        rows[i] = { full and n.id or n.short_id, n.hostname, capital(n.state), capital(n.availability),
            manager_text(n), engine_of(n) }
    end
    return render({ "ID", "HOSTNAME", "STATUS", "AVAILABILITY", "MANAGER STATUS", "ENGINE VERSION" }, rows, full,
        { 1, 2 })
end

local function node_card(n, full)
    local attrs = n.attrs
    local description = attrs.Description or {}
    local platform, resources = description.Platform or {}, description.Resources or {}
    return card.render(("%s  %s  %s"):format(n.hostname, full and n.id or n.short_id, capital(n.state)), {
        { "role", n.role },
        { "manager", manager_text(n) },
        { "available", n.availability },
        { "address", attrs.Status.Addr },
        { "engine", engine_of(n) },
        { "platform", platform.OS and ("%s/%s"):format(platform.OS, platform.Architecture) },
        { "machine", resources.NanoCPUs and ("%g processors, %s of memory"):format(resources.NanoCPUs / 1e9,
            units.memory(resources.MemoryBytes or 0)) },
        { "joined", ago(attrs.CreatedAt) },
        { "labels", labels_text(n.labels) },
    }, full)
end

-- Without the join tokens: whoever sees them can join.
local function swarm_card(s)
    local ok, attrs = pcall(function() return s.attrs end)
    if not ok then return tostring(attrs) end
    local spec = attrs.Spec
    return card.render(("swarm %s"):format(attrs.ID), {
        { "version", attrs.Version.Index },
        { "created", ago(attrs.CreatedAt) },
        { "updated", ago(attrs.UpdatedAt) },
        { "autolock", tostring((spec.EncryptionConfig or {}).AutoLockManagers or false) },
        { "pools", table.concat(attrs.DefaultAddrPool or {}, ", ") },
        { "tokens", "attrs.JoinTokens.Worker, attrs.JoinTokens.Manager" },
        { "labels", labels_text(spec.Labels) },
    })
end

-- ---- Secrets, configs, stacks, plugins

local function secret_table(list, full)
    local rows = {}
    for i, s in ipairs(list) do
        local attrs = s.attrs
        local driver = attrs.Spec.Driver and attrs.Spec.Driver.Name or ""
        rows[i] = { full and s.id or s.short_id, s.name, driver, ago(attrs.CreatedAt), ago(attrs.UpdatedAt) }
    end
    return render({ "ID", "NAME", "DRIVER", "CREATED", "UPDATED" }, rows, full, { 2, 1 }, { 5, 4, 3, 1 })
end

local function config_table(list, full)
    local rows = {}
    for i, c in ipairs(list) do
        rows[i] = { full and c.id or c.short_id, c.name, ago(c.attrs.CreatedAt), ago(c.attrs.UpdatedAt) }
    end
    return render({ "ID", "NAME", "CREATED", "UPDATED" }, rows, full, { 2, 1 }, { 4, 3, 1 })
end

local function stored_card(object, full)
    local attrs = object.attrs
    return card.render(("%s  %s"):format(object.name, full and object.id or object.short_id), {
        { "created", ago(attrs.CreatedAt) },
        { "updated", ago(attrs.UpdatedAt) },
        { "driver", attrs.Spec.Driver and attrs.Spec.Driver.Name },
        { "template", attrs.Spec.Templating and attrs.Spec.Templating.Name },
        { "labels", labels_text(object.labels) },
    }, full)
end

local function stack_table(list, full)
    local rows = {}
    for i, s in ipairs(list) do rows[i] = { s.Name, s.Services } end
    return render({ "NAME", "SERVICES" }, rows, full, { 1 })
end

local function change_table(list, full)
    local rows = {}
    for i, change in ipairs(list) do rows[i] = { change.kind, change.name, change.action } end
    local lines = { render({ "KIND", "NAME", "ACTION" }, rows, full, { 2 }) }
    for _, warning in ipairs(rawget(list, "warnings") or {}) do
        lines[#lines + 1] = "warning: " .. text.escape(warning)
    end
    return table.concat(lines, "\n")
end

local function plugin_table(list, full)
    local rows = {}
    for i, p in ipairs(list) do
        rows[i] = { full and p.id or p.short_id, p.name, p.description, tostring(p.enabled) }
    end
    return render({ "ID", "NAME", "DESCRIPTION", "ENABLED" }, rows, full, { 1, 2, 4 })
end

local function plugin_card(p, full)
    local config, types = p.attrs.Config or {}, {}
    for _, kind in ipairs(config.Interface and config.Interface.Types or {}) do
        types[#types + 1] = type(kind) == "string" and kind or nil
    end
    return card.render(("%s  %s  %s"):format(p.name, full and p.id or p.short_id, p.enabled and "enabled" or "disabled"), {
        { "about", p.description },
        { "from", p.attrs.PluginReference },
        { "types", table.concat(types, ", ") },
        { "settings", table.concat(p.settings and p.settings.Env or {}, " ") },
    }, full)
end

-- ---- Which is which

local CARDS = {
    service = service_card, task = task_card, node = node_card, secret = stored_card, config = stored_card,
    plugin = plugin_card, ["docker.swarm"] = swarm_card,
}

local TABLES = {
    services = service_table, tasks = task_table, nodes = node_table, secrets = secret_table, configs = config_table,
    plugins = plugin_table, stacks = stack_table, stack_changes = change_table,
}

local PLURALS = {
    service = "services", task = "tasks", node = "nodes", secret = "secrets", config = "configs", plugin = "plugins",
}

local function class_of(value)
    local metatable = getmetatable(value)
    return type(metatable) == "table" and rawget(metatable, "__name") or nil
end

-- A list that was filtered or sorted by hand has lost its mark.
local function unmarked(value)
    local count = #value
    if getmetatable(value) ~= nil or count == 0 or next(value, count) ~= nil then return nil end
    local class = type(value[1]) == "table" and class_of(value[1])
    for i = 2, count do
        if type(value[i]) ~= "table" or class_of(value[i]) ~= class then return nil end
    end
    return PLURALS[class]
end

--- Describes a value of the swarm's modules and of plugins.
---@param value table
---@param options {full: boolean?}
---@return string? text nil: nothing special about it
function M.describe(value, options)
    local own = CARDS[class_of(value)]
    if own then return own(value, options.full) end
    local list = TABLES[collection.list_name(value) or unmarked(value)]
    return list and list(value, options.full) or nil
end

return M
