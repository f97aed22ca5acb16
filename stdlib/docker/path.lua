--- Paths of containers and of compose files.

local M = {}

--- A path from the root without "." and "..", by its words alone: the engine reads paths so, and names archives by what
--- is left.
---
---     require("docker.path").clean("/a/./b/../c")     --> "/a/c"
---@param path string
---@return string
function M.clean(path)
    local parts = {}
    for part in path:gmatch("[^/]+") do
        if part == ".." then
            parts[#parts] = nil
        elseif part ~= "." then
            parts[#parts + 1] = part
        end
    end
    return "/" .. table.concat(parts, "/")
end

return M
