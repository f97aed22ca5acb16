--- What the shell shows of containers, images and other objects, and of what the engine tells of itself.

local host = require "moondock.host"
local card = require "docker.views.card"
local container = require "docker.container"
local collection = require "docker.collection"
local errors = require "moondock.errors"
local exec = require "docker.exec"
local image = require "docker.image"
local model = require "docker.model"
local network = require "docker.network"
local prune = require "docker.prune"
local reports = require "docker.views.reports"
local resources = require "docker.views.resources"
local stats = require "docker.stats"
local tabulate = require "tabulate"
local text = require "text"
local time = require "time"
local units = require "units"
local volume = require "docker.volume"

local M = {}

-- ---- Ports as `docker ps` writes them

local function is_everywhere(bindings, port)
    for _, binding in ipairs(bindings) do
        if binding.HostIp == "0.0.0.0" and binding.HostPort == port then return true end
    end
    return false
end

-- Shortly, a port that is open for IPv4 and IPv6 alike is told once.
local function port_text(key, bindings, shortly)
    local parts = {}
    for _, binding in ipairs(bindings) do
        local ip = binding.HostIp or ""
        if shortly and ip == "::" and is_everywhere(bindings, binding.HostPort) then goto continue end
        if ip == "::" then
            ip = ":::"
        elseif ip:find(":", 1, true) then
            ip = ("[%s]:"):format(ip)
        elseif ip ~= "" then
            ip = ip .. ":"
        end
        parts[#parts + 1] = ("%s%s->%s"):format(ip, binding.HostPort, key)
        ::continue::
    end
    return #parts > 0 and table.concat(parts, ", ") or key
end

local function ports_of(c, shortly)
    local attrs, summary = model.known(c)
    local known = c.ports
    local keys, seen = {}, {}
    local function add(key)
        if not seen[key] then keys[#keys + 1] = key end
        seen[key] = true
    end
    for key in pairs(known) do add(key) end
    if not attrs and summary then
        for _, port in ipairs(summary.Ports or {}) do add(("%d/%s"):format(port.PrivatePort, port.Type)) end
    end
    table.sort(keys, function(a, b)
        local x, y = tonumber(a:match("^%d+")) or 0, tonumber(b:match("^%d+")) or 0
        if x ~= y then return x < y end
        return a < b
    end)
    for i, key in ipairs(keys) do keys[i] = port_text(key, known[key] or {}, shortly) end
    return table.concat(keys, ", ")
end

-- ---- Status as `docker ps` writes it

local function status_of(c)
    local attrs, summary = model.known(c)
    if not attrs and summary and summary.Status then return summary.Status end
    local state = c.attrs.State
    local health = state.Health and state.Health.Status
    if state.Status == "running" or state.Status == "paused" then
        local since = time.parse(state.StartedAt or "")
        local up = since and "Up " .. units.age(math.max(0, (host.now()) - since)) or "Up"
        if state.Paused then return up .. " (Paused)" end
        return health and ("%s (%s)"):format(up, health == "starting" and "health: starting" or health) or up
    end
    if state.Status == "exited" then
        return ("Exited (%d) %s"):format(state.ExitCode, card.ago(state.FinishedAt))
    end
    return (state.Status:gsub("^%l", string.upper))
end

local function command_of(c)
    local attrs, summary = model.known(c)
    if not attrs and summary then return summary.Command or "" end
    local words = { c.attrs.Path }
    for _, word in ipairs(c.attrs.Args or {}) do words[#words + 1] = word end
    return table.concat(words, " ")
end

local function created_of(object)
    local attrs, summary = model.known(object)
    return ((attrs or summary) or object.attrs).Created
end

local function quoted_command(c, full)
    local command = command_of(c)
    if not full and host.terminal().stdout then command = text.truncate(command, 20) end
    return ('"%s"'):format(command)
end

local function container_table(list, full)
    local rows, shortly = {}, not full and host.terminal().stdout
    for i, c in ipairs(list) do
        rows[i] = {
            c.short_id, c.image_name, quoted_command(c, full), card.ago(created_of(c)), status_of(c),
            ports_of(c, shortly), c.name,
        }
    end
    local titles = { "CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "STATUS", "PORTS", "NAMES" }
    return tabulate.render(titles, rows, {
        columns = full and math.huge or nil, keep = { 7, 6, 5, 1, 4 }, drop = { 3, 4, 1, 6, 2 }, most = { [6] = 24 },
    })
end

local function image_rows(i, rows)
    local attrs, summary = model.known(i)
    local known = attrs or summary or i.attrs
    local id = i.short_id:gsub("^sha256:", "")
    local tags = i.tags
    if #tags == 0 then
        local digest = (known.RepoDigests or {})[1]
        tags = { (digest and digest:match("^(.*)@") or "<none>") .. ":<none>" }
    end
    for _, tag in ipairs(tags) do
        local repository, label = tag:match("^(.*):([^:/]*)$")
        rows[#rows + 1] = { repository or tag, label or "", id, card.ago(known.Created), units.size(known.Size or 0) }
    end
end

local function image_table(list, full)
    local rows = {}
    for _, i in ipairs(list) do image_rows(i, rows) end
    return tabulate.render({ "REPOSITORY", "TAG", "IMAGE ID", "CREATED", "SIZE" }, rows,
        { columns = full and math.huge or nil, keep = { 1, 2, 5, 3 }, drop = { 4, 3 } })
end

-- ---- Cards

local function networks_text(attrs)
    local parts = {}
    for name, network in pairs(attrs.NetworkSettings and attrs.NetworkSettings.Networks or {}) do
        local address = network.IPAddress
        parts[#parts + 1] = address and address ~= "" and ("%s %s"):format(name, address) or name
    end
    table.sort(parts)
    return table.concat(parts, ", ")
end

local function mounts_text(attrs)
    local parts = {}
    for _, mount in ipairs(attrs.Mounts or {}) do
        local source = mount.Name or mount.Source or mount.Type
        parts[#parts + 1] = ("%s -> %s%s"):format(source, mount.Destination, mount.RW == false and " (ro)" or "")
    end
    return table.concat(parts, ", ")
end

-- What a person looks at is how it is now; once it is gone, how it was.
local function refresh(c)
    if not (host.options and host.options.interactive and host.terminal().stdout) then return end
    local ok, err = pcall(c.reload, c)
    if not ok and errors.is(err, "interrupted", "cancelled") then error(err, 0) end
end

local function container_card(c, full)
    refresh(c)
    local attrs, summary = model.known(c)
    local known = attrs or summary or c.attrs
    return card.render(("%s  %s  %s"):format(c.name, full and c.id or c.short_id, status_of(c)), {
        { "image", c.image_name },
        { "command", command_of(c) },
        { "created", card.ago(created_of(c)) },
        { "ports", ports_of(c) },
        { "networks", networks_text(known) },
        { "mounts", mounts_text(known) },
        { "labels", card.labels(c.labels) },
    }, full)
end

local function image_card(i, full)
    local attrs, summary = model.known(i)
    local known = attrs or summary or i.attrs
    local id = full and i.id or i.short_id:gsub("^sha256:", "")
    local config = known.Config or {}
    return card.render(("%s  %s"):format(i.tags[1] or "<none>", id), {
        { "tags", #i.tags > 1 and table.concat(i.tags, ", ") or nil },
        { "size", units.size(known.Size or 0) },
        { "created", card.ago(known.Created) },
        { "platform", known.Os and ("%s/%s"):format(known.Os, known.Architecture) },
        { "entrypoint", config.Entrypoint and table.concat(config.Entrypoint, " ") },
        { "command", config.Cmd and table.concat(config.Cmd, " ") },
        { "labels", card.labels(i.labels) },
    }, full)
end

-- ---- What the engine tells of itself, when a person looks at it

local function version_card(v)
    return card.render(("Docker Engine %s"):format(v.Version or "?"), {
        { "API", ("%s (minimum %s)"):format(v.ApiVersion, v.MinAPIVersion or "?") },
        { "platform", ("%s/%s"):format(v.Os or "?", v.Arch or "?") },
        { "kernel", v.KernelVersion },
        { "go", v.GoVersion },
        { "built", v.BuildTime },
        { "commit", v.GitCommit },
    })
end

local function info_card(i)
    local warnings = i.Warnings and #i.Warnings > 0 and ("%d, see Warnings"):format(#i.Warnings) or nil
    return card.render(("%s  Docker Engine %s"):format(i.Name or "?", i.ServerVersion), {
        { "system", ("%s, %s, kernel %s"):format(i.OperatingSystem or "?", i.Architecture or "?",
            i.KernelVersion or "?") },
        { "machine", ("%s, %s of memory"):format(units.count(i.NCPU or 0, "processor"), units.memory(i.MemTotal or 0)) },
        { "containers", ("%d running, %d paused, %d stopped"):format(i.ContainersRunning or 0, i.ContainersPaused or 0,
            i.ContainersStopped or 0) },
        { "images", i.Images },
        { "storage", ("%s in %s"):format(i.Driver or "?", i.DockerRootDir or "?") },
        { "logging", i.LoggingDriver },
        { "cgroups", ("%s, version %s"):format(i.CgroupDriver or "?", i.CgroupVersion or "1") },
        { "swarm", i.Swarm and i.Swarm.LocalNodeState },
        { "warnings", warnings },
        { "…", "full(docker.info()) shows everything" },
    })
end

local function exec_text(r)
    local output = host.terminal().stdout and text.clean(r.output) or r.output
    if not r.exit_code then return ("exec %s"):format(r.id:sub(1, 12)) end
    if r.exit_code == 0 then return output end
    local gap = (output == "" or output:sub(-1) == "\n") and "" or "\n"
    return ("%s%sexit code %d"):format(output, gap, r.exit_code)
end

-- ---- Which is which

-- Lists by the name they are marked with.
local lists = {
    containers = container_table, images = image_table, networks = resources.network_table,
    volumes = resources.volume_table, stats = reports.stats, changes = reports.changes, layers = reports.layers,
    search_results = reports.search_results, removals = reports.removals,
    build_cache_records = reports.build_cache_records,
}

-- Objects: what tells them, what shows one, what a list of them is called.
local kinds = {
    { container.is_container, container_card, "containers" },
    { image.is_image, image_card, "images" },
    { network.is_network, resources.network_card, "networks" },
    { volume.is_volume, resources.volume_card, "volumes" },
    { stats.is_stats, function(s, full) return reports.stats({ s }, full) end, "stats" },
    { exec.is_result, exec_text },
}

local function kind_of(value)
    for _, kind in ipairs(kinds) do
        if kind[1](value) then return kind end
    end
end

local function list_kind(value)
    local name = collection.list_name(value)
    if name then return name end
    -- A list that was filtered or sorted by hand has lost its mark.
    local count = #value
    if count == 0 or next(value, count) ~= nil then return nil end
    local kind = kind_of(value[1])
    if not kind then return nil end
    for i = 2, count do
        if not kind[1](value[i]) then return nil end
    end
    return kind[3]
end

local function list_text(value, full)
    local show = lists[list_kind(value)]
    return show and show(value, full)
end

-- Tables that the engine sent as they are, when a person looks at them.
local function report_text(value)
    if rawget(value, "ApiVersion") and rawget(value, "MinAPIVersion") then return version_card(value) end
    if rawget(value, "ServerVersion") and rawget(value, "ContainersRunning") then return info_card(value) end
    if rawget(value, "LayersSize") then return reports.disk_use(value) end
    if rawget(value, "Titles") and rawget(value, "Processes") then return reports.processes(value) end
    return nil
end

--- Describes a value of the docker modules.
---@param value table
---@param options {full: boolean?}
---@return string? text nil: nothing special about it
function M.describe(value, options)
    local full = options.full
    local kind = kind_of(value)
    if kind then return kind[2](value, full) end
    local contexts = package.loaded["docker.contexts"] and require("docker.contexts_view").describe(value, options)
    if contexts then return contexts end
    local swarm = require("docker.swarm_views").describe(value, options)
    if swarm then return swarm end
    if prune.is_plan(value) then return reports.plan(value, list_text(value.objects, full)) end
    local text_of_list = list_text(value, full)
    if text_of_list then return text_of_list end
    if full or getmetatable(value) ~= nil or not host.terminal().stdout then return nil end
    return report_text(value)
end

return M
