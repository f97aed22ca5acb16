--- Whether two specifications of a service mean the same, though the engine writes defaults out and leaves empty fields
--- away.

local M = {}

-- Maps of the user's own words: in them an empty text means something.
local OWN = { Labels = true, Options = true, DriverOpts = true, Sysctls = true }

local DEFAULTS = {
    Isolation = "default", Runtime = "container", PublishMode = "ingress", Protocol = "tcp",
    FailureAction = "pause", Order = "stop-first", Condition = "any",
}

-- None and one mean different things here.
local COUNTS = { Replicas = true, Parallelism = true, TotalCompletions = true, MaxConcurrent = true }

local function plain(value, key, is_own)
    if type(value) ~= "table" then
        if is_own or COUNTS[key] then return value end
        if value == "" or value == 0 or value == false or DEFAULTS[key] == value then return nil end
        return value
    end
    local made = {}
    if value[1] ~= nil then
        for i, item in ipairs(value) do
            local inner = plain(item, nil, false)
            made[i] = inner == nil and "" or inner
        end
        return made
    end
    for name, item in pairs(value) do made[name] = plain(item, name, OWN[key]) end
    -- The kind of a mode is said by an empty table.
    if next(made) == nil and key ~= "Global" and key ~= "GlobalJob" then return nil end
    return made
end

local function same(a, b)
    if type(a) ~= "table" or type(b) ~= "table" then return a == b end
    for key, value in pairs(a) do
        if not same(value, b[key]) then return false end
    end
    for key in pairs(b) do
        if a[key] == nil then return false end
    end
    return true
end

local function normal(spec)
    local made = plain(spec) or {}
    local mode = made.Mode or {}
    if mode.Replicated == nil and not next(mode) then mode = { Replicated = {} } end
    if mode.Replicated and mode.Replicated.Replicas == nil then mode.Replicated.Replicas = 1 end
    made.Mode = mode
    if made.EndpointSpec and made.EndpointSpec.Mode == "vip" then made.EndpointSpec.Mode = nil end
    if made.EndpointSpec and next(made.EndpointSpec) == nil then made.EndpointSpec = nil end
    return made
end

--- Tells whether two specifications of tasks mean the same. Where a task may run does not count: those that run at a
--- place that is still good are left there.
---@param a table
---@param b table
---@return boolean
function M.same_task(a, b)
    a, b = plain(a) or {}, plain(b) or {}
    a.Placement, b.Placement = nil, nil
    return same(a, b)
end

--- Tells whether two specifications of services mean the same.
---@param a table
---@param b table
---@return boolean
function M.same(a, b)
    return same(normal(a), normal(b))
end

return M
