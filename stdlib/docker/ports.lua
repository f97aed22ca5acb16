--- Published ports, from the forms in which people write them.
---
---     ports.bindings { ["80/tcp"] = 8080 }                      -- 8080 on every address
---     ports.bindings { ["80/tcp"] = { "127.0.0.1", 8080 } }     -- an address and a port
---     ports.bindings { ["80/tcp"] = { 8080, 8081 } }            -- two ports
---     ports.bindings { [80] = true }                            -- a free port, chosen by the engine
---     ports.bindings { "8080:80", "127.0.0.1:53:53/udp" }       -- as the docker command takes them

local host = require "moondock.host"
local errors = require "moondock.errors"
local options = require "options"

local tointeger = math.tointeger

local M = {}

local function invalid(value)
    errors.invalid(("option 'ports': cannot read %s"):format(options.quote(value)),
        'write { ["80/tcp"] = 8080 }, { ["80/tcp"] = { "127.0.0.1", 8080 } } or { "8080:80" }')
end

local function is_address(value)
    return type(value) == "string" and (value:find("%.") ~= nil or value:find(":") ~= nil)
end

local function binding(value)
    if value == nil or value == host.null or value == true or value == "" then return { HostIp = "", HostPort = "" } end
    if type(value) == "number" and tointeger(value) then return { HostIp = "", HostPort = ("%d"):format(value) } end
    if type(value) == "string" then
        if value:find("^%d+%-?%d*$") then return { HostIp = "", HostPort = value } end
        local ip, port = value:match("^%[?([%x.:]+)%]?:(%d*)$")
        if ip and is_address(ip) then return { HostIp = ip, HostPort = port } end
    elseif type(value) == "table" then
        if value.HostPort or value.HostIp then
            return { HostIp = value.HostIp or "", HostPort = tostring(value.HostPort or "") }
        end
        if is_address(value[1]) then
            return { HostIp = value[1], HostPort = value[2] and tostring(value[2]) or "" }
        end
    end
    invalid(value)
end

-- A table of an address and a port is one binding; any other list holds one in each item.
local function bindings_of(value)
    if options.is_list(value) and not is_address(value[1]) then
        local list = host.array {}
        for i, item in ipairs(value) do list[i] = binding(item) end
        return list
    end
    if options.is_list(value) and type(value[2]) == "string" and is_address(value[2]) then
        return host.array { binding(value[1]), binding(value[2]) }
    end
    return host.array { binding(value) }
end

local function key_of(port)
    local number, protocol = tostring(port):match("^(%d+)/?(%a*)$")
    if not number then invalid(port) end
    return ("%s/%s"):format(number, protocol == "" and "tcp" or protocol:lower())
end

local function range(text)
    local first, last = text:match("^(%d+)%-(%d+)$")
    first, last = tointeger(first or text), tointeger(last or text)
    if not first or not last or last < first then return nil end
    return first, last
end

-- "127.0.0.1:8000-8001:80-81/udp" as the docker command takes it.
local function add_spec(result, spec)
    local rest, protocol = spec:match("^([^/]+)/?(%a*)$")
    if not rest then invalid(spec) end
    local outside, inside = rest:match("^(.*):([%d-]+)$")
    inside = inside or rest
    local ip, published = "", outside or ""
    if outside and not outside:find("^[%d-]*$") then
        ip, published = outside:match("^%[?([%x.:]+)%]?:([%d-]*)$")
        if not ip then invalid(spec) end
    end
    local first, last = range(inside)
    if not first then invalid(spec) end
    local from, to
    if published ~= "" then
        from, to = range(published)
        if not from then invalid(spec) end
        if first ~= last and to - from ~= last - first then
            errors.invalid(("option 'ports': the two ranges of %s differ in length"):format(options.quote(spec)))
        end
    end
    for port = first, last do
        local key = key_of(port .. "/" .. protocol)
        local host_port = ""
        if from then host_port = first == last and published or tostring(from + port - first) end
        local list = result[key] or host.array {}
        list[#list + 1] = { HostIp = ip, HostPort = host_port }
        result[key] = list
    end
end

--- Makes the engine's PortBindings.
---@param value table
---@return table<string, {HostIp: string, HostPort: string}[]>
function M.bindings(value)
    local result = {}
    if value[1] ~= nil then
        for _, spec in ipairs(value) do
            if type(spec) == "number" and tointeger(spec) then spec = ("%d"):format(spec) end
            if type(spec) ~= "string" then invalid(spec) end
            add_spec(result, spec)
        end
        return result
    end
    for port, target in pairs(value) do result[key_of(port)] = bindings_of(target) end
    return result
end

--- The ports that a container exposes when these are published.
---@param bindings table
---@return table<string, table>
function M.exposed(bindings)
    local exposed = {}
    for key in pairs(bindings) do exposed[key] = {} end
    return exposed
end

return M
