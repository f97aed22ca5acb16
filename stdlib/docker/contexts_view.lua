--- What the shell shows of contexts.

local collection = require "docker.collection"
local context = require "docker.context"
local tabulate = require "tabulate"
local text = require "text"

local M = {}

local function list_table(list, full)
    local rows = {}
    for i, c in ipairs(list) do
        rows[i] = { c.current and c.name .. " *" or c.name, c.description, c.host, next(c.tls) and "yes" or "" }
    end
    return tabulate.render({ "NAME", "DESCRIPTION", "DOCKER ENDPOINT", "TLS" }, rows,
        { columns = full and math.huge or nil, keep = { 1, 3 } })
end

local function card(c)
    local files = c.tls.docker
    local lines = { c.current and c.name .. "  in use" or c.name }
    for _, field in ipairs {
        { "host", c.host }, { "about", c.description }, { "TLS", files and table.concat(files, ", ") or "" },
    } do
        if field[2] ~= "" then lines[#lines + 1] = ("  %s %s"):format(text.pad(field[1], 10), text.escape(field[2])) end
    end
    return text.escape(lines[1]) .. (lines[2] and "\n" .. table.concat(lines, "\n", 2) or "")
end

--- Describes a context or a list of them.
---@param value table
---@param options {full: boolean?}
---@return string? text nil: it is neither
function M.describe(value, options)
    if context.is_context(value) then return card(value) end
    if collection.list_name(value) == "contexts" then return list_table(value, options.full) end
    return nil
end

return M
