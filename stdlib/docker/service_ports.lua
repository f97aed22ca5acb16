--- Published ports of a service, from the forms in which people write them.
---
---     { [8080] = 80 }                                            -- published = target, as in docker-py
---     { [8053] = { 53, "udp", "host" } }                         -- target, protocol, mode
---     { "8080:80", "8053:53/udp", "80" }                         -- as the docker command takes them
---     { { target = 80, published = 8080, mode = "host" } }

local host = require "moondock.host"
local errors = require "moondock.errors"
local options = require "options"

local M = {}

local PORT = {
    { name = "target", type = "integer" },
    { name = "published", type = "integer|string" },
    { name = "protocol", type = "string", choices = { "tcp", "udp", "sctp" } },
    { name = "mode", type = "string", choices = { "ingress", "host" } },
    { name = "name", type = "string" },
}

local function invalid(name, value)
    errors.invalid(("option '%s': cannot read %s"):format(name, options.quote(value)),
        'write { [8080] = 80 }, { "8080:80/tcp" } or { { target = 80, published = 8080, mode = "host" } }')
end

local function number(name, value, whole)
    local port = math.tointeger(tonumber(value))
    if not port or port < 0 or port > 65535 then invalid(name, whole) end
    return port
end

local function entry(target, published, protocol, mode)
    return { TargetPort = target, PublishedPort = published, Protocol = protocol or "tcp", PublishMode = mode }
end

-- "8080-8081:80-81/udp": each port of a range for itself.
local function parse(name, text, list)
    local ports, protocol = text:match("^([%d:%-]+)/(%a+)$")
    ports = ports or text
    if protocol and protocol ~= "tcp" and protocol ~= "udp" and protocol ~= "sctp" then invalid(name, text) end
    local published, target = ports:match("^([%d%-]*):([%d%-]+)$")
    target = target or ports
    local first, last = target:match("^(%d+)%-?(%d*)$")
    if not first then invalid(name, text) end
    first = number(name, first, text)
    last = last == "" and first or number(name, last, text)
    local from, to
    if published and published ~= "" then
        from, to = published:match("^(%d+)%-?(%d*)$")
        if not from then invalid(name, text) end
        from = number(name, from, text)
        to = to == "" and from or number(name, to, text)
    end
    if last < first or from and to - from ~= last - first then invalid(name, text) end
    for i = 0, last - first do list[#list + 1] = entry(first + i, from and from + i, protocol) end
end

local function described(name, value)
    if value.TargetPort then return value end
    local o = options.check(("option '%s'"):format(name), PORT, value)
    if not o.target then errors.invalid(("option '%s': a port needs a target, the one in the container"):format(name)) end
    local port = entry(o.target, o.published and number(name, o.published, o.published), o.protocol, o.mode)
    port.Name = o.name
    return port
end

--- Makes the engine's Ports.
---@param value table
---@param name string the option, for messages
---@return table[]
function M.list(value, name)
    local list = host.array {}
    local is_plain = value[1] ~= nil and (type(value[1]) ~= "number" or #value > 1)
    if next(value) == nil then return list end
    if is_plain or host.is_array(value) then
        for _, item in ipairs(value) do
            if type(item) == "string" then
                parse(name, item, list)
            elseif math.type(item) == "integer" then
                parse(name, tostring(item), list)
            elseif type(item) == "table" then
                list[#list + 1] = described(name, item)
            else
                invalid(name, item)
            end
        end
        return list
    end
    local keys = {}
    for key in pairs(value) do keys[#keys + 1] = key end
    table.sort(keys, function(a, b) return (tonumber(a) or 0) < (tonumber(b) or 0) end)
    for _, key in ipairs(keys) do
        local published, item = number(name, key, key), value[key]
        if type(item) == "table" then
            list[#list + 1] = entry(number(name, item[1], item[1]), published, item[2], item[3])
        else
            local target, protocol = tostring(item):match("^(%d+)/?(%a*)$")
            if not target then invalid(name, item) end
            list[#list + 1] = entry(number(name, target, item), published, protocol ~= "" and protocol or nil)
        end
    end
    return list
end

return M
