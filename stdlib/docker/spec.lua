--- From options to a specification of the engine, such as the one of a service or a swarm.
---
--- Options are data, as `options.check` takes them, and also say where they go: `to` is a path in the specification.
--- An option with a `schema` is a table of further options; it may be given in the engine's own form as well, which
--- begins with upper-case letters. `since` is the API version that an option needs.
---
---     local schema = { { name = "image", type = "string", to = "TaskTemplate.ContainerSpec.Image" } }
---     spec.apply({}, spec.changes("docker.services.create", schema, { image = "nginx" }))

local host = require "moondock.host"
local options = require "options"

local M = {}

local function is_engine_form(value)
    local key = next(value)
    return type(key) == "string" and key:find("^%u") ~= nil
end

local collect

local function convert(who, option, value, changes, needs)
    local path = changes.prefix .. option.to
    if option.schema and type(value) == "table" and not is_engine_form(value) then
        local inner = { prefix = path .. "." }
        collect(("%s: %s"):format(who, option.name), option.schema, value, inner, needs)
        table.move(inner, 1, #inner, #changes + 1, changes)
        return
    end
    if option.convert then value = option.convert(value, option.name, needs) end
    changes[#changes + 1] = { path = path, value = value }
end

function collect(who, schema, given, changes, needs)
    local checked = options.check(who, schema, given)
    local index = options.index(schema)
    local removed = {}
    for name, value in pairs(given or {}) do
        if value == host.null then removed[index[name]] = true end
    end
    for _, option in ipairs(schema) do
        local value = checked[option.name]
        if removed[option] and option.to then
            changes[#changes + 1] = { path = changes.prefix .. option.to, remove = true }
        elseif value ~= nil then
            if option.since and needs then needs[#needs + 1] = { name = option.name, since = option.since } end
            if option.to then convert(who, option, value, changes, needs) end
        end
    end
    return checked
end

--- Checks options and tells what they change in a specification.
---@param who string the function, for messages
---@param schema table[]
---@param given? table `json.null` as a value takes the field out of the specification
---@param needs? table gets what needs an API version, for `api_version.check`
---@return {path: string, value: any, remove: boolean?}[] changes
---@return table checked every option, also those without a place
function M.changes(who, schema, given, needs)
    local changes = { prefix = "" }
    local checked = collect(who, schema, given, changes, needs)
    return changes, checked
end

--- Applies changes to a specification; what they do not name stays as it is.
---@param target table
---@param changes table
---@return table target
function M.apply(target, changes)
    for _, change in ipairs(changes) do
        local place, last = target, nil
        for key in change.path:gmatch("[^.]+") do
            if last then
                if change.remove and type(place[last]) ~= "table" then place = {} end
                local inner = place[last]
                if type(inner) ~= "table" then
                    inner = {}
                    place[last] = inner
                end
                place = inner
            end
            last = key
        end
        if change.remove then place[last] = nil else place[last] = change.value end
    end
    return target
end

return M
