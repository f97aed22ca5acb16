--- The names of docker-py's low-level client, and the operations of the Engine API that they stand for.
---
---     require("docker.low_level_names").operation("inspect_container", docker.api)   --> "ContainerInspect"

local M = {}

-- Those that no rule gives.
local ODD = {
    commit = "ImageCommit", connect_container_to_network = "NetworkConnect", df = "SystemDataUsage",
    diff = "ContainerChanges", disconnect_container_from_network = "NetworkDisconnect", events = "SystemEvents",
    exec_create = "ContainerExec", get_archive = "ContainerArchive", get_unlock_key = "SwarmUnlockkey",
    import_image = "ImageCreate", login = "SystemAuth", put_archive = "PutContainerArchive", pull = "ImageCreate",
}

-- docker-py's verbs, where the API's are others.
local VERBS = { Remove = "Delete" }

-- What a verb without an object may be of.
local OBJECTS = { "Container", "Image", "System" }

local function capital(word) return word:sub(1, 1):upper() .. word:sub(2) end

--- Finds the operation that a function of docker-py's low-level client calls.
---@param name any
---@param operations table<string, any> known operations by id
---@return string? id
function M.operation(name, operations)
    if type(name) ~= "string" then return nil end
    local function known(id) return rawget(operations, id) ~= nil and id or nil end
    if ODD[name] then return known(ODD[name]) end
    local first, second = name:match "^(%l+)_(%l+)$"
    if first then
        local verb, object = capital(first), capital(second):gsub("s$", "")
        return known(object .. (VERBS[verb] or verb)) or known(capital(first) .. capital(second))
    end
    local word = capital(name)
    local list = name:find "s$" and known(word:gsub("s$", "") .. "List")
    if list then return list end
    for _, object in ipairs(OBJECTS) do
        local id = known(object .. word)
        if id then return id end
    end
end

return M
