--- From the forms in which people write settings to the one that the engine takes.
---
--- Every function takes the value and, where its message may need it, the name of the option. Output is sorted, so that
--- the same options always make the same request.

local host = require "moondock.host"
local errors = require "moondock.errors"
local options = require "options"

local M = {}

local function sorted_keys(map)
    local keys = {}
    for key in pairs(map) do keys[#keys + 1] = key end
    table.sort(keys, function(a, b) return tostring(a) < tostring(b) end)
    return keys
end

-- What a table or a function would be as text says nothing: it is a mistake.
local function text(value, name)
    if type(value) == "table" or type(value) == "function" or type(value) == "thread" then
        errors.invalid(("'%s' is a %s: text, a number, true or false is taken"):format(tostring(name), type(value)))
    end
    if math.type(value) == "float" and math.tointeger(value) then return ("%d"):format(value) end
    return tostring(value)
end

local function bad(name, value, expected)
    errors.invalid(("option '%s': expected %s, got %s"):format(name, expected, options.quote(value)))
end

--- `{ A = "1", B = json.null }` or `{ "A=1", "B" }` -> `{ "A=1", "B" }`; a name alone takes its value from the engine.
---@param value table
---@return string[]
function M.environment(value)
    if options.is_list(value) then return host.array(value) end
    local list = host.array {}
    for _, name in ipairs(sorted_keys(value)) do
        local item = value[name]
        list[#list + 1] = item == host.null and name or ("%s=%s"):format(name, text(item, name))
    end
    return list
end

--- `{ "a", "b" }` -> `{ a = "", b = "" }`; values become strings.
---@param value table
---@return table<string, string>
function M.labels(value)
    local map = {}
    if options.is_list(value) then
        for _, name in ipairs(value) do map[name] = "" end
        return map
    end
    for name, item in pairs(value) do map[name] = text(item, name) end
    return map
end

--- Values become strings.
---@param value table
---@return table<string, string>
function M.string_map(value)
    local map = {}
    for name, item in pairs(value) do map[name] = text(item, name) end
    return map
end

--- Items become strings; one string becomes a list of one.
---@param value table|string
---@return string[]
function M.strings(value)
    local list = host.array {}
    if type(value) ~= "table" then value = { value } end
    for i, item in ipairs(value) do list[i] = text(item, i) end
    return list
end

--- `{ db = "database" }`, `{ {"db", "database"} }` or `{ "db:database" }` -> `{ "db:database" }`
---@param value table
---@return string[]
function M.links(value)
    local list = host.array {}
    if options.is_map(value) then
        for _, name in ipairs(sorted_keys(value)) do
            local alias = value[name]
            local named = type(alias) == "string" and alias ~= ""
            list[#list + 1] = named and ("%s:%s"):format(name, alias) or name
        end
        return list
    end
    for i, item in ipairs(value) do
        list[i] = type(item) == "table" and table.concat(item, ":", 1, math.min(#item, 2)) or item
    end
    return list
end

--- `{ host = "1.2.3.4" }` or a list -> `{ "host:1.2.3.4" }`
---@param value table
---@return string[]
function M.extra_hosts(value)
    if options.is_list(value) then return host.array(value) end
    local list = host.array {}
    for _, name in ipairs(sorted_keys(value)) do list[#list + 1] = ("%s:%s"):format(name, text(value[name], name)) end
    return list
end

--- `{ "/run", "/tmp:size=64m" }` or `{ ["/tmp"] = "size=64m" }` -> the latter
---@param value table
---@return table<string, string>
function M.tmpfs(value)
    if options.is_map(value) then return value end
    local map = {}
    for _, item in ipairs(value) do
        if type(item) ~= "string" then bad("tmpfs", item, "a path with options") end
        local path, mount_options = item:match("^([^:]*):(.*)$")
        map[path or item] = mount_options or ""
    end
    return map
end

--- `"/dev/sda:/dev/xvda:rwm"` or a table of the engine's form.
---@param value table
---@return table[]
function M.devices(value)
    local list = host.array {}
    for i, item in ipairs(value) do
        if type(item) == "string" then
            local parts = {}
            for part in item:gmatch("[^:]+") do parts[#parts + 1] = part end
            item = {
                PathOnHost = parts[1],
                PathInContainer = parts[2] or parts[1],
                CgroupPermissions = parts[3] or "rwm",
            }
        elseif type(item) ~= "table" then
            bad("devices", item, "strings such as \"/dev/sda:/dev/xvda:rwm\"")
        end
        list[i] = item
    end
    return list
end

--- Takes the fields of a table under the engine's names or in snake case.
---@param value table
---@param names table<string, string> { snake = "Engine" }
---@param option string
---@return table
function M.fields(value, names, option)
    local map, known = {}, {}
    for snake, engine_name in pairs(names) do known[snake], known[engine_name] = engine_name, engine_name end
    for key, item in pairs(value) do
        local name = known[key]
        if not name then
            local nearest = require "nearest"
            errors.invalid(("option '%s': unknown field '%s'"):format(option, tostring(key)),
                nearest.hint(nearest.key(key, names)))
        end
        if item ~= host.null then map[name] = item end
    end
    return map
end

--- `{ { name = "nofile", soft = 1024, hard = 2048 } }` or `{ nofile = 1024 }`
---@param value table
---@return table[]
function M.ulimits(value)
    local list = host.array {}
    local names = { name = "Name", soft = "Soft", hard = "Hard" }
    if options.is_map(value) then
        for _, name in ipairs(sorted_keys(value)) do
            local limit = value[name]
            if type(limit) ~= "table" then limit = { soft = limit, hard = limit } end
            local item = M.fields(limit, names, "ulimits")
            item.Name = name
            list[#list + 1] = item
        end
    else
        for i, item in ipairs(value) do
            if type(item) ~= "table" then bad("ulimits", item, "tables with name, soft and hard") end
            list[i] = M.fields(item, names, "ulimits")
        end
    end
    for _, item in ipairs(list) do
        if type(item.Name) ~= "string" then bad("ulimits", item.Name, "a name") end
        for _, key in ipairs { "Soft", "Hard" } do
            local limit = item[key]
            if limit ~= nil and not (math.type(limit) and math.tointeger(limit)) then
                bad("ulimits", limit, "integers for soft and hard")
            end
        end
    end
    return list
end

--- `"on-failure:3"`, `{ name = "always" }` or the engine's own form.
---@param value string|table
---@return table
function M.restart_policy(value)
    if type(value) == "string" then
        local name, count = value:match("^([%a-]+):?(%d*)$")
        if not name then bad("restart_policy", value, 'a policy such as "always" or "on-failure:3"') end
        return { Name = name, MaximumRetryCount = math.tointeger(count) or nil }
    end
    local names = { name = "Name", maximum_retry_count = "MaximumRetryCount" }
    return M.fields(value, names, "restart_policy")
end

--- `{ type = "json-file", config = { ["max-size"] = "10m" } }`
---@param value table
---@return table
function M.log_config(value)
    local config = M.fields(value, { type = "Type", config = "Config" }, "log_config")
    if config.Config then config.Config = M.string_map(config.Config) else config.Config = {} end
    return config
end

local HEALTHCHECK = {
    test = "Test", interval = "Interval", timeout = "Timeout", retries = "Retries", start_period = "StartPeriod",
    start_interval = "StartInterval",
}

--- `{ test = "curl -f localhost", interval = "30s", retries = 3 }`; durations without a unit are nanoseconds, as the
--- engine counts them. A test that is a string is run by the container's shell.
---@param value table
---@return table
function M.healthcheck(value)
    local check = M.fields(value, HEALTHCHECK, "healthcheck")
    if type(check.Test) == "string" then check.Test = host.array { "CMD-SHELL", check.Test } end
    if type(check.Test) == "table" then check.Test = host.array(check.Test) end
    for _, key in ipairs { "Interval", "Timeout", "StartPeriod", "StartInterval" } do
        if check[key] ~= nil then
            local what = ("option 'healthcheck': %s"):format(key)
            local duration = require("time").nanoseconds(check[key], what)
            if duration ~= 0 and duration < 1000000 then
                errors.invalid(("%s: %d ns is less than a millisecond"):format(what, duration),
                    ('numbers are nanoseconds; write "%ds" for seconds'):format(duration))
            end
            check[key] = duration
        end
    end
    return check
end

local REQUEST = {
    driver = "Driver", count = "Count", device_ids = "DeviceIDs", capabilities = "Capabilities", options = "Options",
}

--- `{ { count = -1, capabilities = { { "gpu" } } } }`
---@param value table
---@return table[]
function M.device_requests(value)
    local list = host.array {}
    for i, item in ipairs(value) do
        if type(item) ~= "table" then bad("device_requests", item, "tables") end
        local request = M.fields(item, REQUEST, "device_requests")
        request.Driver = request.Driver or ""
        request.Count = request.Count or 0
        request.DeviceIDs = host.array(request.DeviceIDs or {})
        local capabilities = host.array {}
        for j, group in ipairs(request.Capabilities or {}) do
            capabilities[j] = host.array(type(group) == "table" and group or { group })
        end
        request.Capabilities = capabilities
        request.Options = request.Options or {}
        list[i] = request
    end
    return list
end

--- `"all"`, a number of GPUs, or a list of their ids -> a device request.
---@param value string|integer|table
---@return table
function M.gpus(value)
    local request = { capabilities = { { "gpu" } } }
    if type(value) == "table" then
        request.device_ids = M.strings(value)
    else
        request.count = value == "all" and -1 or math.tointeger(value) or bad("gpus", value, '"all", a number or ids')
    end
    return M.device_requests { request }[1]
end

--- `{ { Path = "/dev/sda", Rate = 1048576 } }`; sizes may be written "1m".
---@param value table
---@param option string
---@return table[]
function M.device_rates(value, option)
    local list = host.array {}
    for i, item in ipairs(value) do
        if type(item) ~= "table" then bad(option, item, "tables with Path and Rate") end
        local rate = M.fields(item, { path = "Path", rate = "Rate", weight = "Weight" }, option)
        if rate.Rate then rate.Rate = require("units").bytes(rate.Rate, option) end
        list[i] = rate
    end
    return list
end

local ENDPOINT = {
    aliases = "Aliases", links = "Links", mac_address = "MacAddress", driver_opt = "DriverOpts",
    ipv4_address = "IPv4Address", ipv6_address = "IPv6Address", link_local_ips = "LinkLocalIPs",
    IPAMConfig = "IPAMConfig",
}

--- How a container joins one network: `{ aliases = { "db" }, ipv4_address = "10.0.0.5" }`
---@param value table
---@param option? string names the option in errors
---@return table
function M.endpoint(value, option)
    local fields = M.fields(value, ENDPOINT, option or "networking_config")
    local ipam = fields.IPAMConfig or {}
    for _, key in ipairs { "IPv4Address", "IPv6Address", "LinkLocalIPs" } do
        ipam[key], fields[key] = fields[key] or ipam[key], nil
    end
    if ipam.LinkLocalIPs then ipam.LinkLocalIPs = M.strings(ipam.LinkLocalIPs) end
    if next(ipam) then fields.IPAMConfig = ipam end
    if fields.Aliases then fields.Aliases = M.strings(fields.Aliases) end
    if fields.Links then fields.Links = M.links(fields.Links) end
    if fields.DriverOpts then fields.DriverOpts = M.string_map(fields.DriverOpts) end
    return fields
end

return M
