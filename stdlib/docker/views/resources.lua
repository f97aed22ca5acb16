--- What the shell shows of networks and volumes: as `docker network ls` and `docker volume ls` do.

local card = require "docker.views.card"
local model = require "docker.model"
local tabulate = require "tabulate"

local M = {}

local function known(object)
    local attrs, summary = model.known(object)
    return attrs or summary or object.attrs
end

local function width(full) return full and math.huge or nil end

--- A table of networks.
function M.network_table(list, full)
    local rows = {}
    for i, n in ipairs(list) do
        local facts = known(n)
        rows[i] = { n.short_id, facts.Name, facts.Driver, facts.Scope }
    end
    return tabulate.render({ "NETWORK ID", "NAME", "DRIVER", "SCOPE" }, rows,
        { columns = width(full), keep = { 2, 3, 1 }, drop = { 4, 1 } })
end

local function pools(facts)
    local parts = {}
    for _, pool in ipairs(facts.IPAM and facts.IPAM.Config or {}) do
        local gateway = pool.Gateway and pool.Gateway ~= "" and (" by way of %s"):format(pool.Gateway) or ""
        parts[#parts + 1] = (pool.Subnet or "?") .. gateway
    end
    return table.concat(parts, ", ")
end

local function members(facts)
    local parts = {}
    for _, endpoint in pairs(facts.Containers or {}) do
        local address = (endpoint.IPv4Address or ""):match("^[^/]+")
        parts[#parts + 1] = address and ("%s %s"):format(endpoint.Name, address) or endpoint.Name
    end
    table.sort(parts)
    return table.concat(parts, ", ")
end

--- One network.
function M.network_card(n, full)
    local facts = n.attrs
    local traits = {}
    for _, trait in ipairs { "Internal", "Attachable", "Ingress", "EnableIPv6" } do
        if facts[trait] then traits[#traits + 1] = trait:lower():gsub("enableipv6", "IPv6") end
    end
    return card.render(("%s  %s"):format(facts.Name, full and n.id or n.short_id), {
        { "driver", ("%s, %s"):format(facts.Driver, facts.Scope) },
        { "created", card.ago(facts.Created) },
        { "subnets", pools(facts) },
        { "traits", table.concat(traits, ", ") },
        { "containers", members(facts) },
        { "options", card.labels(facts.Options or {}) },
        { "labels", card.labels(n.labels) },
    }, full)
end

--- A table of volumes.
function M.volume_table(list, full)
    local rows = {}
    for i, v in ipairs(list) do rows[i] = { known(v).Driver, v.name } end
    return tabulate.render({ "DRIVER", "VOLUME NAME" }, rows, { columns = width(full), keep = { 2 } })
end

--- One volume.
function M.volume_card(v, full)
    local facts = known(v)
    return card.render(v.name, {
        { "driver", facts.Scope and ("%s, %s"):format(facts.Driver, facts.Scope) or facts.Driver },
        { "created", card.ago(facts.CreatedAt) },
        { "mountpoint", facts.Mountpoint },
        { "options", card.labels(facts.Options or {}) },
        { "labels", card.labels(v.labels) },
    }, full)
end

return M
