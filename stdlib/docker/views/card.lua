--- What the views of single objects have in common.

local host = require "moondock.host"
local text = require "text"
local time = require "time"
local units = require "units"

local M = {}

--- Says how long ago something was, as `docker ps` does.
---@param created integer|string|nil seconds since 1970, or RFC 3339
---@return string "2 hours ago"; "" when it is not known
function M.ago(created)
    local seconds = type(created) == "string" and time.parse(created) or created
    if type(seconds) ~= "number" or seconds <= 0 then return "" end
    return units.age(math.max(0, (host.now()) - seconds)) .. " ago"
end

--- Lays out a title and fields below it; fields without a value are left out.
---@param title string
---@param fields table[] { name, value }
---@param full boolean? not cut at the terminal's width
---@return string
function M.render(title, fields, full)
    local lines = { text.escape(title) }
    local terminal = host.terminal()
    local columns = terminal.stdout and not full and terminal.columns or math.huge
    for _, field in ipairs(fields) do
        local value = field[2]
        if value ~= nil and value ~= "" then
            local line = ("  %s %s"):format(text.pad(field[1], 10), text.escape(tostring(value)))
            lines[#lines + 1] = text.truncate(line, columns)
        end
    end
    return table.concat(lines, "\n")
end

--- Writes labels or options in one line, sorted.
---@param labels table<string, string>
---@return string "a=1, b"
function M.labels(labels)
    local parts = {}
    for name, value in pairs(labels) do parts[#parts + 1] = value == "" and name or ("%s=%s"):format(name, value) end
    table.sort(parts)
    return table.concat(parts, ", ")
end

return M
