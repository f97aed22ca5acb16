--- An event as the docker command writes it: when, what happened to which object, and what is known of it.
---
---     require("docker.views.event").line(event)
---     --> "2026-11-24T13:57:58.602727682Z container start 61e8222cb240 (app=x, image=busybox, name=tick)"

local M = {}

--- Tells an event in a line; ids are short, the attributes are in the order of their names.
---@param value any
---@return string? line nil for what is no event
function M.line(value)
    if type(value) ~= "table" or type(value.Type) ~= "string" or type(value.Action) ~= "string" then return nil end
    local actor = type(value.Actor) == "table" and value.Actor or {}
    local parts = {}
    if math.type(value.timeNano) == "integer" then
        local billion = 1000000000
        parts[1] = ("%s.%09dZ"):format(os.date("!%Y-%m-%dT%H:%M:%S", value.timeNano // billion), value.timeNano % billion)
    end
    parts[#parts + 1] = value.Type
    parts[#parts + 1] = (value.Action:gsub("%s+$", ""))
    local id = type(actor.ID) == "string" and actor.ID or ""
    if #id == 64 and id:find "^%x+$" then id = id:sub(1, 12) end
    if id ~= "" then parts[#parts + 1] = id end
    local attributes = {}
    for name, text in pairs(type(actor.Attributes) == "table" and actor.Attributes or {}) do
        attributes[#attributes + 1] = ("%s=%s"):format(name, tostring(text))
    end
    table.sort(attributes)
    if attributes[1] then parts[#parts + 1] = "(" .. table.concat(attributes, ", ") .. ")" end
    return table.concat(parts, " ")
end

return M
