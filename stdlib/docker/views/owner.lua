--- What the shell shows of a client, and of a collection such as docker.containers: what it has.

local paint = require "help.paint"

local M = {}

local function names_of(members)
    local names = {}
    for name in pairs(members or {}) do
        if not name:find("^_") then names[#names + 1] = name end
    end
    table.sort(names)
    return names
end

local function add(lines, title, names)
    if #names == 0 then return end
    local indent = 14
    for i, line in ipairs(paint.wrap(table.concat(names, "  "), paint.width() - indent)) do
        lines[#lines + 1] = (i == 1 and ("  %-12s"):format(title) or (" "):rep(indent)) .. line
    end
end

--- Describes a client or a collection.
---@param owner table
---@param name string "docker.containers"
---@param members table<string, function>
---@param lazy table<string, function> members that are values
---@return string
function M.describe(owner, name, members, lazy)
    local client = require "docker.client"
    local lines = { name }
    if client.is_client(owner) then
        local target = owner.target()
        lines[1] = ("%s  %s%s"):format(name, target.address,
            target.api_version and ", API " .. target.api_version or "")
    end
    add(lines, "collections", names_of(lazy))
    add(lines, "functions", names_of(members))
    lines[#lines + 1] = ("  help(%s) tells about them"):format(name)
    return table.concat(lines, "\n")
end

return M
